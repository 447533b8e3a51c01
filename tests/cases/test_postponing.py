"""§ 4.1 Casusregie: a task is put off with a reason, never beyond what its rule leaves; every duty is in one list."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import actions
from cases.dues import Due, When, counted, narrowed, when
from cases.duties import DUTIES, duty_of, last_day, may_postpone
from cases.errors import MayNotWait
from cases.models import Task
from cases.workday import is_in_digest
from tests.cast import acting, opened, sign_in

pytestmark = pytest.mark.policy("4.1")
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(st.sampled_from([*DUTIES, ""]), DAYS, st.integers(-400, 400))
def test_what_may_wait_has_a_last_day_and_what_may_not_says_where(rule, first, days):
    on = first + timedelta(days=days)
    assert may_postpone(rule, first, on) == (bool(duty_of(rule).most) and on < last_day(rule, first))


def test_what_may_not_wait_says_what_to_do_instead():
    without = {rule for rule, duty in DUTIES.items() if not duty.most and not duty.elsewhere}
    # Not tasks, so there is nothing to put off.
    assert without == {"noodtoegang", "toegang", "terugbellen", "wegen", "regie", "uitnodiging", "overleg"}


@given(DAYS, st.lists(st.integers(-30, 30), max_size=8))
def test_each_thing_stands_under_one_moment(on, days):
    dues = [Due(str(number), on + timedelta(days=one), "/") for number, one in enumerate(days)]
    assert sum(number for _moment, number in counted(dues, on)) == len(dues)
    assert sum(len(narrowed(dues, on, moment=moment)) for moment in When) == len(dues)


@pytest.mark.policy("2.5")
@given(st.sampled_from([*DUTIES, ""]), DAYS, st.integers(-30, 30))
def test_what_was_told_at_once_is_in_no_mail_of_the_morning_until_it_is_late(rule, on, days):
    due = Due("x", on + timedelta(days=days), "/", rule=rule)
    moment = when(due.due_on, on)
    if moment == When.LATE:
        assert is_in_digest(due, on)
    elif moment == When.LATER or duty_of(rule).urgent:
        assert not is_in_digest(due, on)
    else:
        assert is_in_digest(due, on)


def task_of(cast, **facts):
    with acting(cast.roos):
        own = {"title": "Bel", "assigned_to": cast.roos, "due_on": cast.today, "about": [cast.family.esra.pk]}
        return actions.add_task(cast.family.dossier, by=cast.roos, now=cast.now, **own | facts)


def put_off(cast, task, days, reason="Met vakantie"):
    with acting(cast.roos):
        task = opened(Task.objects.select_related("dossier").get(pk=task.pk))
        until = cast.today + timedelta(days=days)
        return actions.postpone_task(task, by=cast.roos, now=cast.now, on=cast.today, until=until, reason=reason)


def test_it_moves_and_says_from_when_and_why_and_how_often(cast):
    task = task_of(cast)
    put_off(cast, task, 3, "Eerste reden")
    task = put_off(cast, task, 5, "Tweede reden")
    assert (task.due_on, task.first_due_on, task.postponed) == (cast.today + timedelta(days=5), cast.today, 2)
    page = sign_in(cast.roos).get(f"/taken/{task.pk}/uitstellen/").content.decode()
    assert "Eerste reden" in page
    assert "Tweede reden" in page


def test_what_a_rule_made_waits_at_most_its_days_from_the_first(cast):
    task = task_of(cast, rule="tegengehouden", record_id=cast.family.disclosure.pk)
    put_off(cast, task, 14)
    with pytest.raises(MayNotWait):
        put_off(cast, task, 15)


def test_what_has_a_day_in_law_does_not_wait_here_and_the_page_says_where(cast):
    task = task_of(cast, rule="inlichten", record_id=cast.family.ground.pk)
    with pytest.raises(MayNotWait, match="bladzijde van het vertellen"):
        put_off(cast, task, 3)
    page = sign_in(cast.roos).get(f"/taken/{task.pk}/uitstellen/").content.decode()
    assert f"/gronden/{cast.family.ground.pk}/inlichten/" in page


def test_a_tick_does_not_stand_for_what_is_done_elsewhere(cast):
    task = task_of(cast, rule="inlichten", record_id=cast.family.ground.pk)
    answer = sign_in(cast.roos).post(f"/taken/{task.pk}/klaar/")
    assert answer.url == f"/gronden/{cast.family.ground.pk}/inlichten/"
    with acting(cast.roos):
        assert Task.objects.get(pk=task.pk).done_at is None


def test_who_leads_sees_what_a_colleague_put_off_more_than_once(cast):
    task = task_of(cast, assigned_to=cast.cem)
    for days in (2, 4):
        with acting(cast.cem):
            mine = opened(Task.objects.select_related("dossier").get(pk=task.pk))
            until = cast.today + timedelta(days=days)
            actions.postpone_task(mine, by=cast.cem, now=cast.now, on=cast.today, until=until, reason="Te druk")
    assert "Vaker uitgesteld" in sign_in(cast.roos).get("/").content.decode()
    assert "Vaker uitgesteld" not in sign_in(cast.cem).get("/").content.decode()


def test_the_one_list_has_questions_emergencies_and_tasks_and_narrows(cast):
    client = sign_in(cast.roos)
    page = client.get("/").content.decode()
    for shown in ("Beslissen over een vraag zonder dossier", "Noodtoegang beoordelen", "Bel kanarievogel"):
        assert shown in page
    late = client.get("/", {"wanneer": "te_laat"}).content.decode()
    assert "Bel kanarievogel" in late
    assert "Noodtoegang beoordelen" not in late
    assert client.get("/", {"wanneer": "onzin", "gezin": "onzin"}).status_code == 200
