"""A team lead sees who has what, and never what is in it: on the page, and in the database itself."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Team, User
from cases.models import Dossier, DossierPerson, Entry, Grant, Household, Person, Task
from sealing.models import new_id
from tests.cases.colleagues import give, grants_of, make_team, move_back
from tests.cast import CANARY, acting, end_agreement, log_rows, make_worker, sign_in

pytestmark = pytest.mark.policy("4.2")
NO_WAY_IN = "row-level security"


@pytest.fixture
def team(cast):
    return make_team(cast)


def test_the_page_shows_who_has_what_by_codename(cast, team):
    move_back(grants_of(team.cem)[0], 80, lapses_on=cast.today + timedelta(days=3))
    before = len(log_rows())
    page = sign_in(team.lia).get("/team/")
    body = page.content.decode()
    members = {member.user.name: member for member in page.context["members"]}
    assert list(members) == ["Bas", "Cem", "Roos"]
    assert [len(member.running) for member in members.values()] == [0, 1, 1]
    assert [len(member.lapsing) for member in members.values()] == [0, 1, 0]
    assert cast.family.dossier.codename in body
    assert cast.other.dossier.codename not in body
    assert not any(secret in body for secret in (CANARY, "De Boer", "Samira", "Kerkstraat"))
    (row,) = [row for row in log_rows()[before:] if row.action == "list"]
    assert (row.user_id, row.object_type, len(row.record_ids)) == (team.lia.pk, "toegang", 2)


def test_the_page_says_who_covers_for_whom(cast, team):
    now = timezone.now()
    give(cast.family.dossier, team.bas, by=team.roos, valid_until=now + timedelta(days=3), cover_for=team.roos)
    body = sign_in(team.lia).get("/team/").content.decode()
    assert "vervangt Roos" in body
    assert "Vervanging stoppen" in body


@pytest.mark.parametrize("who", ["roos", "cem", "otto", "mees", "pia", "hugo"])
def test_who_leads_no_team_finds_nothing(cast, team, who):
    """Mees is a team lead without a team."""
    client = sign_in(getattr(team, who, None) or getattr(cast, who))
    assert client.get("/team/").status_code == 404
    assert 'href="/team/"' not in client.get("/").content.decode()


def test_the_way_there_is_shown_to_a_lead(cast, team):
    assert 'href="/team/"' in sign_in(team.lia).get("/").content.decode()


def test_leading_a_team_opens_no_dossier(cast, team):
    lia = sign_in(team.lia)
    for path in (
        f"/dossiers/{cast.family.dossier.pk}/",
        f"/notities/{cast.family.entry.pk}/",
        f"/personen/{cast.family.esra.pk}/",
        f"/gezinnen/{cast.family.household.pk}/",
        f"/dossiers/{cast.family.dossier.pk}/toegang/",
    ):
        assert lia.get(path).status_code == 404, path
    with acting(team.lia):
        for model in (Dossier, Entry, Task, Person, Household, DossierPerson):
            assert model.objects.count() == 0, model
        assert {given.user_id for given in Grant.objects.all()} == {team.roos.pk, team.cem.pk}


def run(statement, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def insert_grant(cast, worker, dossier_id, by):
    role = Permission.objects.get(codename="meelezer").pk
    return run(
        "INSERT INTO cases_grant (id, user_id, permission_id, content_object_id, granted_by_id, secrecy_version, "
        "categories, valid_from) VALUES (%s, %s, %s, %s, %s, 1, '{}', %s)",
        new_id(),
        worker.pk,
        role,
        dossier_id,
        by.pk,
        cast.now,
    )


@pytest.mark.policy("1.1")
def test_in_raw_sql_a_lead_grants_neither_herself_nor_outside_the_team_nor_another_dossier(cast, team):
    with acting(team.lia):
        for worker, dossier in (
            (team.lia, cast.family.dossier),
            (team.otto, cast.family.dossier),
            (team.bas, cast.other.dossier),
        ):
            with pytest.raises(DatabaseError, match=NO_WAY_IN):
                insert_grant(cast, worker, dossier.pk, team.lia)
        # A grant of a member, turned into one of her own.
        with pytest.raises(DatabaseError, match=NO_WAY_IN):
            run("UPDATE cases_grant SET user_id = %s WHERE user_id = %s", team.lia.pk, team.cem.pk)
        assert insert_grant(cast, team.bas, cast.family.dossier.pk, team.lia) == 1


@pytest.mark.policy("1.1")
@pytest.mark.parametrize("change", [{"roles": ["hulpverlener"]}, {"team": None}, {"is_active": False}], ids=str)
def test_who_no_longer_leads_sees_no_grants(cast, team, change):
    User.objects.filter(pk=team.lia.pk).update(**change)
    with acting(team.lia):
        assert not Grant.objects.exists()
        with pytest.raises(DatabaseError, match=NO_WAY_IN):
            insert_grant(cast, team.bas, cast.family.dossier.pk, team.lia)


def test_a_grant_by_which_nobody_knows_a_role_is_not_kept(cast, team):
    with pytest.raises(ValueError, match="no role on a dossier"):
        Grant(user=team.bas, content_object=cast.family.dossier, permission=Permission.objects.first()).save()


def test_beheer_makes_teams_and_puts_people_in_them(cast):
    pia = sign_in(cast.pia)
    assert pia.post("/beheer/accounts/team/add/", {"name": "Dorpsteam"}).status_code == 302
    team = Team.objects.get(name="Dorpsteam")
    roos = cast.roos
    account = {"name": roos.name, "email": roos.email, "organisation": str(roos.organisation_id), "roles": roos.roles}
    pia.post(f"/beheer/accounts/user/{roos.pk}/change/", account | {"team": str(team.pk)})
    assert User.objects.get(pk=roos.pk).team == team
    assert "Dorpsteam" in pia.get("/beheer/accounts/team/").content.decode()
    fg = make_worker("Fia", roos.organisation, "fg")
    fg.acceptances.create(
        text=roos.acceptances.get().text, text_sha256=roos.acceptances.get().text_sha256, accepted_at=cast.now
    )
    assert sign_in(fg).post("/beheer/accounts/team/add/", {"name": "Ander"}).status_code == 403


@pytest.mark.policy("1.1")
@pytest.mark.parametrize(
    ("days", "said"), [(-1, "verlopen"), (0, "over 0 dagen"), (60, "over 60 dagen"), (61, ""), (None, "")]
)
def test_officers_see_two_months_ahead_that_an_agreement_ends(cast, days, said):
    until = None if days is None else cast.today + timedelta(days=days)
    end_agreement(cast.paula.organisation, until)
    page = sign_in(cast.pia).get("/beheer/accounts/organisation/?q=Dichtbij").content.decode()
    cell = page.split('class="field-expires', 1)[1].split("</td>", 1)[0]
    assert said in cell
    assert said or "dagen" not in cell


@pytest.mark.policy("1.1")
def test_the_page_of_a_dossier_says_how_long_a_partner_may(cast):
    body = sign_in(cast.roos).get(f"/dossiers/{cast.family.dossier.pk}/toegang/").content.decode()
    assert "Zorg Dichtbij · overeenkomst tot en met" in body
    assert "Zorg Voorbij · overeenkomst verlopen op" in body
