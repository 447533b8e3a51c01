"""The page on which a worker asks the BRP: with a purpose, logged, taking over the household and no more."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse

from audit import log
from audit.context import system
from brp import tokens
from brp.generated import families
from brp.standin.description import Description
from brp.standin.server import StandIn
from cases.models import HouseholdMember, Lookup, Person
from sealing.index import bsn_index

KEY = "sleutel-voor-de-proef"
PURPOSE = "hulpverlening"
PEOPLE = families(1)
MOTHER, FATHER, ELDEST, YOUNGEST = (person["burgerservicenummer"] for person in PEOPLE[:4])
CHOICE = re.compile(r'name="choice" value="([^"]+)"')

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def brp(settings):
    with StandIn(0, PEOPLE, Description(), key=KEY) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.BRP_URL, settings.BRP_API_KEY = server.url, KEY
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def browser(signed_in, hanna):
    return signed_in(hanna)


@pytest.fixture
def rows(now):
    """Count what is in the register, with the eyes of the import."""

    def count(model, **which):
        with system("import", now):
            return model.objects.filter(**which).count()

    return count


def ask(browser, **asked):
    return browser.post(reverse("brp:lookup"), {"bsn": "", "surname": "", "birth_date": "", "purpose": PURPOSE} | asked)


def choices(response):
    return CHOICE.findall(response.content.decode())


def take_over(browser, choice):
    return browser.post(reverse("brp:take_over"), {"choice": choice})


def test_the_page_asks_for_a_purpose(browser):
    page = browser.get(reverse("brp:lookup")).content.decode()
    assert "Waarvoor zoekt u?" in page
    assert "Vraag op" in page


@pytest.mark.policy("1.4")
def test_somebody_is_found_by_bsn_which_is_shown_masked(browser, brp):
    page = ask(browser, bsn=MOTHER).content.decode()
    assert "Zoë van der Heijden" in page
    assert "••••••006" in page
    assert MOTHER not in page


def test_somebody_is_found_by_name_and_birth_date(browser, brp):
    page = ask(browser, surname="Heijden", birth_date="1986-03-14").content.decode()
    assert "Zoë van der Heijden" in page
    assert "Kerkstraat 3, 5427AB BOEKEL" in page
    assert MOTHER not in page


def test_a_secret_address_is_not_shown_to_choose_from(browser, brp):
    hidden = next(one for one in PEOPLE if one.get("geheimhoudingPersoonsgegevens"))
    page = ask(browser, bsn=hidden["burgerservicenummer"]).content.decode()
    assert "Geheim adres" in page
    assert hidden["verblijfplaats"]["verblijfadres"]["officieleStraatnaam"] not in page


def test_asking_alone_takes_nothing_over(browser, brp, rows):
    ask(browser, bsn=MOTHER)
    assert rows(Person) == 0


def test_the_household_comes_in_with_the_one_who_was_chosen(browser, brp, rows, now):
    (choice,) = choices(ask(browser, bsn=MOTHER))
    response = take_over(browser, choice)
    with system("import", now):
        mother = Person.objects.get(bsn_index=bsn_index(MOTHER))
        assert HouseholdMember.objects.values("household").distinct().count() == 1
    assert response.url == reverse("cases:person", args=[mother.pk])
    assert rows(Person) == 4


@pytest.mark.policy("2.5")
def test_the_worker_may_see_them_for_a_day_and_nobody_else_may(browser, brp, signed_in, make_user, hanna, now):
    response = take_over(browser, choices(ask(browser, bsn=MOTHER))[0])
    assert "Zoë van der Heijden" in browser.get(response.url).content.decode()
    assert signed_in(make_user("Henk", "hulpverlener")).get(response.url).status_code == 404
    with system("beheer", now):
        sights = list(Lookup.objects.all())
    assert {(sight.user_id, sight.purpose) for sight in sights} == {(hanna.pk, PURPOSE)}
    assert {sight.until - sight.at for sight in sights} == {timedelta(days=1)}
    assert len(sights) == 4


def test_relatives_who_live_elsewhere_are_not_taken_over(browser, brp, rows):
    divorced = next(
        one for one in PEOPLE if any("ontbindingHuwelijkPartnerschap" in p for p in one.get("partners", ()))
    )
    take_over(browser, choices(ask(browser, bsn=divorced["burgerservicenummer"]))[0])
    former = divorced["partners"][0]["burgerservicenummer"]
    assert rows(Person, bsn_index=bsn_index(divorced["burgerservicenummer"])) == 1
    assert rows(Person, bsn_index=bsn_index(former)) == 0


def test_of_a_child_the_parents_and_brothers_and_sisters_come_too(browser, brp, rows):
    take_over(browser, choices(ask(browser, bsn=YOUNGEST))[0])
    assert rows(Person) == 4


def test_taking_over_twice_changes_nothing(browser, brp, rows):
    for _time in range(2):
        take_over(browser, choices(ask(browser, bsn=MOTHER))[0])
    assert rows(Person) == 4
    assert rows(Person.history.model) == 4


@pytest.mark.policy("2.5")
def test_each_look_up_is_logged_with_its_purpose_and_without_names(browser, brp, log_rows, hanna):
    (choice,) = choices(ask(browser, bsn=MOTHER))
    take_over(browser, choice)
    asked, taken = log_rows(action="lookup_brp")
    assert (asked.user_id, asked.purpose, asked.outcome, asked.record_ids) == (
        hanna.pk,
        PURPOSE,
        "allowed",
        [],
    )
    assert "adressering" in asked.fields
    assert "gezag" not in asked.fields
    assert (taken.purpose, len(taken.record_ids)) == (PURPOSE, 4)
    assert "gezag" in taken.fields


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"bsn": "123456789"}, "geen geldig burgerservicenummer"),
        ({}, "Vul het BSN in, of de achternaam"),
        ({"surname": "Heijden"}, "Vul het BSN in, of de achternaam"),
        ({"surname": "Heijden", "birth_date": "2999-01-01"}, "toekomst"),
        ({"bsn": MOTHER, "purpose": "nieuwsgierig"}, "geldige keuze"),
        ({"surname": "<script>", "birth_date": "1986-03-14"}, "De BRP kan met deze vraag niets"),
    ],
)
def test_a_wrong_question_is_told_and_kept(browser, brp, asked, told):
    page = ask(browser, **asked).content.decode()
    assert told in page
    for value in asked.values():
        assert value in page or value in ("nieuwsgierig", "<script>")


def test_nobody_found_says_what_to_do(browser, brp):
    page = ask(browser, bsn="999990019").content.decode()
    assert "Niemand gevonden" in page


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1"], ids=["not set", "not there"])
def test_without_the_brp_the_question_stays_in_the_form_and_the_failure_in_the_log(browser, settings, log_rows, url):
    settings.BRP_URL = url
    page = ask(browser, bsn=MOTHER).content.decode()
    assert "BRP is niet" in page
    assert f'value="{MOTHER}"' in page
    assert [row.outcome for row in log_rows(action="lookup_brp")] == ["failed"]


def test_when_the_log_cannot_be_written_nothing_is_shown(browser, brp, monkeypatch):
    def broken(**_row):
        raise DatabaseError

    monkeypatch.setattr(log, "write", broken)
    response = ask(browser, bsn=MOTHER)
    assert response.status_code == 503
    assert "Heijden" not in response.content.decode()


@pytest.mark.policy("1.4")
def test_a_conflict_is_told_and_nothing_taken_over(browser, brp, rows, monkeypatch):
    take_over(browser, choices(ask(browser, bsn=MOTHER))[0])
    other = {**PEOPLE[0], "naam": {"geslachtsnaam": "Anders", "volledigeNaam": "Anders"}}
    monkeypatch.setattr(brp, "people", [other, *PEOPLE[1:]])
    response = take_over(browser, choices(ask(browser, bsn=MOTHER))[0])
    assert response.url == reverse("brp:lookup")
    assert "met een andere naam" in browser.get(response.url).content.decode()
    assert rows(Person) == 4


@pytest.mark.policy("1.2")
def test_only_who_may_be_given_a_dossier_may_ask(signed_in, make_user, petra, brp, log_rows):
    for user in (petra, make_user("Harm", "handhaver")):
        browser = signed_in(user)
        assert browser.get(reverse("brp:lookup")).status_code == 404
        assert ask(browser, bsn=MOTHER).status_code == 404
        assert take_over(browser, "x").status_code == 404
    assert {row.outcome for row in log_rows(action="lookup_brp")} == {"refused"}


def test_taking_over_is_never_a_get(browser):
    assert browser.get(reverse("brp:take_over")).status_code == 405


# --- the choice in the page -----------------------------------------------------------------------------


@pytest.mark.policy("1.4")
def test_a_choice_is_of_one_person_for_a_quarter_of_an_hour(hanna, petra, now):
    token = tokens.make(MOTHER, PURPOSE, user_id=hanna.pk, now=now)
    assert MOTHER not in token
    assert tokens.read(token, user_id=hanna.pk, now=now + timedelta(minutes=14)) == (MOTHER, PURPOSE)
    for user, later in (
        (petra, now),
        (hanna, now + timedelta(minutes=16)),
        (hanna, now - timedelta(minutes=1)),
    ):
        with pytest.raises(tokens.TokenRefused):
            tokens.read(token, user_id=user.pk, now=later)


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA", "!" * 50])
def test_a_choice_that_is_not_ours_is_refused_politely(browser, token):
    response = take_over(browser, token)
    assert response.url == reverse("brp:lookup")
    assert "te oud" in browser.get(response.url).content.decode()
