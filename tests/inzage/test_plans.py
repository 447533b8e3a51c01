"""§ 4 Betrokkenheid cliënt, § 4.1 Casusregie: the plan in the portal: what is about oneself, and nothing of another."""

import pytest

from casework.models import PlanSignature, PlanVersion
from consent.actions import raise_flag
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.casework.plans import lay_before, safe_to_ask, sign, signed_by_all, written
from tests.cast import acting, as_system, opened
from tests.consent.consents import both_parents, messages
from tests.inzage.test_consents import overview, resident

pytestmark = [pytest.mark.policy("4"), pytest.mark.policy("4.1")]


def at(signature):
    return f"/mijn/plan/{signature.pk}/"


def laid(cast, *people):  # noqa: F811
    _plan, version = written(cast, *people)
    safe_to_ask(cast, *people)
    return version, {one.about[0]: one for one in lay_before(cast, version)}


def test_each_reads_and_signs_their_own_and_sees_nothing_of_the_other(cast):  # noqa: F811
    family = cast.family
    version, asked = laid(cast, family.ruud, family.samira)
    mine, hers = asked[family.ruud.pk], asked[family.samira.pk]
    ruud = resident(cast, family.ruud)
    assert at(mine) in overview(ruud)
    assert at(hers) not in overview(ruud)
    assert ruud.get(at(hers)).status_code == 404
    assert "Samira" not in ruud.get(at(mine)).content.decode()
    done = ruud.post(at(mine), {"agreed": "on", "typed_name": "Ruud de Boer"}, follow=True).content.decode()
    assert "Uw handtekening is bewaard." in done
    assert "wacht nog op een ander" in done
    sign(hers, cast.roos)
    assert opened(version).holds
    assert "geldt nu" in overview(ruud)


def test_a_no_in_the_portal(cast):  # noqa: F811
    version, asked = laid(cast, cast.family.ruud)
    done = resident(cast, cast.family.ruud).post(at(asked[cast.family.ruud.pk]), {"weiger": "1"}, follow=True)
    assert "Uw nee is bewaard." in done.content.decode()
    assert opened(version).status == "geweigerd"


@pytest.mark.policy("3.1")
def test_who_signed_takes_it_back_in_three_taps_and_nobody_else_can(cast):  # noqa: F811
    family = cast.family
    version, asked = laid(cast, family.ruud, family.samira)
    mine = asked[family.ruud.pk]
    ruud, samira = resident(cast, family.ruud), resident(cast, family.samira)
    away = f"{at(mine)}terugnemen/"
    assert ruud.get(away).status_code == 404
    for one in asked.values():
        sign(one, cast.roos)
    assert away in ruud.get(at(mine)).content.decode()
    assert samira.get(away).status_code == 404
    assert opened(version).holds
    assert "Wilt u uw handtekening terugnemen?" in ruud.get(away).content.decode()
    assert "Uw handtekening is teruggenomen." in ruud.post(away, follow=True).content.decode()
    assert opened(version).status == "ingetrokken"
    assert opened(mine).withdrawn_how == "portaal"
    assert "Ondersteuningsplan" not in overview(samira)


@pytest.mark.parametrize("portal", ["beperkt", "uit"])
def test_a_portal_made_smaller_shows_no_plan_and_looks_complete(cast, portal):  # noqa: F811
    signed_by_all(cast, cast.family.ruud)
    page = overview(resident(cast, cast.family.ruud, portal))
    assert "plan" not in page.lower()


@pytest.mark.policy("1.5")
def test_a_parent_sees_of_a_child_what_they_are_asked_until_a_suspicion_arises(cast):  # noqa: F811
    both_parents(cast, cast.family.esra)
    _version, _asked = laid(cast, cast.family.esra)
    samira = resident(cast, cast.family.samira)
    assert "Ondersteuningsplan van Esra" in overview(samira)
    facts = {"name": "Samira Öztürk", "reason": "Zegt alles voor het kind", "flagged_on": cast.today}
    with acting(cast.roos, cast.now):
        raise_flag(cast.family.esra, by=cast.roos, now=cast.now, notices=messages(), **facts)
    assert "Ondersteuningsplan van Esra" not in overview(samira)


def test_what_is_withheld_is_not_there(cast):  # noqa: F811
    version, asked = laid(cast, cast.family.ruud)
    ruud = resident(cast, cast.family.ruud)
    mine = asked[cast.family.ruud.pk]
    with as_system():
        PlanSignature.objects.filter(pk=mine.pk).update(withheld=True)
    assert ruud.get(at(mine)).status_code == 404
    with as_system():
        PlanSignature.objects.filter(pk=mine.pk).update(withheld=False)
        PlanVersion.objects.filter(pk=version.pk).update(status="vervallen")
    assert ruud.get(at(mine)).status_code == 404
