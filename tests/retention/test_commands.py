import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.models import Dossier
from retention import ledger, tasks
from retention.models import LedgerLine
from retention.simulation import simulate
from tests.retention import town
from tests.retention.town import CANARY, DUE_ON, as_owner, at

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]


@pytest.fixture
def due():
    hanna, _petra = town.make_users()
    return town.make_dossier(town.make_family(), hanna, codename="rode vos")


@pytest.fixture
def waiting():
    hanna, _petra = town.make_users()
    return town.make_dossier(town.make_family(), hanna, category="behandeling", codename="blauwe uil")


def told(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def left():
    with as_owner():
        return Dossier.objects.count()


def test_a_simulation_says_what_when_and_why(due):
    answer = json.loads(told("destroy", "--simulate", "--on", DUE_ON.isoformat(), "--json"))
    [one] = answer["dossiers"]
    assert (one["dossier"], one["destroy_on"], one["goes"]) == ("rode vos", "2026-02-28", True)
    assert one["counts"]["cases.Entry"] == 1
    [part] = one["parts"]
    assert (part["category"], part["length"], part["term_set"]) == ("casusregie", "P5Y", "beleid 1")
    assert (part["started_on"], part["destroy_on"], part["wait"]) == ("2021-02-28", "2026-02-28", "")
    assert "§ 2.3" in part["source"]
    assert one["persons_near"] == 4


def test_a_simulation_changes_nothing(due):
    told("destroy", "--simulate", "--on", DUE_ON.isoformat())
    assert left() == 1
    assert not LedgerLine.objects.exists()


def test_a_simulation_names_nobody(due):
    text = told("destroy", "--simulate", "--on", DUE_ON.isoformat())
    assert "rode vos" in text
    assert CANARY not in text


@pytest.mark.parametrize(("on", "number"), [(DUE_ON - timedelta(days=1), 0), (DUE_ON, 1)])
def test_a_simulation_looks_as_far_as_its_day(due, on, number):
    assert len(simulate(on=on, now=at(on)).dossiers) == number


def test_a_simulation_says_what_waits_and_why(waiting):
    text = told("destroy", "--simulate", "--on", waiting.destroy_on.isoformat())
    assert "WACHT" in text
    assert "De wet vraagt een langere termijn" in text


def test_what_is_simulated_is_what_happens(due):
    expected = simulate(on=timezone.localdate(), now=timezone.now()).dossiers[0].counts
    told("destroy")
    line = LedgerLine.objects.filter(kind="dossier", state="rijen_weg").get()
    assert line.counts == expected
    assert left() == 0


def test_it_says_what_it_destroyed(due):
    assert json.loads(told("destroy", "--json"))["destroyed"] == {
        "dossier": 1,
        "stuk": 0,
        "persoon": 4,
        "gezin": 1,
    }


def test_before_the_day_is_refused_outside_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="--simulate"):
        call_command("destroy", "--on", (timezone.localdate() + timedelta(days=1)).isoformat())


def test_verifying_after_it(due):
    told("destroy")
    answer = json.loads(told("verify_destruction", "--json"))
    assert answer["clean"] is True
    assert answer["lines"] == 24


def test_verifying_finds_a_broken_ledger(due, settings):
    told("destroy")
    with settings.LEDGER_FILE.open("a", encoding="utf-8") as stream:
        stream.write("{}\n")
    with pytest.raises(CommandError, match="klopt niet"):
        told("verify_destruction")


def test_a_broken_ledger_stops_destruction(due, settings):
    settings.LEDGER_FILE.write_text("{}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="niet te lezen"):
        told("destroy")
    assert left() == 1


def test_the_nightly_job_may_run_twice(due):
    tasks.destroy_due()
    head = ledger.table_head()
    tasks.destroy_due()
    assert ledger.table_head() == head
    assert left() == 0


def test_closed_today_goes_in_five_years_and_not_tonight():
    hanna, _petra = town.make_users()
    town.make_dossier(town.make_family(on=timezone.localdate()), hanna, closed_on=timezone.localdate())
    tasks.destroy_due()
    assert left() == 1
