"""One mail a morning with real commits, real threads and a real worker that is killed. See test_digest.py."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings as house
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from boekel_sd import run
from boekel_sd.celery import app, heartbeat
from cases import digest, tasks
from tests.browser import ROOT
from tests.postbox import Postbox

pytestmark = pytest.mark.policy("2.5")
RUNS = 8
PATIENCE = 120


class SlowPostbox(Postbox):
    """Says nothing after it got a mail: its sender waits for ever."""

    def __init__(self):
        super().__init__()
        self.got = threading.Event()
        self.goes_on = threading.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the name is the library's)
        answer = await super().handle_DATA(server, session, envelope)
        self.got.set()
        while not self.goes_on.is_set():
            await self.pause()
        return answer

    async def pause(self):
        await self.loop.run_in_executor(None, self.goes_on.wait, 0.1)


def test_of_many_runs_at_once_one_is_first(lasting):
    monday = lasting.today + timedelta(days=7 - lasting.today.weekday())
    together = threading.Barrier(RUNS)

    def claim(_number):
        together.wait(30)
        try:
            return digest.claim(lasting.roos.pk, monday, task=tasks.deliver_digest)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RUNS) as pool:
        assert sorted(pool.map(claim, range(RUNS))) == [False] * (RUNS - 1) + [True]
    assert waiting() == 1
    app.control.purge()


def waiting() -> int:
    with app.connection_for_read() as connection:
        return connection.default_channel.client.llen(house.CELERY_TASK_DEFAULT_QUEUE)


def unfinished() -> int:
    with app.connection_for_read() as connection:
        return connection.default_channel.client.hlen("unacked")


def worker(environment):
    command = [sys.executable, "-m", *run.commands()["worker"]]
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.proof
@pytest.mark.timeout(400)
def test_a_worker_that_is_killed_while_it_sends_has_sent_one_and_nobody_gets_a_second(lasting):
    app.control.purge()
    box = SlowPostbox()
    box.start()
    environment = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(box.port)}
    first = worker(environment)
    try:
        tasks.deliver_digest.delay(str(lasting.roos.pk), timezone.localdate().isoformat())
        assert box.got.wait(PATIENCE)
    finally:
        os.killpg(first.pid, 9)
        first.wait()
    box.goes_on.set()
    assert (waiting(), unfinished()) == (0, 0)
    second = worker(environment)
    try:
        cache.delete("heartbeat:chain")
        heartbeat.delay()
        until = time.monotonic() + PATIENCE
        while not cache.get("heartbeat:chain"):
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        run.stop({"worker": second})
    assert len(box.mails) == 1
    box.stop()
