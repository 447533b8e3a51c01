"""§ 1.3 Verstrekkingen van politie: what others gave us, where it is kept, who hears of it and where it may go on."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Organisation
from cases.models import Task
from consent import incoming
from consent.actions.followup import task_id
from consent.actions.incoming import Message, receive
from consent.actions.telling import release, tell
from consent.errors import MayNotRecord
from consent.incoming import CameBy
from consent.models import Disclosure
from terms.categories import CATEGORIES
from tests.cast import acting, opened
from tests.sharing import school

pytestmark = pytest.mark.policy("1.3")
A_DAY = timedelta(days=1)
SORTS = ["politie", "openbaar_ministerie", "veilig_thuis", "raad_kinderbescherming", "gecertificeerde_instelling",
         "school", "huisarts", "anders", ""]  # fmt: skip
GIVEN = "Vannacht was er ruzie op straat"


@pytest.mark.parametrize("sort", SORTS)
def test_what_the_police_gave_goes_to_the_child_protection_council_and_a_guardianship_agency_alone(sort):
    assert incoming.may_go_on("politie", sort) is (sort in ("raad_kinderbescherming", "gecertificeerde_instelling"))


@given(st.sampled_from([code for code in CATEGORIES if code != "politie"]), st.sampled_from(SORTS))
def test_of_everything_else_this_rule_says_nothing(category, sort):
    assert incoming.may_go_on(category, sort)


@given(st.sampled_from(CameBy.values), st.sampled_from(SORTS), st.sampled_from(list(CATEGORIES)))
def test_police_data_are_apart_and_never_shown_at_once_whoever_brings_them(came_by, sort, chosen):
    category = incoming.category_of(came_by, sort, chosen)
    if came_by in incoming.OF_POLICE or sort in ("politie", "openbaar_ministerie"):
        assert category == "politie"
        assert incoming.is_withheld(came_by, sort)
    else:
        assert category == chosen


@given(st.sampled_from(CameBy.values), st.sampled_from(SORTS))
def test_shown_at_once_is_only_what_the_resident_knows_of(came_by, sort):
    if not incoming.is_withheld(came_by, sort):
        assert not incoming.must_be_told(came_by)
        assert sort not in ("politie", "openbaar_ministerie", "veilig_thuis", "raad_kinderbescherming")


class Scene:
    """Roos leads the dossier and may not read what is of the police; Vera may."""

    def __init__(self, cast):
        self.cast, self.now = cast, timezone.now()
        self.on = timezone.localdate(self.now)
        self.police = Organisation.objects.get_or_create(
            name="Politie Boekel", kind="partner", sort="politie", enforces=True
        )[0]

    def receive(self, by, came_by="sluitende_aanpak", organisation=None, **facts):
        message = Message(organisation or school(), came_by, self.on, GIVEN, giver="Wijkagent")
        own = {"about": [self.cast.family.deniz.pk]} | facts
        return opened(receive(self.cast.family.dossier, message, by=by, now=self.now, **own))


@pytest.fixture
def scene(cast):
    return Scene(cast)


@pytest.mark.parametrize("came_by", incoming.OF_POLICE)
def test_what_the_police_gave_is_recorded_apart_by_who_may_read_it(scene, came_by):
    with acting(scene.cast.vera):
        got = scene.receive(scene.cast.vera, came_by, scene.police, category="casusregie")
        assert (got.kind, got.status, got.category, got.source) == ("ontvangst", "ontvangen", "politie", "politie")
        assert (got.came_by, got.came_on, got.own_observation) == (came_by, scene.on, False)
        assert [item["text"] for item in got.items] == [GIVEN]
        assert got.withheld
        assert all(row.withheld for row in Disclosure.history.filter(id=got.pk))
    with acting(scene.cast.roos):
        assert not Disclosure.objects.filter(pk=got.pk).exists()


def test_who_may_not_read_it_hears_whom_to_ask(scene):
    with acting(scene.cast.cem), pytest.raises(MayNotRecord, match="Roos"):
        scene.receive(scene.cast.cem, "wpg_incidenteel", scene.police)


def test_what_the_resident_does_not_know_is_told_on_a_day(scene):
    with acting(scene.cast.roos):
        later = scene.on + 10 * A_DAY
        got = scene.receive(scene.cast.roos, inform_due_on=later, inform_postponed="Eerst met school praten")
        task = Task.objects.get(pk=task_id(got, "gekregen"))
        assert (task.due_on, task.assigned_to, task.withheld) == (later, scene.cast.roos, True)
        assert got.withheld


def test_the_task_of_what_is_apart_goes_to_somebody_who_can_read_it(scene):
    with acting(scene.cast.vera):
        got = scene.receive(scene.cast.vera, "wpg_structureel", scene.police, inform_due_on=scene.on + A_DAY)
        task = Task.objects.get(pk=task_id(got, "gekregen"))
        assert (task.assigned_to, task.category) == (scene.cast.vera, "politie")


def test_what_the_resident_brought_is_theirs_to_see(scene):
    with acting(scene.cast.roos):
        got = scene.receive(scene.cast.roos, "inwoner")
        assert (got.withheld, got.source) == (False, "inwoner")
        assert not Task.objects.filter(pk=task_id(got, "gekregen")).exists()


@pytest.mark.policy("4")
def test_told_and_then_shown_by_a_decision(scene):
    with acting(scene.cast.roos):
        who = {"by": scene.cast.roos, "now": scene.now}
        got = scene.receive(scene.cast.roos, inform_due_on=scene.on + A_DAY)
        got = opened(tell(got, **who, on=scene.on, told_at=scene.now, how="Gebeld"))
        assert got.withheld
        assert Task.objects.get(pk=task_id(got, "vrijgeven")).due_on == got.release_review_on
        got = opened(release(got, **who, reason="Hij weet ervan"))
        assert (got.withheld, got.released_by) == (False, scene.cast.roos)
