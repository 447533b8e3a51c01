"""§ 2.3 Bewaartermijnen: a procedure keeps what it concerns and nothing else; good care keeps it longer only by two."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, User
from cases.errors import Overtaken
from cases.models import Dossier, Entry, Grant
from retention import engine, holds, procedures, workday
from retention.models import Hold, HoldKind, Outcome
from sealing.models import new_id
from tests.retention import town
from tests.retention.town import DUE_ON, as_owner, at

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
DAY = timedelta(days=1)
BEFORE = DUE_ON - 10 * DAY


@pytest.fixture
def dossier(family, hanna):
    return town.make_dossier(family, hanna)


def hold(dossier, by, *, kind=HoldKind.OBJECTION, on=BEFORE, **facts):
    with as_owner(at(on)):
        return holds.place(
            dossier, kind, by=by, now=at(on), on=on, reason="Bezwaar van 3 maart", review_on=on + 30 * DAY, **facts
        )


def run(on):
    return engine.destroy_due(on=on, now=at(on))


def there(dossier) -> bool:
    with as_owner():
        return Dossier.objects.filter(pk=dossier.pk).exists()


def notes_of(dossier) -> set:
    with as_owner():
        return set(Entry.objects.filter(dossier=dossier).values_list("pk", flat=True))


# --- a procedure ---


def test_as_long_as_a_procedure_runs_nothing_of_it_goes(hanna, family):
    procedures_of_all_kinds = [kind for kind in HoldKind if kind != HoldKind.EXTENSION]
    held = [hold(town.make_dossier(family, hanna), hanna, kind=kind) for kind in procedures_of_all_kinds]
    much_later = DUE_ON + 400 * DAY
    assert run(much_later).done["dossier"] == 0
    with as_owner():
        for one in held[1:]:
            holds.release(one, by=hanna, now=at(much_later))
    assert run(much_later).done["dossier"] == len(held) - 1
    assert there(held[0].dossier)


def test_what_it_does_not_concern_goes_on_its_day(hanna, family, dossier):
    """Of the mother a complaint runs; what is about the child alone goes, the dossier and what is about her stay."""
    with as_owner():
        Entry.objects.filter(dossier=dossier).update(about=[family.bo.pk])
    hold(dossier, hanna, about=[family.anna.pk])
    done = run(DUE_ON).done
    assert (done["dossier"], done["stuk"]) == (0, 1)
    assert there(dossier)
    assert not notes_of(dossier)
    with as_owner():
        assert dossier.documents.exists()


def test_of_one_category_the_others_go(hanna, family):
    dossier = town.make_dossier(family, hanna)
    with as_owner():
        Entry.objects.filter(dossier=dossier).update(category="politie")
    hold(dossier, hanna, category="politie")
    assert run(DUE_ON).done["dossier"] == 0
    assert len(notes_of(dossier)) == 1
    with as_owner():
        assert not dossier.documents.exists()


def test_it_holds_what_was_taken_back_as_well(hanna, dossier):
    """The last version of a removed note waits for its own day in the history; a hold is of it too."""
    hold(dossier, hanna)
    run(DUE_ON)
    with as_owner():
        assert Entry.history.filter(dossier=dossier, history_type="-").exists()


def test_in_an_open_dossier_it_holds_what_has_a_day_of_its_own(hanna, family):
    dossier = town.make_dossier(family, hanna, closed_on=None, records=False)
    entry = town.withdrawn_in(dossier, hanna)
    held = hold(dossier, hanna, category="ingetrokken_aanvraag")
    assert run(DUE_ON).done["stuk"] == 0
    with as_owner():
        holds.release(held, by=hanna, now=at(DUE_ON))
    assert run(DUE_ON).done["stuk"] == 1
    assert entry not in notes_of(dossier)


@pytest.mark.parametrize("days", [0, -1, 184])
def test_a_hold_has_a_day_to_look_again_that_is_soon(hanna, dossier, days):
    with as_owner(at(BEFORE)), pytest.raises(holds.NotThisDay):
        holds.place(
            dossier, HoldKind.COURT, by=hanna, now=at(BEFORE), on=BEFORE, reason="x", review_on=BEFORE + days * DAY
        )
    assert not held_here()


def held_here():
    with as_owner():
        return list(Hold.objects.all())


def test_its_day_to_look_again_ends_nothing(hanna, dossier):
    held = hold(dossier, hanna)
    procedures.lift_ended(now=at(DUE_ON))
    holds.end_extensions(on=held.review_on + 900 * DAY, now=at(DUE_ON))
    assert run(held.review_on + 900 * DAY).done["dossier"] == 0


def test_of_what_is_gone_nothing_can_be_held(hanna, dossier):
    run(DUE_ON)
    with pytest.raises(Overtaken):
        hold(dossier, hanna)


def test_what_is_over_is_not_ended_twice(hanna, dossier):
    held = hold(dossier, hanna)
    with as_owner():
        holds.release(held, by=hanna, now=at(BEFORE))
        with pytest.raises(Overtaken):
            holds.release(held, by=hanna, now=at(BEFORE))
        with pytest.raises(Overtaken):
            holds.look_again(held, review_on=BEFORE + DAY, by=hanna, now=at(BEFORE), on=BEFORE)


# --- a procedure that is kept here ---


def test_a_hold_ends_with_its_procedure_also_where_that_forgot_to_lift_it(hanna, dossier, monkeypatch):
    running, over, unknown = (new_id() for _ in range(3))
    monkeypatch.setattr(procedures, "_tellers", {})
    procedures.told_by(HoldKind.INSPECTION, lambda ids: {running} & set(ids))
    kinds = {running: HoldKind.INSPECTION, over: HoldKind.INSPECTION, unknown: HoldKind.COURT}
    for procedure, kind in kinds.items():
        hold(dossier, hanna, kind=kind, procedure=procedure)
    assert procedures.lift_ended(now=at(DUE_ON)) == 1
    assert procedures.lift_ended(now=at(DUE_ON)) == 0
    with as_owner():
        assert set(Hold.objects.open().values_list("procedure", flat=True)) == {running, unknown}
        assert Hold.objects.get(procedure=over).outcome == Outcome.OVER


# --- longer, of good care ---


@pytest.fixture
def gert(dossier):
    organisation = Organisation.objects.get(kind="municipality")
    gert = User.objects.create_user(
        "gert@boekel.example", name="Gert", organisation=organisation, roles=["hulpverlener"]
    )
    town.let_in(dossier, gert)
    return gert


def extended(dossier, by, second, *, ends_on=DUE_ON + 100 * DAY, category="casusregie"):
    with as_owner(at(BEFORE)):
        return holds.extend(
            dossier, by=by, now=at(BEFORE), on=BEFORE, reason="Het kind komt terug", ends_on=ends_on, second=second,
            category=category,
        )  # fmt: skip


def judged(asked, by, *, agrees=True, on=BEFORE):
    with as_owner(at(on)):
        return holds.judge(asked, agrees=agrees, by=by, now=at(on), on=on)


def test_silence_of_the_second_person_stops_nothing(hanna, gert, dossier):
    extended(dossier, hanna, gert)
    assert run(DUE_ON).done["dossier"] == 1


def test_two_agree_and_it_is_kept_up_to_its_last_day_and_not_a_day_longer(hanna, gert, dossier):
    asked = judged(extended(dossier, hanna, gert), gert)
    assert run(asked.ends_on - DAY).done["dossier"] == 0
    assert run(asked.ends_on).done["dossier"] == 1


def test_where_the_second_does_not_agree_it_goes_on_its_day(hanna, gert, dossier):
    asked = judged(extended(dossier, hanna, gert), gert, agrees=False)
    assert asked.outcome == Outcome.REFUSED
    assert asked.approved_at is None
    with pytest.raises(Overtaken):
        judged(asked, gert)
    assert run(DUE_ON).done["dossier"] == 1


def test_nobody_is_their_own_second_person(hanna, gert, dossier):
    with pytest.raises(holds.NotASecond):
        extended(dossier, hanna, hanna)
    asked = extended(dossier, hanna, gert)
    with pytest.raises(holds.NotASecond):
        judged(asked, hanna)


def test_a_second_person_reads_what_it_is_about_also_when_they_answer(hanna, gert, dossier):
    with pytest.raises(holds.NotASecond):
        extended(dossier, hanna, gert, category="behandeling")
    asked = extended(dossier, hanna, gert)
    with as_owner():
        Grant.objects.filter(user=gert).update(valid_until=at(BEFORE))
    with pytest.raises(holds.NotASecond):
        judged(asked, gert)


def test_no_extension_without_an_end_or_for_longer_than_five_years(hanna, gert, dossier):
    for ends_on in (BEFORE, BEFORE - DAY, holds.last_end(BEFORE) + DAY):
        with pytest.raises(holds.NotThisDay):
            extended(dossier, hanna, gert, ends_on=ends_on)
    assert extended(dossier, hanna, gert, ends_on=holds.last_end(BEFORE)).ends_on == BEFORE.replace(year=2031)


def test_no_extension_ends_silently(hanna, gert, dossier):
    asked = judged(extended(dossier, hanna, gert), gert)
    assert asked.review_on == asked.ends_on - holds.LOOK_BEFORE
    with as_owner(at(BEFORE)):
        assert [one.rule for one in workday.reviews_due(hanna, at(BEFORE))] == ["rem"]
    assert holds.end_extensions(on=asked.ends_on - DAY, now=at(asked.ends_on - DAY)) == 0
    assert holds.end_extensions(on=asked.ends_on, now=at(asked.ends_on)) == 1
    with as_owner():
        assert Hold.objects.get(pk=asked.pk).outcome == Outcome.ENDED


def test_the_second_person_finds_it_on_their_list_the_next_working_day(hanna, gert, dossier):
    asked = extended(dossier, hanna, gert)
    with as_owner(at(BEFORE)):
        (due,) = workday.judging_due(gert, at(BEFORE))
        assert due.url == asked.get_absolute_url()
        assert due.due_on > BEFORE
        assert workday.judging_due(hanna, at(BEFORE)) == []
    judged(asked, gert)
    with as_owner(at(BEFORE)):
        assert workday.judging_due(gert, at(BEFORE)) == []


# --- all of it together ---


@dataclass(frozen=True)
class Held:
    """A hold, as it was placed: of a category or all, of some persons or everybody, until when."""

    category: str
    about: tuple[int, ...]
    until: int | None


HELD = st.builds(
    Held,
    category=st.sampled_from(["", "casusregie", "politie"]),
    about=st.sampled_from([(), (0,), (1,), (0, 1)]),
    until=st.one_of(st.none(), st.integers(1, 4)),
).filter(lambda one: one.category or one.until is None)
RECORDS = st.lists(
    st.tuples(st.sampled_from(["casusregie", "politie"]), st.sampled_from([(0,), (1,), (0, 1)])), min_size=1, max_size=4
)


@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(town_of=st.lists(st.tuples(RECORDS, st.lists(HELD, max_size=3)), min_size=6, max_size=8))
def test_a_record_stays_while_something_that_concerns_it_holds_and_goes_when_nothing_does(hanna, family, town_of):
    # As long as this one is open, the family stays.
    town.make_dossier(family, hanna, closed_on=None, records=False)
    people = [family.anna.pk, family.bo.pk]
    dossiers = [Kept.made(family, hanna, people, records, held) for records, held in town_of]
    for later in range(6):
        run(DUE_ON + later * DAY)
        for one in dossiers:
            assert there(one.dossier) == bool(one.holding(later))
            assert notes_of(one.dossier) == one.expected(later)


@dataclass
class Kept:
    """A dossier with notes that are due on DUE_ON, and what holds it. `notes`: id → category and whom it is about."""

    dossier: Dossier
    notes: dict
    held: list[Held]

    @classmethod
    def made(cls, family, hanna, people, records, held):
        dossier, notes = town.make_dossier(family, hanna, records=False), {}
        with as_owner(at(BEFORE)):
            for category, about in records:
                note = town.due_note(dossier, hanna, category, [people[who] for who in about])
                notes[note.pk] = (category, set(about))
            for one in held:
                ends_on = None if one.until is None else DUE_ON + one.until * DAY
                town.make_hold(dossier, hanna, one.category, [people[who] for who in one.about], ends_on)
        return cls(dossier, notes, held)

    def holding(self, later: int) -> list[Held]:
        return [one for one in self.held if one.until is None or one.until > later]

    def expected(self, later: int) -> set:
        return {
            pk
            for pk, (category, about) in self.notes.items()
            if any(
                one.category in ("", category) and (not one.about or set(one.about) & about)
                for one in self.holding(later)
            )
        }
