"""§ 4.1 Casusregie: a family moves to another municipality; nothing leaves without a consent or a ground."""

import pytest
from django.utils import timezone

from cases.models import Dossier, Grant, Task
from casework.actions import moving
from casework.actions.moving import Wish
from casework.errors import PlanRefused
from casework.models import Conference, Plan
from consent.actions.followup import follow_up
from consent.models import Consent, Cover, Disclosure, Ground
from tests.casework.meetings import planned
from tests.casework.plans import begin
from tests.cast import NOBODY, acting, as_system, authorise, make_partner, opened, sign_in
from tests.sharing import make_disclosure, make_ground

pytestmark = pytest.mark.policy("4.1")


@pytest.fixture
def elsewhere(cast):
    """Another municipality; and Roos may read what is apart, so that nothing that runs is hidden from her."""
    authorise(cast.roos)
    return make_partner("Gemeente Elders", cast.today)


def moved(cast, to, *, why="", mark=None):
    now = timezone.now()
    with acting(cast.roos, now):
        dossier, wish = opened(cast.family.dossier), Wish(to, why)
        mark = moving.foreseen(dossier, wish, by=cast.roos, now=now).mark if mark is None else mark
        return moving.move_away(dossier, wish, mark=mark, by=cast.roos, now=now, notices=NOBODY)


def handed_over(cast, to, people):
    """As it stands after a warm handover of these people."""
    family, ids = cast.family, [one.pk for one in people]
    with as_system():
        facts = {"kind": "overdracht", "organisation": to, "medium": "gesprek"}
        made = make_disclosure(family.dossier, ids, by=cast.roos, now=cast.now, **facts)
        why = {"by": cast.roos, "confirmed_by": cast.cem, "now": cast.now, "organisation": to}
        ground = make_ground(family.dossier, ids, **why)
        for person in people:
            Cover.objects.create(dossier=family.dossier, disclosure=made, person=person, ground=ground)
        sent = {"sent_at": cast.now, "sent_by": cast.roos, "items_sha256": "a" * 64}
        Disclosure.objects.filter(pk=made.pk).update(status="verzonden", **sent)


@pytest.mark.policy("3.1")
def test_without_a_handover_on_a_consent_or_a_ground_for_each_it_refuses(cast, elsewhere):
    family = cast.family
    with pytest.raises(PlanRefused, match="warm overgedragen"):
        moved(cast, elsewhere)
    everybody = [family.people[name] for name in ("samira", "ruud", "esra", "deniz", "aylin")]
    handed_over(cast, elsewhere, everybody[1:])
    with pytest.raises(PlanRefused, match="warm overgedragen"):
        moved(cast, elsewhere)
    handed_over(cast, elsewhere, everybody[:1])
    with as_system():
        shared = Disclosure.objects.count()
    moved(cast, elsewhere)
    with as_system():
        assert Disclosure.objects.count() == shared


@pytest.mark.policy("2.3")
def test_everything_that_runs_ends_and_the_terms_begin(cast, elsewhere):
    family = cast.family
    family.dossier = opened(family.dossier)
    plan = begin(family.dossier, cast.roos, about=[family.samira.pk])
    meeting = planned(family, by=cast.roos, now=cast.now, said="Over hen")
    moved(cast, elsewhere, why="Het gezin wil opnieuw beginnen")
    with as_system():
        dossier = Dossier.objects.get(pk=family.dossier.pk)
        assert (dossier.is_open, dossier.destroy_on is not None) == (False, True)
        assert Plan.objects.get(pk=plan.pk).status == "afgerond"
        assert Conference.objects.get(pk=meeting.pk).status == "vervallen"
        assert not Consent.objects.filter(dossier=dossier, status__in=["actief", "te_tekenen"]).exists()
        assert Ground.objects.get(pk=family.ground.pk).status == "beeindigd"
        assert not Task.objects.filter(dossier=dossier, done_at=None).exists()
        left = Grant.objects.running(timezone.now()).filter(content_object=dossier)
        assert [given.user_id for given in left] == [cast.roos.pk]
    assert "Gemeente Elders" in opened(dossier).close_reason
    assert sign_in(cast.cem).get(f"/dossiers/{dossier.pk}/").status_code == 404


@pytest.mark.policy("3.3")
def test_what_the_resident_must_still_be_told_is_told_first(cast, elsewhere):
    ground = opened(cast.family.ground)
    with acting(cast.roos, cast.now):
        follow_up(ground, "inlichten", to=cast.roos, due_on=cast.today, by=cast.roos, now=cast.now)
    with pytest.raises(PlanRefused, match="de inwoner iets vertelt"):
        moved(cast, elsewhere, why="Het gezin wil opnieuw beginnen")


def test_first_the_page_shows_it_and_then_it_happens(cast, elsewhere):
    roos, at = sign_in(cast.roos), f"/dossiers/{cast.family.dossier.pk}/verhuizing/"
    assert at in roos.get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()
    facts = {"to": str(elsewhere.pk)}
    assert "Nog niet iedereen is warm overgedragen" in roos.post(at, facts).content.decode()
    facts["why_nothing"] = "Het gezin wil dat niet"
    seen = roos.post(at, facts)
    page = seen.content.decode()
    assert "Er gaat niets mee" in page
    assert "Cem" in page
    facts |= {"doen": "1", "mark": seen.context["preview"]["seen"].mark}
    assert "Afgesloten" in roos.post(at, facts, follow=True).content.decode()


def test_who_does_not_lead_it_does_not_move_it(cast):
    assert sign_in(cast.cem).get(f"/dossiers/{cast.family.dossier.pk}/verhuizing/").status_code == 404
