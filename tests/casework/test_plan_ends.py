"""§ 3.1 Toestemmingsverklaring, § 1.5 Minderjarigen en wilsonbekwamen: what ends a plan that everybody signed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.purposes import Purpose
from cases.models import Task
from casework import tasks
from casework.actions import ending, versions
from casework.models import PlanSignature, PlanVersion
from consent.refusals import ConsentRefused
from tests.casework.plans import add, lay_before, named, safe_to_ask, sign, signatures_of, signed_by_all, written
from tests.cast import acting, as_system, opened, sign_in
from tests.consent.consents import both_parents, messages
from tests.consent.test_signing import born_so_that
from tests.consent.test_still_so import unable

pytestmark = [pytest.mark.policy("4.1"), pytest.mark.policy("3.1")]
A_DAY = timedelta(days=1)


def status(version):
    with as_system():
        return PlanVersion.objects.get(pk=version.pk).status


def withdraw(cast, signature, now=None):
    now = now or timezone.now()
    with acting(cast.roos, now):
        who = {"by": cast.roos, "receiver": messages().receiver}
        return ending.withdraw(signature, now=now, route="mondeling", reason="Toch niet", **who)


def night(now) -> int:
    with as_system(Purpose.SHARING):
        return ending.end_decided_by_others(now)


def look_ahead(now) -> int:
    with as_system(Purpose.SHARING):
        return ending.review_birthdays(now)


def on_the_list(word):
    """Of the tasks whose title has this word: whose, by when, and about whom."""
    with as_system():
        rows = [opened(row) for row in Task.objects.order_by("due_on", "pk")]
    return [(row.assigned_to, row.due_on, row.about) for row in rows if word in row.title]


# --- somebody takes it back ---


def test_who_takes_a_signature_back_ends_the_version_for_all_and_the_plan_goes_on(cast):
    family = cast.family
    plan, version = written(cast, family.ruud, family.samira)
    add(version, "betrokken", cast.roos, [family.ruud, family.samira], who="Huisarts Jansen", text="")
    safe_to_ask(cast, family.ruud, family.samira)
    ruud, samira = sorted(lay_before(cast, version), key=lambda one: one.name)
    sign(ruud, cast.roos)
    sign(samira, cast.roos)
    assert named(cast) == ["Huisarts Jansen"]
    assert withdraw(cast, samira).status == "ingetrokken"
    assert named(cast) == []
    kept = opened(version)
    assert (kept.status, kept.why) == ("ingetrokken", "Samira Öztürk nam de handtekening terug.")
    assert kept.ended_at
    assert kept.evidence_sha256
    assert opened(plan).runs
    hers = opened(samira)
    assert (hers.state, hers.withdrawn_how, hers.reason) == ("getekend", "mondeling", "Toch niet")
    assert [lead for lead, *_rest in on_the_list("handtekening onder het plan terug")] == [cast.roos]
    # Twice is once, and what is over cannot be taken back by another.
    assert withdraw(cast, samira).status == "ingetrokken"
    assert len(on_the_list("handtekening onder het plan terug")) == 1
    with pytest.raises(ConsentRefused, match="Er valt niets terug te nemen"):
        withdraw(cast, ruud)
    now = timezone.now()
    with acting(cast.roos, now):
        again = versions.renew(opened(plan), by=cast.roos, now=now, why="Opnieuw")
    for one in lay_before(cast, again):
        sign(one, cast.roos)
    assert status(again) == "geldig"


def test_a_signature_is_taken_back_while_another_is_waited_for_and_what_held_goes_on(cast):
    family = cast.family
    plan, version = signed_by_all(cast, family.ruud, family.samira)
    now = timezone.now()
    with acting(cast.roos, now):
        again = versions.renew(opened(plan), by=cast.roos, now=now, why="Meer")
    first, second = lay_before(cast, again)
    with pytest.raises(ConsentRefused):
        withdraw(cast, first)
    sign(first, cast.roos)
    withdraw(cast, first)
    with pytest.raises(ConsentRefused):
        sign(second, cast.roos)
    assert (status(version), status(again)) == ("geldig", "ingetrokken")


def test_the_page_on_which_a_worker_writes_it_down(cast):
    plan, version = signed_by_all(cast)
    (signature,) = signatures_of(version)
    roos, at = sign_in(cast.roos), f"/planhandtekeningen/{signature.pk}/terugnemen/"
    assert at in roos.get(f"/planversies/{version.pk}/").content.decode()
    assert "voor niemand" in roos.get(at).content.decode()
    assert roos.post(at, {"reason": "Geen zin meer"}).status_code == 200
    assert status(version) == "geldig"
    done = roos.post(at, {"route": "mondeling"}, follow=True).content.decode()
    assert "Deze versie geldt vanaf nu niet meer." in done
    assert "Teruggenomen" in done
    assert at not in done
    assert roos.get(at).url == f"/planversies/{version.pk}/"
    assert "Er geldt nog niets" in roos.get(f"/dossiers/{plan.dossier_id}/plan/").content.decode()


# --- a birthday ---


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(("who", "age"), [("esra", 12), ("deniz", 16)])
def test_on_the_birthday_from_which_others_decide_it_lapses_and_nobody_shares_because_of_it(cast, who, age):
    child = cast.family.people[who]
    turns = cast.today + 20 * A_DAY
    born_so_that(cast, child, age=age, on=turns)
    both_parents(cast, child)
    _plan, version = written(cast, child)
    add(version, "betrokken", cast.roos, [child], who="Huisarts Jansen", text="")
    safe_to_ask(cast, child)
    for one in lay_before(cast, version):
        assert one.decides_until == turns
        sign(one, cast.roos)
    later = cast.now + 20 * A_DAY
    assert night(later - A_DAY) == 0
    assert named(cast, later - A_DAY) == ["Huisarts Jansen"]
    assert named(cast, later) == []
    assert status(version) == "geldig"
    assert (night(later), night(later)) == (1, 0)
    assert status(version) == "vervallen"
    assert opened(version).ended_at == later
    assert [lead for lead, *_rest in on_the_list("Een plan geldt niet meer")] == [cast.roos]


@pytest.mark.policy("1.5")
def test_at_eighteen_it_lapses_for_who_cannot_decide_and_for_nobody_else(cast):
    turns = cast.today + 20 * A_DAY
    born_so_that(cast, cast.family.aylin, age=18, on=turns)
    plan, able = signed_by_all(cast, cast.family.aylin)
    assert [one.decides_until for one in signatures_of(able)] == [None]
    assert night(cast.now + 21 * A_DAY) == 0
    unable(cast, cast.family.aylin)
    both_parents(cast, cast.family.aylin)
    # Others must sign from now on: at once nobody shares because of it, and tonight it lapses.
    assert night(timezone.now()) == 1
    now = timezone.now()
    with acting(cast.roos, now):
        again = versions.renew(opened(plan), by=cast.roos, now=now, why="Opnieuw")
    safe_to_ask(cast, cast.family.aylin)
    for one in lay_before(cast, again):
        assert one.decides_until == turns
        sign(one, cast.roos)
    assert night(cast.now + 19 * A_DAY) == 0
    assert night(cast.now + 20 * A_DAY) == 1
    assert (status(able), status(again)) == ("vervallen", "vervallen")


@pytest.mark.policy("1.5")
def test_who_leads_hears_thirty_days_before_once_for_each_child(cast):
    turns = cast.today + 40 * A_DAY
    born_so_that(cast, cast.family.deniz, age=16, on=turns)
    both_parents(cast, cast.family.deniz)
    signed_by_all(cast, cast.family.deniz, cast.family.ruud)
    assert [look_ahead(cast.now + days * A_DAY) for days in (9, 10, 10, 11)] == [0, 1, 0, 0]
    assert on_the_list("verjaardag nadert") == [(cast.roos, turns, [cast.family.deniz.pk])]


@pytest.mark.policy("1.5")
def test_the_nightly_task_does_both(cast):
    turns = cast.today + 20 * A_DAY
    born_so_that(cast, cast.family.deniz, age=16, on=turns)
    both_parents(cast, cast.family.deniz)
    _plan, version = signed_by_all(cast, cast.family.deniz)
    tasks.review_plans()
    assert len(on_the_list("verjaardag nadert")) == 1
    with as_system():
        PlanSignature.objects.filter(version=version).update(decides_until=cast.today)
    tasks.review_plans()
    assert status(version) == "vervallen"


# --- on paper ---


def test_the_plan_is_printed_from_its_page_for_each_apart(cast):
    family = cast.family
    _plan, version = written(cast, family.ruud, family.samira)
    add(version, "veiligheid", cast.roos, [family.aylin], text="De politie rijdt langs", withheld=True)
    roos, at = sign_in(cast.roos), f"/planversies/{version.pk}/papier/"
    assert f"/dossiers/{family.dossier.pk}/plan/" in roos.get(f"/dossiers/{family.dossier.pk}/").content.decode()
    page = roos.get(f"/dossiers/{family.dossier.pk}/plan/").content.decode()
    for person in (family.ruud, family.samira):
        assert f"{at}{person.pk}/" in page
    paper = roos.get(f"{at}{family.ruud.pk}/")
    assert (paper.status_code, paper.content[:4]) == (200, b"%PDF")
    # Of whom nothing may be read there is no paper.
    assert f"{at}{family.aylin.pk}/" not in page
    assert roos.get(f"{at}{family.aylin.pk}/").status_code == 404
