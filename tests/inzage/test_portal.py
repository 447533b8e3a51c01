"""§ 4 of the policy: what a page of the portal shows, to whom, and how one leaves it."""

import re
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localdate

from accounts.models import Organisation
from audit.context import set_context
from audit.reading import Readings
from audit.tables import found
from cases import search
from cases.models import ContactProfile, Person
from inzage import access, session
from inzage.models import Resident
from sealing.models import new_id
from tests.addresses import every_address
from tests.cast import as_system, make_person, make_worker, opened
from tests.inzage.conftest import sign_in
from tests.provider import BSN

pytestmark = [pytest.mark.policy("4"), pytest.mark.django_db]
PAGES = ("/mijn/", "/mijn/overzicht/", "/mijn/inloggen/terug/", "/mijn/veilig-kijken/")


def words(response):
    """What somebody reads, without what differs at every request."""
    return re.sub(r'(nonce|value|content)="[^"]*"', "", response.content.decode())


def test_it_says_the_same_to_whoever_comes(single_sign_on):
    pages = set()
    for persona in ("samira", "someone-else"):
        client = Client()
        sign_in(client, persona)
        pages.add(words(client.get("/mijn/overzicht/")))
    assert len(pages) == 1
    assert "dossier" not in pages.pop().lower()


def test_nothing_in_title_or_history_says_what_this_is(samira, settings):
    for path in PAGES:
        page = samira.get(path, follow=True).content.decode()
        assert re.findall(r"<title>(.*?)</title>", page) == [f"Gemeente {settings.MUNICIPALITY_NAME}"]
        for word in ("sociaal domein", "hulpverlen", "dossier", "jeugd"):
            assert word not in page.lower(), (path, word)


def test_no_page_is_kept_by_the_browser(samira):
    for path in PAGES:
        assert samira.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.policy("2.5")
def test_on_every_page_one_leaves_with_one_press(samira, settings):
    for client in (samira, Client()):
        for path in PAGES:
            page = client.get(path, follow=True)
            assert "Snel weg" in page.content.decode()
            assert 'action="/mijn/weg/"' in page.content.decode()
            policy = page.headers["Content-Security-Policy"]
            assert re.search(r"form-action [^;]*'self' https://www\.weeronline\.nl", policy), policy


def test_what_goes_wrong_is_told_without_a_word_about_dossiers(samira, monkeypatch):
    samira.raise_request_exception = False
    gone = samira.get("/mijn/bestaat-niet/")
    strict = Client(enforce_csrf_checks=True).post("/mijn/uitloggen/")
    answers = {404: gone, 403: strict}
    for status, error in {503: OperationalError, 500: RuntimeError}.items():
        monkeypatch.setattr("inzage.views.access.resident_or_none", Mock(side_effect=error))
        answers[status] = samira.get("/mijn/")
    for status, answer in answers.items():
        page = answer.content.decode()
        assert answer.status_code == status
        assert "Dit lukt nu niet" in page
        assert "dossier" not in page.lower()
        assert 'action="/mijn/weg/"' in page
        assert "https://www.weeronline.nl" in answer.headers["Content-Security-Policy"]
    assert "vertrouwelijk" in Client().get("/bestaat-niet/").content.decode()


@pytest.mark.policy("2.5")
def test_leaving_ends_everything_and_goes_elsewhere(samira, logged, residents, settings):
    answer = samira.post("/mijn/weg/")
    assert (answer.status_code, answer.url) == (302, settings.QUICK_EXIT_URL)
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert samira.get("/mijn/overzicht/").url == "/mijn/"
    assert logged(user_id=residents()[0].pk)[-1] == ("sign_out", "allowed")


def test_one_may_leave_from_a_page_that_was_open_for_hours(db, settings):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/mijn/weg/").url == settings.QUICK_EXIT_URL
    assert strict.post("/mijn/uitloggen/").status_code == 403


def test_what_changes_something_is_never_a_get(samira):
    for path in ("/mijn/uitloggen/", "/mijn/weg/"):
        assert samira.get(path).status_code == 405
    for path in (*PAGES, "/mijn/inloggen/"):
        assert samira.post(path).status_code == 405


# Pages that are only sent to.
CHANGES = {"inzage:request_withdraw", "inzage:fetch", "inzage:draft", "inzage:draft_drop"}


def test_every_page_but_the_ways_in_and_out_asks_who_one_is(db):
    open_to_all = {"inzage:start", "inzage:sign_in", "inzage:callback", "inzage:sign_out", "inzage:leave"}
    open_to_all |= {"inzage:looking_safely"}
    for address in every_address():
        if address.view_name.startswith("inzage:") and address.view_name not in open_to_all:
            path = address.path(*[new_id()] * len(address.ids))
            answer = Client().post(path) if address.view_name in CHANGES else Client().get(path)
            # Who asks is a script: it tells its reader to sign in.
            by_script = address.view_name == "inzage:draft"
            assert (answer.status_code == 401) if by_script else answer.url == "/mijn/", address.view_name


# --- how far it is open ---


@pytest.fixture
def known(db, now):
    """Samira is in the register: `known(portal="volledig")` says how far the portal may open for her."""
    by = make_worker("Roos", Organisation.objects.create(name="Elders", kind="municipality"), "hulpverlener")
    with as_system():
        search.mark_ready()
        person = make_person(now, "Samira", "Öztürk", 41, bsn=BSN)

    def profile(**facts):
        channels = ["persoon", *(["portaal"] if facts.get("portal", "uit") != "uit" else [])]
        channels = [] if facts.get("do_not_contact") else channels
        with as_system():
            ContactProfile.objects.running().update(replaced_at=now)
            ContactProfile.objects.create(
                person=person, channels=channels, asked_by=by, created_at=now, asked_on=localdate(now),
                review_on=localdate(now) + timedelta(days=9), **facts,
            )  # fmt: skip
        return person

    return profile


def levels(residents, now):
    return [access.portal_of(resident, now=now) for resident in residents()]


def test_the_portal_is_shut_until_it_was_asked_and_looks_the_same(single_sign_on, known, residents, now, monkeypatch):
    """Unknown, without a profile, off, not to be contacted, reduced and full: one page, and one row in the log."""
    client = Client()
    sign_in(client)
    seen = {(words(client.get("/mijn/overzicht/")), *levels(residents, now))}
    for facts in (
        {},
        {"portal": "uit"},
        {"do_not_contact": True},
        {"portal": "beperkt"},
        {"portal": "volledig"},
    ):
        known(**facts)
        seen.add((words(client.get("/mijn/overzicht/")), *levels(residents, now)))
    assert len({page for page, _level in seen}) == 1
    assert {level for _page, level in seen} == {"uit", "beperkt", "volledig"}


def test_a_page_behind_the_guard_is_reached_by_who_may_have_the_portal(single_sign_on, known, now):
    """What a later page shows, it shows to nobody for whom the portal is off."""
    client = Client()
    sign_in(client)
    page = access.for_residents(lambda request, resident: HttpResponse(f"open: {resident.portal}"))
    request = SimpleNamespace(
        session=client.session, user=AnonymousUser(), now=now, today=localdate(now), readings=Readings(), META={}
    )
    shown = []
    for facts in ({}, {"portal": "uit"}, {"portal": "beperkt"}, {"do_not_contact": True}, {"portal": "volledig"}):
        known(**facts)
        with transaction.atomic():
            set_context(user_id=session.resident_id(request), account="resident", now=now)
            shown.append("open: " in page(request).content.decode())
    assert shown == [False, False, True, False, True]


def test_in_doubt_about_a_number_the_portal_is_off(known, now):
    person = known(portal="volledig")
    asked = SimpleNamespace(bsn_index=bytes(person.bsn_index))
    assert access.portal_of(asked, now=now) == "volledig"
    with as_system():
        Person.objects.filter(pk=person.pk).update(bsn_in_doubt=True)
    assert access.portal_of(asked, now=now) == "uit"


def test_of_who_died_the_portal_is_off(known, now):
    asked = SimpleNamespace(bsn_index=bytes(known(portal="volledig").bsn_index))
    assert access.portal_of(asked, now=now) == "volledig"
    with as_system():
        person = opened(Person.objects.get(bsn_index=asked.bsn_index))
        person.death = [2026, 1, None]
        person.save()
    assert access.portal_of(asked, now=now) == "uit"


@pytest.mark.policy("2.5")
def test_the_database_tells_it_to_the_portal_alone(known, now):
    person = known(portal="volledig")
    with transaction.atomic(), connection.cursor() as cursor:
        for context in ({"account": "resident"}, {"purpose": "beheer"}, {"purpose": "import", "account": "system"}):
            set_context(now=now, **context)
            cursor.execute("SELECT portal_of(%s)", [bytes(person.bsn_index)])
            assert cursor.fetchone() == ("uit",)


# --- the walls ---


@pytest.mark.policy("4.2")
def test_a_resident_sees_their_own_row_and_nobody_elses(samira, single_sign_on, residents, now):
    sign_in(Client(), "someone-else")
    one, two = residents()
    with transaction.atomic():
        set_context(user_id=one.pk, account="resident", now=now)
        assert [row.pk for row in Resident.objects.all()] == [one.pk]
        assert Resident.objects.filter(pk=two.pk).update(last_seen_at=now) == 0
    with transaction.atomic():
        set_context(user_id=one.pk, now=now)
        assert not Resident.objects.exists()


def test_the_wall_is_forced():
    assert found()["inzage_resident"].forced


@pytest.mark.policy("4.2")
def test_a_request_of_a_resident_has_their_account_and_no_other(samira, residents, monkeypatch):
    seen = []

    def listen(**context):
        seen.append(context)
        set_context(**context)

    monkeypatch.setattr("boekel_sd.middleware.set_context", listen)
    samira.get("/mijn/overzicht/")
    assert [(context["user_id"], context["account"]) for context in seen] == [(residents()[0].pk, "resident")]
    Client().get("/mijn/")
    assert (seen[-1]["user_id"], seen[-1]["account"]) == (None, "resident")
