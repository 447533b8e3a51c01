"""§ 4.1 Casusregie: what a plan says, to whom, who signs it, and what changes after that."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Task
from casework.actions import evaluations, plans, signing, versions
from casework.errors import PlanRefused
from casework.models import PlanPart, PlanVersion
from casework.policy import Involved, may_exchange
from consent.refusals import ConsentRefused
from sealing import files, keys, signature
from sealing.models import DataKey, new_id
from tests.casework.plans import (
    add,
    lay_before,
    named,
    safe_to_ask,
    sign,
    signatures_of,
    signed_by_all,
    written,
)
from tests.cast import acting, as_system, opened, sign_in
from tests.consent.consents import ON_PAPER, both_parents

pytestmark = pytest.mark.policy("4.1")


def status(version):
    with as_system():
        return PlanVersion.objects.get(pk=version.pk).status


def by_roos(cast, change, *arguments, **facts):
    now = timezone.now()
    with acting(cast.roos, now):
        return change(*arguments, by=cast.roos, now=now, **facts)


def test_each_signs_the_words_about_themselves_and_none_about_another(cast):
    plan, version = written(cast, cast.family.ruud, cast.family.samira)
    safe_to_ask(cast, cast.family.ruud, cast.family.samira)
    ruud, samira = sorted(lay_before(cast, version), key=lambda one: one.name)
    assert (ruud.name, samira.name) == ("Ruud de Boer", "Samira Öztürk")
    assert "Ruud slaapt weer" in ruud.shown
    assert "Samira" not in ruud.shown
    assert "Samira slaapt weer" in samira.shown
    assert "Ruud" not in samira.shown
    assert all("Rust in huis" in one.shown for one in (ruud, samira))
    sign(ruud, cast.roos)
    assert status(version) == "te_tekenen"
    sign(samira, cast.roos)
    assert status(version) == "geldig"
    assert opened(plan).runs


@pytest.mark.policy("1.5")
def test_of_a_child_its_parents_sign_and_both(cast):
    both_parents(cast, cast.family.esra)
    _plan, version = written(cast, cast.family.esra)
    safe_to_ask(cast, cast.family.esra)
    first, second = lay_before(cast, version)
    assert first.about == second.about == [cast.family.esra.pk]
    sign(first, cast.roos)
    assert status(version) == "te_tekenen"
    sign(second, cast.roos)
    assert status(version) == "geldig"


@pytest.mark.policy("1.5")
def test_nobody_is_asked_before_that_is_found_safe(cast):
    _plan, version = written(cast)
    with pytest.raises(PlanRefused):
        lay_before(cast, version)
    assert status(version) == "concept"


def test_one_no_is_a_no_and_what_held_goes_on(cast):
    plan, version = signed_by_all(cast)
    again = by_roos(cast, versions.renew, opened(plan), why="Er is meer nodig")
    (asked,) = lay_before(cast, again)
    now = timezone.now()
    with acting(cast.roos, now):
        signing.refuse(asked, method="scherm", reason="Niet zo", now=now, witness=cast.roos)
    assert (status(version), status(again)) == ("geldig", "geweigerd")
    with pytest.raises(ConsentRefused):
        sign(asked, cast.roos)


def test_after_signing_a_change_is_a_new_version_to_sign(cast):
    plan, version = signed_by_all(cast)
    with pytest.raises(PlanRefused, match="nieuwe versie"):
        add(version, "kracht", cast.roos, [cast.family.ruud], text="Oma helpt")
    again = by_roos(cast, versions.renew, opened(plan), why="Oma helpt nu")
    with pytest.raises(PlanRefused, match="al aan een nieuwe versie"):
        by_roos(cast, versions.renew, opened(plan), why="Nog eens")
    add(again, "kracht", cast.roos, [cast.family.ruud], text="Oma helpt")
    (asked,) = lay_before(cast, again)
    assert "Ruud slaapt weer" in asked.shown
    assert "Ruud belt" in asked.shown
    assert "Oma helpt" in asked.shown
    assert status(version) == "geldig"
    sign(asked, cast.roos)
    assert (status(version), status(again)) == ("vervangen", "geldig")


def test_what_nobody_signed_yet_is_changed_and_taken_out_and_taken_back(cast):
    _plan, version = written(cast)
    part = add(version, "veiligheid", cast.roos, [cast.family.ruud], text="Bel 112")
    by_roos(cast, versions.change_part, opened_part(part), about=[cast.family.ruud.pk], text="Bel de wijkagent")
    assert opened(part).text == "Bel de wijkagent"
    with as_system():
        assert part.history.count() == 2
    by_roos(cast, versions.remove_part, opened_part(part))
    with as_system():
        assert not PlanPart.objects.filter(pk=part.pk).exists()
        assert not PlanPart.history.filter(id=part.pk).exists()
    safe_to_ask(cast, cast.family.ruud)
    (asked,) = lay_before(cast, version)
    again = by_roos(cast, versions.take_back, opened(version))
    assert (status(version), status(again)) == ("vervallen", "concept")
    with pytest.raises(ConsentRefused):
        sign(asked, cast.roos)
    with as_system():
        assert again.parts.count() == version.parts.count() == 2


def opened_part(part):
    found = opened(part)
    found.version = opened(PlanVersion(pk=part.version_id))
    return found


def test_a_goal_goes_with_its_actions(cast):
    plan, version = written(cast)
    with as_system():
        goal = PlanPart.objects.get(version=version, kind="doel")
    by_roos(cast, versions.remove_part, opened_part(goal))
    with as_system():
        assert not PlanPart.objects.filter(version=version).exists()
    with pytest.raises(PlanRefused, match="minstens één doel"):
        lay_before(cast, version)
    assert plan


def test_who_does_something_for_a_goal_of_another_reads_what_and_not_the_goal(cast):
    _plan, version = written(cast)
    with as_system():
        goal = PlanPart.objects.get(version=version, kind="doel")
    add(version, "actie", cast.roos, [cast.family.samira], text="rijdt mee", who="Samira", goal=goal)
    safe_to_ask(cast, cast.family.ruud, cast.family.samira)
    hers = next(one for one in lay_before(cast, version) if one.about == [cast.family.samira.pk])
    assert "Samira: rijdt mee" in hers.shown
    assert "slaapt weer" not in hers.shown


@pytest.mark.policy("4")
def test_what_is_withheld_stands_in_nobodys_words(cast):
    _plan, version = written(cast)
    add(version, "veiligheid", cast.roos, [cast.family.ruud], text="De politie rijdt langs", withheld=True)
    safe_to_ask(cast, cast.family.ruud)
    (asked,) = lay_before(cast, version)
    assert "politie" not in asked.shown
    assert "veiligheid" not in asked.shown


@pytest.mark.policy("1.5")
def test_who_must_sign_is_computed_again_and_else_it_all_lapses(cast):
    both_parents(cast, cast.family.esra)
    _plan, version = written(cast, cast.family.esra)
    safe_to_ask(cast, cast.family.esra)
    first, _second = lay_before(cast, version)
    both_parents(cast, cast.family.esra, "Ruud de Boer", kind="EenhoofdigOuderlijkGezag")
    assert sign(first, cast.roos).status == "vervallen"
    assert [one.state for one in signatures_of(version)] == ["gevraagd", "gevraagd"]


@pytest.mark.policy("3.1")
def test_signed_on_paper_keeps_its_scan_and_the_proof_is_sealed(cast):
    _plan, version = written(cast)
    safe_to_ask(cast, cast.family.ruud)
    (asked,) = lay_before(cast, version)
    sign(asked, cast.roos, signed=ON_PAPER)
    (kept,) = signatures_of(version)
    assert (kept.method, kept.sha256) == ("papier", kept.shown_sha256)
    assert files.read(kept.pk, keys.find([kept.pk])[kept.pk]) == ON_PAPER.scan.content
    paper = files.read(version.pk, keys.find([version.pk])[version.pk])
    assert signature.verdict(paper).is_whole
    assert opened(version).evidence_sha256


def test_what_a_part_says_lies_sealed(cast):
    _plan, version = written(cast)
    with as_system():
        part = PlanPart.objects.filter(version=version).first()
    assert b"slaapt" not in bytes(part.text_sealed)
    assert DataKey.objects.using("keys").filter(pk=part.pk).exists()


# --- looked at together ---


def test_an_evaluation_says_how_each_goal_stands_and_puts_the_next_on_the_list(cast):
    plan, version = signed_by_all(cast)
    with as_system():
        goal = PlanPart.objects.get(version=version, kind="doel")
    next_on = cast.today + timedelta(days=60)
    facts = {"to": cast.roos, "held_on": cast.today, "present": "Ruud", "conclusion": "Wij gaan door"}
    outcomes = {goal.pk: {"outcome": "op_weg", "words": "Slaapt vijf nachten"}}
    made = by_roos(cast, evaluations.evaluate, opened(plan), outcomes=outcomes, next_on=next_on, **facts)
    assert opened(made).outcomes[str(goal.pk)]["outcome"] == "op_weg"
    with as_system():
        task = Task.objects.get(pk=plans.evaluation_task_id(plan))
    assert (task.due_on, task.done_at, task.assigned_to_id) == (next_on, None, cast.roos.pk)
    with pytest.raises(PlanRefused, match="dag die nog komt"):
        by_roos(cast, evaluations.evaluate, opened(plan), outcomes={}, next_on=cast.today, **facts)
    by_roos(cast, plans.end, opened(plan), reason="Bereikt")
    with as_system():
        assert Task.objects.get(pk=task.pk).done_at
    assert status(version) == "afgelopen"


def test_an_unsigned_plan_is_not_evaluated(cast):
    plan, _version = written(cast)
    facts = {"to": cast.roos, "held_on": cast.today, "present": "Ruud", "conclusion": "Wij gaan door"}
    with pytest.raises(PlanRefused, match="nog geen getekend plan"):
        by_roos(cast, evaluations.evaluate, opened(plan), outcomes={}, next_on=cast.today, **facts)


# --- who may exchange ---


@pytest.mark.policy("3")
def test_between_those_whom_the_plan_names_and_about_whom_it_names_them_for():
    esra, deniz = new_id(), new_id()
    doctor = Involved(new_id(), "Huisarts", None, frozenset({esra, deniz}))
    school = Involved(new_id(), "School", None, frozenset({esra}))
    stand_in = Involved(new_id(), "Waarnemer", None, frozenset({esra}), replaces=doctor.id)
    stranger = Involved(new_id(), "Buurman", None, frozenset({esra}))
    named = [doctor, school, stand_in]
    assert may_exchange(doctor, school, esra, named)
    assert may_exchange(stand_in, school, esra, named)
    assert not may_exchange(doctor, school, deniz, named)
    assert not may_exchange(doctor, stranger, esra, named)
    assert not may_exchange(stand_in, school, esra, [school, stand_in])


@pytest.mark.policy("3")
def test_the_list_is_that_of_the_version_that_holds(cast):
    plan, version = written(cast)
    add(version, "betrokken", cast.roos, [cast.family.ruud], who="Huisarts Jansen", text="")
    assert named(cast) == []
    safe_to_ask(cast, cast.family.ruud)
    (asked,) = lay_before(cast, version)
    sign(asked, cast.roos)
    assert named(cast) == ["Huisarts Jansen"]
    again = by_roos(cast, versions.renew, opened(plan), why="Er komt iemand bij")
    add(again, "betrokken", cast.roos, [cast.family.ruud], who="School", text="")
    assert named(cast) == ["Huisarts Jansen"]


# --- the pages ---


def test_the_road_from_nothing_to_a_plan_that_holds(cast):
    roos, dossier = sign_in(cast.roos), f"/dossiers/{cast.family.dossier.pk}/"
    assert "Er loopt geen plan" in roos.get(dossier).content.decode()
    about = [str(cast.family.ruud.pk)]
    day = (cast.today + timedelta(days=90)).isoformat()
    begun = roos.post(f"{dossier}plan/beginnen/", {"wish": "Rust", "about": about, "evaluate_on": day}, follow=True)
    assert "Het plan is begonnen" in begun.content.decode()
    with as_system():
        version = PlanVersion.objects.get(plan__status="actief")
    at = f"/planversies/{version.pk}/"
    for kind, facts in (
        ("kracht", {"text": "Oma helpt"}),
        ("doel", {"text": "Rustig slapen", "domain": "huisvesting"}),
        ("veiligheid", {"text": "Bel oma"}),
        ("betrokken", {"who": "Huisarts Jansen", "text": "medicijnen"}),
    ):
        assert roos.post(f"{at}{kind}/nieuw/", facts | {"about": about}).status_code == 302, kind
    with as_system():
        goal = PlanPart.objects.get(version=version, kind="doel")
    answer = roos.post(
        f"{at}actie/nieuw/", {"text": "Bed kopen", "who": "Ruud", "goal": str(goal.pk), "due_on": day, "about": about}
    )
    assert answer.status_code == 302
    page = roos.get(at).content.decode()
    assert "Doel 1 (Huisvesting)" in page
    assert "Ruud: Bed kopen" in page
    assert "Huisarts Jansen, medicijnen" in page
    assert "Nog niet getekend" in roos.get(dossier).content.decode()
    assert "tekenen" in roos.post(f"{at}voorleggen/", follow=True).content.decode()
    safe_to_ask(cast, cast.family.ruud)
    assert "Nu kan iedereen tekenen" in roos.post(f"{at}voorleggen/", follow=True).content.decode()
    (asked,) = signatures_of(version)
    sign_at = f"/planhandtekeningen/{asked.pk}/tekenen/"
    assert "Rustig slapen" in roos.get(sign_at).content.decode()
    assert roos.post(sign_at, {"typed_name": "Ruud"}).status_code == 200
    done = roos.post(sign_at, {"agreed": "on", "typed_name": "Ruud de Boer"}, follow=True).content.decode()
    assert "Iedereen heeft getekend. Het plan geldt." in done
    evidence = roos.get(f"{at}bewijs/")
    with pikepdf.open(io.BytesIO(evidence.content)) as document:
        assert document.Root.Lang == "nl-NL"
    paper = roos.get(f"/planhandtekeningen/{asked.pk}/afdrukken/")
    assert paper.content.startswith(b"%PDF")
    assert "Versie 1 geldt sinds" in roos.get(dossier).content.decode()


def test_the_device_in_other_hands_shows_the_plan_alone(cast):
    _plan, version = written(cast)
    safe_to_ask(cast, cast.family.ruud)
    (asked,) = lay_before(cast, version)
    roos = sign_in(cast.roos)
    assert roos.post(f"/planhandtekeningen/{asked.pk}/overgeven/").url == "/plan-tekenen/"
    assert roos.get(f"/dossiers/{cast.family.dossier.pk}/").url == "/plan-tekenen/"
    assert "Ruud slaapt weer" in roos.get("/plan-tekenen/").content.decode()
    roos.post("/plan-tekenen/", {"agreed": "on", "typed_name": "Ruud de Boer"})
    assert "Uw handtekening is bewaard." in roos.get("/plan-tekenen/").content.decode()
    assert status(version) == "geldig"


def test_the_page_asks_as_much_of_the_database_for_a_long_plan_as_for_a_short_one(cast):
    _plan, version = signed_by_all(cast)
    roos, at = sign_in(cast.roos), f"/dossiers/{cast.family.dossier.pk}/plan/"
    roos.get(at)
    with CaptureQueriesContext(connection) as short:
        roos.get(at)
    with as_system():
        PlanVersion.objects.filter(pk=version.pk).update(status="concept", holds_from=None)
    for number in range(5):
        add(version, "kracht", cast.roos, [cast.family.ruud], text=f"Kracht {number}")
    with CaptureQueriesContext(connection) as long:
        roos.get(at)
    assert len(long) <= len(short)


def test_begin_is_for_the_regisseur(cast):
    cem = sign_in(cast.cem)
    assert cem.get(f"/dossiers/{cast.family.dossier.pk}/plan/").status_code == 200
    assert cem.get(f"/dossiers/{cast.family.dossier.pk}/plan/beginnen/").status_code == 404
