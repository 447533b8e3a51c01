"""The client against a server that answers as the real one does, and as it sometimes does."""

import threading
from datetime import date

import httpx
import pytest

from brp import client as client_module
from brp import errors
from brp.client import BrpClient
from brp.generated import families
from brp.standin.description import Description
from brp.standin.server import StandIn
from tests.brp.people import TODAY

KEY = "sleutel-voor-de-proef"
PURPOSE = "hulpverlening"
PEOPLE = families(1)
FIRST = PEOPLE[0]


@pytest.fixture(scope="module")
def brp():
    with StandIn(0, PEOPLE, Description(), key=KEY, misbehave=True) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(brp):
    return BrpClient(brp.url, KEY, timeout=httpx.Timeout(0.5), whole_answer=0.5)


def ask(client, behaviour=None):
    if behaviour:
        client.headers["X-Test-Behaviour"] = behaviour
    return client.person(FIRST["burgerservicenummer"], purpose=PURPOSE, today=TODAY)


def test_a_person_is_found_by_bsn(client):
    person = ask(client)
    assert person.name.full == FIRST["naam"]["volledigeNaam"]
    assert person.address.city == "Boekel"
    assert person.relations
    assert person.gender == "V"


def test_a_number_of_nobody_finds_nobody(client):
    assert client.person("999990019", purpose=PURPOSE, today=TODAY) is None


def test_more_people_than_fit_in_one_question_are_asked_in_turns(client):
    wanted = [person["burgerservicenummer"] for person in PEOPLE]
    assert len(wanted) > client_module.MOST_AT_ONCE
    assert {person.bsn for person in client.persons(wanted, purpose=PURPOSE, today=TODAY)} == set(wanted)


def test_a_child_comes_with_its_authority_and_what_is_in_onderzoek(client):
    doubted = next(person for person in PEOPLE if any(gezag.get("inOnderzoek") for gezag in person.get("gezag", ())))
    person = client.person(doubted["burgerservicenummer"], purpose=PURPOSE, today=TODAY)
    assert person.gezag[0].in_onderzoek


def test_searching_by_name_and_birth_date_gives_matches(client):
    (match,) = client.search("heijden", date(1986, 3, 14), purpose=PURPOSE, today=TODAY)
    assert (match.bsn, match.full_name) == (FIRST["burgerservicenummer"], FIRST["naam"]["volledigeNaam"])
    assert match.address_lines == ("Kerkstraat 3", "5427AB BOEKEL")


def test_searching_does_not_find_the_dead(client):
    gone = next(person for person in PEOPLE if "overlijden" in person)
    born = date.fromisoformat(gone["geboorte"]["datum"]["datum"])
    assert client.search(gone["naam"]["geslachtsnaam"], born, purpose=PURPOSE, today=TODAY) == ()


def test_no_question_without_a_purpose(client):
    with pytest.raises(ValueError, match="purpose"):
        client.person(FIRST["burgerservicenummer"], purpose="", today=TODAY)


@pytest.mark.parametrize(
    ("behaviour", "kind", "told"),
    [
        ("timeout", errors.BrpTimeout, "niet op tijd"),
        ("drip", errors.BrpTimeout, "niet op tijd"),
        ("truncate", errors.BrpAnswerError, "afgebroken"),
        ("cut off", errors.BrpAnswerError, "afgebroken"),
        ("html", errors.BrpAnswerError, "iets anders dan JSON"),
        ("html as json", errors.BrpAnswerError, "geen JSON"),
        ("huge", errors.BrpAnswerError, "te groot"),
        ("other person", errors.BrpAnswerError, "andere persoon"),
        ("redirect", errors.BrpFailed, "302"),
        ("400", errors.BrpBadRequest, "niets"),
        ("401", errors.BrpRefused, "sleutel"),
        ("403", errors.BrpRefused, "mogen deze vraag niet"),
        ("404", errors.BrpNotFound, "adres van de BRP"),
        ("406", errors.BrpFailed, "406"),
        ("429", errors.BrpTooBusy, "te veel vragen"),
        ("500", errors.BrpFailed, "storing"),
        ("503", errors.BrpFailed, "tijdelijk niet beschikbaar"),
    ],
)
def test_each_wrong_answer_has_its_own_dutch_sentence(client, behaviour, kind, told):
    with pytest.raises(kind, match=told) as caught:
        ask(client, behaviour)
    assert FIRST["burgerservicenummer"] not in str(caught.value)


def test_a_wrong_key_is_refused(brp):
    with pytest.raises(errors.BrpRefused, match="sleutel"):
        ask(BrpClient(brp.url, "een andere"))


def test_a_server_that_is_not_there_is_unreachable():
    with pytest.raises(errors.BrpUnreachable, match="niet bereikbaar"):
        ask(BrpClient("http://127.0.0.1:1", KEY))


def test_an_address_that_is_none_is_unreachable():
    with pytest.raises(errors.BrpUnreachable):
        ask(BrpClient("http://[", KEY))


def test_what_the_api_finds_wrong_with_a_question_reaches_the_worker(client):
    with pytest.raises(errors.BrpBadRequest, match="geslachtsnaam") as caught:
        client.search("<script>", date(1990, 1, 1), purpose=PURPOSE, today=TODAY)
    assert caught.value.invalid_params[0]["name"] == "geslachtsnaam"


def test_two_registrations_under_one_number_are_not_guessed_between(client, brp, monkeypatch):
    monkeypatch.setattr(brp, "people", [FIRST, {**FIRST, "naam": {"geslachtsnaam": "Anders"}}])
    with pytest.raises(errors.BrpAnswerError, match="meer dan één"):
        ask(client)


def test_without_an_address_the_worker_is_told_whom_to_ask(settings):
    settings.BRP_URL = ""
    with pytest.raises(errors.BrpNotConfigured, match="niet ingesteld"):
        client_module.configured()


def test_the_configured_address_may_end_in_a_slash(settings):
    settings.BRP_URL, settings.BRP_API_KEY = "https://brp.example/api/", KEY
    assert client_module.configured().address == "https://brp.example/api/personen"
