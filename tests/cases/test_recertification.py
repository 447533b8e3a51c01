"""Twice a year somebody says of each access whether it is still needed: all on one screen."""

from datetime import timedelta

import pytest

from tests.cases.colleagues import fresh, give, grants_of, make_team, move_back
from tests.cast import CANARY, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")
PAGE = "/toegang-nalopen/"


@pytest.fixture
def team(cast):
    return make_team(cast)


@pytest.fixture
def old(cast, team):
    """What Cem, Mees and Roos have on the family is older than half a year."""
    return {
        worker.name: move_back(grants_of(worker, cast.family.dossier)[0], 190)
        for worker in (cast.cem, cast.mees, cast.roos)
    }


def asked(client):
    return [field.label for field in client.get(PAGE).context["form"]]


def answer(client, answers):
    return client.post(PAGE, {f"toegang-{given.pk}": said for given, said in answers.items()}, follow=True)


# A day on either side: half a year ago the clock stood an hour off, and near midnight that is another day.
@pytest.mark.parametrize(("days", "is_asked"), [(179, False), (182, True)])
def test_it_is_asked_after_half_a_year(cast, days, is_asked):
    move_back(grants_of(cast.cem)[0], days)
    assert ("Cem" in asked(sign_in(cast.roos))) == is_asked
    assert ("1 toegang nalopen" in sign_in(cast.roos).get("/").content.decode()) == is_asked


def test_all_is_on_one_screen_by_dossier_and_nothing_is_answered_beforehand(cast, team, old):
    page = sign_in(team.roos).get(PAGE)
    body = page.content.decode()
    assert [name for name, _rows in page.context["groups"]] == [f"Gezin De Boer ({cast.family.dossier.codename})"]
    assert sorted(asked(sign_in(team.roos))) == ["Cem", "Mees"]
    assert body.count('type="radio"') == 4
    assert " checked" not in body


def test_needed_stays_and_is_not_asked_again(cast, team, old):
    roos, cem = sign_in(team.roos), old["Cem"]
    body = answer(roos, {cem: "nodig"}).content.decode()
    assert "Opgeslagen: 1 nodig, 0 gestopt." in body
    assert (fresh(cem).confirmed_on, fresh(cem).valid_until) == (cast.today, None)
    assert asked(roos) == ["Mees"]
    assert [row.record_ids for row in log_rows(action="confirm")] == [[cem.pk]]


def test_not_needed_ends_at_once_and_what_is_not_answered_stays(cast, team, old):
    client = sign_in(cast.cem)
    page = f"/dossiers/{cast.family.dossier.pk}/"
    assert client.get(page).status_code == 200
    answer(sign_in(team.roos), {old["Cem"]: "stoppen"})
    assert client.get(page).status_code == 404
    assert fresh(old["Cem"]).ended_by_id == team.roos.pk
    assert fresh(old["Mees"]).valid_until is None


def test_a_confirmed_access_does_not_lapse(cast, team, old):
    cem = move_back(old["Cem"], 0, lapses_on=cast.today + timedelta(days=3))
    answer(sign_in(team.roos), {cem: "nodig"})
    assert fresh(cem).lapses_on is None


@pytest.mark.policy("4.1")
def test_the_last_regisseur_stays_that_is_said_and_the_rest_is_saved(cast, team, old):
    body = answer(sign_in(team.lia), {old["Roos"]: "stoppen", old["Cem"]: "stoppen"}).content.decode()
    assert "Dit is de enige regisseur." in body
    assert "Opgeslagen: 0 nodig, 1 gestopt." in body
    assert (fresh(old["Roos"]).valid_until, fresh(old["Cem"]).ended_by_id) == (None, team.lia.pk)


@pytest.mark.policy("4.1")
def test_a_regisseur_outside_the_team_counts_although_the_lead_does_not_see_them(cast, team, old):
    give(cast.family.dossier, team.otto, "regisseur", by=cast.roos)
    answer(sign_in(team.lia), {old["Roos"]: "stoppen"})
    assert fresh(old["Roos"]).ended_by_id == team.lia.pk


@pytest.mark.policy("4.2")
def test_a_lead_is_asked_about_the_team_by_codename_alone(cast, team, old):
    page = sign_in(team.lia).get(PAGE)
    assert sorted(asked(sign_in(team.lia))) == ["Cem", "Roos"]
    body = page.content.decode()
    assert cast.family.dossier.codename in body
    assert not any(secret in body for secret in (CANARY, "De Boer", "Samira"))


def test_who_may_give_nothing_is_asked_nothing(cast, team, old):
    for who in (cast.cem, cast.mees, cast.otto):
        client = sign_in(who)
        assert asked(client) == []
        answer(client, {old["Cem"]: "stoppen", old["Roos"]: "stoppen"})
    assert [fresh(given).valid_until for given in old.values()] == [None, None, None]


def test_an_answer_that_is_none_changes_nothing(cast, team, old):
    page = answer(sign_in(team.roos), {old["Cem"]: "misschien"})
    assert page.context["form"].errors
    assert fresh(old["Cem"]).valid_until is None
