"""What ends has ended at the very next click, also in a session that was open all the time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import SecrecyText, User
from cases import actions
from cases.models import Grant
from tests.cases.colleagues import give, grants_of, make_team
from tests.cast import CANARY, acting, as_system, end_agreement, sign_in

pytestmark = pytest.mark.policy("1.1")
SECRETS = (CANARY, "De Boer", "Samira")


def requests_to(cast, client):
    """Reading, a list, searching, a file, and writing: every way to content."""
    dossier = f"/dossiers/{cast.family.dossier.pk}/"
    return {
        "detail": lambda: client.get(dossier),
        "record": lambda: client.get(f"/notities/{cast.family.entry.pk}/"),
        "list": lambda: client.get("/"),
        "search": lambda: client.post("/zoeken/", {"q": "Boer"}),
        "download": lambda: client.get(f"/documenten/{cast.family.document.pk}/bestand/"),
        "post": lambda: client.post(f"/taken/{cast.family.task.pk}/klaar/", {}),
    }


def revoked(cast, team):
    with acting(cast.roos):
        actions.end_grant(grants_of(cast.paula)[0], by=cast.roos, now=timezone.now())


def expired(cast, team):
    with as_system():
        Grant.objects.filter(user=cast.paula).update(valid_until=timezone.now())


def lapsed(cast, team):
    with as_system():
        days = timedelta(days=100)
        Grant.objects.filter(user=cast.paula).update(valid_from=cast.now - days, used_on=None, lapses_on=cast.today)
        actions.lapse(timezone.now())


def cover_over(cast, team):
    with as_system():
        Grant.objects.filter(user=cast.paula).update(cover_for=cast.roos, valid_until=timezone.now())


def left(cast, team):
    User.objects.filter(pk=cast.paula.pk).update(team=team.team)
    with acting(team.lia):
        paula = User.objects.get(pk=cast.paula.pk)
        actions.leave(paula, by=team.lia, at=timezone.now(), on=cast.today, close=accounts.close_member)


def agreement_ended(cast, team):
    yesterday = cast.today - timedelta(days=1)
    end_agreement(cast.paula.organisation, yesterday)


def declaration_renewed(cast, team):
    last = SecrecyText.objects.order_by("-version").first()
    SecrecyText.objects.create(version=last.version + 1, text="Nieuw.", in_force_from=cast.today)


def roles_taken(cast, team):
    User.objects.filter(pk=cast.paula.pk).update(roles=[])


ENDINGS = (revoked, expired, lapsed, cover_over, left, agreement_ended, declaration_renewed, roles_taken)


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_at_the_next_click_it_has_ended(cast, ending):
    team = make_team(cast)
    client = sign_in(cast.paula)
    ways = requests_to(cast, client)
    before = {name: ways[name]() for name in ("detail", "record", "list", "search", "download")}
    assert {name: answer.status_code for name, answer in before.items()} == dict.fromkeys(before, 200)
    assert "De Boer" in before["list"].content.decode()
    ending(cast, team)
    for name, ask in ways.items():
        answer = ask()
        body = answer.content.decode()
        assert not any(secret in body for secret in SECRETS), name
        if name not in ("list", "search"):
            assert answer.status_code in (302, 403, 404), name
            assert answer.status_code != 302 or answer.url.startswith(("/inloggen/", "/geheimhouding/")), name
    with as_system():
        assert cast.family.task.__class__.objects.get(pk=cast.family.task.pk).done_at is None


def test_a_cover_that_stops_is_over_at_the_next_click(cast):
    team = make_team(cast)
    now = timezone.now()
    until = now + timedelta(days=2)
    given = give(cast.family.dossier, team.lia, by=cast.roos, valid_until=until, cover_for=cast.roos)
    client = sign_in(team.lia)
    ways = requests_to(cast, client)
    assert ways["detail"]().status_code == 200
    with acting(cast.roos):
        actions.stop_cover([given], by=cast.roos, now=timezone.now())
    assert {name: ask().status_code for name, ask in ways.items() if name not in ("list", "search")} == {
        "detail": 404,
        "record": 404,
        "download": 404,
        "post": 404,
    }
    assert not any(secret in ways["list"]().content.decode() for secret in SECRETS)
