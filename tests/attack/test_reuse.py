"""§ 4.2: sixteen colleagues on four connections; what the one was told to the database never reaches the next."""

import contextlib
import socket
import sys
from collections import Counter

import pytest

from tests.attack import crowd
from tests.conftest import RUN
from tests.gone.house import House

pytestmark = [pytest.mark.policy("4.2"), pytest.mark.timeout(3600)]
CLIENTS, CONNECTIONS = 16, 4
# By threads that keep theirs, as in production; by a pool in `make proof`.
SHARED_BY = ["threads", pytest.param("pool", marks=pytest.mark.proof)]
SERVE = ["gunicorn", "--config=python:tests.attack.serving", "boekel_sd.wsgi", "--workers=1"]


@pytest.fixture
def house(committed, tmp_path, settings):
    house = House(tmp_path / "house", log_level="ERROR")
    house.environment |= {"DJANGO_SETTINGS_MODULE": "tests.attack.pooled", "BRP_URL": "http://127.0.0.1:9"}
    settings.FILES_DIR = house.files / "store"
    return house


@contextlib.contextmanager
def pooled(house, **more):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        bind = f"--bind=fd://{listener.fileno()}"
        with house.process("web", [*SERVE, bind], pass_fds=[listener.fileno()], **more):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def connections_of(committed) -> int:
    with committed.connect() as superuser:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = 'boekel_sd'"
        return superuser.execute(asked, [RUN.database("default", committed.what)]).fetchone()[0]


def told(walks, committed) -> tuple[list[str], Counter]:
    faults = [fault for walk in walks for fault in walk.faults]
    answered = sum((Counter(walk.answered) for walk in walks), Counter())
    sys.stdout.write(f"{sum(answered.values())} answers {dict(answered)}; faults: {len(faults)}\n")
    return faults, answered


def nobody_reads_of_another(committed, house, requests, **shape):
    members = crowd.make(CLIENTS)
    with pooled(house, **shape) as address:
        walks = crowd.walk(address, members, requests)
        used = connections_of(committed)
    faults, answered = told(walks, committed)
    assert faults == [], (len(faults), faults[:5], house.log("web")[-2000:])
    assert sum(answered.values()) >= requests
    assert answered.keys() == {200, 404, 500}
    # The test itself looks on with one of its own.
    assert used <= CONNECTIONS + 1


@pytest.mark.parametrize("shared_by", SHARED_BY)
def test_nobody_reads_a_row_of_another(committed, house, shared_by):
    nobody_reads_of_another(committed, house, 320, SHARED_BY=shared_by)


@pytest.mark.proof
@pytest.mark.parametrize("shared_by", ["pool", "threads"])
def test_nobody_reads_a_row_of_another_in_twenty_thousand_requests(committed, house, shared_by):
    nobody_reads_of_another(committed, house, 20_000, SHARED_BY=shared_by)


@pytest.mark.parametrize("shared_by", SHARED_BY)
def test_a_context_that_stays_on_the_connection_is_found(committed, house, shared_by):
    members = crowd.make(CLIENTS)
    broken = {"BROKEN_MIDDLEWARE": "tests.attack.broken.OneRequest"}
    with pooled(house, SHARED_BY=shared_by, **broken) as address:
        walks = crowd.walk(address, members, 160)
    faults, _answered = told(walks, committed)
    leaked = [fault for fault in faults if "/proef/mijn/" in fault and " and not " in fault]
    assert leaked, faults[:5]
