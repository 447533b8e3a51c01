"""A hundred residents at once in the portal, at a real server with as many workers as `make run` starts, against one.

Each goes through the pages they have, as a browser would: with a session, one page after another. An answer that is no
page is an error, and an error stops the bench.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from statistics import median, quantiles
from threading import Barrier, Thread

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from bench.timing import report
from cases.models import ContactProfile, DossierPerson, Person
from inzage.models import Resident

RESIDENTS, VISITS = 100, 3
PAGES = ("/mijn/overzicht/", "/mijn/verzoeken/", "/mijn/verzoeken/nieuw/")
ALONE, TOGETHER = "one resident, a page (median)", f"{RESIDENTS} residents at once, a page"
STARTS_WITHIN = 60


def measure():
    """Prints the figures. Raises AssertionError at an answer that is no page."""
    sessions = [signed_in(person) for person in residents()]
    with server() as port:
        one = visited(port, sessions[:1])
        all_at_once = visited(port, sessions)
    cut = quantiles(all_at_once, n=20)
    figures = {ALONE: median(one), f"{TOGETHER}: median": median(all_at_once), f"{TOGETHER}: p95": cut[-1]}
    report(
        f"the portal: {len(all_at_once):,} pages, no error",
        {name: taken * 1000 for name, taken in figures.items()},
        "ms",
        ALONE,
    )


def residents() -> list[Person]:
    """Of the demo, each with a portal that is open; where there are fewer, some come more than once."""
    now = timezone.now()
    with system(Purpose.DEMO, now):
        inside = DossierPerson.objects.values("person")
        people = list(Person.objects.filter(pk__in=inside, bsn_index__isnull=False).order_by("pk")[:RESIDENTS])
        somebody = User.objects.order_by("pk").first()
        dates = {"created_at": now, "asked_on": now.date(), "review_on": now.date() + timedelta(days=90)}
        for person in people:
            ContactProfile.objects.filter(person=person, replaced_at=None).update(replaced_at=now)
            ContactProfile.objects.create(
                person=person, channels=["persoon", "portaal"], portal="volledig", asked_by=somebody, **dates
            )
    return [people[number % len(people)] for number in range(RESIDENTS)]


def signed_in(person: Person) -> str:
    """The cookie of a session in which this resident just signed in."""
    now = timezone.now()
    with system(Purpose.PORTAL, now):
        seen = {"first_seen_at": now, "last_seen_at": now}
        resident, _new = Resident.objects.get_or_create(bsn_index=bytes(person.bsn_index), defaults=seen)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["inwoner"] = {"id": str(resident.pk), "started": now.isoformat(), "seen": now.isoformat()}
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextmanager
def server() -> Iterator[int]:
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "boekel_sd.wsgi", "--config=python:boekel_sd.serving", "--workers=2",
        f"--bind=127.0.0.1:{port}",
    ]  # fmt: skip
    running = subprocess.Popen(command, env=os.environ | {"PORT": str(port)})
    try:
        wait_for(port)
        yield port
    finally:
        running.terminate()
        running.wait(30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port: int) -> None:
    give_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up:
        try:
            page(port, "", "/mijn/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not start")


def visited(port: int, cookies: list[str]) -> list[float]:
    """All at once, when everybody is there: seconds for each page."""
    taken, wrong, ready = [], [], Barrier(len(cookies))

    def visit(cookie):
        ready.wait()
        for path in PAGES * VISITS:
            begun = time.perf_counter()
            status = page(port, cookie, path)
            taken.append(time.perf_counter() - begun)
            if status != http.HTTPStatus.OK:
                wrong.append((path, status))

    threads = [Thread(target=visit, args=[cookie]) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong or len(taken) != len(cookies) * len(PAGES) * VISITS:
        raise AssertionError(f"{len(wrong)} answers were no page, the first: {wrong[:3]}")
    return taken


def page(port: int, cookie: str, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path, headers={"Cookie": cookie, "Host": f"localhost:{port}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
