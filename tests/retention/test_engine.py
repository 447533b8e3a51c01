from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from audit.context import system
from audit.purposes import Purpose
from cases import actions
from cases.models import Document, Dossier, Entry, Household, Lookup, Person
from retention import engine, ledger, steps
from retention.models import Brake, Destruction, DestructionItem, LedgerLine
from retention.states import Kind, State
from retention.verification import verify
from sealing import files, keys
from sealing.errors import KeyDestroyed
from sealing.models import DataKey
from terms.actions import put_into_force
from terms.models import TermSet
from tests.retention import town
from tests.retention.town import CLOSED_ON, DUE_ON, as_owner, at

pytestmark = pytest.mark.policy("2.3")


def destroy(on=DUE_ON):
    return engine.destroy_due(on=on, now=at(on))


def still_there(dossier):
    with as_owner():
        return Dossier.objects.filter(pk=dossier.pk).exists()


@pytest.mark.parametrize(
    ("on", "gone"), [(DUE_ON - timedelta(days=1), False), (DUE_ON, True)], ids=["day before", "on the day"]
)
def test_a_dossier_is_destroyed_on_the_day_and_not_before(family, hanna, on, gone):
    dossier = town.make_dossier(family, hanna)
    assert dossier.destroy_on == DUE_ON
    destroy(on)
    assert still_there(dossier) is not gone


def test_what_closed_on_29_february_goes_on_the_28th(family, hanna):
    dossier = town.make_dossier(family, hanna, closed_on=date(2024, 2, 29))
    destroy(date(2029, 2, 27))
    assert still_there(dossier)
    destroy(date(2029, 2, 28))
    assert not still_there(dossier)


def test_a_late_run_catches_up(family, hanna):
    dossiers = [town.make_dossier(family, hanna, closed_on=CLOSED_ON - timedelta(days=days)) for days in (0, 90, 400)]
    run = destroy(DUE_ON + timedelta(days=33))
    assert run.done[Kind.DOSSIER] == 3
    assert not any(still_there(dossier) for dossier in dossiers)


def test_an_open_or_reopened_dossier_stays(family, hanna):
    open_one = town.make_dossier(family, hanna, closed_on=None)
    reopened = town.make_dossier(family, hanna)
    with as_owner():
        actions.reopen(reopened, by=hanna, now=at(DUE_ON))
    destroy(DUE_ON + timedelta(days=4000))
    assert still_there(open_one)
    assert still_there(reopened)


def test_it_goes_as_a_whole_on_the_latest_day_of_its_records(family, hanna):
    dossier = town.make_dossier(family, hanna, category="bopz")
    with as_owner():
        Entry.objects.filter(dossier=dossier).update(destroy_on=DUE_ON + timedelta(days=10))
    destroy(DUE_ON + timedelta(days=9))
    assert still_there(dossier)
    destroy(DUE_ON + timedelta(days=10))
    assert not still_there(dossier)


def test_a_record_without_a_date_stops_it(family, hanna):
    dossier = town.make_dossier(family, hanna)
    with as_owner():
        Entry.objects.filter(dossier=dossier).update(destroy_on=None)
    destroy()
    assert still_there(dossier)
    with as_owner():
        assert Brake.objects.get(dossier=dossier).reason == "geen_datum"


def test_keys_become_tombstones_that_refuse_to_be_made_again(family, hanna):
    dossier = town.make_dossier(family, hanna)
    with as_owner():
        records = [
            dossier.pk,
            *Document.objects.values_list("pk", flat=True),
            *Entry.objects.values_list("pk", flat=True),
        ]
        document = Document.objects.get(dossier=dossier).pk
        removed = set(Entry.history.values_list("id", flat=True))
    assert files.path_of(document).exists()
    destroy()
    assert not files.path_of(document).exists()
    assert len(removed) == 2
    for record in {*records, *removed}:
        assert DataKey.objects.get(pk=record).wrapped is None
        with pytest.raises(KeyDestroyed):
            keys.create([record])


def test_its_persons_and_household_follow(family, hanna):
    town.make_dossier(family, hanna)
    run = destroy()
    assert run.done == {Kind.DOSSIER: 1, Kind.PERSON: 4, Kind.HOUSEHOLD: 1}
    with as_owner():
        assert not Person.objects.exists()
        assert not Household.objects.exists()


def test_persons_stay_while_another_dossier_needs_them(family, hanna):
    town.make_dossier(family, hanna)
    other = town.make_dossier(family, hanna, closed_on=None)
    run = destroy()
    assert run.done == {Kind.DOSSIER: 1}
    with as_owner():
        assert Person.objects.count() == 4
        assert set(other.dossier_persons.values_list("person", flat=True)) == {family.anna.pk, family.bo.pk}
    assert not Destruction.objects.running().exists()


def test_a_person_who_stands_near_goes_with_the_last_who_needed_them(family, hanna):
    """Oma is only Anna's mother: she stays as long as Anna is in a dossier, and goes with her."""
    dossier = town.make_dossier(family, hanna)
    assert destroy(DUE_ON - timedelta(days=1)).done == {}
    assert destroy(DUE_ON).done[Kind.PERSON] == 4
    assert not still_there(dossier)


@pytest.mark.parametrize(("weeks", "gone"), [(timedelta(weeks=6, days=-1), False), (timedelta(weeks=6), True)])
def test_people_taken_up_and_never_used_go_after_some_weeks(db, weeks, gone):
    imported_on = date(2026, 1, 5)
    town.make_family(on=imported_on)
    destroy(imported_on + weeks)
    with as_owner():
        assert Person.objects.exists() is not gone
        assert Household.objects.exists() is not gone


def test_somebody_who_was_just_found_stays_until_that_sight_ends(family, hanna):
    on = date(2026, 6, 1)
    with as_owner(at(on)):
        Lookup.objects.create(
            user=hanna, person=family.oma, purpose="hulpverlening", at=at(on), until=at(on) + timedelta(hours=1)
        )
    destroy(on)
    with as_owner():
        assert Person.objects.filter(pk=family.oma.pk).exists()
        assert Person.objects.filter(pk=family.anna.pk).exists(), "she stands near somebody who is being looked at"
        assert not Person.objects.filter(pk=family.ben.pk).exists()


def test_a_relative_who_goes_is_let_go_by_the_others(family, hanna):
    with as_owner():
        family.oma.relations.all().delete()
    on = date(2026, 6, 1)
    town.make_dossier(family, hanna, closed_on=None)
    with as_owner():
        far = town.make_person("Far", on=date(2020, 1, 1))
        family.oma.relations.create(person=family.oma, relative=far, kind="kind", recorded_on=on)
    destroy(on)
    with as_owner():
        relation = family.oma.relations.get()
        assert relation.relative_id is None
        assert not relation.history.filter(relative_id=far.pk).exists()


@pytest.mark.parametrize("category", ["behandeling", "sociale_zaken"])
def test_where_the_law_is_longer_it_waits_for_a_choice(family, hanna, category):
    dossier = town.make_dossier(family, hanna, category=category)
    destroy(dossier.destroy_on)
    assert still_there(dossier)
    with as_owner():
        brake = Brake.objects.get(dossier=dossier)
    assert (brake.kind, brake.category, brake.reason) == ("keuze_nodig", category, "wet_langer")
    assert (brake.owner_role, brake.review_on) == ("privacy_officer", dossier.destroy_on)


def test_the_brake_is_there_from_the_night_after_closing(family, hanna):
    dossier = town.make_dossier(family, hanna, category="behandeling")
    destroy(CLOSED_ON + timedelta(days=1))
    with as_owner():
        assert Brake.objects.get(dossier=dossier).review_on == dossier.destroy_on - timedelta(days=90)


def test_care_coordination_on_the_basis_of_the_wmo_waits_too(family, hanna):
    dossier = town.make_dossier(family, hanna, legal_basis="wmo")
    destroy()
    assert still_there(dossier)


def test_choosing_for_the_policy_lets_it_go(family, hanna):

    dossier = town.make_dossier(family, hanna, category="behandeling")
    on = dossier.destroy_on
    destroy(on)
    put_into_force(TermSet.objects.get(code="beleid"), by=hanna, at=at(on), on=on, category="behandeling")
    destroy(on)
    assert not still_there(dossier)


def test_a_longer_term_put_into_force_later_keeps_what_was_closed_before(family, hanna):
    """Nothing is recomputed silently: the stored date stays, and what the law now wants longer waits."""
    dossier = town.make_dossier(family, hanna, category="behandeling")
    on = dossier.destroy_on
    put_into_force(TermSet.objects.get(code="wettelijk"), by=hanna, at=at(on), on=on)
    destroy(on)
    assert still_there(dossier)
    with as_owner():
        assert Brake.objects.get(dossier=dossier).reason == "termijn_langer"
        dossier.refresh_from_db()
    assert dossier.destroy_on == on
    day = dossier.destroy_on.replace(year=dossier.destroy_on.year + 5)
    destroy(day - timedelta(days=1))
    assert still_there(dossier)
    destroy(day)
    assert not still_there(dossier)


def test_a_brake_is_lifted_when_the_dossier_is_opened_again(family, hanna):
    dossier = town.make_dossier(family, hanna, category="behandeling")
    destroy()
    with as_owner():
        actions.reopen(dossier, by=hanna, now=at(DUE_ON))
    destroy()
    with as_owner():
        assert Brake.objects.get(dossier=dossier).released_at == at(DUE_ON)


def test_a_dossier_never_written_in_is_care_coordination_itself(family, hanna):
    dossier = town.make_dossier(family, hanna, records=False)
    destroy(DUE_ON - timedelta(days=1))
    assert still_there(dossier)
    destroy(DUE_ON)
    assert not still_there(dossier)


def test_the_ledger_says_what_and_why_and_forgets_who(family, hanna):
    dossier = town.make_dossier(family, hanna)
    destroy()
    done = Destruction.objects.get(kind=Kind.DOSSIER)
    assert (done.state, done.unit_id) == (State.DONE, None)
    assert bytes(done.unit_hash) == ledger.unit_hashes(Kind.DOSSIER, [dossier.pk])[dossier.pk]
    assert done.counts["cases.Entry"] == 1
    assert done.counts["cases.HistoricalEntry"] == 4
    assert "Casusregie P5Y sinds 2021-02-28" in done.ground
    assert done.term_set == "beleid 1"
    assert not DestructionItem.objects.exists()
    states = LedgerLine.objects.filter(unit_hash=done.unit_hash).order_by("seq").values_list("state", flat=True)
    assert list(states) == [State.INTENT, State.ROWS_GONE, State.KEYS_GONE, State.DONE]


def test_a_second_run_does_nothing(family, hanna):
    town.make_dossier(family, hanna)
    destroy()
    head = ledger.table_head()
    assert destroy().done == {}
    assert ledger.table_head() == head


def test_after_it_everything_is_verified_clean(family, hanna):
    town.make_dossier(family, hanna)
    destroy()
    found = verify(at(DUE_ON))
    assert found.is_clean, found
    assert found.lines == 4 * 6


def test_a_brake_that_comes_between_intent_and_deletion_still_stops_it(family, hanna, monkeypatch):
    dossier = town.make_dossier(family, hanna)

    class Stop(Exception):
        pass

    def stop(kind, point):
        if point == steps.INTENT_FILED:
            raise Stop

    monkeypatch.setattr(steps, "reached", stop)
    with pytest.raises(Stop):
        destroy()
    monkeypatch.undo()
    assert Destruction.objects.get().state == State.INTENT
    with as_owner():
        Brake.objects.create(
            dossier=dossier, kind="keuze_nodig", category="casusregie", reason="wet_langer",
            owner_role="privacy_officer", review_on=DUE_ON, set_at=at(DUE_ON),
        )  # fmt: skip
    run = engine.Run(DUE_ON, at(DUE_ON))
    engine.finish(run)
    assert still_there(dossier)
    assert Destruction.objects.get().state == State.WITHDRAWN
    assert not DestructionItem.objects.exists()


def test_a_worker_cannot_see_or_touch_a_brake_of_a_dossier_they_were_not_granted(family, hanna):
    dossier = town.make_dossier(family, hanna, category="behandeling")
    destroy()
    with as_owner():
        assert Brake.objects.filter(dossier=dossier).exists()
    with system(Purpose.LOG_SEAL, at(DUE_ON)):
        assert not Brake.objects.exists()


def test_the_app_can_only_add_to_the_ledger(family, hanna):
    town.make_dossier(family, hanna)
    destroy()
    with pytest.raises(Exception, match="permission denied"):
        LedgerLine.objects.filter(seq=1).update(ground="")


def test_two_destructions_of_one_unit_cannot_run_at_once(db):
    run = engine.Run(DUE_ON, at(DUE_ON))
    one = town.new_id()
    engine.plan(Kind.PERSON, [one], "ongebruikt", run)
    engine.plan(Kind.PERSON, [one], "ongebruikt", run)
    assert Destruction.objects.filter(unit_id=one).count() == 1
    with pytest.raises(IntegrityError):
        Destruction.objects.create(
            kind=Kind.PERSON, unit_id=one, unit_hash=b"x", reason="ongebruikt", decided_on=DUE_ON, planned_at=at(DUE_ON)
        )
