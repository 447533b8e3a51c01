"""§ 4.1 Casusregie: a child with two homes; each household has its dossier, and neither shows anything of the other."""

import pytest
from django.utils import timezone

from cases import actions
from cases.errors import MayNotBeReached
from cases.models import Dossier, DossierPerson
from casework.actions import homes
from casework.actions.homes import NoSecondHome
from consent.actions import record_check
from consent.actions.consents import compose, explain
from consent.models import Signature
from tests.addresses import addresses_with_ids
from tests.casework.plans import add, begin, first_version
from tests.cast import RECORD, acting, as_system, opened, record_contact, relate, sign_in
from tests.consent.consents import TOLD, asked, both_parents, scope
from tests.inzage.test_consents import overview, resident

pytestmark = pytest.mark.policy("4.1")


@pytest.fixture
def father(cast):
    """Piet, in whose dossier Otto works, is Esra's father; with Samira she lives where nobody of his may come."""
    family, other = cast.family, cast.other
    with as_system("import"):
        relate(family.esra, other.piet, cast.now)
    with acting(cast.roos):
        address = {"street": "Moederlaan", "number": "77", "postcode": "1234 AB", "town": "Elders"}
        for person in (family.esra, family.samira):
            actions.change_person(opened(person), address=address)
    facts = {"channels": ["telefoon", "post"], "safe_phone": "06 moedernummer", "safe_address": "Moederlaan 77"}
    facts["safe_hours"] = [{"days": list(range(7)), "from": "00:00", "until": "23:59"}]
    record_contact(family.esra, by=cast.roos, now=cast.now, said_by="moederwoord", **facts)
    write(cast, family.dossier, cast.roos, "Bij moedershuis")
    return other.piet


def write(cast, dossier, by, text):
    with acting(by, cast.now):
        facts = {"kind": "overleg", "happened_on": cast.today, "text": text, **RECORD, "about": [cast.family.esra.pk]}
        return actions.write_entry(opened(dossier), by=by, now=cast.now, **facts)


def both_homes(cast):
    now = timezone.now()
    with acting(cast.otto, now):
        made = homes.at_home_here_too(opened(cast.other.dossier), cast.family.esra.pk, by=cast.otto, now=now)
    write(cast, cast.other.dossier, cast.otto, "Bij vadershuis")
    plan = begin(cast.other.dossier, cast.otto, about=[cast.family.esra.pk])
    add(first_version(plan), "doel", cast.otto, [cast.family.esra], text="Vaderdoel", domain="gezondheid")
    return made


def read_everywhere(worker, family, *more):
    """Path → what somebody reads there, of everything there is to open in the dossier of a family."""
    client = sign_in(worker)
    paths = [address.path_in(family) for address in addresses_with_ids() if all_there(address, family)]
    paths += ["/", "/dossiers/", "/zoeken/?q=Esra", "/zoeken/?q=Boer", *more]
    answers = {path: client.get(path) for path in paths}
    return {path: one.content.decode(errors="ignore") for path, one in answers.items() if one.status_code == 200}


def all_there(address, family):
    try:
        address.path_in(family)
    except AttributeError:
        return False
    return True


@pytest.mark.policy("4")
def test_neither_side_finds_a_trace_of_the_other(cast, father):
    esra, family, other = cast.family.esra, cast.family, cast.other
    about_esra = [f"/personen/{esra.pk}/", f"/personen/{esra.pk}/gezag/", f"/personen/{esra.pk}/contact/"]
    both_homes(cast)
    here = [
        f"/dossiers/{other.dossier.pk}/{page}" for page in ("", "overzicht/", "bezoek/", "plan/", "log/", "afdrukken/")
    ]
    of_father = read_everywhere(cast.otto, other, *about_esra, *here)
    of_mother = read_everywhere(cast.roos, family, *about_esra)
    assert any("vadershuis" in page for page in of_father.values())
    assert any("Moederlaan" in page for page in of_mother.values())
    assert f"/personen/{esra.pk}/" in of_father
    assert len(of_father) > 15
    words = ("Moederlaan", "moedernummer", "moederwoord", "moedershuis", "Gezin De Boer")
    for path, page in of_father.items():
        told = [word for word in (*words, *ids_of(family)) if word in page.replace("q=Boer", "")]
        assert not told, path
    for path, page in of_mother.items():
        assert not [word for word in ("vadershuis", "Vaderdoel", *ids_of(other)) if word in page], path


def ids_of(family):
    return (str(family.dossier.pk), family.dossier.codename, str(family.household.pk))


@pytest.mark.policy("4")
def test_nothing_goes_to_the_other_home_in_the_name_of_this_one(cast, father):
    esra = cast.family.esra
    both_homes(cast)
    with acting(cast.roos):
        assert actions.address_for(esra.pk, "post", now=timezone.now()).lines
    with acting(cast.otto), pytest.raises(MayNotBeReached):
        actions.address_for(esra.pk, "post", now=timezone.now())


@pytest.mark.policy("2.5")
def test_who_works_for_both_sees_on_each_side_that_side_alone(cast, father):
    both_homes(cast)
    with acting(cast.otto, cast.now):
        facts = {"role": "hulpverlener", "reason": "Helpt ook daar", "secrecy_version": 1}
        dossier = opened(Dossier(pk=cast.other.dossier.pk))
        actions.grant(dossier, to=cast.roos, by=cast.otto, now=cast.now, valid_from=cast.now, **facts)
    roos = sign_in(cast.roos)
    for page in ("", "overzicht/", "bezoek/"):
        assert "Moederlaan" not in roos.get(f"/dossiers/{cast.other.dossier.pk}/{page}").content.decode(), page
    assert "Moederlaan" in roos.get(f"/dossiers/{cast.family.dossier.pk}/bezoek/").content.decode()


@pytest.mark.policy("4")
def test_a_parent_reads_in_the_portal_nothing_of_the_other_home(cast, father):
    esra, samira = cast.family.esra, cast.family.samira
    both_homes(cast)
    both_parents(cast, esra, "Samira Öztürk", "Piet Peters")
    ours = asked(cast, esra)
    with acting(cast.otto, cast.now):
        theirs = compose(cast.other.dossier, by=cast.otto, now=cast.now, person=esra.pk, **scope(cast))
        checked = {"safe": True, "reason": "Gesproken", "checked_on": cast.today}
        for name in ("Samira Öztürk", "Piet Peters"):
            record_check(esra, by=cast.otto, now=cast.now, name=name, **checked)
        explain(opened(theirs), by=cast.otto, now=cast.now, **TOLD)
    page = overview(resident(cast, samira))
    assert str(ours.pk) in page
    assert str(theirs.pk) not in page
    assert str(theirs.pk) in overview(resident(cast, cast.other.piet))
    with as_system():
        asked_there = set(Signature.objects.filter(consent=theirs).values_list("signer", flat=True))
    assert asked_there == {None, cast.other.piet.pk}


def test_first_the_page_shows_it_and_then_it_happens(cast, father):
    otto, at = sign_in(cast.otto), f"/dossiers/{cast.other.dossier.pk}/tweede-thuis/"
    assert at in otto.get(f"/dossiers/{cast.other.dossier.pk}/").content.decode()
    facts = {"child": str(cast.family.esra.pk)}
    assert "Hier ziet u niet" in otto.post(at, facts).content.decode()
    with as_system():
        assert not DossierPerson.objects.filter(dossier=cast.other.dossier, person=cast.family.esra).exists()
    assert "Toegevoegd" in otto.post(at, facts | {"doen": "1"}, follow=True).content.decode()
    with as_system():
        link = DossierPerson.objects.get(dossier=cast.other.dossier, person=cast.family.esra)
    assert (link.other_home, link.address_closed) == (True, True)


@pytest.mark.policy("2.5")
def test_a_child_who_hides_is_not_found_and_not_added(cast, father):
    esra = cast.family.esra
    with acting(cast.roos):
        facts = {"safety_marked": True, "restricted": True, "reason": "Gevaar"}
        actions.protect(opened(cast.family.dossier), by=cast.roos, now=timezone.now(), **facts)
    page = sign_in(cast.otto).get(f"/dossiers/{cast.other.dossier.pk}/tweede-thuis/").content.decode()
    assert str(esra.pk) not in page
    now = timezone.now()
    with acting(cast.otto, now), pytest.raises(NoSecondHome):
        homes.at_home_here_too(opened(cast.other.dossier), esra.pk, by=cast.otto, now=now)
