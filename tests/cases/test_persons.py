from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from cases.models import HouseholdMember, Lookup, Person, PersonSearch
from sealing.index import bsn_index
from tests.cast import (
    CANARY,
    as_system,
    bsns,
    grant_past_the_rules,
    log_rows,
    make_household,
    make_person,
    opened,
    sign_in,
)

pytestmark = pytest.mark.policy("1.4")
FRESH = "999992016"
# No BSN yet, everything else as it should be.
ANNA = {
    "given_names": "Anna",
    "surname": "de Wit",
    "birth_year": "1990",
    "birth_month": "5",
    "birth_day": "17",
    "gender": "V",
    "street": "Dorpsstraat",
    "number": "3",
    "postcode": "5427 AB",
    "town": "Boekel",
    "bsn_reason": "niet_geverifieerd",
    "purpose": "triage",
}
CHECKED = {"bsn": FRESH, "bsn_reason": "", "identity_document": "paspoort", "identity_checked_on": "2026-01-02"}


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


def add(client, **facts):
    return client.post("/personen/nieuw/", ANNA | facts)


def counts():
    with as_system():
        return Person.objects.count(), PersonSearch.objects.count(), Lookup.objects.count()


def refused(client, sentence, **facts):
    """The page says why, keeps what was typed and nothing is saved."""
    before = counts()
    answer = add(client, **facts)
    body = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert sentence in body
    assert 'value="de Wit"' in body
    assert counts() == before
    return body


def test_without_a_bsn_a_reason_is_asked_and_kept(cast, roos):
    refused(roos, "Kies waarom er geen BSN is.", bsn_reason="")
    answer = add(roos)
    page = roos.get(answer.url).content.decode()
    assert "Nog niet gecontroleerd" in page
    assert "17 mei 1990" in page


def test_with_a_bsn_an_identity_check_with_its_date_is_asked(cast, roos):
    for missing in ("identity_document", "identity_checked_on"):
        refused(roos, "Bij een BSN hoort een controle van de identiteit", **CHECKED | {missing: ""})
    person = opened(Person(pk=add(roos, **CHECKED).url.split("/")[-2]))
    assert (person.bsn, person.identity_document, str(person.identity_checked_on)) == (FRESH, "paspoort", "2026-01-02")
    assert person.bsn_reason == ""


@pytest.mark.parametrize("bsn", ["999992017", "123456789", "000000000", "12345", "abcdefghi", "٩٩٩٩٩٢٠١٦"])
def test_a_number_that_fails_the_elfproef_is_refused(cast, roos, bsn):
    body = refused(roos, "Dit is geen geldig burgerservicenummer.", **CHECKED | {"bsn": bsn})
    assert f'value="{bsn}"' in body


def test_a_number_is_sealed_at_rest_and_masked_on_every_page(cast, roos):
    path = add(roos, **CHECKED).url
    with as_system():
        person = Person.objects.get(pk=path.split("/")[-2])
        assert FRESH.encode() not in bytes(person.bsn_sealed)
        assert bytes(person.bsn_index) == bsn_index(FRESH)
    assert "••••••016" in roos.get(path).content.decode()
    for page in (path, "/", f"/gezinnen/{cast.family.household.pk}/"):
        assert FRESH not in roos.get(page).content.decode(), page


def test_the_whole_number_is_shown_for_a_purpose_and_that_is_logged(cast, roos):
    path = f"/personen/{cast.family.samira.pk}/"
    number = opened(cast.family.samira).bsn
    before = len(log_rows())
    for nothing in ({}, {"purpose": "nieuwsgierig"}):
        assert roos.post(path + "bsn/", nothing).url == path
    assert len(log_rows()) == before
    assert number in roos.post(path + "bsn/", {"purpose": "voorziening"}).content.decode()
    (row,) = log_rows()[before:]
    assert (row.action, row.purpose, row.fields) == ("reveal_bsn", "voorziening", ["bsn"])
    assert (row.record_ids, row.user_id) == ([cast.family.samira.pk], cast.roos.pk)


def test_a_person_twice_is_refused_without_telling_who_it_is(cast, roos):
    number = opened(cast.other.piet).bsn
    body = refused(roos, "Met dit BSN kunnen wij deze gegevens niet bewaren.", **CHECKED | {"bsn": number})
    assert "Peters" not in body
    refused(
        roos, "Met dit BSN kunnen wij deze gegevens niet bewaren.", **CHECKED | {"bsn": opened(cast.family.samira).bsn}
    )


def test_the_bsn_of_another_cannot_be_taken_over_by_a_correction(cast, roos):
    esra, path = cast.family.esra, f"/personen/{cast.family.esra.pk}/wijzigen/"
    before = opened(esra).bsn
    answer = roos.post(path, ANNA | CHECKED | {"bsn": opened(cast.other.piet).bsn})
    assert "Met dit BSN kunnen wij deze gegevens niet bewaren." in answer.content.decode()
    assert (opened(esra).bsn, opened(esra).surname) == (before, "Boer")


def test_a_correction_keeps_history_and_moves_the_search_data(cast, roos):
    esra = cast.family.esra
    answer = roos.post(
        f"/personen/{esra.pk}/wijzigen/", ANNA | CHECKED | {"surname": "Nieuwenhuis", "given_names": "Esra"}
    )
    assert answer.status_code == 302
    assert opened(esra).full_name == "Esra Nieuwenhuis"
    with as_system():
        assert esra.history.count() == 2
        assert PersonSearch.objects.get(pk=esra.pk).name == "esra nieuwenhuis"
    assert "Nieuwenhuis" in roos.post("/zoeken/", {"q": "nieuwenh"}).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"birth_year": "2990"}, None),
        ({"birth_month": "2", "birth_day": "30"}, "Deze geboortedatum bestaat niet."),
        ({"birth_month": "13"}, None),
        ({"birth_day": "0"}, None),
        ({"birth_year": "1700"}, None),
        ({"birth_year": "0"}, None),
        ({"birth_year": "0", "birth_month": "", "birth_day": ""}, None),
        ({"birth_year": "-5"}, None),
        ({"birth_year": "9" * 30}, None),
        ({"birth_year": ""}, "Vul bij een dag ook de maand in, en bij een maand het jaar."),
        ({"birth_month": ""}, "Vul bij een dag ook de maand in, en bij een maand het jaar."),
        ({"birth_year": "negentig"}, None),
    ],
)
def test_an_impossible_or_future_birth_date_is_refused(cast, roos, wrong, sentence):
    before = counts()
    body = unescape(add(roos, **wrong).content.decode())
    assert counts() == before
    assert "de Wit" in body
    assert "Fout:" in body
    assert sentence is None or sentence in body


def test_tomorrow_is_no_birthday_yet(cast, roos):
    tomorrow = cast.today + timedelta(days=1)
    parts = {"birth_year": tomorrow.year, "birth_month": tomorrow.month, "birth_day": tomorrow.day}
    refused(roos, "Deze datum ligt in de toekomst.", **parts)


@pytest.mark.parametrize("day", ["2999-01-01", "1700-01-01", "31-02-2026", "morgen"])
def test_an_identity_is_not_checked_on_an_impossible_day(cast, roos, day):
    before = counts()
    assert add(roos, **CHECKED | {"identity_checked_on": day}).status_code == 200
    assert counts() == before


@pytest.mark.parametrize(
    ("known", "text"),
    [({}, "onbekend"), ({"birth_year": "1990"}, "1990"), ({"birth_year": "1990", "birth_month": "5"}, "mei 1990")],
)
def test_as_much_of_a_birth_date_as_is_known_is_kept(cast, roos, known, text):
    nothing = {"birth_year": "", "birth_month": "", "birth_day": ""}
    answer = add(roos, **nothing | known)
    assert text in roos.get(answer.url).content.decode()


@pytest.mark.policy("2.5")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Samira", 1),
        ("ozturk", 1),
        ("ÖZTÜRK samira", 1),
        ("boer", 4),
        ("kerkstraat", 5),
        ("bsn", 1),
        ("part of the bsn", 0),
        ("birthday", 1),
        ("Peters", 0),
        ("Verborgen", 0),
        ("Wilma", 0),
        ("%", 0),
        ("_", 0),
        ("niemand", 0),
        ("1-1-" + "9" * 40, 0),
        ("0-0-0", 0),
        ("²²²²²²²²²", 0),
    ],
)
def test_one_searches_among_ones_own_people(cast, roos, words, found):
    """A BSN matches whole; a name by its beginning, middle or without its marks; nobody of another's dossier."""
    with_lookups_gone(cast)
    samira = opened(cast.family.samira)
    words = {"bsn": samira.bsn, "part of the bsn": samira.bsn[:8], "birthday": "{2}-{1}-{0}".format(*samira.birth)}.get(
        words, words
    )
    answer = roos.post("/zoeken/", {"q": words})
    assert answer.status_code == 200
    assert len(answer.context["people"]) == found
    if found:
        shown = f">Gezin De Boer ({cast.family.dossier.codename})</a>"
        assert answer.content.decode().count(shown) == found


def with_lookups_gone(cast):
    with as_system():
        Lookup.objects.update(until=cast.now - timedelta(hours=1))


@pytest.mark.policy("2.5")
def test_the_household_of_somebody_alone_is_made_once(cast, roos):
    path = add(roos).url
    first, second = (roos.post(path + "gezin/").url for _ in range(2))
    assert first == second
    with as_system():
        assert HouseholdMember.objects.filter(household=first.split("/")[-2]).count() == 1


@pytest.mark.policy("2.5")
def test_the_safety_line_of_a_family_one_has_no_dossier_of_stays_hidden(cast, roos):
    """Roos has a dossier about Ruud, and looked him up today. He now lives with a family whose dossier is Otto's."""
    ruud = cast.family.ruud
    with as_system():
        HouseholdMember.objects.filter(person=ruud).update(until=cast.today)
        elsewhere = make_household("Elders", cast.now, {"ruud": ruud}, ("ruud",))
        Lookup.objects.create(
            user=cast.roos, person=ruud, purpose="triage", at=cast.now, until=cast.now + timedelta(days=1)
        )
    for path in (f"/personen/{ruud.pk}/", f"/gezinnen/{elsewhere.pk}/"):
        page = roos.get(path).content.decode()
        assert "Gezin Elders" in page
        assert f"Hond {CANARY}" not in page, path


@pytest.mark.policy("4.2")
def test_who_writes_in_one_dossier_of_a_person_and_reads_along_in_another_may_correct_them(cast):
    """The strongest of the grants that hold counts, not the oldest."""
    mees = sign_in(cast.mees)
    path = f"/personen/{cast.family.esra.pk}/wijzigen/"
    assert mees.get(path).status_code == 404
    with as_system():
        other = cast.other.dossier
        other.dossier_persons.create(person=cast.family.esra)
        grant_past_the_rules(other, cast.mees, by=cast.otto, valid_from=timezone.now(), role="regisseur")
    assert mees.get(path).status_code == 200


@pytest.mark.policy("2.5")
def test_a_secret_address_is_for_who_has_a_dossier_about_that_person(cast, roos):
    with as_system():
        hidden = make_person(cast.now, "Bea", "Verborgen", 30, address_secret=True, bsn=next(bsns(999993000)))
        Lookup.objects.create(
            user=cast.roos, person=hidden, purpose="triage", at=cast.now, until=cast.now + timedelta(days=1)
        )
    for path in (f"/personen/{hidden.pk}/",):
        page = roos.get(path)
        assert page.status_code == 200
        assert "Kerkstraat" not in page.content.decode()
    assert roos.get(f"/personen/{hidden.pk}/wijzigen/").status_code == 404
