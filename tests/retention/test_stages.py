"""§ 2.3 Bewaartermijnen: a dossier shrinks in stages, each record on its own day, and ends with its last."""

from datetime import timedelta

import pytest

from cases import actions
from cases.models import Document, Dossier, Entry, Person, Task
from cases.records import record_models
from retention import engine
from retention.models import Destruction, LedgerLine
from retention.simulation import simulate
from retention.states import Kind, State
from retention.verification import verify
from sealing import files
from sealing.models import DataKey
from tests.retention import town
from tests.retention.town import CLOSED_ON, DUE_ON, as_owner, at

pytestmark = pytest.mark.policy("2.3")
LATER = DUE_ON + timedelta(days=2000)


def destroy(on=DUE_ON):
    return engine.destroy_due(on=on, now=at(on))


@pytest.fixture
def long(family, hanna):
    """A closed dossier that ends later than most of what is in it."""
    dossier = town.make_dossier(family, hanna)
    with as_owner():
        Task.objects.filter(dossier=dossier).update(destroy_on=LATER)
        Dossier.objects.filter(pk=dossier.pk).update(destroy_on=LATER)
    return dossier


def what_is_left(dossier) -> dict:
    with as_owner():
        return {
            model._meta.label: number
            for model in record_models()
            if (number := model.objects.filter(dossier=dossier).count())
        }


def test_each_record_goes_on_its_own_day_and_not_before(long):
    assert what_is_left(long) == {"cases.Document": 1, "cases.Entry": 1, "cases.Task": 1}
    destroy(DUE_ON - timedelta(days=1))
    assert what_is_left(long) == {"cases.Document": 1, "cases.Entry": 1, "cases.Task": 1}
    run = destroy()
    assert what_is_left(long) == {"cases.Task": 1}
    assert run.done[Kind.DOSSIER] == 0
    with as_owner():
        assert Dossier.objects.filter(pk=long.pk).exists()
        assert Person.objects.count() == 4


def test_its_history_its_key_and_its_file_go_with_it_and_nothing_else(long):
    with as_owner():
        gone = {one.pk for model in (Entry, Document) for one in model.objects.filter(dossier=long)}
        kept = Task.objects.get(dossier=long).pk
        assert Entry.history.filter(id__in=gone).count() == 2
    (file,) = [one for one in gone if files.path_of(one).exists()]
    destroy()
    with as_owner():
        assert not Entry.history.filter(id__in=gone).exists()
        assert Task.history.filter(id=kept).exists()
    assert not DataKey.objects.filter(pk__in=gone, destroyed_at=None).exists()
    assert DataKey.objects.filter(pk=kept, destroyed_at=None).exists()
    assert not files.path_of(file).exists()


def test_what_was_taken_back_goes_on_the_day_of_its_category(long):
    with as_owner():
        (taken_back,) = Entry.history.filter(history_type="-", dossier_id=long.pk)
        assert taken_back.destroy_on == DUE_ON
    destroy()
    with as_owner():
        assert not Entry.history.filter(dossier_id=long.pk).exists()


def test_it_ends_with_its_last_record(long):
    destroy()
    run = destroy(LATER)
    assert run.done[Kind.DOSSIER] == 1
    assert run.done[Kind.PERSON] == 4
    assert verify(at(LATER)).is_clean


def test_the_ledger_says_of_each_record_why_and_not_which(long):
    destroy()
    lines = LedgerLine.objects.filter(kind=Kind.RECORD)
    assert set(lines.values_list("state", flat=True)) == {
        State.INTENT, State.ROWS_GONE, State.KEYS_GONE, State.DONE
    }  # fmt: skip
    assert lines.count() == 3 * 4
    grounds = set(lines.filter(state=State.INTENT).values_list("ground", flat=True))
    (ground,) = grounds
    assert ground.startswith("De bewaartermijn is verstreken; Casusregie P5Y sinds 2021-02-28: Privacybeleid")
    assert not Destruction.objects.exclude(unit_id=None).exists()


def test_a_simulation_says_how_many_go_by_themselves(long):
    foreseen = simulate(on=DUE_ON, now=at(DUE_ON))
    assert foreseen.dossiers == []
    assert sum(foreseen.records.values()) == destroy().done[Kind.RECORD] == 3


def test_a_simulation_counts_what_goes_with_its_dossier_once(family, hanna):
    town.make_dossier(family, hanna)
    foreseen = simulate(on=DUE_ON, now=at(DUE_ON))
    assert [forecast.goes for forecast in foreseen.dossiers] == [True]
    assert foreseen.records == {}


# --- what names another ---


def test_a_task_forgets_what_it_was_about(long):
    with as_owner():
        entry = Entry.objects.get(dossier=long)
        Task.objects.filter(dossier=long).update(record_id=entry.pk)
    destroy()
    with as_owner():
        assert Task.objects.get(dossier=long).record_id is None


def test_an_attachment_outlives_its_note(long):
    with as_owner():
        entry = Entry.objects.get(dossier=long)
        Document.objects.filter(dossier=long).update(entry=entry, destroy_on=LATER)
    destroy()
    assert what_is_left(long) == {"cases.Document": 1, "cases.Task": 1}
    with as_owner():
        assert Document.objects.get(dossier=long).entry_id is None


# --- brakes and changes ---


def test_reopening_takes_the_day_from_everything_but_what_has_an_event_of_its_own(long, hanna):
    with as_owner():
        entry = Entry.objects.filter(dossier=long)
        entry.update(event_on=CLOSED_ON)
        actions.reopen(long, by=hanna, now=at(DUE_ON - timedelta(days=10)))
    destroy()
    assert what_is_left(long) == {"cases.Document": 1, "cases.Task": 1}


def test_what_needs_a_choice_stays_while_the_rest_goes(family, hanna):
    dossier = town.make_dossier(family, hanna)
    with as_owner():
        Entry.objects.filter(dossier=dossier).update(category="behandeling", destroy_on=DUE_ON)
    destroy()
    assert what_is_left(dossier) == {"cases.Entry": 1}
