"""§ 4.1 Casusregie: the pages with which the regie goes over, and how much each of a team leads."""

import pytest
from django.utils import timezone

from cases.models import Grant
from casework.models import Handover
from tests.cases.colleagues import make_team
from tests.casework.plans import begin, offer, regisseurs
from tests.cast import as_system, sign_in

pytestmark = pytest.mark.policy("4.1")


@pytest.fixture
def plan(cast):
    return begin(cast.family.dossier, cast.roos)


def test_offered_found_on_the_first_page_and_taken(cast, plan):
    roos, otto = sign_in(cast.roos), sign_in(cast.otto)
    at = f"/plannen/{plan.pk}/regie/"
    assert "Otto" in roos.get(at).content.decode()
    facts = {"to": str(cast.otto.pk), "reason": "Ik ga verhuizen", "keeps": "meelezer"}
    assert "Tot die ja zegt" in roos.post(at, facts, follow=True).content.decode()
    with as_system():
        made = Handover.objects.get(plan=plan)
    home = otto.get("/").content.decode()
    assert f"/regie/{made.pk}/" in home
    assert "verhuizen" not in home
    page = otto.get(f"/regie/{made.pk}/").content.decode()
    assert "Ik ga verhuizen" in page
    assert "Gezin De Boer" not in page
    assert otto.get(f"/dossiers/{cast.family.dossier.pk}/plan/").status_code == 404
    done = otto.post(f"/regie/{made.pk}/", {"antwoord": "1"}, follow=True).content.decode()
    assert "U bent nu regisseur" in done
    assert otto.get(f"/dossiers/{cast.family.dossier.pk}/plan/").status_code == 200
    assert [row.user.name for row in regisseurs(cast.family.dossier)] == ["Otto"]


def test_a_no_and_taking_back(cast, plan):
    roos, otto = sign_in(cast.roos), sign_in(cast.otto)
    made = offer(plan, cast.otto, cast.roos)
    assert roos.get(f"/regie/{made.pk}/").status_code == 404
    otto.post(f"/regie/{made.pk}/", {"antwoord": "1", "nee": "1", "answer": "Te druk"})
    again = offer(plan, cast.otto, cast.roos)
    assert "Ingetrokken" in roos.post(f"/regie/{again.pk}/intrekken/", follow=True).content.decode()
    with as_system():
        assert sorted(Handover.objects.filter(plan=plan).values_list("state", flat=True)) == [
            "afgewezen",
            "ingetrokken",
        ]


def test_the_page_of_access_says_that_it_takes_a_handover(cast, plan):
    roos, at = sign_in(cast.roos), f"/dossiers/{cast.family.dossier.pk}/toegang/"
    facts = {"user": str(cast.otto.pk), "role": "regisseur", "reason": "Nodig", "valid_from": cast.today.isoformat()}
    said = roos.post(at, facts).content.decode()
    assert "De regie gaat over met een overdracht" in said
    with as_system():
        mine = Grant.objects.running(timezone.now()).get(user=cast.roos, content_object=cast.family.dossier)
    ended = roos.post(f"{at}{mine.pk}/beeindigen/", follow=True)
    assert ended.status_code in {200, 404}
    assert [row.user.name for row in regisseurs(cast.family.dossier)] == ["Roos"]


def test_an_officer_reads_why_the_regie_of_a_plan_does_not_end(cast, plan):
    (mine,) = regisseurs(cast.family.dossier)
    pia = sign_in(cast.pia)
    facts = {"action": "end", "_selected_action": [str(mine.pk)]}
    said = pia.post("/beheer/cases/grant/", facts, follow=True).content.decode()
    assert "Draag eerst de regie over" in said
    assert [row.user.name for row in regisseurs(cast.family.dossier)] == ["Roos"]


def test_a_lead_sees_numbers_and_no_names_of_families(cast, plan):
    team = make_team(cast)
    page = sign_in(team.lia).get("/team/werkdruk/").content.decode()
    for name in ("Roos", "Cem", "Bas"):
        assert name in page
    assert cast.family.dossier.codename not in page
    assert "De Boer" not in page
    assert sign_in(cast.cem).get("/team/werkdruk/").status_code == 404
