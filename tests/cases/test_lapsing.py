"""Access that nobody uses ends by itself, told beforehand; using it is enough to keep it."""

from datetime import datetime, time, timedelta

import pytest
from django.utils.timezone import localdate, make_aware

from audit.context import system
from audit.purposes import Purpose
from cases import actions, lapsing
from cases.models import Grant
from cases.tasks import lapse_grants
from tests.cases.colleagues import fresh, give, grants_of, make_team, move_back
from tests.cast import as_system, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")


@pytest.fixture
def team(cast):
    return make_team(cast)


def night(cast, days=0):
    """The job, as it runs at night so many days from now."""
    moment = make_aware(datetime.combine(cast.today + timedelta(days=days), time(2, 35)))
    with system(Purpose.UPKEEP, moment):
        return actions.lapse(moment)


def unused(cast, worker, days):
    """This worker's grant on the family, as if it began so many days ago and nobody used it."""
    (given,) = grants_of(worker, cast.family.dossier)
    with as_system():
        start = make_aware(datetime.combine(cast.today - timedelta(days=days), time(0, 1)))
        Grant.objects.filter(pk=given.pk).update(valid_from=start)
    return fresh(given)


@pytest.mark.parametrize(("days", "told"), [(75, False), (76, True), (77, True)])
def test_two_weeks_before_the_end_its_holder_is_told(cast, days, told):
    given = unused(cast, cast.cem, days)
    assert night(cast) == 0
    assert fresh(given).lapses_on == (cast.today + timedelta(days=14) if told else None)
    body = sign_in(cast.cem).get("/").content.decode()
    assert ("Uw toegang vervalt op" in body, cast.family.dossier.codename in body) == (told, True)


def test_on_the_last_day_and_not_before_it_ends(cast):
    given = unused(cast, cast.cem, 76)
    ended = [night(cast, day) for day in (0, 13, 14)]
    assert ended == [0, 0, 1]
    after = fresh(given)
    assert (localdate(after.valid_until), after.ended_by) == (cast.today + timedelta(days=14), None)
    (row,) = log_rows(action="lapse")
    assert (row.user_id, row.dossier_id, row.record_ids) == (None, cast.family.dossier.pk, [given.pk])


def test_twice_in_one_night_or_missed_for_weeks_does_the_same(cast):
    given = unused(cast, cast.cem, 76)
    assert [night(cast), night(cast)] == [0, 0]
    assert fresh(given).lapses_on == cast.today + timedelta(days=14)
    assert [night(cast, 40), night(cast, 40), night(cast, 41)] == [1, 0, 0]
    assert len(log_rows(action="lapse")) == 1


def test_a_missed_notice_is_given_first_however_long_ago_it_was_due(cast):
    given = unused(cast, cast.cem, 300)
    assert night(cast) == 0
    assert fresh(given).lapses_on == cast.today + timedelta(days=14)


@pytest.mark.parametrize("path", ["dossiers/{dossier}", "notities/{entry}", "personen/{esra}", "gezinnen/{household}"])
def test_using_it_keeps_it(cast, path):
    given = unused(cast, cast.cem, 76)
    night(cast)
    ids = {name: getattr(cast.family, name).pk for name in ("dossier", "entry", "esra", "household")}
    assert sign_in(cast.cem).get("/" + path.format(**ids) + "/").status_code == 200
    after = fresh(given)
    assert (after.used_on, after.lapses_on) == (cast.today, None)
    assert night(cast, 14) == 0
    assert "Uw toegang vervalt" not in sign_in(cast.cem).get("/").content.decode()


def test_that_it_is_used_is_written_once_a_day_and_without_history(cast):
    (given,) = grants_of(cast.cem, cast.family.dossier)
    cem, page = sign_in(cast.cem), f"/dossiers/{cast.family.dossier.pk}/"
    with as_system():
        versions = given.history.count()
    cem.get(page)
    with as_system():
        assert (fresh(given).used_on, given.history.count()) == (cast.today, versions)
        Grant.objects.filter(pk=given.pk).update(lapses_on=cast.today)
    # Not written again: what changed since the first reading of the day is still there.
    cem.get(page)
    assert fresh(given).lapses_on == cast.today


def test_a_list_on_the_home_page_is_no_use(cast):
    (given,) = grants_of(cast.cem, cast.family.dossier)
    sign_in(cast.cem).get("/")
    assert fresh(given).used_on is None


@pytest.mark.policy("4.1")
def test_the_only_regisseur_never_lapses_and_the_lead_sees_it(cast, team):
    given = unused(cast, team.roos, 400)
    assert [night(cast, day) for day in (0, 14, 30)] == [0, 0, 0]
    assert (fresh(given).lapses_on, fresh(given).valid_until) == (None, None)
    assert "een regisseur vervalt niet vanzelf" in sign_in(team.lia).get("/team/").content.decode()


@pytest.mark.policy("4.1")
def test_of_two_regisseurs_who_both_stay_away_one_stays(cast, team):
    give(cast.family.dossier, team.otto, "regisseur", by=cast.roos)
    both = [unused(cast, worker, 76) for worker in (team.roos, team.otto)]
    assert [night(cast), night(cast, 14), night(cast, 15)] == [0, 1, 0]
    assert len([given for given in both if fresh(given).valid_until is None]) == 1
    assert [fresh(given).lapses_on for given in both if fresh(given).valid_until is None] == [None]


def test_what_is_asked_after_for_a_month_without_answer_ends_even_when_used(cast):
    given = unused(cast, cast.cem, 180 + lapsing.OVERDUE_DAYS)
    sign_in(cast.cem).get(f"/dossiers/{cast.family.dossier.pk}/")
    assert night(cast) == 0
    assert fresh(given).lapses_on is None
    night(cast, 1)
    told = fresh(given).lapses_on
    assert told == cast.today + timedelta(days=15)
    with as_system():
        yesterday = cast.today - timedelta(days=1)
        back = fresh(given).valid_from - timedelta(days=1)
        Grant.objects.filter(pk=given.pk).update(used_on=yesterday, valid_from=back)
    sign_in(cast.cem).get(f"/dossiers/{cast.family.dossier.pk}/")
    assert fresh(given).lapses_on == told
    assert night(cast, 15) == 1


def test_the_job_that_runs_each_night_is_this_one(cast, settings):
    assert settings.CELERY_BEAT_SCHEDULE["lapse unused access"]["task"] == lapse_grants.name
    given = move_back(grants_of(cast.cem, cast.family.dossier)[0], 100)
    lapse_grants()
    assert fresh(given).lapses_on == cast.today + timedelta(days=14)
