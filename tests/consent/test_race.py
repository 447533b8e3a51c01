"""§ 3.1 Toestemmingsverklaring: a withdrawal and a sending at the same moment, in two real transactions. Either the
withdrawal is first and nothing goes, or the sending is first and had gone; never: withdrawn, and sent after that.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connections
from django.utils import timezone

from casework.models import PlanVersion
from consent import sending, tasks
from consent.actions.disclosures import close_unopened, prepare, queue, stop_queued
from consent.covering import Wish
from consent.errors import NotCovered
from consent.items import said
from consent.models import Consent, Delivery, Disclosure, Ground
from sealing.access import Access
from tests.casework.plans import add, lay_before, safe_to_ask, sign, written
from tests.cast import acting, as_system, opened
from tests.sharing import make_consent, school

pytestmark = pytest.mark.policy("3.1")
JOB = SimpleNamespace(apply_async=lambda *args, **kwargs: None, delay=lambda *ids: None)
A_MOMENT = 0.4
ROUNDS = 6


@pytest.fixture
def scene(lasting):
    return Scene(lasting)


class Scene:
    def __init__(self, cast):
        self.cast, self.roos = cast, cast.roos
        with as_system():
            Ground.objects.filter(pk=cast.family.ground.pk).update(status="beeindigd")
            Consent.objects.filter(dossier=cast.family.dossier).update(status="verlopen")

    def consent(self):
        with acting(self.roos):
            return make_consent(self.cast.family.dossier, self.cast.family.samira, by=self.roos, now=timezone.now())

    def prepared(self, person=None):
        now = timezone.now() - timedelta(minutes=1)
        wish = Wish((opened(person or self.cast.family.samira),), school(), ("voortgang",))
        facts = {
            "items": [said("Bericht", "Goed.", day=timezone.localdate(now))],
            "receiver": {"name": "Ans"},
            "careful": {},
        }
        with acting(self.roos, now):
            made = prepare(opened(self.cast.family.dossier), wish, by=self.roos, now=now, **facts)
        return Access("test").give(made)

    def queue(self, made):
        now = timezone.now() - timedelta(minutes=1)
        with acting(self.roos, now):
            return queue(made, by=self.roos, now=now, task=JOB)

    @contextmanager
    def withdrawing(self, consent):
        """As a withdrawal goes: it locks, ends, and stops what waits. Inside, it has not committed."""
        with acting(self.roos):
            consents = Consent.objects.filter(pk=consent.pk)
            list(consents.order_by("pk").select_for_update())
            consents.update(status="ingetrokken")
            stop_queued(consents, now=timezone.now())
            close_unopened(consents, now=timezone.now())
            yield

    def withdraw(self, consent):
        with self.withdrawing(consent):
            pass

    def status(self, made):
        with as_system():
            return Disclosure.objects.get(pk=made.pk).status


@contextmanager
def meanwhile(act):
    """`act` in a thread and a connection of its own; what it raised is raised at the end."""

    def own():
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(own)
        yield future
    future.result()


def test_a_sending_that_comes_during_a_withdrawal_waits_and_does_not_go(scene):
    consent, made = scene.consent(), scene.prepared()
    scene.queue(made)
    with scene.withdrawing(consent):
        thread = ThreadPoolExecutor(1)
        future = thread.submit(_closing, lambda: sending.send(made.pk, timezone.now(), mail=JOB))
        with pytest.raises(TimeoutError):
            future.result(A_MOMENT)
    future.result(30)
    assert scene.status(made) == "tegengehouden"
    with as_system():
        assert not Delivery.objects.filter(disclosure=made).exists()


def test_a_plan_that_is_ending_is_waited_for_and_nothing_goes_because_of_it(scene):
    """The database alone, and the rule of the application before the plan ended: § 3 Toestemming, tenzij."""
    ruud = scene.cast.family.ruud
    _plan, version = written(scene.cast, ruud)
    add(version, "betrokken", scene.roos, [ruud], who="Juf", text="", organisation=school())
    safe_to_ask(scene.cast, ruud)
    for one in lay_before(scene.cast, version):
        sign(one, scene.roos)
    made = scene.prepared(ruud)
    scene.queue(made)
    with acting(scene.roos):
        PlanVersion.objects.filter(pk=version.pk).update(status="ingetrokken")
        thread = ThreadPoolExecutor(1)
        future = thread.submit(_closing, lambda: sending.send(made.pk, timezone.now(), mail=JOB))
        with pytest.raises(TimeoutError):
            future.result(A_MOMENT)
    future.result(30)
    assert scene.status(made) == "tegengehouden"


def test_a_withdrawal_that_told_nobody_is_waited_for_all_the_same(scene):
    """The database alone: the consent ended, and nothing else was done about it."""
    consent, made = scene.consent(), scene.prepared()
    scene.queue(made)
    with acting(scene.roos):
        Consent.objects.filter(pk=consent.pk).update(status="ingetrokken")
        thread = ThreadPoolExecutor(1)
        future = thread.submit(_closing, lambda: sending.send(made.pk, timezone.now(), mail=JOB))
        with pytest.raises(TimeoutError):
            future.result(A_MOMENT)
    future.result(30)
    assert scene.status(made) == "tegengehouden"


def test_a_withdrawal_that_comes_during_a_sending_waits_and_closes_the_link(scene, monkeypatch):
    consent, made = scene.consent(), scene.prepared()
    scene.queue(made)
    seen, go_on = threading.Event(), threading.Event()

    def held(*args, **kwargs):
        seen.set()
        assert go_on.wait(30)

    # The last thing the sending does before it commits.
    slow = SimpleNamespace(delay=lambda *ids: None)
    monkeypatch.setattr("accounts.messages.hand_over", held)
    with meanwhile(lambda: sending.send(made.pk, timezone.now(), mail=slow)):
        assert seen.wait(30)
        with ThreadPoolExecutor(1) as pool:
            withdrawal = pool.submit(_closing, lambda: scene.withdraw(consent))
            with pytest.raises(TimeoutError):
                withdrawal.result(A_MOMENT)
            go_on.set()
            withdrawal.result(30)
    assert scene.status(made) == "verzonden"
    with as_system():
        assert Delivery.objects.get(disclosure=made).revoked_at


def test_a_withdrawal_during_the_queueing_leaves_nothing_queued(scene):
    consent, made = scene.consent(), scene.prepared()
    with scene.withdrawing(consent):
        thread = ThreadPoolExecutor(1)
        future = thread.submit(_closing, lambda: scene.queue(made))
        with pytest.raises(TimeoutError):
            future.result(A_MOMENT)
    with pytest.raises(NotCovered):
        future.result(30)
    assert scene.status(made) == "concept"


def test_at_the_same_moment_it_is_one_or_the_other(scene):
    """With the job itself, as Celery runs it; whoever is first, the other sees it."""
    for _round in range(ROUNDS):
        consent, made = scene.consent(), scene.prepared()
        scene.queue(made)
        together, saw = threading.Barrier(2), []

        def withdraw(consent=consent, made=made, together=together, saw=saw):
            together.wait(30)
            with acting(scene.roos):
                consents = Consent.objects.filter(pk=consent.pk)
                list(consents.order_by("pk").select_for_update())
                saw.append(Disclosure.objects.get(pk=made.pk).status)
                consents.update(status="ingetrokken")
                stop_queued(consents, now=timezone.now())
                close_unopened(consents, now=timezone.now())

        def send(made=made, together=together):
            together.wait(30)
            tasks.send_disclosure.apply(args=[str(made.pk)], throw=True)

        with ThreadPoolExecutor(2) as pool:
            for future in [pool.submit(_closing, withdraw), pool.submit(_closing, send)]:
                future.result(60)
        assert scene.status(made) == {"klaar": "tegengehouden", "verzonden": "verzonden"}[saw[0]]


def test_two_senders_send_once(scene):
    scene.consent()
    made = scene.prepared()
    scene.queue(made)

    def send():
        tasks.send_disclosure.apply(args=[str(made.pk)], throw=True)

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(_closing, send) for _sender in range(2)]
        for future in futures:
            future.result(60)
    assert scene.status(made) == "verzonden"
    with as_system():
        assert Delivery.objects.filter(disclosure=made).count() == 1


def _closing(act):
    """A thread of a test leaves no connection behind."""
    try:
        return act()
    finally:
        connections.close_all()
