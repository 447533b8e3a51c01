"""A colleague leaves: one action ends everything, and no dossier is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import User
from cases import actions
from cases.models import Task
from cases.views.dossiers import start_of
from tests.cases.colleagues import give, grants_of, make_team, roles_at
from tests.cast import as_system, log_rows, sign_in

pytestmark = pytest.mark.policy("1.1")
USERS = "/beheer/accounts/user/"


@pytest.fixture
def team(cast):
    return make_team(cast)


def leave(team, member, successor=None):
    data = {"successor": str(successor.pk)} if successor else {}
    return sign_in(team.lia).post(f"/team/{member.pk}/vertrek/", data, follow=True)


def task_of(family):
    with as_system():
        return Task.objects.get(pk=family.task.pk)


def test_one_action_ends_everything(cast, team):
    later = give(cast.other.dossier, team.roos, by=cast.otto, valid_from=start_of(cast.today + timedelta(days=5)))
    User.objects.filter(pk=team.roos.pk).update(calendar_token_sha256="a" * 64)
    roos, before = sign_in(team.roos), len(log_rows())
    assert roos.get("/").status_code == 200
    body = leave(team, team.roos, successor=team.bas).content.decode()
    assert "Alle toegang van Roos is gestopt." in body
    assert [given for given in grants_of(team.roos) if given.valid_until is None] == []
    assert roles_at(team.roos, cast.other.dossier, later.valid_from) == []
    account = User.objects.get(pk=team.roos.pk)
    assert (account.is_active, account.has_usable_password(), account.calendar_token_sha256) == (False, False, "")
    done = [row.action for row in log_rows()[before:] if row.user_id == team.lia.pk]
    assert (done.count("end_grant"), done.count("account_close"), done.count("grant")) == (2, 1, 1)
    # The session that was open lands on the sign-in page.
    for path in ("/", f"/dossiers/{cast.family.dossier.pk}/"):
        assert roos.get(path).url.startswith("/inloggen/")


@pytest.mark.policy("4.1")
def test_the_successor_leads_and_has_the_tasks(cast, team):
    leave(team, team.roos, successor=team.cem)
    assert roles_at(team.cem, cast.family.dossier, timezone.now()) == ["regisseur"]
    task = task_of(cast.family)
    assert (task.assigned_to_id, task.done_at) == (team.cem.pk, None)
    cem = sign_in(team.cem)
    assert cem.get(f"/dossiers/{cast.family.dossier.pk}/sluiten/").status_code == 200
    assert cast.family.dossier.codename in cem.get("/").content.decode()


@pytest.mark.policy("4.1")
def test_where_somebody_else_leads_too_the_tasks_go_there_and_nobody_is_asked(cast, team):
    give(cast.family.dossier, team.otto, "regisseur", by=cast.roos)
    page = sign_in(team.lia).get(f"/team/{team.roos.pk}/vertrek/")
    assert "successor" not in page.context["form"].fields
    leave(team, team.roos)
    assert task_of(cast.family).assigned_to_id == team.otto.pk
    assert roles_at(team.bas, cast.family.dossier, timezone.now()) == []


def test_a_successor_is_asked_for_what_somebody_leads_alone(cast, team):
    page = sign_in(team.lia).get(f"/team/{team.roos.pk}/vertrek/")
    assert "enige regisseur" in page.content.decode()
    assert [name for _pk, name in page.context["form"].fields["successor"].choices[1:]] == ["Bas", "Cem"]
    answer = leave(team, team.roos)
    assert "successor" in answer.context["form"].errors
    assert User.objects.get(pk=team.roos.pk).is_active


def test_a_successor_outside_the_team_is_no_choice(cast, team):
    for other in (team.otto, team.lia, cast.hugo):
        assert "successor" in leave(team, team.roos, successor=other).context["form"].errors
    assert User.objects.get(pk=team.roos.pk).is_active


@pytest.mark.parametrize("who", ["cem", "otto", "pia", "mees"])
def test_only_the_lead_of_the_team_ends_it(cast, team, who):
    client = sign_in(getattr(team, who, None) or getattr(cast, who))
    for method in (client.get, client.post):
        assert method(f"/team/{team.bas.pk}/vertrek/").status_code == 404
    assert User.objects.get(pk=team.bas.pk).is_active


def test_a_lead_leaves_neither_somebody_of_another_team_nor_herself(cast, team):
    lia = sign_in(team.lia)
    for who in (team.otto, team.lia):
        assert lia.post(f"/team/{who.pk}/vertrek/").status_code == 404
        with pytest.raises(accounts.Refused):
            accounts.close_member(who, by=team.lia, at=cast.now)


def test_who_also_keeps_registers_is_not_closed_by_a_lead(cast, team):
    User.objects.filter(pk=team.bas.pk).update(roles=["privacy_officer"])
    answer = leave(team, team.bas)
    assert "afgesloten" in str(answer.context["form"].non_field_errors())
    assert User.objects.get(pk=team.bas.pk).is_active


@pytest.mark.policy("4.1")
def test_closed_in_beheer_a_dossier_without_regisseur_shows_until_somebody_leads_it(cast, team):
    pia, dossier = sign_in(cast.pia), cast.family.dossier
    with as_system():
        for worker in (cast.mees, cast.paula, cast.leo, cast.nora, team.cem):
            for given in grants_of(worker, dossier):
                actions.end_grant(given, by=cast.pia, now=timezone.now(), even_last=True)
    pia.post(USERS, {"action": "close", "_selected_action": [str(team.roos.pk)]})
    account = User.objects.get(pk=team.roos.pk)
    assert (account.is_active, [given.valid_until is None for given in grants_of(team.roos)]) == (False, [False])
    # Nobody at all can open it now, and yet it is on two lists.
    assert dossier.codename in pia.get("/beheer/cases/dossier/?regisseur=geen").content.decode()
    lia = sign_in(team.lia)
    assert "Zonder regisseur" in lia.get("/team/").content.decode()
    chosen = {"dossier": str(dossier.pk), "colleague": str(team.bas.pk)}
    assert "Bas is regisseur van" in lia.post("/team/regisseur/", chosen, follow=True).content.decode()
    assert roles_at(team.bas, dossier, timezone.now()) == ["regisseur"]
    assert "Zonder regisseur" not in lia.get("/team/").content.decode()
    assert dossier.codename not in pia.get("/beheer/cases/dossier/?regisseur=geen").content.decode()


def test_a_lead_appoints_only_where_the_team_left_a_dossier_behind(cast, team):
    lia = sign_in(team.lia)
    for dossier in (cast.family.dossier, cast.other.dossier):
        chosen = {"dossier": str(dossier.pk), "colleague": str(team.bas.pk)}
        assert lia.post("/team/regisseur/", chosen).status_code == 404
    assert lia.post("/team/regisseur/", {"dossier": "x"}).status_code == 302
    assert sign_in(team.cem).post("/team/regisseur/", {}).status_code == 404
    assert grants_of(team.bas) == []


def test_who_covered_and_leaves_keeps_neither_the_cover_nor_the_old_role(cast, team):
    now, roos = timezone.now(), sign_in(team.roos)
    form = roos.get("/vervanging/").context["form"]
    offered = {name: form[name].value() for name in form.fields} | {"colleague": str(team.cem.pk)}
    roos.post("/vervanging/", offered | {"valid_from": str(cast.today)})
    assert roles_at(team.cem, cast.family.dossier, timezone.now()) == ["plaatsvervanger"]
    leave(team, team.cem)
    for days in (0, 3, 30):
        assert roles_at(team.cem, cast.family.dossier, timezone.now() + timedelta(days=days)) == [], days
    assert now < timezone.now()
