"""§ 4.1 Casusregie: who is called when a treating professional is not reached, and time to align that is respected."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from cases.models import Task
from casework import actions
from casework.choices import CallOutcome
from casework.models import Escalation
from casework.workday import asked_time_until
from tests.cast import acting, opened, sign_in
from tests.sharing import school

pytestmark = pytest.mark.policy("4.1")
JOB = SimpleNamespace(delay=lambda *ids: None)


def begin(cast, by, **facts):
    own = {"professional": "Arts", "situation": "Crisis", "safety": False, "organisation": school(), "message": JOB}
    about = [cast.family.samira.pk]
    with acting(by):
        return actions.begin_escalation(
            cast.family.dossier, by=by, now=cast.now, on=cast.today, about=about, **own | facts
        )


def call(cast, made, outcome, until=None, by=None):
    said = {"step": "1", "who": "Assistente", "at": cast.now, "note": "", "outcome": outcome, "until": until}
    with acting(by or cast.roos):
        found = opened(Escalation.objects.select_related("dossier").get(pk=made.pk))
        return actions.add_attempt(found, by=by or cast.roos, now=cast.now, **said)


def test_who_leads_finds_it_on_the_list_of_today_and_is_told_at_once(cast):
    before = len(connection.run_on_commit)
    made = begin(cast, cast.cem)
    with acting(cast.roos):
        (task,) = Task.objects.filter(record_id=made.pk)
    assert (task.assigned_to_id, task.due_on, task.rule) == (cast.roos.pk, cast.today, "niet_bereikt")
    assert len(connection.run_on_commit) > before


def test_who_leads_and_writes_it_gets_no_task(cast):
    made = begin(cast, cast.roos)
    with acting(cast.roos):
        assert not Task.objects.filter(record_id=made.pk).exists()


def test_for_safety_it_is_withheld_from_the_first_row(cast):
    assert begin(cast, cast.roos, safety=True).withheld
    assert not begin(cast, cast.roos).withheld


def test_time_to_align_holds_until_its_day_and_ends_when_it_is_over(cast):
    made = begin(cast, cast.roos)
    until = cast.today + timedelta(days=3)
    call(cast, made, CallOutcome.NEEDS_TIME, until)
    with acting(cast.roos):
        where = (cast.family.dossier.pk, school().pk)
        assert asked_time_until(*where, cast.today) == until
        assert asked_time_until(*where, until + timedelta(days=1)) is None
        actions.end_escalation(
            opened(Escalation.objects.select_related("dossier").get(pk=made.pk)), by=cast.roos, now=cast.now
        )
        assert asked_time_until(*where, cast.today) is None
        assert not Task.objects.filter(record_id=made.pk, done_at=None).exists()


def test_calls_are_kept_in_order_and_shown(cast):
    made = begin(cast, cast.roos)
    call(cast, made, CallOutcome.NOT_REACHED)
    call(cast, made, CallOutcome.REACHED)
    page = sign_in(cast.cem).get(f"/niet-bereikt/{made.pk}/").content.decode()
    tried = page.partition('id="tried-title"')[2]
    assert 0 < tried.find("Niet bereikt") < tried.find("Bereikt</p>")


def test_the_form_asks_for_a_day_with_time_needed_and_saves_nothing_without(cast):
    made = begin(cast, cast.roos)
    sent = {"step": "anders", "who": "Huisarts", "at": cast.now.strftime("%Y-%m-%dT00:00"), "outcome": "tijd_nodig"}
    answer = sign_in(cast.roos).post(f"/niet-bereikt/{made.pk}/poging/", sent)
    assert "Schrijf tot en met welke dag" in answer.content.decode()
    with acting(cast.roos):
        assert opened(Escalation.objects.get(pk=made.pk)).attempts == []
