"""§ 4.1 Casusregie: somebody dies: what ends with it, everywhere, and what does not."""

import pytest
from django.utils import timezone

from cases import actions
from cases.errors import MayNotBeReached
from cases.models import Dossier, DossierPerson, HouseholdMember, Person
from casework import tasks
from casework.actions import deaths
from casework.models import Plan, PlanPart, PlanSignature, PlanVersion
from consent.models import Consent
from tests.casework.plans import signed_by_all, written
from tests.cast import NOBODY, acting, as_system, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("4.1")


def dies(cast, person, *, by=None, now=None):
    by, now = by or cast.roos, now or timezone.now()
    with acting(by, now):
        return deaths.record(opened(person), cast.today, by=by, now=now, notices=NOBODY)


def as_the_brp(cast, person):
    fresh = opened(person)
    with as_system():
        fresh.death = [cast.today.year, cast.today.month, cast.today.day]
        fresh.save()


@pytest.mark.policy("3.1")
def test_what_they_agreed_to_ends_and_the_dossier_stays(cast):
    family = cast.family
    person = dies(cast, family.samira)
    assert person.deceased_text
    with as_system():
        consents = Consent.objects.filter(person=family.samira)
        assert set(consents.values_list("status", flat=True)) == {"vervallen"}
        dossier = Dossier.objects.get(pk=family.dossier.pk)
        assert (dossier.is_open, dossier.destroy_on) == (True, None)
        assert DossierPerson.objects.filter(dossier=dossier, person=family.samira).exists()
        assert not HouseholdMember.objects.filter(person=family.samira, until=None).exists()
        assert HouseholdMember.objects.filter(household=family.household, until=None).count() == 4
    assert log_rows(action="change", object_type="persoon")[-1].record_ids == [family.samira.pk]


def test_the_plan_goes_on_without_them_in_a_new_version(cast):
    family = cast.family
    plan, version = signed_by_all(cast, family.ruud, family.samira)
    dies(cast, family.ruud)
    with as_system():
        assert PlanVersion.objects.get(pk=version.pk).status == "vervallen"
        made = PlanVersion.objects.get(plan=plan, status="concept")
        assert Plan.objects.get(pk=plan.pk).about == made.about == [family.samira.pk]
        about = PlanPart.objects.filter(version=made).values_list("about", flat=True)
        assert list(about) == [[family.samira.pk]] * 2
        assert PlanSignature.objects.filter(version=version).count() == 2


def test_a_plan_of_them_alone_ends(cast):
    plan, _version = written(cast, cast.family.ruud)
    dies(cast, cast.family.ruud)
    with as_system():
        assert Plan.objects.get(pk=plan.pk).status == "afgerond"


@pytest.mark.policy("4")
def test_nothing_goes_to_who_died_and_it_can_be_taken_back(cast):
    samira = cast.family.samira
    with acting(cast.roos, cast.now):
        assert actions.address_for(samira.pk, "persoon", now=cast.now)
    dies(cast, samira)
    with acting(cast.roos), pytest.raises(MayNotBeReached, match="overleden"):
        actions.address_for(samira.pk, "persoon", now=cast.now)
    with acting(cast.roos):
        deaths.take_back(opened(samira), by=cast.roos, now=timezone.now())
        assert actions.address_for(samira.pk, "persoon", now=cast.now)


def test_what_the_brp_says_is_done_at_night_and_once(cast):
    family = cast.family
    plan, _version = written(cast, family.ruud, family.samira)
    as_the_brp(cast, family.samira)
    tasks.review_plans()
    tasks.review_plans()
    with as_system():
        assert Plan.objects.get(pk=plan.pk).about == [family.ruud.pk]
        assert PlanVersion.objects.filter(plan=plan).count() == 2
        assert not Consent.objects.filter(person=family.samira).exclude(status="vervallen").exists()


def test_the_page_says_first_what_ends(cast):
    family, roos = cast.family, sign_in(cast.roos)
    written(cast, family.samira, family.ruud)
    at = f"/personen/{family.samira.pk}/overlijden/"
    assert at in roos.get(f"/personen/{family.samira.pk}/").content.decode()
    seen = roos.get(at)
    ends = {one.url for one in seen.context["ends"]}
    assert f"/toestemmingen/{family.consent.pk}/" in ends
    assert f"/dossiers/{family.dossier.pk}/plan/" in ends
    assert not [one for name, one in family.apart.items() if name[0] == "consent" and str(one.pk) in str(ends)]
    future = {"died_on": str(cast.today.replace(year=cast.today.year + 1))}
    assert "ligt in de toekomst" in roos.post(at, future).content.decode()
    assert "Er gaan geen brieven" in roos.post(at, {"died_on": str(cast.today)}, follow=True).content.decode()
    with as_system():
        assert {Consent.objects.get(pk=family.consent.pk).status, Plan.objects.get(status="actief").about[0]} == {
            "vervallen",
            family.ruud.pk,
        }
    assert "terugnemen" in roos.get(at).content.decode()
    roos.post(f"{at}terugnemen/")
    assert not opened(Person(pk=family.samira.pk)).death
    assert sign_in(cast.mees).get(at).status_code == 404
