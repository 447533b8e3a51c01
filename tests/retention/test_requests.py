"""Jeugdwet art. 7.3.9, BW 7:455: what somebody asks to destroy is decided by two, and goes with the next run: what is
about them alone, of what was granted, and nothing else.
"""

from datetime import date, timedelta

import pytest

from cases.models import Document, Dossier, Entry
from retention import engine, holds, requests, workday
from retention.errors import RetentionError
from retention.models import Destruction, DestructionRequest, Hold, HoldKind, Kept, LedgerLine
from retention.states import NEXT_REQUEST, RequestState
from tests.retention import town
from tests.retention.town import CANARY, DUE_ON, as_owner, at

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
DAY = timedelta(days=1)
ON = date(2023, 5, 31)


@pytest.fixture
def dossier(family, hanna):
    """Open. About Anna and Bo together a note, a document and a task; about Anna alone what the tests add."""
    return town.make_dossier(family, hanna, closed_on=None)


@pytest.fixture
def gert(hanna, dossier):
    gert = town.make_second(hanna)
    town.let_in(dossier, gert)
    return gert


def note_about(dossier, hanna, *people, category="casusregie") -> Entry:
    with as_owner(at(ON)):
        return town.due_note(dossier, hanna, category, [person.pk for person in people], destroy_on=None)


def asked(dossier, person, hanna, *, came_on=ON) -> DestructionRequest:
    with as_owner(at(ON)):
        return requests.register(
            dossier, person.pk, by=hanna, now=at(ON), on=ON, came_on=came_on, asked_by="Anna", wish="Alles weg",
            way="balie",
        )  # fmt: skip


def decided(request, hanna, gert, *, agrees=True, **decision) -> DestructionRequest:
    with as_owner(at(ON)):
        requests.prepare(
            request, decision=decision or {"casusregie": ""}, explanation="Zo besloten", second=gert, by=hanna,
            now=at(ON),
        )  # fmt: skip
        return requests.judge(request, agrees=agrees, by=gert, now=at(ON))


def run(on=ON):
    return engine.destroy_due(on=on, now=at(on))


def notes() -> set:
    with as_owner():
        return set(Entry.objects.values_list("pk", flat=True))


def state_of(request) -> str:
    with as_owner():
        return DestructionRequest.objects.get(pk=request.pk).state


def test_it_is_to_be_decided_within_three_months(dossier, family, hanna):
    assert asked(dossier, family.anna, hanna).due_on == date(2023, 8, 31)
    assert asked(dossier, family.bo, hanna, came_on=date(2022, 11, 30)).due_on == date(2023, 2, 28)


def test_what_is_about_the_person_alone_goes_and_what_is_about_others_too_stays(dossier, family, hanna, gert):
    alone, together, other = (
        note_about(dossier, hanna, *people) for people in ([family.anna], [family.anna, family.bo], [family.bo])
    )
    before = notes()
    request = decided(asked(dossier, family.anna, hanna), hanna, gert)
    assert run().done["stuk"] == 1
    assert notes() == before - {alone.pk}
    assert {together.pk, other.pk} <= notes()
    assert state_of(request) == RequestState.DONE
    assert run().done["stuk"] == 0


def test_the_ledger_says_that_it_was_asked_and_not_by_whom(dossier, family, hanna, gert):
    note_about(dossier, hanna, family.anna)
    decided(asked(dossier, family.anna, hanna), hanna, gert)
    run()
    (line,) = LedgerLine.objects.filter(state="voornemen")
    assert line.ground == "Op verzoek van de inwoner"
    assert CANARY not in line.content()


def test_what_was_taken_back_before_goes_as_well(dossier, family, hanna, gert):
    note = note_about(dossier, hanna, family.anna)
    with as_owner(at(ON)):
        note.delete()
    decided(asked(dossier, family.anna, hanna), hanna, gert)
    run()
    with as_owner():
        assert not Entry.history.filter(id=note.pk).exists()


def test_granted_in_part(dossier, family, hanna, gert):
    with as_owner():
        dossier.grants.update(categories=["politie"])
    goes, stays = note_about(dossier, hanna, family.anna), note_about(dossier, hanna, family.anna, category="politie")
    decided(asked(dossier, family.anna, hanna), hanna, gert, casusregie="", politie=Kept.LAW)
    run()
    assert stays.pk in notes()
    assert goes.pk not in notes()


def test_of_the_file_of_who_treats_nobody_here_decides(dossier, family, hanna, gert):
    with as_owner():
        dossier.grants.update(categories=["behandeling"])
    note = note_about(dossier, hanna, family.anna, category="behandeling")
    request = asked(dossier, family.anna, hanna)
    with as_owner(at(ON)), pytest.raises(requests.NotPossible):
        requests.prepare(request, decision={"behandeling": ""}, explanation="x", second=gert, by=hanna, now=at(ON))
    decided(request, hanna, gert, behandeling=Kept.TREATING)
    run()
    assert note.pk in notes()


def test_until_it_is_decided_nothing_about_them_goes_on_its_day_either(family, hanna, dossier):
    entry = town.withdrawn_in(dossier, hanna)
    request = asked(dossier, family.anna, hanna)
    assert run(DUE_ON).done["stuk"] == 0
    with as_owner():
        requests.withdraw(request, by=hanna, now=at(DUE_ON))
        assert Hold.objects.get(procedure=request.pk).outcome == "afgelopen"
    assert run(DUE_ON).done["stuk"] == 1
    assert entry not in notes()


def test_one_alone_destroys_nothing(dossier, family, hanna, gert):
    note_about(dossier, hanna, family.anna)
    before, request = notes(), asked(dossier, family.anna, hanna)
    with as_owner(at(ON)):
        with pytest.raises(requests.NotPossible):
            requests.prepare(request, decision={"casusregie": ""}, explanation="x", second=hanna, by=hanna, now=at(ON))
        requests.prepare(request, decision={"casusregie": ""}, explanation="x", second=gert, by=hanna, now=at(ON))
        with pytest.raises(requests.NotPossible):
            requests.judge(request, agrees=True, by=hanna, now=at(ON))
    run()
    assert notes() == before


def test_where_the_second_does_not_agree_it_is_decided_anew(dossier, family, hanna, gert):
    note_about(dossier, hanna, family.anna)
    before = notes()
    request = decided(asked(dossier, family.anna, hanna), hanna, gert, agrees=False)
    run()
    assert (state_of(request), notes()) == (RequestState.OPEN, before)
    decided(request, hanna, gert)
    run()
    assert len(notes()) == len(before) - 1


def test_what_another_procedure_holds_goes_when_that_is_over(dossier, family, hanna, gert):
    note = note_about(dossier, hanna, family.anna)
    with as_owner(at(ON)):
        held = holds.place(
            dossier, HoldKind.COURT, by=hanna, now=at(ON), on=ON, reason="Zitting", review_on=ON + 30 * DAY
        )
    request = decided(asked(dossier, family.anna, hanna), hanna, gert)
    run()
    assert note.pk in notes()
    assert state_of(request) == RequestState.DECIDED
    with as_owner():
        holds.release(held, by=hanna, now=at(ON))
    run()
    assert note.pk not in notes()
    assert state_of(request) == RequestState.DONE


def test_what_was_written_after_it_was_decided_stays(dossier, family, hanna, gert):
    decided(asked(dossier, family.anna, hanna), hanna, gert)
    later = note_about(dossier, hanna, family.anna)
    with as_owner():
        Entry.objects.filter(pk=later.pk).update(created_at=at(ON + DAY))
    run(ON + DAY)
    assert later.pk in notes()


def test_what_is_about_others_since_it_was_granted_stays(dossier, family, hanna, gert):
    note = note_about(dossier, hanna, family.anna)
    decided(asked(dossier, family.anna, hanna), hanna, gert)
    with as_owner():
        Entry.objects.filter(pk=note.pk).update(about=[family.anna.pk, family.bo.pk])
    run()
    assert note.pk in notes()


def test_a_run_that_was_broken_off_is_finished_by_the_next(dossier, family, hanna, gert, monkeypatch):
    note = note_about(dossier, hanna, family.anna)
    request = decided(asked(dossier, family.anna, hanna), hanna, gert)

    def broken(*args, **kwargs):
        raise RetentionError

    with monkeypatch.context() as patch:
        patch.setattr(engine, "take_keys", broken)
        with pytest.raises(RetentionError):
            run()
    assert Destruction.objects.running().filter(reason="verzoek").exists()
    run()
    assert not Destruction.objects.running().exists()
    assert note.pk not in notes()
    assert state_of(request) == RequestState.DONE


def test_a_second_request_of_the_same_person_waits_for_the_first(dossier, family, hanna):
    asked(dossier, family.anna, hanna)
    with pytest.raises(requests.NotPossible):
        asked(dossier, family.anna, hanna)
    asked(dossier, family.bo, hanna)


def test_who_leads_decides_and_tells_and_the_second_agrees(dossier, family, hanna, gert):
    def to_do(user):
        with as_owner(at(ON)):
            return [due.rule for due in workday.requests_due(user, at(ON))]

    request = asked(dossier, family.anna, hanna)
    assert (to_do(hanna), to_do(gert)) == (["vernietigingsverzoek"], [])
    with as_owner(at(ON)):
        requests.prepare(request, decision={"casusregie": ""}, explanation="x", second=gert, by=hanna, now=at(ON))
    assert (to_do(hanna), to_do(gert)) == ([], ["verzoek_meekijken"])
    with as_owner(at(ON)):
        requests.judge(request, agrees=True, by=gert, now=at(ON))
    assert (to_do(hanna), to_do(gert)) == (["vernietigingsverzoek"], [])
    with as_owner(at(ON)):
        requests.told(request, by=hanna, now=at(ON), on=ON)
    assert (to_do(hanna), to_do(gert)) == ([], [])


def test_it_goes_with_its_dossier(family, hanna):
    dossier = town.make_dossier(family, hanna)
    request = asked(dossier, family.anna, hanna)
    with as_owner(at(ON)):
        requests.withdraw(request, by=hanna, now=at(ON))
    run(DUE_ON)
    with as_owner():
        assert not Dossier.objects.filter(pk=dossier.pk).exists()
        assert not DestructionRequest.objects.exists()


@pytest.mark.parametrize("state", RequestState)
def test_what_is_decided_or_withdrawn_never_changes_again(state):
    ends = {RequestState.DONE, RequestState.WITHDRAWN}
    assert (NEXT_REQUEST[state] == []) == (state in ends)


def test_documents_go_with_their_files(dossier, family, hanna, gert):
    with as_owner():
        document = Document.objects.get(dossier=dossier)
        Document.objects.filter(pk=document.pk).update(about=[family.anna.pk])
    decided(asked(dossier, family.anna, hanna), hanna, gert)
    run()
    with as_owner():
        assert not Document.objects.filter(pk=document.pk).exists()
