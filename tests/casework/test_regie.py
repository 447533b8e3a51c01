"""§ 4.1 Casusregie: one household, one plan, one regisseur; and the regie that goes from one to another."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from cases import actions
from cases.errors import LastRegisseur, MayNotBeGranted, OneRegisseur
from cases.models import Grant, Task
from cases.workday import duties_of
from casework.actions import plans, regisseur
from casework.errors import PlanRefused
from casework.models import Handover, Plan
from tests.cases.colleagues import give, make_team
from tests.casework.plans import accept, begin, looked_at, offer, regisseurs
from tests.cast import acting, as_system, opened

pytestmark = pytest.mark.policy("4.1")


@pytest.fixture
def plan(cast):
    return begin(cast.family.dossier, cast.roos)


def led_by(cast):
    return [row.user.name for row in regisseurs(cast.family.dossier)]


def test_a_household_has_one_plan_that_runs(cast, plan):
    with pytest.raises(OneRegisseur, match="Voor dit gezin loopt al een plan"):
        begin(cast.family.dossier, cast.roos)
    with acting(cast.roos):
        plans.end(opened(plan), by=cast.roos, now=timezone.now(), reason="Klaar")
    begin(cast.family.dossier, cast.roos)
    with as_system():
        again = Plan.objects.filter(dossier=cast.family.dossier, created_at__gte=cast.now)
        assert sorted(again.values_list("status", flat=True)) == ["actief", "afgerond"]


def test_another_dossier_of_the_household_has_no_second_plan(cast, plan):
    now = timezone.now()
    with acting(cast.roos, now):
        facts = {"purpose": "casusregie", "legal_basis": "jeugdwet", "question": "", "about": [cast.family.ruud.pk]}
        second = actions.open_dossier(cast.family.household, by=cast.roos, now=now, on=cast.today, **facts)
    with pytest.raises(OneRegisseur, match="Voor dit gezin loopt al een plan"):
        begin(second, cast.roos)


def test_a_plan_does_not_begin_with_two_regisseurs_or_one_that_ends(cast):
    give(cast.family.dossier, cast.iris, "regisseur", by=cast.roos)
    with pytest.raises(OneRegisseur, match="heeft al een regisseur"):
        begin(cast.family.dossier, cast.roos)
    with as_system():
        Grant.objects.filter(user=cast.iris, permission__codename="regisseur").delete()
        mine = Grant.objects.filter(content_object=cast.family.dossier, user=cast.roos)
        mine.update(valid_until=timezone.now() + timedelta(days=9))
    with pytest.raises(OneRegisseur, match="altijd één regisseur, zonder einddatum"):
        begin(cast.family.dossier, cast.roos)


def test_giving_somebody_else_the_role_is_a_handover(cast, plan):
    with pytest.raises(MayNotBeGranted, match="overdracht"):
        give(cast.family.dossier, cast.otto, "regisseur", by=cast.roos)
    with pytest.raises(MayNotBeGranted, match="overdracht"):
        give(cast.family.dossier, cast.otto, "regisseur", by=cast.roos, valid_from=timezone.now() + timedelta(days=3))
    assert led_by(cast) == ["Roos"]
    give(cast.family.dossier, cast.otto, "hulpverlener", by=cast.roos)


@pytest.mark.parametrize("even_last", [False, True])
def test_the_one_regisseur_cannot_be_ended_by_anybody(cast, plan, even_last):
    (given,) = regisseurs(cast.family.dossier)
    with acting(cast.roos), pytest.raises(LastRegisseur):
        actions.end_grant(given, by=cast.roos, now=timezone.now(), even_last=even_last)
    assert led_by(cast) == ["Roos"]


def test_nor_by_an_update_beside_the_program(cast, plan):
    rows = {"content_object": cast.family.dossier, "user": cast.roos}
    for change in (
        lambda: Grant.objects.filter(**rows).delete(),
        lambda: Grant.objects.filter(**rows).update(valid_until=timezone.now() + timedelta(days=1)),
        lambda: Grant.objects.filter(**rows).update(permission=actions.grants.permission_of("hulpverlener")),
        lambda: Grant.objects.filter(content_object=cast.family.dossier, user=cast.cem).update(
            permission=actions.grants.permission_of("regisseur")
        ),
        lambda: Plan.objects.filter(pk=plan.pk).update(household=cast.other.household),
    ):
        with as_system(), pytest.raises(IntegrityError):
            _done_and_looked_at(change)
    with as_system():
        looked_at()


def _done_and_looked_at(change):
    with transaction.atomic():
        change()
        looked_at()


def test_a_regisseur_whom_nobody_uses_does_not_lapse(cast, plan):
    later = timezone.now() + timedelta(days=900)
    with system(Purpose.UPKEEP, later):
        actions.lapse(later)
        actions.lapse(later + timedelta(days=60))
    assert led_by(cast) == ["Roos"]


def test_who_leaves_is_followed_by_a_successor(cast, plan):
    team = make_team(cast)
    now = timezone.now()
    with acting(team.lia, now):
        at = {"at": now, "on": cast.today}
        actions.leave(team.roos, by=team.lia, successor=team.bas, close=accounts.close_member, **at)
    assert led_by(cast) == ["Bas"]


def test_an_account_closed_at_once_leads_by_name_until_somebody_is_appointed(cast, plan):
    team = make_team(cast)
    now = timezone.now()
    with acting(team.lia, now):
        actions.leave(team.roos, by=team.lia, at=now, on=cast.today, close=accounts.close_member)
        assert not User.objects.get(pk=team.roos.pk).is_active
        assert led_by(cast) == ["Roos"]
        dossier = cast.family.dossier
        actions.appoint(dossier.pk, to=team.bas, by=team.lia, now=now, on=cast.today, reason="Roos is weg")
    assert led_by(cast) == ["Bas"]


def test_a_dossier_is_not_closed_over_a_plan_that_runs(cast, plan):
    facts = {"by": cast.roos, "now": timezone.now(), "on": cast.today, "reason": "klaar"}
    with acting(cast.roos), pytest.raises(OneRegisseur, match="Rond eerst het plan af"):
        actions.close(cast.family.dossier, **facts)
    with acting(cast.roos):
        plans.end(opened(plan), by=cast.roos, now=timezone.now(), reason="klaar")
        actions.close(cast.family.dossier, **facts)


# --- the handover ---


def test_the_regie_is_somebody_elses_once_they_take_it(cast, plan):
    made = offer(plan, cast.otto, cast.roos, keeps="meelezer")
    assert led_by(cast) == ["Roos"]
    accept(made, cast.otto)
    assert led_by(cast) == ["Otto"]
    with as_system():
        now = Grant.objects.running(timezone.now()).filter(content_object=cast.family.dossier)
        assert [row.role.code for row in now.filter(user=cast.roos)] == ["meelezer"]
        assert Task.objects.get(pk=plans.evaluation_task_id(plan)).assigned_to_id == cast.otto.pk
    assert opened(made).state == "aangenomen"


def test_who_had_another_role_has_the_regie_instead(cast, plan):
    accept(offer(plan, cast.cem, cast.roos), cast.cem)
    with as_system():
        running = Grant.objects.running(timezone.now()).filter(content_object=cast.family.dossier)
        assert [row.role.code for row in running.filter(user=cast.cem)] == ["regisseur"]
        assert not running.filter(user=cast.roos).exists()


def test_who_says_no_leaves_it_where_it_was(cast, plan):
    made = offer(plan, cast.otto, cast.roos)
    with acting(cast.otto):
        regisseur.decline(opened(made), by=cast.otto, now=timezone.now(), answer="Te druk")
    assert led_by(cast) == ["Roos"]
    assert opened(made).answer == "Te druk"
    with pytest.raises(PlanRefused, match="al een antwoord"):
        accept(made, cast.otto)


def test_an_offer_is_made_once_by_who_leads_to_who_may_have_it(cast, plan):
    with pytest.raises(PlanRefused, match="Alleen de regisseur"):
        offer(plan, cast.otto, cast.cem)
    for name in ("paula", "hugo", "nora", "roos"):
        with pytest.raises(PlanRefused):
            offer(plan, getattr(cast, name), cast.roos)
    first = offer(plan, cast.otto, cast.roos)
    with pytest.raises(PlanRefused, match="al aan iemand aangeboden"):
        offer(plan, cast.cem, cast.roos)
    with acting(cast.roos):
        regisseur.take_back(opened(first), by=cast.roos, now=timezone.now())
    offer(plan, cast.cem, cast.roos)


def test_the_offer_is_known_to_who_is_asked_and_to_nobody_outside(cast, plan):
    made = offer(plan, cast.otto, cast.roos)
    with acting(cast.otto):
        assert Handover.objects.filter(pk=made.pk).exists()
        assert not Plan.objects.filter(pk=plan.pk).exists()
    with acting(cast.hugo):
        assert not Handover.objects.exists()


def test_a_finished_plan_has_no_regie_to_take(cast, plan):
    made = offer(plan, cast.otto, cast.roos)
    with acting(cast.roos):
        plans.end(opened(plan), by=cast.roos, now=timezone.now(), reason="klaar")
    with pytest.raises(PlanRefused):
        accept(made, cast.otto)


def test_the_regie_that_is_offered_waits_on_the_list_until_it_is_answered(cast, plan):
    made = offer(plan, cast.otto, cast.roos)

    def waits(worker):
        with acting(worker, timezone.now()):
            return [due.rule for due in duties_of(worker, timezone.now())].count("regie")

    assert (waits(cast.otto), waits(cast.roos)) == (1, 0)
    accept(made, cast.otto)
    assert waits(cast.otto) == 0


def test_the_evaluation_stands_on_the_list_by_its_rule_and_moves_back_to_its_own_day(cast, plan):
    with acting(cast.roos):
        task = Task.objects.get(rule="evaluatie", record_id=plan.pk)
        task.first_due_on, task.postponed, task.postpone_reason = task.due_on - timedelta(days=2), 1, "Vakantie"
        task.save()
        plans.remind_to_evaluate(opened(plan), to=cast.roos, by=cast.roos, now=timezone.now())
        task.refresh_from_db()
    assert (task.postponed, task.first_due_on, task.due_on) == (0, None, plan.evaluate_on)
