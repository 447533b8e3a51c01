from datetime import date

import pytest

from accounts import policy, roles
from accounts.policy import Agreement, OpeningFacts, Refusal

AGREEMENT = Agreement("convenant", valid_from=date(2026, 3, 1), valid_until=date(2026, 8, 31))
ON = date(2026, 5, 1)


def facts(**changes):
    return OpeningFacts(**{"active": True, "internal": True, "agreement": None, "secrecy_accepted": True} | changes)


@pytest.mark.policy("1.1")
@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 9, 1), False),
    ],
    ids=["day before", "first day", "last day", "day after"],
)
def test_a_partner_comes_in_only_while_the_agreement_holds(on, holds):
    refusal = policy.refusal_to_open(facts(internal=False, agreement=AGREEMENT), on)
    assert refusal == (None if holds else Refusal.NO_AGREEMENT)


@pytest.mark.policy("1.1")
def test_a_partner_without_an_agreement_does_not_come_in():
    assert policy.refusal_to_open(facts(internal=False), ON) == Refusal.NO_AGREEMENT


@pytest.mark.policy("1.1")
def test_an_agreement_without_an_end_holds():
    agreement = Agreement("convenant", valid_from=date(2026, 3, 1))
    assert policy.refusal_to_open(facts(internal=False, agreement=agreement), date(2099, 1, 1)) is None


@pytest.mark.policy("1.1")
def test_the_municipality_needs_no_agreement_with_itself():
    assert policy.refusal_to_open(facts(), ON) is None


@pytest.mark.policy("1.1")
def test_nobody_opens_anything_before_the_declaration():
    assert policy.refusal_to_open(facts(secrecy_accepted=False), ON) == Refusal.SECRECY


def test_a_closed_account_opens_nothing():
    assert policy.refusal_to_open(facts(active=False), ON) == Refusal.INACTIVE


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("code", roles.ROLES)
def test_every_role_says_what_it_is_for(code):
    role = roles.ROLES[code]
    assert role.code == code
    assert len(str(role.label)) > 1
    assert len(str(role.prose)) > 60
    assert policy.roles_refusal([code]) is None


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("code", roles.ROLES)
def test_only_who_helps_can_be_granted_a_dossier(code):
    may = policy.grant_refusal([code]) is None
    assert may == (code in {"hulpverlener", "regievoerder", "teamleider", "achterwacht"})


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("other", ["hulpverlener", "regievoerder", "teamleider", "privacy_officer"])
@pytest.mark.parametrize("enforcer", ["handhaver", "toezichthouder"])
def test_an_enforcer_never_gets_a_dossier_whatever_else_the_account_holds(enforcer, other):
    assert policy.grant_refusal([other, enforcer])
    assert policy.roles_refusal([other, enforcer])


@pytest.mark.policy("1.2")
def test_functions_that_help_stand_together_on_one_account():
    assert policy.roles_refusal(["hulpverlener", "regievoerder", "teamleider"]) is None


@pytest.mark.parametrize(
    "codes", [["fg", "privacy_officer"], ["privacy_officer", "hulpverlener"], ["wethouder"]], ids=str
)
def test_roles_that_are_refused(codes):
    assert policy.roles_refusal(codes)


def test_an_account_without_roles_can_be_granted_nothing():
    assert policy.grant_refusal([])


@pytest.mark.parametrize(
    ("by", "target", "own", "may"),
    [
        ("privacy_officer", "hulpverlener", False, True),
        ("privacy_officer", "applicatiebeheerder", False, True),
        ("privacy_officer", "privacy_officer", True, False),
        ("applicatiebeheerder", "hulpverlener", False, True),
        ("applicatiebeheerder", "privacy_officer", False, False),
        ("applicatiebeheerder", "fg", False, False),
        ("applicatiebeheerder", "applicatiebeheerder", True, False),
        ("fg", "hulpverlener", False, False),
        ("teamleider", "hulpverlener", False, False),
    ],
)
def test_who_may_change_whose_account(by, target, own, may):
    assert (policy.manage_refusal(by=[by], target=[target], own_account=own) is None) == may
