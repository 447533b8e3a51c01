"""How many tasks and messages a worker gets in a week, by trying it out with the real actions."""

from statistics import mean

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from accounts.models import User
from audit.purposes import Purpose
from boekel_sd.simulation import DIGEST, simulate
from cases import search
from cases.models import Dossier, Task
from tests.cast import as_system

MOST_A_WEEK = 15

pytestmark = pytest.mark.policy("2.5")


@pytest.fixture
def town(db):
    """An empty installation that is ready to take up persons."""
    with as_system(Purpose.SEARCH_INDEX):
        search.mark_ready()


def test_a_small_town_for_two_weeks_stays_within_what_a_worker_reads(town):
    counted = simulate(families=3, weeks=2, until=localdate())
    assert len(counted.weeks) == 2
    assert 0 < mean(counted.totals) <= MOST_A_WEEK
    assert all(week[DIGEST] <= 5 for week in counted.weeks)
    with as_system():
        assert not Dossier.objects.exists()
        assert not Task.objects.exists()
    assert not User.objects.filter(email__endswith="simulatie.example").exists()


@pytest.mark.parametrize("wrong", ["nul", "0", "-3", "101", "1.5", ""])
def test_nonsense_is_told_in_dutch_and_ends_with_an_error(wrong):
    with pytest.raises(CommandError, match="geen heel getal van 1 tot en met"):
        call_command("simulate_week", gezinnen=wrong)


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_a_worker_with_twenty_families_gets_at_most_fifteen_a_week(town):
    counted = simulate(families=20, weeks=13, until=localdate())
    assert mean(counted.totals) <= MOST_A_WEEK, "\n".join(counted.lines())
