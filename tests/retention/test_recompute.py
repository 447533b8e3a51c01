"""A set in force reaches back to what was closed: what is foreseen is what is done, killed or not."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import actions
from cases.closing import carriers, last_changes, rows_of
from cases.models import Dossier, Entry
from retention import brakes, recompute
from retention.models import Brake, Job
from retention.states import JobState
from terms.categories import AT_CLOSING
from terms.current import Book
from terms.models import Term, TermChoice, TermSet
from terms.policy import Facts
from tests.cast import log_rows
from tests.retention import town
from tests.retention.town import CLOSED_ON, as_owner, at

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
ON = date(2025, 6, 1)


def choosing(code="wettelijk", **narrowed):
    return TermChoice(term_set=TermSet.objects.get(code=code), from_on=ON, reason="Jeugdwet", **narrowed)


def decide(by, **narrowed):
    choice = choosing(**narrowed)
    foreseen = recompute.foresee(choice, now=at(ON))
    mark = recompute.mark_of(choice, foreseen)
    return foreseen, recompute.decide(choice, looked_at=mark, by=by, now=at(ON), on=ON)


def run(on=ON):
    return recompute.run_due(on=on, now=at(on))


def dates_of(dossier):
    with as_owner():
        dossier.refresh_from_db()
        return dossier.destroy_on, Entry.objects.get(dossier=dossier).destroy_on


@pytest.fixture
def town_of(family, hanna):
    return {
        "treated": town.make_dossier(family, hanna, category="behandeling"),
        "led": town.make_dossier(family, hanna),
        "open": town.make_dossier(family, hanna, category="behandeling", closed_on=None),
    }


def test_what_is_foreseen_is_what_is_done(town_of, petra):
    before = dates_of(town_of["treated"])
    foreseen, job = decide(petra)
    assert dates_of(town_of["treated"]) == before, "putting into force alone moves nothing"
    run()
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (JobState.DONE, 2, 0)
    assert job.figures == {"records": foreseen.records, "dossiers": foreseen.dossiers} == {"records": 4, "dossiers": 1}
    ends = before[1].replace(year=before[1].year + 5)
    assert dates_of(town_of["treated"]) == (ends, ends)
    assert (foreseen.earliest, foreseen.latest, foreseen.later) == (ends, ends, 4)
    assert dates_of(town_of["open"]) == (None, None)


def test_what_does_not_move_keeps_its_day(town_of, petra):
    before = dates_of(town_of["led"])
    decide(petra)
    run()
    assert dates_of(town_of["led"]) == before


def test_nothing_of_the_content_moves(town_of, petra):
    with as_owner():
        before = Entry.objects.get(dossier=town_of["treated"]), Dossier.history.count(), Entry.history.count()
    decide(petra)
    run()
    with as_owner():
        after = Entry.objects.get(dossier=town_of["treated"]), Dossier.history.count(), Entry.history.count()
    assert after[0].substantively_changed_at == before[0].substantively_changed_at
    assert after[1:] == before[1:]


def test_another_start_is_taken_from_what_the_record_knows(town_of, petra):
    Term.objects.filter(term_set__code="wettelijk", category="casusregie", legal_basis="").update(
        start_event="ontvangst"
    )
    decide(petra, category="casusregie")
    run()
    with as_owner():
        entry = Entry.objects.get(dossier=town_of["led"])
    assert entry.term_started_on == CLOSED_ON - timedelta(days=30)


def counts_from_the_last_change(category):
    Term.objects.filter(term_set__code="wettelijk", category=category, legal_basis="").update(
        start_event="laatste_wijziging"
    )


def changed(dossier, on):
    with as_owner():
        Entry.objects.filter(dossier=dossier).update(substantively_changed_at=at(on))


def test_another_start_may_be_the_last_change_of_the_whole_file(town_of, petra, hanna):
    """A document nobody touched counts from the note beside it that was changed later; another dossier from its own."""
    other, last, first = town.make_dossier(town.make_family(), hanna), date(2021, 2, 20), date(2021, 2, 10)
    changed(town_of["led"], last)
    changed(other, first)
    counts_from_the_last_change("casusregie")
    foreseen, job = decide(petra, category="casusregie")
    run()
    job.refresh_from_db()
    assert job.figures == {"records": foreseen.records, "dossiers": foreseen.dossiers} == {"records": 8, "dossiers": 2}
    with as_owner():
        for dossier, day in ((town_of["led"], last), (other, first)):
            starts = {
                start
                for carrier in carriers()
                for start in rows_of(carrier, dossier=dossier).values_list("term_started_on", flat=True)
            }
            assert starts == {day}
    assert dates_of(other) == (date(2026, 2, 28), date(2026, 2, 10)), "the dossier itself counts from its closing"
    assert foreseen.sooner == 8


def test_a_batch_asks_no_more_for_more_dossiers(town_of, petra, hanna):
    counts_from_the_last_change("casusregie")
    choice = choosing(category="casusregie")
    choice.save()
    first = [town_of["led"]]
    more = [town.make_dossier(town.make_family(), hanna) for _ in range(3)]
    asked = []
    for dossiers in (first, more):
        with as_owner(), CaptureQueriesContext(connection) as queries:
            moved = recompute._recompute(dossiers, choice)
        assert moved["dossiers"] == len(dossiers)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_begins_again_counts_again(town_of, petra, hanna, monkeypatch):
    """What moved the first time does not move again: each time has a row of its own in the access log."""
    bad = town.make_dossier(town.make_family(), hanna, category="behandeling")
    _foreseen, job = decide(petra)
    done = recompute._recompute

    def fails(dossiers, choice):
        if bad in dossiers:
            raise DatabaseError
        return done(dossiers, choice)

    with monkeypatch.context() as failing:
        failing.setattr(recompute, "_recompute", fails)
        assert run() == []
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (JobState.INCOMPLETE, 2, 1)
    assert job.figures == {"records": 4, "dossiers": 1}
    assert job.choice.recomputed_on is None
    assert run() == [job]
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (JobState.DONE, 3, 0)
    assert job.figures == {"records": 4, "dossiers": 1}
    assert [row.fields for row in log_rows(object_type="retention.Job")] == [
        ["wettelijk.1", "dossiers.1", "records.4"]
    ] * 2


def test_the_same_event_keeps_its_start(town_of, petra):
    started = date(2019, 3, 1)
    with as_owner():
        Entry.objects.filter(dossier=town_of["treated"]).update(term_started_on=started)
    decide(petra)
    run()
    with as_owner():
        entry = Entry.objects.get(dossier=town_of["treated"])
    assert (entry.term_started_on, entry.destroy_on) == (started, date(2039, 3, 1))


def test_what_changed_since_is_looked_at_again(town_of, petra):
    choice = choosing()
    mark = recompute.mark_of(choice, recompute.foresee(choice, now=at(ON)))
    town.make_dossier(town.make_family(), petra, category="behandeling")
    with pytest.raises(recompute.LookedAtAnother):
        recompute.decide(choice, looked_at=mark, by=petra, now=at(ON), on=ON)
    assert not Job.objects.exists()


def test_it_goes_on_where_it_stopped(town_of, petra, monkeypatch):
    foreseen, job = decide(petra)
    monkeypatch.setattr(recompute, "BATCH", 1)

    def stop(_pk):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(recompute, "reached", stop)
        with pytest.raises(KeyboardInterrupt):
            run()
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.RUNNING, 1)
    run()
    job.refresh_from_db()
    assert (job.state, job.done, job.cursor) == (JobState.DONE, 2, None)
    assert job.figures["records"] == foreseen.records


def test_from_a_day_to_come_it_waits_for_that_day(town_of, petra):
    choice = choosing()
    choice.from_on = ON + timedelta(days=10)
    mark = recompute.mark_of(choice, recompute.foresee(choice, now=at(ON)))
    job = recompute.decide(choice, looked_at=mark, by=petra, now=at(ON), on=ON)
    assert run() == []
    assert run(choice.from_on) == [job]


def test_the_brake_goes_when_the_date_is_by_the_term_that_holds(town_of, petra):
    decide(petra)
    day = town_of["treated"].destroy_on
    brakes.place(Book(), on=day, now=at(day))
    with as_owner():
        assert Brake.objects.get(dossier=town_of["treated"]).reason == "termijn_langer"
    run()
    brakes.place(Book(), on=day, now=at(day))
    with as_owner():
        assert Brake.objects.get(dossier=town_of["treated"]).released_at == at(day)


# --- whatever was decided, in whatever order ---

LENGTHS = st.integers(min_value=1, max_value=20)
EVENTS = st.sampled_from([event.code for event in AT_CLOSING])
CATEGORY = "behandeling"
STEPS = st.one_of(
    st.tuples(st.just("choose"), EVENTS, LENGTHS, st.sampled_from(["", CATEGORY, "casusregie"]), st.integers(0, 9)),
    st.tuples(st.just("close"), st.sampled_from([CATEGORY, "casusregie"]), st.integers(0, 29)),
    st.tuples(st.just("pass"), st.integers(1, 9)),
)


class Lives:
    """Dossiers of one family, terms that are put into force, and days that pass; each day what is due is recomputed."""

    def __init__(self, family, hanna, petra):
        self.family, self.hanna, self.petra, self.today = family, hanna, petra, ON

    def choose(self, event, years, category, ahead):
        number = TermSet.objects.count()
        made = TermSet.objects.create(code="beleid", version=100 + number, title=f"Proef {number}", source="Proef")
        for term in Term.objects.filter(term_set__code="beleid", term_set__version=1):
            term.pk, term.term_set = None, made
            if term.category in (CATEGORY, "casusregie"):
                term.start_event, term.length = event, f"P{years}Y"
            term.save()
        choice = TermChoice(
            term_set=made, category=category, from_on=self.today + timedelta(days=ahead), reason="Proef"
        )
        now = at(self.today)
        mark = recompute.mark_of(choice, recompute.foresee(choice, now=now))
        recompute.decide(choice, looked_at=mark, by=self.petra, now=now, on=self.today)

    def close(self, category, days_ago):
        dossier = town.make_dossier(self.family, self.hanna, category=category, closed_on=None)
        with as_owner(at(self.today)):
            Entry.objects.filter(dossier=dossier).update(
                substantively_changed_at=at(self.today - timedelta(days=days_ago))
            )
            actions.close(dossier, by=self.hanna, now=at(self.today), on=self.today, reason="Klaar")

    def then(self, what, *how):
        if what == "pass":
            self.today += timedelta(days=how[0])
        else:
            getattr(self, what)(*how)
        recompute.run_due(on=self.today, now=at(self.today))

    def follows_the_book(self) -> int:
        """Of how many records the stored dates were compared with what the terms say of them now."""
        book, seen = Book(), 0
        changes = last_changes(carriers(), dossier__closed_on__isnull=False)
        ends = {
            one: [book.clock("casusregie", Facts(closed_on=one.closed_on), one.legal_basis).destroy_on]
            for one in Dossier.objects.filter(closed_on__isnull=False)
        }
        for carrier in carriers():
            for record in rows_of(carrier, dossier__in=list(ends)).select_related("dossier"):
                facts = Facts(
                    closed_on=record.dossier.closed_on,
                    last_changed_on=changes[record.dossier_id, record.category],
                    made_on=localdate(record.created_at),
                )
                clock = book.clock(record.category, facts, record.legal_basis)
                assert (record.term_started_on, record.destroy_on) == (clock.started_on, clock.destroy_on)
                ends[record.dossier].append(record.destroy_on)
                seen += 1
        assert {one.pk: one.destroy_on for one in ends} == {one.pk: max(days) for one, days in ends.items()}
        return seen


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=2, max_size=5), st.sampled_from([CATEGORY, "casusregie"]))
def test_stored_dates_are_those_of_the_book_after_whatever_was_decided(hanna, petra, family, steps, category):
    with transaction.atomic():
        lives = Lives(family, hanna, petra)
        lives.then("close", category, 3)
        for step in steps:
            lives.then(*step)
            with as_owner():
                assert lives.follows_the_book() >= 4
        transaction.set_rollback(True)
