"""§ 4.1 Casusregie: two households become one, with one plan and one regisseur."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.errors import Overtaken
from cases.models import Dossier, DossierPerson, Household, HouseholdMember
from casework.actions import joining
from casework.errors import PlanRefused
from casework.models import Plan
from consent.models import Consent
from tests.casework.plans import begin, looked_at, regisseurs
from tests.cast import NOBODY, acting, as_system, make_household, make_person, opened, sign_in
from tests.sharing import make_consent

pytestmark = pytest.mark.policy("4.1")


@pytest.fixture
def partner(cast):
    """Bram, with whom Samira goes to live, and his own dossier, which Roos leads as well."""
    with as_system("import"):
        bram = make_person(cast.now, "Bram", "Bakker", 40)
        bram.home = make_household("Bakker", cast.now, {"bram": bram}, ["bram"])
    with acting(cast.roos, cast.now):
        actions.look_up(bram.pk, by=cast.roos, now=cast.now, lasts=timedelta(hours=24), purpose="triage")
        facts = {"legal_basis": "jeugdwet", "purpose": "casusregie", "question": "Wat is er?"}
        bram.dossier = actions.open_dossier(
            bram.home, by=cast.roos, now=cast.now, on=cast.today, about=[bram.pk], **facts
        )
        organisation = cast.paula.organisation
        bram.consent = make_consent(bram.dossier, bram, by=cast.roos, now=cast.now, organisation=organisation)
    bram.plan = begin(bram.dossier, cast.roos, about=[bram.pk])
    return bram


def joined(cast, other, *, mark=None):
    now = timezone.now()
    with acting(cast.roos, now):
        pair = joining.Pair(opened(cast.family.dossier), opened(Dossier(pk=other.pk)))
        mark = joining.foreseen(pair, by=cast.roos, now=now).mark if mark is None else mark
        return joining.join(pair, mark=mark, by=cast.roos, now=now, notices=NOBODY)


def test_one_plan_and_one_regisseur_are_left(cast, partner):
    family = cast.family
    plan = begin(family.dossier, cast.roos, about=[family.samira.pk])
    joined(cast, partner.dossier)
    looked_at()
    with as_system():
        assert Plan.objects.get(pk=plan.pk).status == "actief"
        assert Plan.objects.get(pk=partner.plan.pk).status == "afgerond"
        closed = Dossier.objects.get(pk=partner.dossier.pk)
        assert (closed.is_open, closed.destroy_on is not None) == (False, True)
        assert HouseholdMember.objects.get(person=partner, until=None).household_id == family.household.pk
        assert DossierPerson.objects.filter(dossier=family.dossier, person=partner).exists()
        assert Consent.objects.get(pk=partner.consent.pk).status == "vervallen"
    assert [grant.user.name for grant in regisseurs(family.dossier)] == ["Roos"]


@pytest.mark.parametrize("side", ["stays", "closes"])
def test_who_was_split_for_safety_stays_so_until_the_ground_is_gone(cast, partner, side):
    marked = cast.family.dossier if side == "stays" else partner.dossier
    with acting(cast.roos):
        facts = {"safety_marked": True, "restricted": False, "reason": "Gevaar"}
        actions.protect(opened(Dossier(pk=marked.pk)), by=cast.roos, now=timezone.now(), **facts)
    with pytest.raises(PlanRefused, match="op veiligheid"):
        joined(cast, partner.dossier)
    with acting(cast.roos):
        facts = {"safety_marked": False, "restricted": False, "reason": "Voorbij"}
        actions.protect(opened(Dossier(pk=marked.pk)), by=cast.roos, now=timezone.now(), **facts)
    joined(cast, partner.dossier)


def test_what_was_looked_at_is_done_or_looked_at_again(cast, partner):
    with pytest.raises(Overtaken, match="intussen iets veranderd"):
        joined(cast, partner.dossier, mark="x")
    with as_system():
        assert Dossier.objects.get(pk=partner.dossier.pk).is_open


def test_first_the_page_shows_it_and_then_it_happens(cast, partner):
    roos, at = sign_in(cast.roos), f"/dossiers/{cast.family.dossier.pk}/gezinnen-samen/"
    assert at in roos.get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()
    with as_system():
        name = opened(Household.objects.get(pk=partner.dossier.household_id)).name
    assert f"{name} ({partner.dossier.codename})" in roos.get(at).content.decode()
    facts = {"other": str(partner.dossier.pk)}
    seen = roos.post(at, facts)
    page = seen.content.decode()
    assert "Bram Bakker" in page
    assert "Het plan van dat gezin eindigt" in page
    assert "Zorg Dichtbij" in page
    facts |= {"doen": "1", "mark": seen.context["preview"]["seen"].mark}
    assert "Het andere dossier is gesloten" in roos.post(at, facts, follow=True).content.decode()


def test_nobody_joins_with_a_dossier_they_do_not_lead(cast, partner):
    at = f"/dossiers/{cast.family.dossier.pk}/gezinnen-samen/"
    answer = sign_in(cast.roos).post(at, {"other": str(cast.other.dossier.pk), "doen": "1"})
    assert cast.other.dossier.codename not in answer.content.decode()
    assert sign_in(cast.cem).get(at).status_code == 404
