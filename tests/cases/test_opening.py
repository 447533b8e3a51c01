from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cases import access, actions
from cases.models import Dossier, Grant, Household
from cases.roles import Regisseur
from tests.beginning import to_open_from
from tests.cast import CANARY, acting, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("4.2")


@pytest.fixture
def otto(cast):
    """Looked up the neighbour today, on whom nobody has a dossier."""
    with acting(cast.otto):
        actions.look_up(
            cast.family.neighbour.pk, by=cast.otto, now=cast.now, lasts=access.LOOKUP_LASTS, purpose="hulpverlening"
        )
    return sign_in(cast.otto)


def household_of(client, person):
    return client.post(f"/personen/{person.pk}/gezin/").url.split("/")[-2]


def opening(cast, household):
    with acting(cast.otto):
        return to_open_from(cast.otto, household, now=cast.now)


def facts(*people, **changed):
    return {
        "legal_basis": "wmo",
        "purpose": "hulpverlening",
        "question": f"Vraag {CANARY}",
        "about": [str(person.pk) for person in people],
    } | changed


def test_whoever_opens_a_dossier_is_its_regisseur(cast, otto):
    before = len(log_rows())
    answer = otto.post(opening(cast, household_of(otto, cast.family.neighbour)), facts(cast.family.neighbour))
    with acting(cast.otto):
        dossier = Dossier.objects.get(pk=answer.url.split("/")[-2])
        grant = Grant.objects.get(content_object=dossier)
        people = set(dossier.dossier_persons.values_list("person", flat=True))
    assert (grant.user, grant.role, grant.valid_until) == (cast.otto, Regisseur, None)
    assert people == {cast.family.neighbour.pk}
    assert opened(dossier).question == f"Vraag {CANARY}"
    assert {"create", "grant"} <= {row.action for row in log_rows()[before:]}
    assert otto.get(answer.url).status_code == 200
    assert sign_in(cast.roos).get(answer.url).status_code == 404


@pytest.mark.policy("2")
@pytest.mark.parametrize("wrong", [{"question": ""}, {"about": []}, {"legal_basis": "geen"}, {"purpose": ""}], ids=str)
def test_a_dossier_needs_a_question_a_ground_a_purpose_and_somebody(cast, otto, wrong):
    household = household_of(otto, cast.family.neighbour)
    answer = otto.post(opening(cast, household), facts(cast.family.neighbour, **wrong))
    assert set(answer.context["form"].errors) == set(wrong)
    assert "question" in wrong or f"Vraag {CANARY}" in answer.content.decode()
    with acting(cast.otto):
        assert Dossier.objects.count() == 1


def test_a_dossier_is_about_people_one_may_see(cast, otto):
    household = household_of(otto, cast.family.neighbour)
    for unseen in (cast.family.esra, cast.family.ex):
        answer = otto.post(opening(cast, household), facts(cast.family.neighbour, unseen))
        assert set(answer.context["form"].errors) == {"about"}


def test_codenames_are_neutral_and_never_given_twice(cast):
    with acting(cast.roos):
        dossiers = [
            actions.open_dossier(
                cast.family.household,
                by=cast.roos,
                now=cast.now,
                on=cast.today,
                about=[cast.family.esra.pk],
                legal_basis="jeugdwet",
                purpose="casusregie",
                question="x",
            )
            for _ in range(5)
        ]
    names = {dossier.codename for dossier in dossiers}
    assert len(names) == 5
    assert not any(name in text for text in names for name in ("Boer", "Esra", "Boekel"))


@pytest.mark.policy("2.5")
def test_the_safety_line_is_for_who_writes_in_a_dossier_of_the_family(cast):
    path = f"/gezinnen/{cast.family.household.pk}/wijzigen/"
    changed = {"name": "Gezin De Boer", "safety_line": "Altijd samen gaan"}
    assert sign_in(cast.mees).post(path, changed).status_code == 404
    assert sign_in(cast.cem).post(path, changed).status_code == 302
    household = opened(cast.family.household)
    assert household.safety_line == "Altijd samen gaan"
    assert "Altijd samen gaan" in sign_in(cast.roos).get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()
    with acting(cast.roos):
        assert Household.history.filter(id=household.pk).count() == 2


def test_a_look_up_that_ended_opens_no_dossier(cast, otto):
    household = household_of(otto, cast.family.neighbour)
    with acting(cast.otto):
        cast.otto.lookups.update(until=cast.now - timedelta(seconds=1))
    path = opening(cast, household)
    assert otto.get(path).status_code == 404
    assert otto.post(path, facts(cast.family.neighbour)).status_code == 404


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("path", ["/", "/dossiers/{dossier}/", "/zoeken/", "/gezinnen/{household}/"])
def test_twice_as_many_notes_and_people_take_no_more_queries(cast, path):
    client = sign_in(cast.roos)
    path = path.format(dossier=cast.family.dossier.pk, household=cast.family.household.pk)
    # Two of one name from the start: where there are, first names tell them apart.
    add_to(cast, 1)
    # The first look of a day also notes that access was used.
    queries_of(client, path)
    few = queries_of(client, path)
    add_to(cast, 8)
    assert queries_of(client, path) == few


def add_to(cast, times):
    """So many notes and tasks in the dossier of the family, and dossiers beside it."""
    facts = {"by": cast.roos, "now": cast.now, "about": [cast.family.esra.pk], "category": "casusregie"}
    new = {"about": [cast.family.samira.pk], "legal_basis": "jeugdwet", "purpose": "casusregie", "question": "x"}
    dossier = cast.family.dossier
    with acting(cast.roos):
        for number in range(times):
            text = f"nummer {number}"
            actions.write_entry(dossier, kind="mail", happened_on=cast.today, text=text, **facts)
            actions.add_task(dossier, title=text, assigned_to=cast.roos, due_on=cast.today, **facts)
            actions.open_dossier(cast.family.household, by=cast.roos, now=cast.now, on=cast.today, **new)


def queries_of(client, path):
    """How many statements both databases see for a page; a search is asked for, the rest is read."""
    with ExitStack() as stack:
        counted = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in connections]
        answer = client.post(path, {"q": "boer"}) if path == "/zoeken/" else client.get(path)
    assert answer.status_code == 200
    return sum(map(len, counted))
