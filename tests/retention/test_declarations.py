"""Archiefbesluit 1995, art. 8: a sealed declaration of what was destroyed, on which ground and how; each line once."""

import json
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.db.utils import ProgrammingError
from django.test import override_settings
from psycopg.errors import InsufficientPrivilege

from cases.models import Person
from retention import declarations, engine, ledger, tasks
from retention.errors import Busy, LedgerBroken
from retention.models import Declaration, Destruction, LedgerLine
from retention.states import Reason, State
from retention.verification import verify
from sealing import signature
from sealing.errors import NotSealable
from tests import aloud
from tests.cluster import ROOT
from tests.retention import town
from tests.retention.town import CANARY, DUE_ON, as_owner, at
from tests.terms.test_admin import signed_in

pytestmark = pytest.mark.policy("2.3")
NOW = at(DUE_ON)
KILLED = """
import os, signal, sys
from datetime import datetime
import django
django.setup()
from retention import declarations
def dies(*here): os.kill(os.getpid(), signal.SIGKILL)
setattr(declarations, sys.argv[1], dies)
declarations.declare(now=datetime.fromisoformat(sys.argv[2]))
"""


@pytest.fixture
def dossier(hanna):
    return town.make_dossier(town.make_family(), hanna, codename="rode vos")


def destroyed():
    engine.destroy_due(on=DUE_ON, now=NOW)
    return declarations.declare(now=NOW)


def said(declaration) -> str:
    return aloud.read(bytes(declaration.pdf)).text


def test_it_says_what_why_and_how(dossier):
    made = destroyed()
    text = said(made)
    for part in (
        "Verklaring van vernietiging 1",
        "Gemeente Boekel",
        "op 28 februari 2026",
        "Casusregie",
        "De bewaartermijn is verstreken. 5 jaar bewaard: Privacybeleid sociaal domein, § 2.3",
        "Niets verwijst er nog naar",
        "Sleutels",
        "1 tot en met 24",
        ledger.table_head().digest.hex(),
    ):
        assert part in text, part
    assert made.facts["units"] == {"dossier": 1, "persoon": 4, "gezin": 1}
    assert [part["number"] for part in made.facts["parts"] if part["category"] == "casusregie"] == [4]
    assert made.facts["rows"] == sum(
        sum(line.counts.values()) for line in LedgerLine.objects.filter(state=State.ROWS_GONE)
    )


@pytest.mark.parametrize(("days", "day"), [(7, "8 maart 2026"), (0, "1 maart 2026"), (30, "31 maart 2026")])
def test_it_says_from_which_day_back_ups_are_unreadable(dossier, settings, days, day):
    settings.KEYS_BACKUP_DAYS = days
    assert f"onleesbaar vanaf {day}" in said(destroyed())


def test_it_names_nobody(dossier):
    with as_owner():
        ids = [dossier.pk, *Person.objects.values_list("pk", flat=True)]
    made = destroyed()
    text = said(made) + json.dumps(made.facts)
    assert len(ids) > 1
    for one in (CANARY, "rode vos", "Jansen", *(spelling for pk in ids for spelling in (str(pk), pk.hex))):
        assert one not in text, one


def test_everybody_can_read_it_and_any_change_shows(dossier):
    pdf = bytes(destroyed().pdf)
    assert aloud.failures(pdf) == []
    found = signature.verdict(pdf)
    assert (found.is_whole, found.sealed_at) == (True, NOW)
    assert not signature.verdict(pdf.replace(b"/Pages", b"/Paged", 1)).is_whole


def test_what_is_in_more_categories_is_told_apart(hanna):
    family = town.make_family()
    town.make_dossier(family, hanna)
    town.make_dossier(town.make_family(), hanna, records=False)
    made = destroyed()
    assert [part["number"] for part in made.facts["parts"] if part["kind"] == "dossier"] == [4 + 1]


def test_nothing_was_destroyed_so_there_is_nothing_to_declare(hanna):
    assert destroyed() is None


def test_not_while_something_still_has_to_finish(dossier, hanna):
    engine.destroy_due(on=DUE_ON, now=NOW)
    later = town.make_dossier(town.make_family(), hanna, closed_on=None)
    engine.plan("dossier", [later.pk], Reason.TERM, engine.Run(DUE_ON, NOW))
    assert declarations.declare(now=NOW) is None
    engine.finish(engine.Run(DUE_ON, NOW))
    assert not Destruction.objects.running().exists()
    assert declarations.declare(now=NOW).number == 1


def test_each_follows_the_one_before(dossier, hanna):
    first = destroyed()
    assert declarations.declare(now=NOW) is None
    town.make_dossier(town.make_family(), hanna)
    second = destroyed()
    assert (second.number, second.after_seq) == (2, first.through_seq)
    assert second.through_seq == ledger.table_head().seq
    text = said(second)
    assert first.sha256 in text
    assert f"{first.through_seq + 1} tot en met {second.through_seq}" in text
    assert declarations.broken() == 0


@pytest.mark.parametrize("lines", [(0, 24), (23, 25), (5, 6)])
def test_the_database_refuses_a_line_twice(dossier, lines):
    made = destroyed()
    made.number, (made.after_seq, made.through_seq) = 2, lines
    with pytest.raises(IntegrityError, match="no_line_is_declared_twice"), transaction.atomic(using="keys"):
        made.save(force_insert=True)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM retention_declaration", "UPDATE retention_declaration SET number=9"]
)
def test_the_app_cannot_alter_one(dossier, statement):
    destroyed()
    with pytest.raises(ProgrammingError) as refused, transaction.atomic(using="keys"):
        connections["keys"].cursor().execute(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


def test_another_run_declares_at_this_moment(committed):
    with committed.connect("keys") as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ledger.LOCK])
        with pytest.raises(Busy):
            declarations.declare(now=NOW)


@pytest.mark.parametrize("step", ["_keep", "write_files"])
def test_killed_between_making_and_keeping_there_is_one_in_the_end(committed, step):
    hanna, _petra = town.make_users()
    town.make_dossier(town.make_family(), hanna)
    engine.destroy_due(on=DUE_ON, now=NOW)
    done = subprocess.run([sys.executable, "-c", KILLED, step, NOW.isoformat()], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert Declaration.objects.count() == (step == "write_files")
    for _again in range(2):
        declarations.declare(now=NOW + timedelta(hours=1))
    made = Declaration.objects.get()
    assert (made.number, made.after_seq, made.through_seq) == (1, 0, 24)
    assert sorted(path.name for path in declarations.folder().iterdir()) == ["000001.json", "000001.pdf"]
    assert declarations.broken() == 0


def test_what_a_put_back_keys_database_lost_comes_back_from_the_files(lost):
    assert declarations.declare(now=NOW) is None
    again = Declaration.objects.get()
    assert (again.sha256, bytes(again.pdf), again.facts) == (lost.sha256, bytes(lost.pdf), lost.facts)


@pytest.fixture
def lost(committed):
    """A family is gone, and declared; the app role may not delete a declaration, so the superuser does."""
    hanna, _petra = town.make_users()
    town.make_dossier(town.make_family(), hanna)
    made = destroyed()
    with committed.connect("keys") as superuser:
        superuser.execute("DELETE FROM retention_declaration")
    return made


def test_a_file_that_was_altered_is_refused(lost):
    place = declarations.folder() / "000001.pdf"
    place.write_bytes(place.read_bytes().replace(b"/Pages", b"/Paged", 1))
    with pytest.raises(LedgerBroken, match="Verklaring van vernietiging 1"):
        declarations.declare(now=NOW)


def test_without_a_seal_destruction_goes_on_and_the_next_run_declares(hanna):
    town.make_dossier(town.make_family(), hanna)
    with override_settings(PDF_SEAL_KEY=""):
        tasks.destroy_due()
        with pytest.raises(NotSealable):
            declarations.declare(now=NOW)
    assert LedgerLine.objects.filter(state=State.DONE).count() == 6
    assert not Declaration.objects.exists()
    tasks.destroy_due()
    assert Declaration.objects.count() == 1


def test_a_kill_loses_no_numbers(dossier, monkeypatch):
    """Rows gone, and the ledger not told yet: what was counted before is what is declared."""

    def dies(*here):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(ledger, "_lines", stops_at(State.ROWS_GONE, ledger._lines))
        with pytest.raises(KeyboardInterrupt):
            engine.destroy_due(on=DUE_ON, now=NOW)
    made = destroyed()
    assert made.facts["rows"] > 20
    assert [part["number"] for part in made.facts["parts"] if part["category"] == "casusregie"] == [4]


def stops_at(wanted, lines):
    def stopped(units, state, **facts):
        if state == wanted:
            raise KeyboardInterrupt
        return lines(units, state, **facts)

    return stopped


def test_verify_finds_them_right(dossier):
    destroyed()
    found = verify(NOW)
    assert found.is_clean, found


@pytest.mark.parametrize(("what", "wrong"), [("head", bytes(32)), ("after_seq", 1), ("pdf", b"%PDF-1.7 iets anders")])
def test_verify_looks_at_them(lost, what, wrong):
    setattr(lost, what, wrong)
    lost.save(force_insert=True)
    found = verify(NOW)
    assert found.declarations_broken == 1
    assert not found.is_clean


def test_the_command_says_that_there_is_one(hanna, capsys):
    town.make_dossier(town.make_family(), hanna)
    call_command("destroy")
    assert "Verklaring van vernietiging 1" in capsys.readouterr().out


# --- /beheer/ --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["privacy_officer", "fg"])
def test_an_officer_downloads_the_paper(dossier, role):
    made = destroyed()
    client = signed_in(role)
    page = client.get("/beheer/retention/declaration/1/change/").content.decode()
    assert "Casusregie" in page
    assert "/beheer/retention/declaration/1/pdf/" in page
    answer = client.get("/beheer/retention/declaration/1/pdf/")
    assert (answer.content, answer["Content-Type"]) == (bytes(made.pdf), "application/pdf")
    assert "verklaring-van-vernietiging-1.pdf" in answer["Content-Disposition"]


def test_nobody_else_does(dossier, hanna):
    destroyed()
    client = signed_in("hulpverlener")
    for path in ("", "1/change/", "1/pdf/"):
        assert client.get(f"/beheer/retention/declaration/{path}").status_code == 404, path


def test_one_that_is_not_there(dossier):
    client = signed_in("privacy_officer")
    assert client.get("/beheer/retention/declaration/1/pdf/").status_code == 404


def test_it_is_read_only(dossier):
    destroyed()
    client = signed_in("privacy_officer")
    assert client.get("/beheer/retention/declaration/add/").status_code == 403
    assert client.post("/beheer/retention/declaration/1/change/", {"number": 5}).status_code == 403
    assert Declaration.objects.get().number == 1
