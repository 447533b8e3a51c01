"""§ 3.2 Uitzonderingen: in acute danger it is shared first, in one go, and everything else is asked afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation
from cases.emergency import working_day_after
from cases.models import Entry, Task
from consent.actions import grounds as actions
from consent.actions.followup import task_id
from consent.actions.urgent import Call, share_at_once
from consent.errors import NotAnswered, OwnGround
from consent.grounds import rule_of
from consent.items import digest_of
from consent.models import Cover, Disclosure, Ground
from consent.states import DisclosureStatus, GroundStatus
from tests.cast import acting, as_system, opened

pytestmark = pytest.mark.policy("3.2")
A_DAY = timedelta(days=1)
CALL = Call("Politie Oost-Brabant", "Hij staat met een mes voor de deur", "Het adres, en dat er kinderen zijn")
LEFT = ("antwoorden", "bevestigen", "inlichten")


class Scene:
    """Cem tells it; Roos leads the dossier."""

    def __init__(self, cast):
        self.cast, self.now = cast, timezone.now()
        self.on = timezone.localdate(self.now)
        self.dossier = cast.family.dossier
        # Aylin has no BSN, and of nobody but Esra authority is recorded.
        self.people = [cast.family.samira.pk, cast.family.esra.pk, cast.family.aylin.pk]

    def who(self, by):
        return {"by": by, "now": self.now}

    def share(self, call=CALL, **facts):
        own = {"about": self.people} | facts
        return opened(share_at_once(self.dossier, call, **self.who(self.cast.cem), on=self.on, **own))

    def answered(self):
        ground = self.share()
        answers = {question.code: "Zo ging het" for question in ground.missing}
        actions.answer(ground, **self.who(self.cast.cem), answers=answers)
        return opened(ground)

    def sent_on(self, ground):
        return opened(Disclosure.objects.get(covers__ground=ground, covers__person=self.people[0]))

    def tasks(self, ground):
        return {what: Task.objects.get(pk=task_id(ground, what)) for what in LEFT}


@pytest.fixture
def scene(cast):
    with acting(cast.cem):
        yield Scene(cast)


def test_it_is_recorded_as_sent_for_everybody_in_it_before_anything_is_asked(scene):
    ground = scene.share()
    assert (ground.status, ground.code, ground.valid_until) == (GroundStatus.URGENT, "acuut_gevaar", scene.on + A_DAY)
    sent = scene.sent_on(ground)
    assert (sent.status, sent.medium, sent.sent_by, sent.sent_at) == ("verzonden", "gesprek", scene.cast.cem, scene.now)
    assert [item["text"] for item in sent.items] == [CALL.told]
    assert sent.items_sha256 == digest_of(sent.items)
    assert set(Cover.objects.filter(disclosure=sent).values_list("person", flat=True)) == set(scene.people)
    assert CALL.danger in opened(Entry.objects.get(pk=sent.entry_id)).text


def test_what_was_not_asked_stands_on_the_lists_for_the_next_working_day(scene):
    ground = scene.share()
    tasks = scene.tasks(ground)
    assert {task.due_on for task in tasks.values()} == {working_day_after(scene.on)}
    assert ground.inform_due_on == working_day_after(scene.on)
    to = {what: task.assigned_to for what, task in tasks.items()}
    assert to == {"antwoorden": scene.cast.cem, "bevestigen": scene.cast.roos, "inlichten": scene.cast.roos}


@pytest.mark.policy("4")
def test_nothing_of_it_is_shown_from_its_first_row(scene):
    ground = scene.share()
    sent = scene.sent_on(ground)
    ids = [task.pk for task in scene.tasks(ground).values()]
    kinds = ((Ground, [ground.pk]), (Disclosure, [sent.pk]), (Entry, [sent.entry_id]), (Task, ids))
    for model, wanted in kinds:
        rows = [*model.objects.filter(pk__in=wanted), *model.history.filter(id__in=wanted)]
        assert len(rows) >= 2 * len(wanted)
        assert all(row.withheld for row in rows), model


@pytest.mark.parametrize("written", ["politie oost-brabant", "  Politie   Oost-Brabant "])
def test_an_organisation_nobody_knew_joins_the_register_once_and_gets_no_rights(scene, written):
    scene.share()
    scene.share(Call(written, CALL.danger, CALL.told))
    (known,) = Organisation.objects.filter(name__iexact="Politie Oost-Brabant")
    assert not known.agreements.exists()
    assert not known.is_internal


def test_answered_and_looked_at_afterwards_it_was_right_and_covers_no_day_more(scene):
    ground = scene.answered()
    assert scene.tasks(ground)["antwoorden"].done_at
    with acting(scene.cast.roos):
        actions.confirm(ground, **scene.who(scene.cast.roos), on=scene.on, opinion="Terecht")
    ground = opened(ground)
    assert (ground.status, ground.confirmed_by, ground.valid_until) == ("geldig", scene.cast.roos, scene.on + A_DAY)
    assert not Ground.objects.holding(scene.on + 2 * A_DAY).filter(pk=ground.pk).exists()
    with as_system("delen"):
        actions.end_what_ends_itself(scene.now, scene.on + 2 * A_DAY)
    assert Ground.objects.get(pk=ground.pk).status == GroundStatus.ENDED


def test_found_wrong_afterwards_it_stays_recorded_and_an_officer_is_called(scene):
    ground = scene.share()
    with acting(scene.cast.roos):
        actions.reject(ground, **scene.who(scene.cast.roos), on=scene.on, opinion="Bellen had gekund")
    ground = opened(ground)
    assert (ground.status, ground.confirmed_by, ground.second_opinion) == (
        "afgewezen", scene.cast.roos, "Bellen had gekund",
    )  # fmt: skip
    assert scene.sent_on(ground).status == DisclosureStatus.SENT
    assert Task.objects.get(pk=task_id(ground, "afgekeurd")).due_on == working_day_after(scene.on)


def test_it_is_not_confirmed_before_the_questions_are_answered(scene):
    ground = scene.share()
    with pytest.raises(NotAnswered):
        actions.confirm(ground, **scene.who(scene.cast.roos), on=scene.on, opinion="Terecht")


def test_who_told_it_is_not_the_second_person(scene):
    with pytest.raises(OwnGround):
        actions.confirm(scene.answered(), **scene.who(scene.cast.cem), on=scene.on, opinion="Terecht")


def test_unlooked_at_it_covers_a_day_and_then_stands_on_the_list_of_the_officers(scene):
    ground = scene.share()
    later = scene.on + 2 * A_DAY
    assert ground in Ground.objects.overdue(later)
    assert not Ground.objects.holding(later).filter(pk=ground.pk).exists()
    with as_system("delen"):
        actions.end_what_ends_itself(scene.now, later)
    assert Ground.objects.get(pk=ground.pk).status == GroundStatus.URGENT


def test_why_it_could_not_wait_may_be_said_at_once(scene):
    ground = scene.share(Call(CALL.organisation, CALL.danger, CALL.told, why_now="Hij trapte de deur in"))
    assert "waarom_nu" not in {question.code for question in ground.missing}
    assert {question.code for question in scene.share().missing} == {
        question.code for question in rule_of("acuut_gevaar").questions if question.code != "gevaar"
    }


def test_what_fails_halfway_leaves_nothing_behind(scene):
    """Somebody the ground does not know: then nothing was recorded, and no organisation was added."""
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.share(Call("Nieuwe organisatie", "Gevaar", "Verteld"), about=[])
    assert not Organisation.objects.filter(name="Nieuwe organisatie").exists()
    assert not Ground.objects.filter(code="acuut_gevaar").exists()
