"""§ 4.1 Casusregie: two registrations of one person become one, and two again; nothing is lost on the way."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from cases import actions, search
from cases.access import access_for_system
from cases.errors import Overtaken
from cases.models import (
    ContactProfile,
    Dossier,
    DossierPerson,
    Entry,
    HouseholdMember,
    Merge,
    Person,
    PersonSearch,
    Relation,
)
from casework import merging as rule
from casework.actions import merging
from casework.actions.merging import NotTheSame
from casework.merging import Reachable, Registration
from consent.models import Authority, Consent, Cover, Disclosure
from retention import due
from tests.cast import (
    RECORD,
    acting,
    as_system,
    make_household,
    make_person,
    opened,
    record_contact,
    record_custody,
    relate,
    sign_in,
)
from tests.sharing import make_consent, make_disclosure

pytestmark = pytest.mark.policy("4.1")
WORD = "lepelaar"


@pytest.fixture
def twin(cast):
    """Esra again, without a number, in a dossier of Roos about the neighbour's house."""
    with as_system("import"):
        esra = make_person(cast.now, "Esra", "Boer", 11, prefix="de")
        home = make_household("Buren", cast.now, {"esra": esra}, ["esra"])
        relate(esra, cast.family.neighbour, cast.now)
    with acting(cast.roos, cast.now):
        actions.look_up(esra.pk, by=cast.roos, now=cast.now, lasts=timedelta(hours=24), purpose="triage")
        facts = {"legal_basis": "jeugdwet", "purpose": "casusregie", "question": "Wat is er?"}
        dossier = actions.open_dossier(home, by=cast.roos, now=cast.now, on=cast.today, about=[esra.pk], **facts)
        noted = {"kind": "overleg", "happened_on": cast.today, "text": f"Een {WORD}", **RECORD}
        esra.note = actions.write_entry(dossier, by=cast.roos, now=cast.now, about=[esra.pk], **noted)
        esra.consent = make_consent(dossier, esra, by=cast.roos, now=cast.now, organisation=cast.paula.organisation)
    esra.dossier = dossier
    return esra


def merged(cast, one, other, *, by=None, now=None):
    by, now = by or cast.roos, now or timezone.now()
    with acting(by, now):
        pair = merging.pair_of(opened(one), opened(other), now=now)
        return merging.merge(pair, by=by, now=now)


def undone(cast, person, *, now=None):
    now = now or timezone.now()
    with acting(cast.roos, now):
        return merging.unmerge(opened(person), by=cast.roos, now=now)


def standing():
    """Every column that names a person, everywhere, and what is sealed beside it."""
    found = {}
    with as_system():
        for model, names in merging.places():
            for row in model._base_manager.order_by("pk"):
                found[model._meta.label, str(row.pk)] = [getattr(row, name) for name in names]
        for model in (DossierPerson, HouseholdMember):
            for row in model.objects.order_by("pk").values():
                found[model._meta.label, str(row["id"])] = row
        found["people"] = list(Person.objects.order_by("pk").values("pk", "address_secret"))
    return found


# --- what follows ---


def test_who_has_a_number_stays_and_everything_of_the_other_is_theirs(cast, twin):
    esra = cast.family.esra
    made = merged(cast, twin, esra)
    assert (made.kept_id, made.gone_id) == (esra.pk, twin.pk)
    with as_system():
        assert Entry.objects.get(pk=twin.note.pk).about == [esra.pk]
        assert Entry.history.filter(id=twin.note.pk, about=[twin.pk]).count() == 0
        consent = Consent.objects.get(pk=twin.consent.pk)
        assert (consent.person_id, consent.about, consent.status) == (esra.pk, [esra.pk], "actief")
        assert DossierPerson.objects.filter(dossier=twin.dossier).get().person_id == esra.pk
        assert HouseholdMember.objects.get(person=esra, until=None).household_id == cast.family.household.pk
        for model, names in merging.places():
            for name in names:
                lookup = {f"{name}__contains": [twin.pk]} if name in merging.OF_PEOPLE else {name: twin.pk}
                assert not model._base_manager.filter(**lookup).exists(), (model, name)
    page = sign_in(cast.roos).get(f"/notities/{twin.note.pk}/").content.decode()
    assert WORD in page
    assert sign_in(cast.roos).get(f"/personen/{twin.pk}/").status_code == 404


@pytest.mark.policy("2.5")
def test_what_was_sealed_for_the_other_opens_for_who_stays(cast, twin):
    merged(cast, twin, cast.family.esra)
    with as_system():
        relation = Relation.objects.get(person=cast.family.esra, relative=cast.family.neighbour)
        versions = list(Relation.history.filter(id=relation.pk))
    assert "familielid" in opened(relation).relative_name
    assert all("familielid" in opened(version).relative_name for version in versions)
    assert "familielid" in sign_in(cast.roos).get(f"/personen/{cast.family.esra.pk}/").content.decode()


def test_whoever_is_gone_is_found_nowhere_also_after_a_rebuild(cast, twin):
    merged(cast, twin, cast.family.esra)
    with as_system("zoekindex"):
        assert not PersonSearch.objects.filter(pk=twin.pk).exists()
        search.rebuild(access_for_system("zoekindex"))
        assert not PersonSearch.objects.filter(pk=twin.pk).exists()
        assert PersonSearch.objects.filter(pk=cast.family.esra.pk).exists()


@pytest.mark.policy("4")
def test_the_stricter_profile_holds_and_of_two_that_differ_none(cast, twin):
    esra = cast.family.esra
    record_contact(esra, by=cast.roos, now=cast.now)
    shut = {"channels": [], "do_not_contact": True, "reason": "Gevaar"}
    record_contact(twin, by=cast.roos, now=cast.now, **shut)
    merged(cast, twin, esra)
    with as_system():
        assert ContactProfile.objects.running().get(person=esra).do_not_contact
    undone(cast, esra)
    with as_system():
        assert not ContactProfile.objects.running().get(person=esra).do_not_contact
        assert opened(ContactProfile.objects.running().get(person=twin)).reason == "Gevaar"


@pytest.mark.policy("4")
@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        ({"channels": {"post"}}, {"channels": {"post", "telefoon"}}, 1),
        ({"channels": {"post"}}, {"channels": {"telefoon"}}, None),
        ({"channels": {"post"}, "places": ("a",)}, {"channels": {"post"}, "places": ("b",)}, None),
        ({"channels": {"post"}}, {"channels": set(), "do_not_contact": True}, 2),
        ({"channels": {"portaal"}, "portal": "volledig"}, {"channels": {"portaal"}, "portal": "beperkt"}, 2),
    ],
)
def test_which_of_two_profiles_is_the_stricter(one, other, holds):
    profiles = [
        Reachable(number, facts.get("do_not_contact", False), frozenset(facts["channels"]), facts.get("portal", "uit"))
        if "places" not in facts
        else Reachable(number, False, frozenset(facts["channels"]), "uit", facts["places"])
        for number, facts in ((1, one), (2, other))
    ]
    for first, second in (profiles, reversed(profiles)):
        found = rule.stricter(first, second)
        assert (found and found.id) == holds


@pytest.mark.policy("3.3")
def test_what_was_sent_stays_as_it_was_and_is_about_who_stays(cast, twin):
    with as_system():
        facts = {"by": cast.roos, "now": cast.now, "organisation": cast.paula.organisation}
        made = make_disclosure(twin.dossier, [twin.pk], kinds=twin.consent.kinds, **facts)
        Cover.objects.create(dossier=twin.dossier, disclosure=made, person=twin, consent=twin.consent)
        sent = {"sent_at": cast.now, "sent_by": cast.roos, "items_sha256": "a" * 64, "medium": "gesprek"}
        Disclosure.objects.filter(pk=made.pk).update(status="verzonden", **sent)
    merged(cast, twin, cast.family.esra)
    with as_system():
        assert Disclosure.objects.get(pk=made.pk).about == [cast.family.esra.pk]
        assert Cover.objects.get(disclosure=made).person_id == cast.family.esra.pk
        with pytest.raises(IntegrityError), transaction.atomic():
            Disclosure.objects.filter(pk=made.pk).update(about=[twin.pk])
        with pytest.raises(IntegrityError), transaction.atomic():
            Cover.objects.filter(disclosure=made).update(person=twin)
    with as_system("samenvoegen"), pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=made.pk).update(items_sha256="b" * 64)
    undone(cast, cast.family.esra)
    with as_system():
        assert Disclosure.objects.get(pk=made.pk).about == [twin.pk]


# --- what is not one person ---


def test_two_numbers_are_two_people(cast):
    with pytest.raises(NotTheSame, match="eigen BSN"):
        merged(cast, cast.family.esra, cast.family.deniz)


def test_what_differs_is_put_right_first(cast, twin):
    with pytest.raises(NotTheSame, match="geboortedatums verschillen"):
        merged(cast, twin, cast.family.aylin)
    record_custody(twin, by=cast.roos, now=cast.now)
    with as_system("import"):
        Authority.objects.filter(person=twin).update(kind="Voogdij")
    with pytest.raises(NotTheSame, match="gezag"):
        merged(cast, twin, cast.family.esra)


def test_whoever_hides_is_not_made_one_with_who_is_in_another_dossier(cast, twin):
    with acting(cast.roos):
        facts = {"safety_marked": True, "restricted": True, "reason": "Gevaar"}
        actions.protect(opened(Dossier(pk=twin.dossier.pk)), by=cast.roos, now=timezone.now(), **facts)
    with pytest.raises(NotTheSame, match="veiligheid"):
        merged(cast, twin, cast.family.esra)


@pytest.mark.parametrize("related", [True, False])
def test_family_of_each_other_is_never_one_person(related):
    now = timezone.now()
    one, other = Registration(1, now), Registration(2, now)
    assert bool(rule.refusal(one, other, related=related)) == related


# --- and back ---


def test_undone_everything_stands_where_it_stood(cast, twin):
    with acting(cast.roos):
        facts = {"kind": "overleg", "happened_on": cast.today, "text": "Samen", **RECORD}
        about = [twin.pk]
        actions.write_entry(opened(twin.dossier), by=cast.roos, now=cast.now, about=about, **facts)
    before = standing()
    merged(cast, twin, cast.family.esra)
    assert standing() != before
    undone(cast, cast.family.esra)
    assert standing() == before
    with as_system():
        assert not Merge.objects.filter(gone=twin).exists()
        assert "familielid" in opened(Relation.objects.get(person=twin)).relative_name
    assert sign_in(cast.roos).get(f"/personen/{twin.pk}/").status_code == 200


def test_in_one_dossier_twice_becomes_once_and_twice_again(cast, twin):
    family = cast.family
    with as_system("demo"):
        DossierPerson.objects.create(dossier=family.dossier, person=twin, address_closed=True)
    with acting(cast.roos):
        facts = {
            "kind": "overleg",
            "happened_on": cast.today,
            "text": "Samen",
            **RECORD,
            "about": [family.esra.pk, twin.pk],
        }
        both = actions.write_entry(opened(family.dossier), by=cast.roos, now=cast.now, **facts)
    before = standing()
    merged(cast, twin, family.esra)
    with as_system():
        assert Entry.objects.get(pk=both.pk).about == [family.esra.pk]
        assert DossierPerson.objects.get(dossier=family.dossier, person=family.esra).address_closed
    undone(cast, family.esra)
    assert standing() == before


def test_what_was_written_since_stays_with_who_stayed(cast, twin):
    esra = cast.family.esra
    merged(cast, twin, esra)
    with acting(cast.roos):
        facts = {"kind": "overleg", "happened_on": cast.today, "text": "Later", **RECORD, "about": [esra.pk]}
        later = actions.write_entry(opened(twin.dossier), by=cast.roos, now=timezone.now(), **facts)
    undone(cast, esra)
    with as_system():
        assert Entry.objects.get(pk=later.pk).about == [esra.pk]
        assert Entry.objects.get(pk=twin.note.pk).about == [twin.pk]


@pytest.mark.policy("2.3")
def test_after_six_weeks_it_is_for_good_and_who_is_gone_is_due(cast, twin):
    esra = cast.family.esra
    merged(cast, twin, esra)
    later = timezone.now() + rule.CAN_BE_UNDONE + timedelta(days=1)
    with as_system("vernietiging"):
        assert due.referred_to([twin.pk], timezone.now()) == {twin.pk}
        assert twin.pk in due.persons_of([cast.family.dossier.pk])[cast.family.dossier.pk]
    with pytest.raises(Overtaken, match="niet meer terug"):
        undone(cast, esra, now=later)
    assert merging.finish(later) == 1
    with as_system("vernietiging"):
        assert due.referred_to([twin.pk], later) == set()


def test_every_column_of_ids_was_looked_at():
    """A new array of ids names persons, or it is known not to."""
    others = {
        "record_ids",
        "readers",
        "told_participants",
        "sheet_consents",
        "sheet_grounds",
        "sheet_planned",
        "looked",
    }
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, ArrayField) and isinstance(field.base_field, models.UUIDField):
                assert field.name in {*merging.OF_PEOPLE, *others}, (model, field.name)


# --- the page ---


def test_first_the_page_shows_it_and_then_it_happens(cast, twin):
    esra, roos = cast.family.esra, sign_in(cast.roos)
    at = f"/personen/{twin.pk}/samenvoegen/"
    assert at in roos.get(f"/personen/{twin.pk}/").content.decode()
    assert str(esra.pk) in roos.get(at).content.decode()
    seen = roos.post(at, {"other": str(esra.pk)})
    page = seen.content.decode()
    assert WORD in page
    mark = seen.context["preview"]["mark"]
    facts = {"other": str(esra.pk), "doen": "1"}
    assert "intussen iets veranderd" in roos.post(at, facts | {"mark": "x"}).content.decode()
    assert "Samengevoegd" in roos.post(at, facts | {"mark": mark}, follow=True).content.decode()
    again = f"/personen/{esra.pk}/samenvoegen/"
    assert "terugdraaien" in roos.get(again).content.decode()
    assert "Teruggedraaid" in roos.post(f"{again}terugdraaien/", follow=True).content.decode()


def test_nobody_merges_whom_they_have_no_dossier_of(cast, twin):
    at = f"/personen/{twin.pk}/samenvoegen/"
    assert sign_in(cast.cem).get(at).status_code == 404
    cem, of_esra = sign_in(cast.cem), f"/personen/{cast.family.esra.pk}/samenvoegen/"
    assert str(twin.pk) not in cem.get(of_esra).content.decode()
    assert "Dit gaat er gebeuren" not in cem.post(of_esra, {"other": str(twin.pk), "doen": "1"}).content.decode()
    with as_system():
        assert not Merge.objects.filter(gone=twin).exists()
