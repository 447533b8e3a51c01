"""§ 4.1 Casusregie: two at the same moment, each in a transaction and a connection of its own: one wins, and the other
reads in a sentence why not."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from cases import actions
from cases.actions.grants import permission_of
from cases.errors import OneRegisseur
from cases.models import Grant
from casework.models import Plan
from sealing.models import new_id
from tests.cases.colleagues import make_team
from tests.casework.plans import begin, regisseurs
from tests.cast import acting

pytestmark = pytest.mark.policy("4.1")


def at_once(*acts):
    """What each returned or raised."""
    together = threading.Barrier(len(acts))

    def run(act):
        together.wait(30)
        try:
            return act(together)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_at_once_one_wins(lasting):
    """One stage for all of it: databases of one's own cost seconds."""
    dossier, family = lasting.family.dossier, lasting.family
    team = make_team(lasting)
    second = _second_dossier(lasting)

    # Two plans for one household, in two dossiers.
    found = at_once(lambda _: begin(dossier, lasting.roos), lambda _: begin(second, lasting.roos))
    _one_won(found, Plan, OneRegisseur, "Voor dit gezin loopt al een plan")
    with system(Purpose.MIGRATION, timezone.now()):
        assert Plan.objects.filter(household=family.household, status="actief").count() == 1
        held = Plan.objects.get(status="actief").dossier

    # Two appointed by two leads, each with their own eyes: the one who led has an account no more.
    User.objects.filter(pk=lasting.roos.pk).update(is_active=False)
    found = at_once(lambda _: _appoint(held, team.bas, team.lia), lambda _: _appoint(held, team.cem, team.lia))
    _one_won(found, Grant, OneRegisseur, "heeft al een regisseur")
    assert len(regisseurs(held)) == 1

    # And past the program: each of two makes a regisseur of its own, at the same moment.
    (now_leads,) = regisseurs(held)
    found = at_once(
        lambda wait: _forced(held, now_leads, lasting.otto, wait),
        lambda wait: _forced(held, now_leads, lasting.iris, wait),
    )
    _one_won(found, SimpleNamespace, IntegrityError, "a plan that runs has")
    assert len(regisseurs(held)) == 1

    # A plan begins where at that moment the regisseur goes: not both.
    with system(Purpose.MIGRATION, timezone.now()):
        Plan.objects.update(status="afgerond", ended_at=timezone.now(), ended_by=lasting.roos)
    (leads,) = regisseurs(lasting.other.dossier)
    found = at_once(lambda wait: _plan_past_it(lasting.other, wait), lambda wait: _ended(leads, wait))
    _one_won(found, SimpleNamespace, IntegrityError, "a plan that runs has")


def _one_won(found, won, lost, sentence):
    assert sorted(isinstance(one, Exception) for one in found) == [False, True], found
    loser = next(one for one in found if isinstance(one, Exception))
    assert isinstance(next(one for one in found if one is not loser), won), found
    assert isinstance(loser, lost)
    assert sentence in str(loser)


def _second_dossier(cast):
    now = timezone.now()
    facts = {"purpose": "casusregie", "legal_basis": "jeugdwet", "question": "", "about": [cast.family.ruud.pk]}
    with acting(cast.roos, now):
        return actions.open_dossier(cast.family.household, by=cast.roos, now=now, on=cast.today, **facts)


def _appoint(dossier, to, by):
    now = timezone.now()
    with acting(by, now):
        return actions.appoint(dossier.pk, to=to, by=by, now=now, on=timezone.localdate(now), reason="Roos is weg")


def _forced(dossier, led, to, wait):
    now = timezone.now()
    with system(Purpose.MIGRATION, now), transaction.atomic():
        Grant.objects.filter(pk=led.pk).update(valid_until=now)
        Grant.objects.filter(user=to, content_object=dossier).delete()
        facts = {"granted_by": to, "secrecy_version": 1, "valid_from": now, "reason": "x"}
        Grant(id=new_id(), content_object=dossier, user=to, permission=permission_of("regisseur"), **facts).save()
    return SimpleNamespace(to=to)


def _plan_past_it(family, wait):
    now = timezone.now()
    with system(Purpose.MIGRATION, now):
        facts = {
            "dossier": family.dossier,
            "household": family.household,
            "about": [],
            "evaluate_on": timezone.localdate(now),
        }
        facts |= {"purpose": "casusregie", "legal_basis": "jeugdwet", "category": "casusregie", "created_at": now}
        Plan.objects.create(created_by=family.colleague, substantively_changed_at=now, **facts)
        # Both have done their part, and neither is committed.
        wait.wait(30)
    return SimpleNamespace()


def _ended(led, wait):
    now = timezone.now()
    with system(Purpose.MIGRATION, now):
        Grant.objects.filter(pk=led.pk).update(valid_until=now)
        wait.wait(30)
    return SimpleNamespace()
