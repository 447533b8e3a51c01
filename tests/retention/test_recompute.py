"""A set in force reaches back to what was closed: what is foreseen is what is done, killed or not."""

from datetime import date, timedelta

import pytest

from cases.models import Dossier, Entry
from retention import brakes, recompute
from retention.models import Brake, Job
from retention.states import JobState
from terms.current import Book
from terms.models import Term, TermChoice, TermSet
from tests.retention import town
from tests.retention.town import CLOSED_ON, as_owner, at

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
ON = date(2025, 6, 1)


@pytest.fixture
def users():
    return town.make_users()


@pytest.fixture
def hanna(users):
    return users[0]


@pytest.fixture
def petra(users):
    return users[1]


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
def town_of(hanna):
    family = town.make_family()
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
