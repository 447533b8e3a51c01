"""§ 2.5 Toegankelijkheid: opening a dossier of one's own shows no address that one did not see before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Dossier, DossierPerson, Person, PersonSearch
from tests.addresses import shown
from tests.beginning import to_open_from
from tests.cast import acting, as_system, grant_past_the_rules, opened, sign_in

pytestmark = pytest.mark.policy("2.5")
STREET = "Kerkstraat"
LASTING = {"legal_basis": "wmo", "purpose": "triage", "question": "Hulp"}


def look_up(cast, person):
    """As the BRP gives it, who tells of everybody: the directory keeps silent about who hides."""
    with acting(cast.otto):
        actions.look_up(person.pk, by=cast.otto, now=timezone.now(), lasts=timedelta(hours=24), purpose="triage")


def open_own(cast, person) -> str:
    """Otto's own dossier on somebody he looked up; its address."""
    look_up(cast, person)
    client = sign_in(cast.otto)
    household = client.post(path_of(person, "gezin/")).url
    with acting(cast.otto):
        path = to_open_from(cast.otto, household.split("/")[2], now=timezone.now())
    return client.post(path, LASTING | {"about": [str(person.pk)]}).url


def path_of(person, rest=""):
    return f"/personen/{person.pk}/{rest}"


def sees(worker, person) -> bool:
    return STREET in sign_in(worker).get(path_of(person)).content.decode()


def protect(dossier, **marks):
    with as_system():
        Dossier.objects.filter(pk=dossier.pk).update(**marks)


def own_of(cast) -> Dossier:
    with acting(cast.otto):
        return Dossier.objects.get(pk=open_own(cast, cast.family.samira).split("/")[-2])


def test_of_who_does_not_hide_the_address_is_shown(cast):
    """The positive control."""
    own_of(cast)
    assert sees(cast.otto, cast.family.samira)


def test_a_secret_address_is_shown_in_no_place_by_a_dossier_of_ones_own(cast):
    ex, client = cast.family.ex, sign_in(cast.otto)
    own = open_own(cast, ex)
    answers = [client.get(path) for path in (own, path_of(ex), path_of(ex, "wijzigen/"), f"{own}afdrukken/")]
    answers += [client.post("/zoeken/", {"q": "Verborgen"}), client.get(path_of(ex, "gezag/"))]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert [answer.request["PATH_INFO"] for answer in answers if STREET in answer.content.decode()] == []


def test_nor_to_whom_he_lets_in_there(cast):
    own = open_own(cast, cast.family.ex)
    with as_system():
        grant_past_the_rules(Dossier.objects.get(pk=own.split("/")[-2]), cast.iris, by=cast.otto, valid_from=cast.now)
    assert sign_in(cast.iris).get(own).status_code == 200
    assert not sees(cast.iris, cast.family.ex)


@pytest.mark.parametrize(("person", "found"), [("ex", 0), ("samira", 1)], ids=["who hides", "who does not"])
def test_a_street_finds_nobody_whose_address_is_closed(cast, person, found):
    open_own(cast, cast.family.people[person])
    assert len(sign_in(cast.otto).post("/zoeken/", {"q": STREET}).context["people"]) == found + 1


@pytest.mark.parametrize("mark", ["safety_marked", "restricted"])
def test_protection_of_another_dossier_is_not_walked_around(cast, mark):
    """Nor by marking one's own dossier, as its regisseur may."""
    look_up(cast, cast.family.samira)
    protect(cast.family.dossier, **{mark: True})
    own = own_of(cast)
    assert not sees(cast.otto, cast.family.samira)
    protect(own, safety_marked=True, restricted=True)
    assert not sees(cast.otto, cast.family.samira)
    assert sees(cast.roos, cast.family.samira)


def test_it_does_not_tell_that_there_is_another_dossier(cast):
    """The pages are those of somebody whose address nobody knows."""
    samira, client = cast.family.samira, sign_in(cast.otto)
    protect(cast.family.dossier, restricted=True)
    open_own(cast, samira)
    pages = [path_of(samira), path_of(samira, "wijzigen/")]
    closed = [shown(client.get(page)) for page in pages]
    with as_system():
        Person.objects.filter(pk=samira.pk).update(address_sealed=None)
        DossierPerson.objects.filter(person=samira).update(address_closed=False)
        Dossier.objects.filter(pk=cast.family.dossier.pk).update(restricted=False)
    assert [shown(client.get(page)) for page in pages] == closed


def form_of(client, person):
    return {
        name: value for name, value in client.get(path_of(person, "wijzigen/")).context["form"].initial.items() if value
    }


def test_who_may_not_see_it_corrects_the_rest_and_leaves_the_address_as_it_was(cast):
    ex, client = cast.family.ex, sign_in(cast.otto)
    open_own(cast, ex)
    checked = {"identity_document": "paspoort", "identity_checked_on": str(cast.today)}
    kept = form_of(client, ex) | checked | {"surname": "Anders", "address_secret": "on"}
    for changed in ({"street": "Dorpsplein"}, {"address_secret": ""}):
        answer = client.post(path_of(ex, "wijzigen/"), kept | changed)
        assert "Dit adres kunnen wij niet bewaren." in answer.content.decode()
    assert client.post(path_of(ex, "wijzigen/"), kept).status_code == 302
    after = opened(ex)
    assert (after.surname, after.address["street"], after.address_secret) == ("Anders", STREET, True)
    with as_system():
        assert "kerkstraat" in PersonSearch.objects.get(pk=ex.pk).address


def test_who_leads_the_other_dossier_gives_it_with_access(cast):
    protect(cast.family.dossier, restricted=True)
    own_of(cast)
    with acting(cast.roos):
        now = timezone.now()
        facts = {"role": "meelezer", "reason": "Samen verder", "valid_from": now, "secrecy_version": 1}
        actions.grant(cast.family.dossier, to=cast.otto, by=cast.roos, now=now, **facts)
    assert sees(cast.otto, cast.family.samira)


def test_access_that_ends_does_not_go_on_by_opening_a_dossier(cast):
    protect(cast.family.dossier, restricted=True)
    with as_system():
        given = grant_past_the_rules(
            cast.family.dossier, cast.otto, by=cast.roos, valid_from=cast.now, valid_until=cast.now + timedelta(hours=1)
        )
    own_of(cast)
    assert sees(cast.otto, cast.family.samira)
    with as_system():
        type(given).objects.filter(pk=given.pk).update(valid_until=timezone.now())
    assert not sees(cast.otto, cast.family.samira)


def test_what_one_saw_before_does_not_disappear(cast):
    """An address that goes away on a day would tell that on that day somebody else protected it."""
    own_of(cast)
    protect(cast.family.dossier, safety_marked=True)
    assert sees(cast.otto, cast.family.samira)
    assert sees(cast.roos, cast.family.samira)
