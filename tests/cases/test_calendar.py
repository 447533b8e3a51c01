"""The agenda that calendar programs fetch: an address is the key, and nothing in it says who or what."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from accounts import actions as account_actions
from accounts import calendars
from accounts.models import SecrecyText, User
from cases import actions
from cases.access.agenda import Agenda, Cover
from cases.agenda import as_icalendar
from cases.dues import Due
from cases.models import Grant
from tests.cast import CANARY, RECORD, acting, as_system, grant_past_the_rules, log_rows, names_in, sign_in

pytestmark = pytest.mark.policy("2.5")
# What waits for Roos of its own: also an emergency to judge, and a question that has no dossier.
WAITING = ("task", "enquiry", "emergency", "conference")


def token_of(worker, cast) -> str:
    return account_actions.renew_calendar_link(User.objects.get(pk=worker.pk), at=cast.now)


def fetch(token, client=None):
    return (client or Client()).get(f"/agenda/{token}.ics")


def events_of(answer) -> list:
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def add_task(cast, due_on, worker=None):
    worker = worker or cast.roos
    with acting(worker):
        return actions.add_task(
            cast.family.dossier, by=worker, now=cast.now, title=f"Bel {CANARY}", assigned_to=worker,
            due_on=due_on, about=[cast.family.esra.pk], **RECORD,
        )  # fmt: skip


def midnight(day: date):
    return timezone.make_aware(datetime.combine(day, time.min))


def test_open_tasks_from_a_month_ago_to_a_year_ahead_are_whole_days(cast):
    inside = [add_task(cast, cast.today + timedelta(days=days)) for days in (0, 365)]
    for days in (-31, 366):
        add_task(cast, cast.today + timedelta(days=days))
    add_task(cast, cast.today, worker=cast.cem)
    done = add_task(cast, cast.today)
    with acting(cast.roos):
        actions.finish_task(done, by=cast.roos, now=cast.now)
    answer = fetch(token_of(cast.roos, cast))
    events = {str(event["UID"]): event for event in events_of(answer)}
    # The family's own task was due thirty days ago.
    waiting = [getattr(cast.family, name) for name in WAITING]
    assert set(events) == {f"taak-{one.pk}" for one in [*waiting, *inside]}
    event = events[f"taak-{inside[0].pk}"]
    assert event["SUMMARY"] == f"{cast.family.dossier.codename}: taak"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (cast.today, cast.today + timedelta(days=1))
    assert event["CLASS"] == "PRIVATE"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event.decoded("DTSTAMP") == cast.now.replace(microsecond=0)
    link = f"http://testserver{cast.family.dossier.get_absolute_url()}"
    assert (event["URL"], event["DESCRIPTION"]) == (link, link)


@pytest.mark.policy("4")
def test_nothing_of_anybody_is_in_it(cast):
    add_task(cast, cast.today)
    answer = fetch(token_of(cast.roos, cast))
    text = answer.content.decode().replace("\r\n ", "").lower()
    # Two neutral words, made to be seen, which may hold a name by chance ("witte roos").
    text = text.replace(cast.family.dossier.codename.lower(), "")
    assert [word for word in (CANARY, "kerkstraat", "jeugdwet", *names_in(cast)) if word.lower() in text] == []


def test_it_answers_as_calendar_programs_want_it_and_no_cache_keeps_it(cast):
    answer = fetch(token_of(cast.roos, cast))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.cookies == {}


def test_the_same_tasks_give_the_same_file_to_the_letter(cast):
    token = token_of(cast.roos, cast)
    assert fetch(token).content == fetch(token).content


def test_long_and_foreign_words_are_folded_and_read_back_whole():
    codename = "één überlange çodenaam " * 8
    dossier = type("Dossier", (), {"codename": codename})()
    due = Due("taak-x", date(2026, 3, 2), "/", dossier=dossier, changed_at=timezone.now())
    content = as_icalendar(Agenda([due], []), now=timezone.now(), link=lambda due: "https://x.example/" + "y" * 90)
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == f"{codename}: taak"
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"PRODID:" in content
    assert b"VERSION:2.0\r\n" in content


def test_a_cover_is_one_event_however_many_dossiers(cast):
    first, last = cast.today + timedelta(days=7), cast.today + timedelta(days=13)
    for family in (cast.family, cast.other):
        with acting(family.dossier and (cast.roos if family is cast.family else cast.otto)):
            given = grant_past_the_rules(
                family.dossier,
                cast.sjoerd,
                by=cast.roos,
                valid_from=midnight(first),
                valid_until=midnight(last + timedelta(days=1)),
            )
        with as_system():
            Grant.objects.filter(pk=given.pk).update(cover_for=cast.otto)
    User.objects.filter(pk=cast.sjoerd.pk).update(roles=["hulpverlener"])
    (event,) = events_of(fetch(token_of(cast.sjoerd, cast)))
    assert event["SUMMARY"] == "Vervanging (2 dossiers)"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (first, last + timedelta(days=1))


def test_a_cover_without_an_end_stands_on_its_first_day():
    cover = Cover("x", date(2026, 3, 2), None, 1)
    (event,) = Calendar.from_ical(as_icalendar(Agenda([], [cover]), now=timezone.now(), link=str)).walk("VEVENT")
    assert event["SUMMARY"] == "Vervanging (1 dossier)"
    assert event.decoded("DTEND") == date(2026, 3, 3)


# --- whose it is ---


@pytest.mark.policy("4.2")
def test_a_dossier_one_may_no_longer_open_is_gone_at_the_next_fetch(cast):
    token = token_of(cast.roos, cast)
    assert len(events_of(fetch(token))) == len(WAITING)
    with acting(cast.roos):
        actions.end_grant(cast.family.grant, by=cast.roos, now=cast.now, even_last=True)
    (question,) = events_of(fetch(token))
    assert question["SUMMARY"] == "Beslissen over een vraag zonder dossier"


def test_each_fetch_is_in_the_log_with_whose_it_is_and_where_from(cast):
    token = token_of(cast.roos, cast)
    fetch(token)
    (row,) = log_rows(action="calendar")
    assert (row.user_id, row.outcome, row.origin) == (cast.roos.pk, "allowed", "127.0.0.1")
    assert (row.object_type, row.record_ids) == ("agenda", [cast.family.task.pk])
    assert row.request_id is not None


def nothing_accepted(cast):
    SecrecyText.objects.create(version=99, text="Nieuw.", in_force_from=cast.today)


def agreement_ended(cast):
    User.objects.filter(pk=cast.roos.pk).update(organisation=cast.leo.organisation)


def closed(cast):
    User.objects.filter(pk=cast.roos.pk).update(is_active=False)


def enforces(cast):
    User.objects.filter(pk=cast.roos.pk).update(roles=["handhaver"])


def renewed(cast):
    token_of(cast.roos, cast)


def ended(cast):
    account_actions.end_calendar_link(User.objects.get(pk=cast.roos.pk), at=cast.now)


@pytest.mark.policy("1.1")
@pytest.mark.parametrize("change", [nothing_accepted, agreement_ended, closed, enforces, renewed, ended])
def test_an_address_that_gives_nothing_now_looks_like_one_that_never_was(cast, change):
    token = token_of(cast.roos, cast)
    assert fetch(token).status_code == 200
    change(cast)
    refused, unknown = fetch(token), fetch("nooit-gemaakt")
    assert (refused.status_code, refused.content) == (404, b"")

    def headers(answer):
        return {name: value for name, value in answer.items() if name != "Content-Security-Policy"}

    assert headers(refused) == headers(unknown)
    assert refused.status_code == unknown.status_code
    known = change in (nothing_accepted, agreement_ended, enforces)
    rows = [row.outcome for row in log_rows(action="calendar", user_id=cast.roos.pk)]
    assert rows == ["allowed", "refused"] if known else rows == ["allowed"]


def test_an_empty_token_is_nobodys(cast):
    for token in ("", "%20", "0"):
        assert fetch(token).status_code in {302, 404}
    assert calendars.owner_of("") is None


def test_it_needs_no_session_and_leaves_none(cast):
    client = Client()
    fetch(token_of(cast.roos, cast), client)
    assert client.cookies == {}
    assert client.get("/").status_code == 302


def test_a_signed_in_colleague_gets_the_agenda_of_the_address_not_their_own(cast):
    answer = fetch(token_of(cast.roos, cast), sign_in(cast.otto))
    waiting = [getattr(cast.family, name) for name in WAITING]
    assert {str(event["UID"]) for event in events_of(answer)} == {f"taak-{one.pk}" for one in waiting}
    assert {row.user_id for row in log_rows(action="calendar")} == {cast.roos.pk}


def test_it_only_reads(cast):
    token = token_of(cast.roos, cast)
    assert Client().post(f"/agenda/{token}.ics").status_code == 405


def test_who_guesses_and_who_asks_without_end_is_told_to_wait_and_nobody_else(cast, monkeypatch):
    monkeypatch.setattr(calendars, "MOST_PER_HOUR", 3)
    roos, otto = token_of(cast.roos, cast), token_of(cast.otto, cast)
    assert [fetch("fout").status_code for _time in range(5)] == [404, 404, 404, 429, 429]
    assert [fetch(roos).status_code for _time in range(5)] == [200, 200, 200, 429, 429]
    assert fetch(otto).status_code == 200
    assert len(log_rows(action="calendar", user_id=cast.roos.pk)) == 3


def test_reading_it_takes_as_many_queries_for_many_tasks_as_for_one(cast, django_assert_num_queries):
    token = token_of(cast.roos, cast)
    with CaptureQueriesContext(connection) as few:
        fetch(token)
    for days in range(12):
        add_task(cast, cast.today + timedelta(days=days))
    with django_assert_num_queries(len(few)):
        assert len(events_of(fetch(token))) == 12 + len(WAITING)
