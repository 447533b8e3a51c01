"""The mail of the morning: one a day, in numbers and codenames, on a real mail server."""

import contextlib
import json
from datetime import datetime, time, timedelta
from queue import Empty
from smtplib import SMTPException

import pytest
from celery.schedules import crontab
from django.conf import settings as house
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.messages import Lost, NotTaken
from accounts.models import User
from boekel_sd.celery import app
from cases import actions, digest, tasks
from cases.models import Draft, Emergency, Grant
from cases.workday import Workday, today_of
from casework.models import Conference, Enquiry
from tests.cast import CANARY, RECORD, acting, as_system, names_in
from tests.postbox import Postbox, words_of

pytestmark = pytest.mark.policy("2.5")
NOTHING = Workday()


@pytest.fixture
def postbox(settings):
    box = Postbox()
    box.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    box.stop()


@pytest.fixture
def morning(cast, monkeypatch):
    """Seven o'clock on the first Monday from now; the clock of every job. Nothing but tasks waits for anybody."""
    with as_system():
        Enquiry.objects.all().delete()
        Emergency.objects.all().delete()
        Conference.objects.all().delete()
    monday = cast.today + timedelta(days=-cast.today.weekday() % 7)
    at = timezone.make_aware(datetime.combine(monday, time(7))) + timedelta(weeks=1)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


@pytest.fixture
def day(morning):
    return timezone.localdate(morning)


@pytest.fixture
def queue():
    """What waits at the broker now, each message as it lies there; it is empty before and after."""
    with app.connection_for_read() as connection:
        waiting = connection.SimpleQueue(house.CELERY_TASK_DEFAULT_QUEUE)

        def take():
            messages = []
            with contextlib.suppress(Empty):
                while True:
                    messages.append(waiting.get(block=False))
                    messages[-1].ack()
            return messages

        take()
        yield take
        take()
        waiting.close()


def add_task(cast, due_on, *, worker=None, now=None):
    worker = worker or cast.roos
    with acting(worker, now):
        return actions.add_task(
            cast.family.dossier, by=worker, now=now or cast.now, title=f"Bel {CANARY}", assigned_to=worker,
            due_on=due_on, about=[cast.family.esra.pk], **RECORD,
        )  # fmt: skip


def workday(worker, now):
    with acting(worker, now):
        return today_of(User.objects.get(pk=worker.pk), now)


def change(worker, **fields):
    User.objects.filter(pk=worker.pk).update(**fields)


def test_it_counts_what_is_late_today_and_this_week(cast, morning, day):
    for days in (0, 0, 1, 6, 7):
        add_task(cast, day + timedelta(days=days))
    done = add_task(cast, day)
    with acting(cast.roos):
        actions.finish_task(done, by=cast.roos, now=cast.now)
    add_task(cast, day, worker=cast.cem)
    codename = cast.family.dossier.codename
    assert workday(cast.roos, morning) == Workday(late=1, today=2, this_week=2, dossiers=((codename, 5),))


def test_it_counts_drafts_and_access_that_are_about_to_go(cast, morning):
    with as_system():
        mine = Draft.objects.filter(pk=cast.family.draft.pk)
        mine.update(expires_at=morning + timedelta(days=3))
        Grant.objects.filter(pk=cast.family.grant.pk).update(lapses_on=timezone.localdate(morning))
    found = workday(cast.roos, morning)
    assert (found.drafts, found.lapsing) == (1, 1)
    with as_system():
        mine.update(expires_at=morning + timedelta(days=3, seconds=1))
    assert workday(cast.roos, morning).drafts == 0
    assert workday(cast.cem, morning) == NOTHING


def test_it_counts_access_of_colleagues_that_is_to_be_gone_through(cast, morning):
    long_ago = cast.now - timedelta(days=400)
    with as_system():
        Grant.objects.filter(content_object=cast.family.dossier, user=cast.cem).update(valid_from=long_ago)
    assert workday(cast.roos, morning).to_confirm == 1
    assert workday(cast.cem, morning) == NOTHING


@pytest.mark.policy("4.2")
def test_nobody_is_told_of_a_dossier_they_may_no_longer_open(cast, morning):
    assert workday(cast.roos, morning).tasks == 1
    with acting(cast.roos):
        actions.end_grant(cast.family.grant, by=cast.roos, now=cast.now, even_last=True)
    assert workday(cast.roos, morning) == NOTHING


@pytest.mark.policy("4.2")
def test_the_database_too_keeps_it_from_whoever_asks_in_the_name_of_another(cast, morning):
    with acting(cast.otto, morning):
        assert today_of(cast.roos, morning) == NOTHING


def test_tasks_of_a_closed_dossier_wait(cast, morning, day):
    with acting(cast.roos):
        actions.close(cast.family.dossier, by=cast.roos, now=cast.now, on=cast.today, reason="klaar")
    assert workday(cast.roos, morning) == NOTHING


@pytest.mark.policy("1.1")
def test_who_may_open_nothing_now_is_told_nothing(cast, morning):
    change(cast.roos, organisation=cast.leo.organisation)
    assert workday(cast.roos, morning) == NOTHING
    change(cast.roos, organisation=cast.cem.organisation, roles=["handhaver"])
    assert workday(cast.roos, morning) == NOTHING
    change(cast.roos, roles=["hulpverlener"])
    assert workday(cast.roos, morning) != NOTHING


def test_asking_takes_as_many_queries_for_many_tasks_as_for_one(cast, morning, day, django_assert_num_queries):
    with acting(cast.roos, morning), CaptureQueriesContext(connection) as few:
        today_of(cast.roos, morning)
    for number in range(12):
        add_task(cast, day + timedelta(days=number % 5))
    with acting(cast.roos, morning), django_assert_num_queries(len(few)):
        assert today_of(cast.roos, morning).tasks == 13


# --- the mail ---


def test_the_mail_says_how_much_and_where_and_never_what_or_who(cast, morning, day, postbox):
    add_task(cast, day)
    assert digest.deliver(cast.roos.pk, morning)
    (mail,) = postbox.mails
    assert mail["To"] == cast.roos.email
    assert mail["From"] == house.DEFAULT_FROM_EMAIL
    assert mail["Subject"] == "Uw werkdag: 2 taken"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content().replace("\r\n", "\n")
    assert "- 1 taak is te laat\n- 1 taak moet vandaag af\n" in text
    assert f"- {cast.family.dossier.codename} (2)" in text
    assert f"{house.SITE_URL}/\n" in text
    link = text.split("Zet het uit: ")[1].strip()
    assert link == f"{house.SITE_URL}/account/#dagelijks-bericht"


@pytest.mark.policy("4")
def test_nothing_of_anybody_is_in_any_mail(cast, morning, day, postbox):
    for worker in (cast.roos, cast.cem, cast.mees):
        add_task(cast, day, worker=worker)
    for worker in User.objects.all():
        digest.deliver(worker.pk, morning)
    # Vera too: she has tasks of her own.
    assert len(postbox.mails) == 5
    names = names_in(cast)
    for mail in postbox.mails:
        text = words_of(mail).lower()
        assert [word for word in (CANARY, "kerkstraat", *names) if word.lower() in text] == []
        assert all(code.lower() not in text for code in ("jeugdwet", "zorg", "hulp", "gezin"))


@pytest.mark.parametrize(
    "why",
    [{"is_active": False}, {"email": ""}, {"daily_digest": False}, {"roles": ["handhaver"]}, {"organisation": None}],
    ids=["closed", "no address", "not wanted", "enforces now", "no organisation"],
)
def test_who_should_get_none_gets_none_also_when_it_was_handed_over_already(cast, morning, postbox, why):
    change(cast.roos, **why)
    assert not digest.deliver(cast.roos.pk, morning)
    assert postbox.mails == []


def test_somebody_unknown_and_somebody_without_anything_to_do_get_none(cast, morning, postbox):
    assert not digest.deliver(cast.family.dossier.pk, morning)
    assert not digest.deliver(cast.cem.pk, morning)
    assert postbox.mails == []


# --- once a day ---


def claimed(worker, on, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as handed_over:
        first = digest.claim(worker.pk, on, task=tasks.deliver_digest)
    assert len(handed_over) == first
    return first


def test_it_is_claimed_once_a_day_and_not_at_a_weekend(cast, day, django_capture_on_commit_callbacks):
    days = [day + timedelta(days=number) for number in (0, 0, 1, 5, 6, 7)]
    found = [claimed(cast.roos, on, django_capture_on_commit_callbacks) for on in days]
    assert found == [True, False, True, False, False, True]


def test_only_open_internal_accounts_that_want_one_wait_for_it(cast, day):
    change(cast.cem, daily_digest=False)
    change(cast.mees, is_active=False)
    waiting = set(digest.waiting(day))
    assert {cast.roos, cast.otto} <= waiting
    assert waiting.isdisjoint({cast.cem, cast.mees, cast.paula, cast.leo})


def test_beat_that_runs_twice_sends_one_each_and_the_queue_holds_ids_alone(
    cast, morning, day, queue, postbox, django_capture_on_commit_callbacks
):
    for _run in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.send_digests()
    messages = queue()
    arguments = [message.payload[0] for message in messages]
    assert sorted(arguments) == sorted([str(worker.pk), day.isoformat()] for worker in User.objects.all()
                                       if worker.last_digest_on == day)  # fmt: skip
    lying_there = json.dumps([[message.headers, message.payload] for message in messages], default=str)
    assert all(word not in lying_there for word in ("boekel.example", "Roos", CANARY, cast.family.dossier.codename))
    for user_id, on in arguments:
        tasks.deliver_digest(user_id, on)
    assert sorted(mail["To"] for mail in postbox.mails) == [cast.otto.email, cast.roos.email, cast.vera.email]


def test_what_waited_in_the_queue_until_the_next_day_is_not_sent(cast, morning, day, postbox):
    tasks.deliver_digest(str(cast.roos.pk), (day - timedelta(days=1)).isoformat())
    assert postbox.mails == []


def test_it_goes_at_seven_on_working_days():
    entry = house.CELERY_BEAT_SCHEDULE["send the daily digest"]
    assert entry["schedule"] == crontab(hour=7, minute=0, day_of_week="mon-fri")
    assert house.CELERY_TIMEZONE == "Europe/Amsterdam"


# --- a mail server that says no ---


@pytest.mark.parametrize("answer", ["450 later", "550 nobody", "break"])
def test_only_what_was_certainly_not_taken_is_tried_again(cast, morning, postbox, answer, caplog):
    postbox.answers = [answer]
    with pytest.raises(NotTaken if answer.startswith("4") else Lost) as error:
        digest.deliver(cast.roos.pk, morning)
    assert cast.roos.email not in f"{error.value!r} {error.value.__cause__!r} {caplog.text}"
    assert postbox.mails == []


def test_a_server_that_is_down_is_tried_again(cast, morning, postbox):
    postbox.stop()
    with pytest.raises(NotTaken):
        digest.deliver(cast.roos.pk, morning)
    postbox.start = postbox.stop = lambda: None


def test_trying_again_sends_one_in_the_end(cast, morning, day, postbox):
    postbox.answers = ["450 later", "451 busy"]
    tasks.deliver_digest.apply([str(cast.roos.pk), day.isoformat()])
    assert [mail["To"] for mail in postbox.mails] == [cast.roos.email]


def test_it_gives_up_in_the_end(cast, morning, day, postbox):
    postbox.answers = ["450 later"] * 20
    result = tasks.deliver_digest.apply([str(cast.roos.pk), day.isoformat()])
    assert isinstance(result.result, NotTaken)
    assert not isinstance(result.result, SMTPException)
    assert len(postbox.answers) == 20 - 9
    assert postbox.mails == []


def test_the_page_of_the_link_asks_to_sign_in_first(db):
    assert Client().get("/account/").url == "/inloggen/?next=/account/"
