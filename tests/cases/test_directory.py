"""§ 2.5: whether somebody is known outside one's dossiers is told by one door, with a purpose, and with no content."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Dossier, Household, HouseholdMember, Lookup, Person
from tests.beginning import to_open_from
from tests.cast import CANARY, acting, as_system, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")
URL = "/zoeken/bekend/"


@pytest.fixture
def otto(cast):
    """Works here, and has no dossier of this family."""
    return sign_in(cast.otto)


@pytest.fixture
def later(monkeypatch):
    """Another day: the clock of requests and of sessions moves on."""

    def move(delta):
        now = timezone.now() + delta
        monkeypatch.setattr(timezone, "now", lambda: now)

    return move


def ask(client, person=None, **asked):
    if person:
        asked = {"bsn": opened(person).bsn} | asked
    return client.post(URL, {"purpose": "hulpverlening"} | asked)


def told(answer):
    return [(known.person.pk, known.contact) for known in answer.context["directory_results"]]


def sight_of(worker):
    with acting(worker):
        return set(Lookup.objects.filter(user=worker, until__gt=timezone.now()).values_list("person", flat=True))


def test_a_colleague_to_call_is_told_and_no_content(cast, otto):
    answer = ask(otto, cast.family.samira)
    body = answer.content.decode()
    assert told(answer) == [(cast.family.samira.pk, cast.roos)]
    assert "Roos" in body
    assert "0492 Roos" in body
    assert CANARY not in body
    assert cast.family.dossier.codename not in body
    assert otto.get(f"/dossiers/{cast.family.dossier.pk}/").status_code == 404


def test_name_and_birth_date_together_find_too(cast, otto):
    year, month, day = opened(cast.family.samira).birth
    birth = f"{year}-{month:02}-{day:02}"
    assert told(ask(otto, surname="ozturk", birth_date=birth)) == [(cast.family.samira.pk, cast.roos)]
    for near in ({"surname": "oztur", "birth_date": birth}, {"surname": "Öztürk", "birth_date": "1980-01-01"}):
        assert told(ask(otto, **near)) == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"surname": "Öztürk"},
        {"birth_date": "1980-01-01"},
        {"bsn": "123456789"},
        {"bsn": "99999"},
        {"surname": "Öztürk", "birth_date": "2999-01-01"},
        {"surname": "Öztürk", "birth_date": "31-02-1980"},
    ],
)
def test_half_a_question_gets_no_answer(cast, otto, asked):
    before = sight_of(cast.otto)
    answer = ask(otto, **asked)
    assert "directory_results" not in answer.context
    assert answer.context["directory_form"].errors
    assert sight_of(cast.otto) == before


@pytest.mark.parametrize("purpose", ["", "nieuwsgierig"])
def test_without_a_purpose_nothing_is_told(cast, otto, purpose):
    answer = ask(otto, cast.family.samira, purpose=purpose)
    assert "directory_results" not in answer.context
    assert "Samira" not in answer.content.decode()
    assert sight_of(cast.otto) == set()


def test_every_question_is_logged_with_its_purpose_also_without_an_answer(cast, otto):
    before = len(log_rows())
    ask(otto, cast.family.samira)
    ask(otto, bsn="999992016")
    ask(otto, surname="")
    found, not_found, wrong = log_rows()[before:]
    assert {row.action for row in (found, not_found, wrong)} == {"directory"}
    assert (found.record_ids, found.purpose) == ([cast.family.samira.pk], "hulpverlening")
    assert (not_found.record_ids, not_found.purpose) == ([], "hulpverlening")


def test_never_by_a_secret_address(cast, otto):
    assert told(ask(otto, cast.family.ex)) == []
    assert sight_of(cast.otto) == set()


def test_never_of_a_safety_marked_dossier(cast, otto):
    with as_system():
        Dossier.objects.filter(pk=cast.family.dossier.pk).update(safety_marked=True)
    assert told(ask(otto, cast.family.samira)) == []
    assert sight_of(cast.otto) == set()


def test_a_closed_dossier_names_no_colleague(cast, otto):
    with acting(cast.roos):
        actions.close(cast.family.dossier, by=cast.roos, now=timezone.now(), on=cast.today, reason="klaar")
    answer = ask(otto, cast.family.samira)
    assert told(answer) == [(cast.family.samira.pk, None)]
    assert "Roos" not in answer.content.decode()


def test_somebody_nobody_has_a_dossier_on_is_told_as_known(cast, otto):
    assert told(ask(otto, cast.family.neighbour)) == [(cast.family.neighbour.pk, None)]


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("who", ["hugo", "pia", "sjoerd", "paula"])
def test_only_hulpverleners_of_the_municipality_itself_may_ask(cast, who):
    client = sign_in(getattr(cast, who))
    for answer in (client.get(URL), ask(client, cast.family.samira)):
        assert answer.status_code == 404
    assert sight_of(getattr(cast, who)) == set()


def test_who_may_not_ask_is_not_offered_the_question(cast):
    assert URL in sign_in(cast.otto).get("/zoeken/").content.decode()
    page = sign_in(cast.paula).get("/zoeken/")
    assert page.status_code == 200
    assert URL not in page.content.decode()


def test_a_look_up_gives_sight_of_that_person_for_a_day_and_no_longer(cast, otto, later):
    samira = f"/personen/{cast.family.samira.pk}/"
    assert otto.get(samira).status_code == 404
    ask(otto, cast.family.samira)
    page = otto.get(samira).content.decode()
    assert "U hebt deze persoon opgezocht" in page
    assert "Hulp en ondersteuning bieden" in page
    later(timedelta(hours=23, minutes=59))
    assert sign_in(cast.otto).get(samira).status_code == 200
    later(timedelta(minutes=2))
    assert sign_in(cast.otto).get(samira).status_code == 404


def test_a_look_up_shows_no_dossier_no_household_member_and_no_safety_line(cast, otto):
    ask(otto, cast.family.samira)
    page = otto.get(f"/personen/{cast.family.samira.pk}/").content.decode()
    assert cast.family.dossier.codename not in page
    household = otto.get(f"/gezinnen/{cast.family.household.pk}/")
    assert household.status_code == 200
    for hidden in (f"Hond {CANARY}", "Ruud", "Esra", cast.family.dossier.codename, "/wijzigen/"):
        assert hidden not in household.content.decode()
        assert hidden not in page
    assert otto.get(f"/gezinnen/{cast.family.household.pk}/wijzigen/").status_code == 404
    assert otto.get(f"/personen/{cast.family.ruud.pk}/").status_code == 404


def test_a_family_without_a_dossier_is_found_whole(cast, otto):
    neighbours_move_in(cast, "samira")
    ask(otto, cast.family.neighbour)
    assert sight_of(cast.otto) == {cast.family.neighbour.pk, cast.family.samira.pk}


@pytest.mark.parametrize("why", ["secret address", "safety marked"])
def test_who_hides_is_not_found_through_who_lives_with_them(cast, otto, why):
    neighbours_move_in(cast, "samira")
    with as_system():
        if why == "secret address":
            Person.objects.filter(pk=cast.family.samira.pk).update(address_secret=True)
        else:
            Dossier.objects.filter(pk=cast.family.dossier.pk).update(safety_marked=True)
    ask(otto, cast.family.neighbour)
    assert sight_of(cast.otto) == {cast.family.neighbour.pk}
    assert otto.get(f"/personen/{cast.family.samira.pk}/").status_code == 404


def neighbours_move_in(cast, name):
    """The neighbour, on whom nobody has a dossier, now lives with this person."""
    with as_system():
        HouseholdMember.objects.filter(person=cast.family.people[name]).update(until=cast.today)
        home = Household.objects.create(name="Gezin Buurman", created_on=cast.today)
        for person in (cast.family.people[name], cast.family.neighbour):
            HouseholdMember.objects.create(household=home, person=person, since=cast.today)


def test_the_directory_never_answers_a_wildcard(cast, otto):
    year, month, day = opened(cast.family.samira).birth
    for surname in ("%", "_", "o%", "' OR true --"):
        assert told(ask(otto, surname=surname, birth_date=f"{year}-{month:02}-{day:02}")) == []


def test_a_look_up_alone_reads_and_opens_a_dossier_and_changes_nothing(cast, otto):
    """With a dossier of one's own the same pages open: the positive control."""
    samira, household = (
        f"/{kind}/{one.pk}/" for kind, one in (("personen", cast.family.samira), ("gezinnen", cast.family.household))
    )
    ask(otto, cast.family.samira)
    shut = {f"{samira}wijzigen/": "Gegevens wijzigen", f"{samira}bsn/": "Nummer tonen"}
    page = otto.get(samira).content.decode()
    assert not [words for words in shut.values() if words in page]
    assert "Dossier openen" in otto.get(household).content.decode()
    for path in (*shut, f"{samira}gezag/vastleggen/"):
        assert [otto.post(path, {"purpose": "triage"}).status_code, otto.get(path).status_code] in (
            [404, 404],
            [404, 405],
        )
    sent = {"legal_basis": "wmo", "purpose": "triage", "question": "Hulp", "about": [str(cast.family.samira.pk)]}
    with acting(cast.otto):
        path = to_open_from(cast.otto, cast.family.household.pk, now=cast.now)
    assert otto.post(path, sent).url.startswith("/dossiers/")
    page = otto.get(samira).content.decode()
    assert all(words in page for words in shut.values())
    assert otto.get(f"{samira}wijzigen/").status_code == 200
    assert opened(cast.family.samira).bsn in otto.post(f"{samira}bsn/", {"purpose": "triage"}).content.decode()
