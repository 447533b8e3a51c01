"""§ 4.2 Casusregiedossier: an answer of 2,000 entries with 200 shieldings, made by a real Celery worker and followed as
who waits for it does; then once more, with a worker that is killed halfway and another that takes it over.

In the demo, of a resident who is in one dossier. An answer that is not ready, or that nobody could see coming, stops
the bench.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from bench.page import acting
from bench.releasing import ENTRIES, SHIELDED, text_of
from bench.timing import most_memory, report, seconds
from cases.access import access_for_system
from cases.models import Dossier, DossierPerson, Entry, Person
from consent.who import lead_of
from inzage import material
from inzage.actions import deciding, preparing, releasing, requests
from inzage.models import Mandate, Release, Request, RequestPart
from inzage.states import ReleaseState
from inzage.tasks import make_releases
from sealing import keys
from terms.categories import CASUSREGIE

LOOKS, PATIENCE = 0.1, 600
HERE, QUEUED, FOLLOWED = "made in this process", "made by a worker, from its start", "by one killed halfway and another"


def measure():
    """Prints the figures. Raises AssertionError when an answer does not come."""
    release = decided()
    here = seconds(lambda: releasing.make(release.pk, timezone.now))
    again(release)
    with worker() as one:
        queued = followed(release, one)
    again(release)
    taken_over = killed_and_taken_over(release)
    whole = {HERE: here, QUEUED: queued.took, FOLLOWED: taken_over.took}
    report(f"an answer of {ENTRIES:,} entries with {SHIELDED} shieldings", whole, "s", HERE)
    memory = {"most memory of a worker": queued.memory, "and of the one that took over": taken_over.memory}
    report("the same: what it took", memory, "MB", next(iter(memory)))
    seen = {"while it was made": len(queued.seen), "while it was taken over": len(taken_over.seen)}
    report("the same: how often who waits saw it move", seen, "times", next(iter(seen)))


# --- a request that was decided ---


def decided() -> Release:
    now = timezone.now()
    dossier, person, lead = somebody(now)
    second, decider = others(lead)
    with acting(lead, now):
        write(dossier, person, lead, now)
    request = requests.register(
        person, kind="inzage", came_on=now.date(), now=now, by=lead, asker_id=person.pk, asked_by="Een inwoner",
        wish="Alles", way="balie",
    )  # fmt: skip
    with system(Purpose.INSIGHT, now):
        part = RequestPart.objects.select_related("dossier", "request").get(request=request)
    prepare(part, lead, second, now)
    with acting(decider, now):
        deciding.decide(
            request, by=decider, now=now, on=now.date(), left=0, task=NotYet,
            outcome="deels", reasons="Een deel gaat over anderen.",
        )  # fmt: skip
    return found(request)


def somebody(now) -> tuple[Dossier, Person, User]:
    """In one open dossier that somebody leads, and about whom nothing else was asked."""
    with system(Purpose.INSIGHT, now):
        alone = DossierPerson.objects.values("person").annotate(many=Count("pk")).filter(many=1).values("person")
        there = DossierPerson.objects.filter(person__in=alone, dossier__status="open", person__requests=None)
        for one in there.select_related("dossier", "person").order_by("pk"):
            if lead := lead_of(one.dossier_id, CASUSREGIE.code, now, otherwise=None):
                return one.dossier, access_for_system(Purpose.INSIGHT).give(one.person), lead
    raise AssertionError("nobody of the demo is in a dossier that somebody leads")


def others(lead: User) -> tuple[User, User]:
    """A second reader, and who decides."""
    with system(Purpose.INSIGHT, timezone.now()):
        decider = Mandate.objects.select_related("user").exclude(user=lead).first().user
        second = User.objects.exclude(pk__in=[lead.pk, decider.pk]).filter(is_active=True).order_by("pk").first()
    return second, decider


def write(dossier: Dossier, person: Person, by: User, now) -> None:
    day = timezone.localdate(now)
    own = {
        "dossier": dossier, "created_by": by, "created_at": now, "substantively_changed_at": now, "about": [person.pk],
        "purpose": "casusregie", "legal_basis": dossier.legal_basis, "category": CASUSREGIE.code, "kind": "telefoon",
    }  # fmt: skip
    entries = [
        Entry(**own, happened_on=day - timedelta(days=number % 700), text=text_of(number, 8))
        for number in range(ENTRIES)
    ]
    keys.prepare(entries)
    Entry.objects.bulk_create(entries)


def prepare(part: RequestPart, lead: User, second: User, now) -> None:
    """Every record looked at; of so many a sentence is shielded, that stands in no other."""
    with system(Purpose.INSIGHT, now):
        access = access_for_system(Purpose.INSIGHT)
        lines = material.lines_of(part)
        ours = Entry.objects.filter(pk__in=[line.id for line in lines], created_at=now).order_by("pk")[:SHIELDED]
        entries = list(access.give_all(ours))
    with acting(lead, now):
        for entry in entries:
            sentence = max(entry.text.split(". "), key=len)
            preparing.shield(
                part, entry, field="text", words=sentence, place=entry.text.index(sentence), ground="anderen",
                reason="Van een ander", review_on=now.date() + timedelta(days=90), by=lead, now=now, on=now.date(),
            )  # fmt: skip
        preparing.look(part, [line.id for line in lines], by=lead, now=now)
        preparing.ask_second(part, second=second, advice="Tonen", left=0, by=lead, now=now)
    with acting(second, now):
        preparing.judge(part, agrees=True, by=second, now=now)


class NotYet:
    """Stands where the job is put in the queue."""

    @staticmethod
    def delay(*ids):
        """Who measures says when."""


# --- followed ---


@dataclass
class Followed:
    took: float
    memory: float
    seen: set = field(default_factory=set)


def found(request) -> Release:
    with system(Purpose.INSIGHT, timezone.now()):
        return Release.objects.get(request=request.pk)


def again(release: Release) -> None:
    """Its day to be fetched went by: it is made anew."""
    after = timezone.now() + releasing.READY_FOR + timedelta(days=1)
    if releasing.expire(after) != 1:
        raise AssertionError("there was no answer to be fetched")
    with system(Purpose.INSIGHT, after):
        request = Request.objects.get(pk=release.request_id)
    releasing.make_anew(request, by=None, now=timezone.now())


@contextmanager
def worker() -> Iterator[subprocess.Popen]:
    """A Celery worker with one process for tasks, as `make run` starts it; killed with all that is its."""
    command = [
        sys.executable, "-m", "celery", "--app=boekel_sd", "--quiet", "worker", "--concurrency=1",
        "--loglevel=warning", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    running = subprocess.Popen(command, start_new_session=True)
    try:
        yield running
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def followed(release: Release, running: subprocess.Popen, *, until: Callable = lambda there: False) -> Followed:
    """From the first sign of its worker on until it is ready, or as far as `until` says.

    Raises AssertionError when it stops, or nobody could see it move.
    """
    make_releases.delay()
    begun, seen, memory, give_up = None, set(), 0, time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        with system(Purpose.INSIGHT, timezone.now()):
            there = Release.objects.get(pk=release.pk)
        seen.add((there.state, there.step, there.done))
        memory = max(memory, memory_of(running.pid))
        if begun is None and there.state == ReleaseState.MAKING:
            begun = time.perf_counter()
        if there.state == ReleaseState.STOPPED:
            raise AssertionError("it was stopped, though all that is shielded is left out")
        if begun and (there.state == ReleaseState.READY or until(there)):
            if len(seen) < 3:
                raise AssertionError("nobody could see it move")
            return Followed(time.perf_counter() - begun, memory, seen)
        time.sleep(LOOKS)
    raise AssertionError("it was not made")


def killed_and_taken_over(release: Release) -> Followed:
    """Halfway, with SIGKILL; what took the dead one for alive, the time without a sign, is left out of the figure."""
    with worker() as one:
        half = followed(release, one, until=lambda there: there.total and there.done >= there.total / 2)
    with system(Purpose.INSIGHT, timezone.now()):
        cut_off = Release.objects.get(pk=release.pk)
        if cut_off.state != ReleaseState.MAKING:
            raise AssertionError("it was ready before it could be killed")
        Release.objects.filter(pk=release.pk).update(beat_at=cut_off.beat_at - releasing.DEAD_AFTER)
    with worker() as another:
        rest = followed(release, another)
    return Followed(half.took + rest.took, rest.memory, half.seen | rest.seen)


def memory_of(pid: int) -> float:
    """MB that its children, who do the tasks, held at most."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max((most_of(child) for child in children), default=0.0)


def most_of(pid: str) -> float:
    """0 for one that is gone already, or as good as."""
    try:
        return most_memory(pid)
    except (FileNotFoundError, TypeError):
        return 0.0
