"""§ 3.3 Zorgvuldigheid: the receiver's link: no account, a code that goes another way, once, five tries, a week."""

import re
from datetime import timedelta
from types import MappingProxyType, SimpleNamespace

import pytest
from django.core import mail as postbox
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from audit.context import set_context
from audit.purposes import Purpose
from cases.models import Entry, Task
from casework.models import Escalation
from consent import links, sending
from consent.actions.deliveries import OPEN_AGAIN_WITHIN, deliver_again, renew_code, token_digest
from consent.actions.disclosures import ALL_THE_SAME, prepare, queue
from consent.covering import Wish
from consent.errors import NoDelivery, NotCovered
from consent.items import said
from consent.models import Consent, Delivery, Disclosure, Ground
from sealing.access import Access
from tests.cast import CANARY, acting, as_system, log_rows, names_in, opened, sign_in
from tests.sharing import school

JOB = SimpleNamespace(apply_async=lambda *args, **kwargs: None, delay=lambda *ids: None)
RECEIVER = {"name": "Juf Ans", "email": "ans@dewilg.example"}
SECRET = "Het gaat beter op school."
A_WEEK = timedelta(days=7)
pytestmark = pytest.mark.policy("3.3")


@pytest.fixture
def scene(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return Scene(cast)


class Scene:
    """Something was sent to the school by a link."""

    def __init__(self, cast):
        self.cast, self.roos, self.now = cast, cast.roos, timezone.now()
        with as_system():
            Ground.objects.filter(pk=cast.family.ground.pk).update(status="beeindigd")
            Consent.objects.filter(pk=cast.family.consent.pk).update(may_ask=True)

    def send(self, why_still=MappingProxyType({}), **facts):
        wish = Wish((opened(self.cast.family.samira),), school(), ("voortgang",), **facts)
        items = [said("Bericht", SECRET, day=timezone.localdate(self.now))]
        at = self.now - timedelta(minutes=1)
        with acting(self.roos, at):
            dossier = opened(self.cast.family.dossier)
            own = {"receiver": RECEIVER, "items": items, "careful": {"nodig": "Ja."} | why_still}
            made = prepare(dossier, wish, by=self.roos, now=at, **own)
            queue(Access("test").give(made), by=self.roos, now=at, task=JOB)
        sending.send(made.pk, self.now, mail=JOB)
        return made

    def delivery(self, made):
        with as_system():
            return Delivery.objects.filter(disclosure=made).latest("made_at")

    def code(self, made):
        with acting(self.roos):
            return renew_code(self.delivery(made), by=self.roos, now=self.now)

    def mailed(self, made):
        """The link as it stands in the mail."""
        assert links.mail_link(self.delivery(made).pk, self.now)
        return re.search(r"https?://\S+?(/ontvangst/\S+)", postbox.outbox[-1].body).group(1)

    def changed(self, made, **facts):
        with as_system():
            Delivery.objects.filter(disclosure=made).update(**facts)


def open_it(receiver, link, code):
    return receiver.post(link, {"code": code, "secrecy": "on"})


def test_the_mail_says_that_something_waits_and_nothing_else(scene):
    scene.mailed(scene.send())
    (mail,) = postbox.outbox
    assert (mail.to, mail.subject) == (["ans@dewilg.example"], "Bericht van de gemeente")
    told = f"{mail.subject} {mail.body}"
    assert not [word for word in (SECRET, CANARY, "Ans", "Wilg", "dossier", *names_in(scene.cast)) if word in told]


def test_with_the_link_and_the_code_it_opens_once_and_is_confirmed(scene):
    made = scene.send()
    link, code, receiver = scene.mailed(made), scene.code(made), Client()
    closed = receiver.get(link).content.decode()
    assert SECRET not in closed
    assert receiver.get(link + "stuk.pdf").status_code == 404
    assert open_it(receiver, link, code).status_code == 302
    shown = receiver.get(link).content.decode()
    assert SECRET in shown
    assert "Alleen voor Juf Ans, Basisschool De Wilg" in shown
    paper = receiver.get(link + "stuk.pdf")
    assert (paper.status_code, paper.content[:4]) == (200, b"%PDF")
    receiver.post(link, {"doen": "bevestigen"})
    delivery = scene.delivery(made)
    assert delivery.secrecy_at
    assert delivery.opened_at
    assert delivery.confirmed_at
    rows = [(row.action, row.outcome) for row in log_rows(object_type="delivery", role="ontvanger")]
    assert (
        rows
        == [
            ("read", "allowed"),
            ("read", "allowed"),
            ("download", "allowed"),
            ("confirm", "allowed"),
            ("read", "allowed"),
        ][: len(rows)]
    )
    assert {("download", "allowed"), ("confirm", "allowed")} <= set(rows)


def test_another_browser_does_not_open_it_a_second_time(scene):
    made = scene.send()
    link, code, receiver = scene.mailed(made), scene.code(made), Client()
    open_it(receiver, link, code)
    other = Client()
    assert other.get(link).status_code == 404
    assert open_it(other, link, code).status_code == 404
    assert SECRET in receiver.get(link).content.decode()


def test_after_a_quarter_of_an_hour_the_content_is_gone_and_confirming_is_not(scene):
    made = scene.send()
    link, code, receiver = scene.mailed(made), scene.code(made), Client()
    open_it(receiver, link, code)
    scene.changed(made, opened_at=timezone.now() - OPEN_AGAIN_WITHIN - timedelta(seconds=1))
    assert SECRET not in receiver.get(link).content.decode()
    assert receiver.get(link + "stuk.pdf").status_code == 404
    receiver.post(link, {"doen": "bevestigen"})
    assert scene.delivery(made).confirmed_at


def test_without_the_promise_of_secrecy_it_stays_closed(scene):
    made = scene.send()
    link, code = scene.mailed(made), scene.code(made)
    answer = Client().post(link, {"code": code})
    assert "Zonder deze belofte" in answer.content.decode()
    assert scene.delivery(made).opened_at is None


def test_five_wrong_codes_close_it_for_the_right_one_too(scene):
    made = scene.send()
    link, code = scene.mailed(made), scene.code(made)
    wrong = "1111 1111" if code != "1111 1111" else "2222 2222"
    answers = [open_it(Client(), link, wrong).status_code for _try in range(5)]
    assert answers == [200, 200, 200, 200, 404]
    assert open_it(Client(), link, code).status_code == 404
    delivery = scene.delivery(made)
    assert (delivery.wrong_codes, delivery.opened_at) == (5, None)
    assert delivery.revoked_at
    assert len(log_rows(object_type="delivery", outcome="refused")) == 5


@pytest.mark.parametrize("what", ["revoked", "expired", "wrong", "stopped"])
def test_closed_expired_and_never_there_look_the_same(scene, what):
    made = scene.send()
    link = scene.mailed(made)
    changes = {"revoked": {"revoked_at": scene.now}, "expired": {"expires_at": scene.now - A_WEEK}}
    if what in changes:
        scene.changed(made, **changes[what])
    asked = "/ontvangst/abc/" if what == "wrong" else link
    if what == "stopped":
        with as_system():
            Delivery.objects.filter(disclosure=made).delete()
    answer = Client().get(asked)
    never = Client().get("/ontvangst/nooit/")
    assert (answer.status_code, never.status_code) == (404, 404)
    assert _plain(answer) == _plain(never)


def _plain(response):
    return re.sub(r'nonce="[^"]+"|csrf-token" content="[^"]+"', "", response.content.decode())


def test_a_new_code_makes_the_old_one_useless_and_an_opened_link_gives_none(scene):
    made = scene.send()
    link, first, second = scene.mailed(made), scene.code(made), scene.code(made)
    if first != second:
        assert open_it(Client(), link, first).status_code == 200
    assert open_it(Client(), link, second).status_code == 302
    with pytest.raises(NoDelivery):
        scene.code(made)


def test_neither_the_link_nor_the_code_is_kept(scene):
    made = scene.send()
    link, code = scene.mailed(made), scene.code(made)
    delivery = scene.delivery(made)
    token = link.split("/")[2]
    assert bytes(delivery.token_digest) == token_digest(token)
    assert code.replace(" ", "").encode() not in bytes(delivery.code_digest)
    assert token.encode() not in bytes(delivery.token_digest)


def test_a_new_link_closes_the_old_one_and_asks_for_cover_again(scene):
    made = scene.send()
    old = scene.mailed(made)
    later = scene.now + timedelta(minutes=1)
    with acting(scene.roos, later):
        deliver_again(made, by=scene.roos, now=later, mail=JOB)
    assert Client().get(old).status_code == 404
    assert Client().get(scene.mailed(made)).status_code == 200
    with as_system():
        Consent.objects.filter(pk=scene.cast.family.consent.pk).update(status="ingetrokken")
    with acting(scene.roos, later), pytest.raises(NotCovered):
        deliver_again(made, by=scene.roos, now=later, mail=JOB)


def test_a_link_that_closed_is_not_mailed_any_more(scene):
    made = scene.send()
    scene.changed(made, revoked_at=scene.now)
    assert not links.mail_link(scene.delivery(made).pk, scene.now)
    assert not postbox.outbox


@pytest.mark.policy("3.1")
def test_an_answer_by_the_link_comes_into_the_dossier_with_its_source_and_date(scene):
    made = scene.send(kind="vraag")
    link, code, receiver = scene.mailed(made), scene.code(made), Client()
    open_it(receiver, link, code)
    assert receiver.post(link, {"doen": "antwoorden", "text": ""}).status_code == 200
    receiver.post(link, {"doen": "antwoorden", "text": "Hij komt elke dag."})
    receiver.post(link, {"doen": "antwoorden", "text": "Nog een keer."})
    sending.take_in_all(scene.now)
    sending.take_in_all(scene.now)
    with as_system():
        (came,) = Disclosure.objects.filter(answers=made)
        (note,) = Entry.objects.filter(pk=came.entry_id)
    assert (came.kind, came.status, came.own_observation, came.source) == (
        "ontvangst",
        "ontvangen",
        False,
        "professional",
    )
    assert [item["text"] for item in opened(came).items] == ["Hij komt elke dag."]
    assert (opened(note).told_by, note.kind) == ("Juf Ans, Basisschool De Wilg", "verstrekking")
    assert "Hij komt elke dag." in opened(note).text


def test_who_never_confirms_stays_in_sight_and_is_called_once(scene):
    made = scene.send()
    assert opened(made).waits_since
    for _night in range(2):
        sending.remind(scene.now + A_WEEK)
    with as_system():
        found = [opened(task).title for task in Task.objects.filter(created_at=scene.now + A_WEEK)]
    assert found == ["Bel de ontvanger: een verstrekking is nog niet bevestigd"]
    page = sign_in(scene.roos).get("/").content.decode()
    assert "Wacht op antwoord" in page
    assert "Basisschool De Wilg" in page


@pytest.fixture
def aligning(scene):
    """The school asked for time to align; its last day."""
    until = localdate(scene.now + A_WEEK)
    with as_system():
        Escalation.objects.filter(pk=scene.cast.family.escalation.pk).update(align_until=until)
    return until


@pytest.mark.policy("4.1")
def test_in_the_time_to_align_nothing_new_is_asked_without_a_reason_that_stays(scene, aligning):
    with pytest.raises(NotCovered, match="tijd gevraagd om af te stemmen"):
        scene.send(kind="vraag")
    assert scene.send().pk
    asked = scene.send({ALL_THE_SAME: "Het kind is weg"}, kind="vraag")
    assert opened(asked).careful[ALL_THE_SAME] == "Het kind is weg"


@pytest.mark.policy("4.1")
@pytest.mark.parametrize(("answered", "reminded"), [(True, False), (False, True)], ids=["answered", "silent"])
def test_a_reminder_waits_for_the_time_to_align_and_is_none_when_it_was_answered(scene, aligning, answered, reminded):
    made = scene.send()

    def to_call(at):
        sending.remind(at)
        with as_system():
            return Task.objects.filter(record_id=made.pk, rule="onbevestigd").exists()

    assert not to_call(scene.now + A_WEEK)
    if answered:
        scene.changed(made, opened_at=scene.now, confirmed_at=scene.now)
    assert to_call(scene.now + A_WEEK + timedelta(days=1)) == reminded


def test_row_security_shows_a_receiver_one_delivery_and_nothing_else(scene):
    made, other = scene.send(), scene.send()
    link = scene.mailed(made)
    digest = token_digest(link.split("/")[2])
    with transaction.atomic():
        set_context(purpose=Purpose.DELIVERY, now=scene.now, account="receiver", delivery=digest)
        assert list(Disclosure.objects.values_list("pk", flat=True)) == [made.pk]
        assert list(Delivery.objects.values_list("disclosure", flat=True)) == [made.pk]
        assert not Delivery.objects.filter(disclosure=other).update(wrong_codes=0)
        assert not Consent.objects.exists()
        assert not Entry.objects.exists()
        set_context(purpose=Purpose.DELIVERY, now=scene.now + A_WEEK, account="receiver", delivery=digest)
        assert not Disclosure.objects.exists()
        set_context(purpose=Purpose.DELIVERY, now=scene.now, account="receiver")
        assert not Delivery.objects.exists()


def test_who_is_signed_in_is_nobody_else_at_a_link(scene):
    made = scene.send()
    link = scene.mailed(made)
    worker = sign_in(scene.roos)
    assert SECRET not in worker.get(link).content.decode()
    assert worker.get("/ontvangst/nooit/").status_code == 404


def test_whoever_tries_link_after_link_is_stopped(scene, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"receipt": SimpleNamespace(most=3, seconds=3600)}
    answers = [Client().get(f"/ontvangst/poging{number}/").status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]
