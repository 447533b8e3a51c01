"""What holds for the whole house, told from its code, its tables and its templates."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.functional import Promise

from accounts.beheer import beheer
from boekel_sd.celery import app as celery_app
from boekel_sd.tables import fields
from boekel_sd.tables.headings import HEADINGS
from boekel_sd.tables.policy import ROOMS, references, sources
from cases.duties import DUTIES
from cases.models import Task
from consent.actions.followup import TITLES
from retention import fates
from tests.addresses import every_address

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
# Texts of our own forms, and the picture that allauth draws; what somebody typed is never called safe.
SAFE = {"forms/help.html": 1, "mfa/totp/activate_form.html": 1}
# A reference in the code may be shorter than the heading, never another one.
FIRST_WORD = {number: re.split(r"\W", heading)[0].lower() for number, heading in HEADINGS.items()}


def trees():
    for path in sources():
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def names_imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# --- everything is decided ---


@pytest.mark.policy("2.3")
def test_every_model_has_a_fate():
    assert fates.without_fate() == []


@pytest.mark.policy("2.5")
def test_every_field_is_sealed_or_plain_for_a_reason():
    assert fields.undecided() == []


def test_no_decision_is_left_about_a_field_that_is_gone():
    known = {(model._meta.label, field.name) for model, field in fields.every_field()}
    assert [
        (label, name) for label, names in fields.FIELDS.items() for name in names if (label, name) not in known
    ] == []


@pytest.mark.policy("2.5")
def test_a_new_field_nobody_decided_about_is_found(monkeypatch):
    monkeypatch.delitem(fields.FIELDS, "cases.Lookup")
    assert fields.undecided() == ["cases.Lookup.at", "cases.Lookup.until"]


def test_every_scheduled_task_exists():
    celery_app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= celery_app.tasks.keys()


# --- the policy in the code ---


def test_every_reference_to_the_policy_names_the_right_heading():
    wrong = []
    for path in sources():
        for number, word in references(path.read_text(encoding="utf-8")):
            expected = FIRST_WORD.get(number)
            if expected is None or word.lower() != expected:
                wrong.append(f"{path.relative_to(ROOT)}: § {number} {word}, expected {expected}")
    assert wrong == []


def test_every_mark_on_a_test_is_a_paragraph_of_the_policy():
    marks = [
        mark
        for path in (ROOT / "tests").rglob("test_*.py")
        for mark in re.findall(r'mark\.policy\("([^"]+)"', path.read_text(encoding="utf-8"))
    ]
    assert set(marks) <= set(HEADINGS)


# --- who may open what ---


@pytest.mark.policy("4.2")
def test_access_is_made_in_files_named_access_alone():
    made = [
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Access"
    ]
    assert made
    assert [name for name in made if "access" not in name.removesuffix(".py").split("/")] == []


@pytest.mark.policy("4.2")
def test_beheer_never_opens_anything():
    pages = [
        (name, tree) for name, tree in trees() if name.rpartition("/")[2] in ("admin.py", "modeladmin.py", "beheer.py")
    ]
    assert len(pages) >= 4
    for name, tree in pages:
        opening = [
            one for one in names_imported(tree) if one.startswith("sealing.access") or "access_for_system" in one
        ]
        called = {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(tree)}
        assert not opening, name
        assert not called & {"access_for_system", "give", "give_all", "Access"}, name


@pytest.mark.policy("4.2")
def test_nobody_asks_guardian_who_knows_nothing_of_periods():
    banned = ("guardian.shortcuts", "guardian.backends", "guardian.core", "guardian.utils")
    assert [(name, one) for name, tree in trees() for one in names_imported(tree) if one.startswith(banned)] == []
    assert settings.AUTHENTICATION_BACKENDS[0] == "cases.backends.GrantBackend"


def test_nothing_is_imported_inside_a_function():
    inside = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


# Who puts something on a list → whether a rule made it do so: what a worker types is of no rule, and these hand on one.
ON_A_LIST = ("put_on_list", "tell_lead", "add_task", "Due")
OF_NO_RULE = {"cases/views/records.py", "boekel_sd/demo/dossiers.py", "boekel_sd/simulation.py"}


def rules_put_on_a_list():
    """(file and line, rule): of every call that makes somebody do something; None where it names none."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or path in OF_NO_RULE:
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called == "follow_up":
                yield f"{path}:{node.lineno}", node.args[1]
            elif called in ON_A_LIST:
                yield f"{path}:{node.lineno}", next((one.value for one in node.keywords if one.arg == "rule"), None)


@pytest.mark.policy("4.1")
def test_what_is_put_on_a_list_says_by_which_rule():
    found = dict(rules_put_on_a_list())
    assert len(found) > 20
    assert [where for where, rule in found.items() if rule is None] == []
    named = {where: rule.value for where, rule in found.items() if isinstance(rule, ast.Constant)}
    assert {where: rule for where, rule in named.items() if rule not in DUTIES} == {}


@pytest.mark.policy("4.1")
def test_every_rule_leads_to_a_page_that_there_is():
    assert set(TITLES) <= set(DUTIES)
    there_are = {address.view_name for address in every_address()}
    assert {rule: duty.place for rule, duty in DUTIES.items() if duty.place not in there_are} == {}
    longest = Task._meta.get_field("rule").max_length
    assert [rule for rule in DUTIES if len(rule) > longest] == []


def test_every_room_is_looked_at():
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"} == set(ROOMS)


# --- words ---


def test_every_name_that_somebody_reads_can_be_translated():
    """Source strings are Dutch; one that is not wrapped stays Dutch for ever. Nobody reads the keys and their work."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]
    ours = [model for model in ours if getattr(model, "database", "default") == "default" or model in beheer._registry]
    plain = [
        f"{model._meta.label} {name}"
        for model in ours
        if not hasattr(model, "instance_type")
        for name, text in [
            ("verbose_name", model._meta.verbose_name),
            *((field.name, label) for field in model._meta.concrete_fields for _code, label in field.flatchoices),
        ]
        if not isinstance(text, Promise)
    ]
    assert plain == []


# --- pages ---


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_template_has_style_or_script_of_its_own(path):
    """The content security policy would not run it; a template that relies on it is broken already."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:", text, re.IGNORECASE)
    assert not re.search(r"(src|href)=[\"']https?:", text)
    assert text.count("|safe") == SAFE.get(path.relative_to(ROOT / "templates").as_posix(), 0)


# --- docs and walls ---


@pytest.mark.django_db
def test_the_tables_in_docs_are_as_the_code_has_them():
    output = StringIO()
    call_command("docs_tables", "--check", stdout=output)
    assert "kloppen" in output.getvalue()


def test_a_table_in_docs_that_is_behind_is_named(db, monkeypatch):
    monkeypatch.setitem(fields.EVERYWHERE, "id", "something else")
    with pytest.raises(CommandError, match=r"fields\.md"):
        call_command("docs_tables", "--check", stdout=StringIO())


@pytest.mark.policy("4.2")
def test_every_table_has_the_wall_that_was_decided(db):
    output = StringIO()
    call_command("walls", stdout=output)
    text = output.getvalue()
    for table in ("cases_entry", "cases_historicalentry", "person_search", "sealing_datakey", "audit_accesslog"):
        assert table in text
    assert "geen besluit" not in text


@pytest.mark.policy("4.2")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("CREATE TABLE cases_secret (id uuid)", "cases_secret: geen besluit over de muur."),
        ("ALTER TABLE cases_entry NO FORCE ROW LEVEL SECURITY", "cases_entry: de rijbeveiliging is niet afgedwongen."),
        ("CREATE POLICY open ON cases_task USING (true)", "cases_task: de policies passen niet bij 'record'."),
        ("DROP POLICY cases_person_wall ON cases_person", "cases_person: de policies passen niet bij 'person'."),
    ],
    ids=["new table", "not forced", "wide open", "gone"],
)
def test_a_table_without_its_wall_is_named(committed, change, sentence):
    with committed.connect() as superuser:
        superuser.execute(change)
    with pytest.raises(CommandError) as error:
        call_command("walls", stdout=StringIO())
    assert str(error.value).splitlines() == [sentence]
