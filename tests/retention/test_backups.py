"""A back-up is made, something is destroyed, the back-up is put back: the drill of docs/runbooks/backup.md."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from boekel_sd import opening
from boekel_sd.backup import archive, folders, making, programs, putting_back
from boekel_sd.backup.folders import stamp_of
from cases.access import access_for_system
from cases.models import Document, Draft, Entry
from retention import horizon, ledger, restoring, startup, tasks
from retention.errors import NotRestored
from retention.verification import verify
from sealing import files, keys
from sealing.models import DataKey
from tests.cluster import ROOT, WORKER
from tests.conftest import RUN
from tests.gone import places as places_on_disk
from tests.retention import town
from tests.retention.everywhere import places
from tests.retention.town import CANARY, as_owner

pytestmark = pytest.mark.policy("2.3")
now = timezone.now  # keys carry the real time of their making

# What means the same: a word by chance, casts that a condition gets when it is read again, comments of pg_dump.
WRITTEN_OTHERWISE = re.compile(r"^\\(un)?restrict.*|^--.*|[()]|::character varying|::text(\[\])?")


@pytest.fixture(autouse=True)
def _places_of_its_own(tmp_path, settings, monkeypatch):
    for name in ("BACKUP_DIR", "KEYS_BACKUP_DIR", "ANCHOR_FILE"):
        setattr(settings, name, tmp_path / name.lower())
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    # For commands in a process of their own: a demo first looks whether its tables are up to date.
    monkeypatch.setenv("DEMO", "0")


@pytest.fixture
def homes(committed):
    return make_homes()


@pytest.fixture
def homes_here(db):
    """Not committed: their back-up is empty, but what is there can be lost."""
    return make_homes()


def make_homes():
    """A family whose dossier is due, and neighbours whose dossier stays; Hanna is typing in theirs."""
    hanna, _petra = town.make_users()
    due, stays = (
        town.make_dossier(town.make_family(), hanna, **facts) for facts in ({"codename": "weg"}, {"closed_on": None})
    )
    with as_owner():
        draft = Draft.objects.create(
            dossier=stays, user=hanna, content={"text": f"Half {CANARY}"}, created_at=now(), saved_at=now(),
            expires_at=now() + timedelta(days=14),
        )  # fmt: skip
        entry, letter = Entry.objects.get(dossier=stays), Document.objects.get(dossier=stays)
        gone = {due.pk, due.household_id, *due.dossier_persons.values_list("person", flat=True)}
        gone |= set(Entry.history.filter(dossier_id=due.pk).values_list("id", flat=True))
    return SimpleNamespace(gone=gone, stays=stays, draft=draft, entry=entry, letter=letter)


def told(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def back_up():
    """The name of one made now."""
    told("backup")
    return folders.stamps(site.BACKUP_DIR)[-1]


def seen(committed, ids):
    with committed.connect() as connection:
        return {place for place in places(connection, ids) if not place.startswith("audit_accesslog")}


def text_of(entry):
    with as_owner():
        return access_for_system("migratie").give(Entry.objects.get(pk=entry.pk)).text


def everything_is_as_it_must_be(committed, homes):
    assert seen(committed, homes.gone) == set()
    assert not DataKey.objects.filter(pk__in=homes.gone, destroyed_at__isnull=True).exists()
    found = verify(now())
    assert found.is_clean, found
    assert ledger.file_head() == ledger.table_head()
    assert not restoring.is_unfinished()


def the_neighbours_are_whole(homes):
    assert text_of(homes.entry) == f"Beter gesprek {CANARY}"
    key = keys.find([homes.letter.pk])[homes.letter.pk]
    assert files.read(homes.letter.pk, key) == f"inhoud {CANARY}".encode()
    assert files.stored_ids() == {homes.letter.pk}


# --- the drill ---


def test_the_drill(homes, committed):
    walls = everything_but_rows(committed)
    stamp = back_up()
    told("destroy")
    assert seen(committed, homes.gone) == set()
    assert files.stored_ids() == {homes.letter.pk}

    assert killed_while_restoring() == signal.SIGKILL
    assert seen(committed, homes.gone), "the back-up brought it back"
    assert DataKey.objects.filter(pk__in=homes.gone, destroyed_at__isnull=True).exists()
    nobody_gets_in()
    before = DataKey.objects.filter(destroyed_at__isnull=True).count()

    assert stamp in told("restore")
    assert DataKey.objects.filter(destroyed_at__isnull=True).count() < before
    everything_is_as_it_must_be(committed, homes)
    the_neighbours_are_whole(homes)
    after = everything_but_rows(committed)
    assert [line for line in walls if line not in after] == [line for line in after if line not in walls] == []
    with as_owner():
        assert Draft.objects.filter(pk=homes.draft.pk).exists()
    opening.open_site()
    told("verify_access_log")
    told("destroy")
    assert ledger.verify() == ledger.table_head().seq


def killed_while_restoring():
    """In a process of its own, when both databases are back and nothing was destroyed again; what ended it."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        archive.unpack = lambda source: os.kill(os.getpid(), signal.SIGKILL)
        try:
            told("restore", "--replace")
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status)


def everything_but_rows(committed):
    """Tables, functions, policies, triggers, owners and rights of both databases."""
    dumps = [places_on_disk.dump(alias, committed.what, "plain", "--schema-only").decode() for alias in programs.NAMES]
    return sorted(WRITTEN_OTHERWISE.sub("", line) for text in dumps for line in text.splitlines())


def nobody_gets_in():
    with pytest.raises(SystemExit) as refused:
        opening.open_site()
    assert "A back-up is being put back" in str(refused.value)
    for work in (lambda: startup.check(on=timezone.localdate(), now=now()), tasks.sweep_orphan_keys, tasks.destroy_due):
        with pytest.raises(NotRestored):
            work()
    for command in ("destroy", "backup"):
        with pytest.raises(CommandError, match="niet afgemaakt"):
            told(command)


def test_what_somebody_took_back_since_does_not_come_back(homes, committed):
    """The ledger knows nothing of it: its key says it. The back-up of the keys is newer than that of the content, and
    knows what was destroyed though the ledger's file was lost."""
    first = back_up()
    taken = [homes.entry.pk, homes.letter.pk]
    with as_owner():
        for model in (Entry, Document):
            model.history.filter(id__in=taken)._raw_delete("default")
            model.objects.filter(pk__in=taken)._raw_delete("default")
        Draft.objects.filter(pk=homes.draft.pk).delete()
    files.delete(homes.letter.pk)
    keys.destroy([*taken, homes.draft.pk], at=now())
    told("destroy")
    folders_of_the_past(first)
    back_up()

    site.LEDGER_FILE.unlink()
    with pytest.raises(CommandError, match="Het registerbestand"):
        told("restore", first, "--replace")
    assert first in told("restore", first, "--replace", "--ledger-lost")
    everything_is_as_it_must_be(committed, homes)
    assert files.stored_ids() == set()
    assert seen(committed, [homes.draft.pk]) == set()
    with as_owner():
        assert not Entry.objects.exists()
    assert keys.find([homes.stays.pk])


def folders_of_the_past(stamp):
    """Two back-ups in one second have one name: wait until the clock is past it."""
    while stamp_of(now()) <= stamp:
        pass


def test_what_another_program_put_back_comes_to_the_same_end(homes, committed, monkeypatch):
    stamp = back_up()
    told("destroy")
    restoring.mark().touch()
    connections.close_all()
    programs.empty("default")
    programs.load("default", site.BACKUP_DIR / stamp / making.CONTENT)
    assert seen(committed, homes.gone)
    as_owner_of_tables = []
    monkeypatch.setattr(putting_back, "_as_owner", as_owner_of_tables.append)
    assert "Opnieuw vernietigd: 6." in told("restore", "--loaded")
    assert as_owner_of_tables == ["new_log_epoch"]
    everything_is_as_it_must_be(committed, homes)
    the_neighbours_are_whole(homes)


# --- refused, and nothing changed ---


def test_one_changed_byte_in_any_part_is_refused(homes_here):
    stamp = back_up()
    parts = sorted(path for place in (site.BACKUP_DIR, site.KEYS_BACKUP_DIR) for path in (place / stamp).iterdir())
    assert [path.name for path in parts] == ["default.dump", "files.tar", "manifest.json", "keys.dump", "manifest.json"]
    for part in parts:
        whole = part.read_bytes()
        middle = len(whole) // 2
        part.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        with pytest.raises(CommandError, match=r"Er is niets veranderd.*De back-up .* is "):
            told("restore", "--replace")
        part.unlink()
        with pytest.raises(CommandError, match=r"Er is niets veranderd.*De back-up .* is "):
            told("restore", "--replace")
        part.write_bytes(whole)
    assert not restoring.is_unfinished()
    the_neighbours_are_whole_and_so_is_the_family(homes_here)


def the_neighbours_are_whole_and_so_is_the_family(homes):
    assert text_of(homes.entry) == f"Beter gesprek {CANARY}"
    assert len(files.stored_ids()) == 2


def test_a_back_up_of_somebody_else_is_never_loaded(homes_here):
    """Digests that fit are no proof: a dump can run anything."""
    stamp = back_up()
    manifest = site.BACKUP_DIR / stamp / "manifest.json"
    outer = json.loads(manifest.read_text())
    facts = json.loads(outer["manifest"])
    (site.BACKUP_DIR / stamp / "default.dump").write_bytes(b"something else")
    facts["parts"]["default.dump"] = folders.digest(site.BACKUP_DIR / stamp / "default.dump")
    manifest.write_text(json.dumps(outer | {"manifest": json.dumps(facts)}))
    with pytest.raises(CommandError, match="niet van ons, of is veranderd"):
        told("restore", "--replace")


def test_what_is_there_is_not_overwritten_unasked(homes_here):
    back_up()
    with pytest.raises(CommandError, match=r"niets veranderd\. Er staan al gegevens.*--replace"):
        told("restore")
    the_neighbours_are_whole_and_so_is_the_family(homes_here)


def test_not_while_somebody_is_in_the_databases(homes_here):
    back_up()
    with (
        RUN.admin("keys", RUN.database("keys", WORKER)),
        pytest.raises(CommandError, match=r"niets veranderd\. De databases zijn in gebruik \(1 "),
    ):
        told("restore", "--replace")


def test_not_with_a_ledger_file_that_does_not_know_what_is_gone(homes_here, settings):
    told("destroy")
    back_up()
    lines = settings.LEDGER_FILE.read_text().splitlines(keepends=True)
    for known in (lines[:-1], []):
        settings.LEDGER_FILE.write_text("".join(known))
        with pytest.raises(CommandError, match=r"niets veranderd\. Het registerbestand .* is ouder dan de back-up"):
            told("restore", "--replace")


def test_not_with_keys_that_are_older_than_the_content(homes_here, settings):
    stamp = back_up()
    older = stamp_of(folders.made_at(stamp) - timedelta(days=1))
    manifest = settings.KEYS_BACKUP_DIR / stamp
    at = now() - timedelta(days=1)
    (manifest / "manifest.json").unlink()
    new = manifest.rename(manifest.with_name(f"{older}.new"))
    folders.finish(new, at=at, head=ledger.table_head(), versions={})
    with pytest.raises(CommandError, match=r"niets veranderd\. De nieuwste back-up van de sleutels is ouder"):
        told("restore", "--replace")


@pytest.mark.parametrize(("stamp", "word"), [("20200101T000000Z", "Er is geen back-up 2020"), ("../..", "Er is geen")])
def test_what_is_not_there_cannot_be_put_back(db, stamp, word):
    with pytest.raises(CommandError, match=word):
        told("restore", stamp)


# --- making ---


def test_a_back_up_says_what_it_is_and_nobody_else_can_read_it(homes):
    told("destroy")
    stamp = back_up()
    content, of_keys = (folders.read(place, stamp) for place in (site.BACKUP_DIR, site.KEYS_BACKUP_DIR))
    assert content.parts.keys() == {"default.dump", "files.tar"}
    assert of_keys.parts.keys() == {"keys.dump"}
    assert content.head == of_keys.head == ledger.table_head()
    assert folders.made_at(stamp) == content.at.replace(microsecond=0)
    assert stat.S_IMODE(content.folder.stat().st_mode) == stat.S_IMODE(of_keys.folder.stat().st_mode) == 0o700
    facts = json.loads(json.loads((content.folder / "manifest.json").read_text())["manifest"])
    assert "PostgreSQL" in facts["versions"]["pg_dump"]
    everything = b"".join(path.read_bytes() for path in (*content.folder.iterdir(), *of_keys.folder.iterdir()))
    assert CANARY.encode() not in everything


def test_nothing_is_backed_up_while_somebody_destroys(db, monkeypatch):
    monkeypatch.setattr(startup, "WAIT_SECONDS", 1)
    with RUN.admin("keys", RUN.database("keys", WORKER)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ledger.LOCK])
        with pytest.raises(CommandError, match="Er is geen back-up gemaakt"):
            told("backup")


FULL_DISK = """#!/bin/sh
[ $1 = --version ] && exit
echo 'pg_dump: error: no space left' >&2
exit 1
"""


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (None, "pg_dump is er niet: .*POSTGRES_PROGRAMS"),
        (FULL_DISK, "pg_dump is niet gelukt: pg_dump: error: no space"),
    ],
    ids=["missing", "failing"],
)
def test_without_pg_dump_it_says_so_and_leaves_nothing(db, settings, tmp_path, found, word):
    settings.POSTGRES_PROGRAMS = tmp_path
    if found:
        (tmp_path / "pg_dump").write_text(found)
        (tmp_path / "pg_dump").chmod(0o700)
    with pytest.raises(CommandError, match=f"Er is geen back-up gemaakt. {word}"):
        told("backup")
    assert not any(any(place.iterdir()) for place in (site.BACKUP_DIR, site.KEYS_BACKUP_DIR) if place.exists())


def test_the_command_ends_with_one_when_it_fails_and_shows_no_traceback(db):
    command = [sys.executable, str(ROOT / "manage.py"), "backup"]
    environment = {**os.environ, "PYTHONWARNINGS": "", "POSTGRES_PROGRAMS": "/nowhere"}
    failed = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
    assert failed.returncode == 1
    assert "pg_dump is er niet" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_password_is_no_argument(monkeypatch):
    monkeypatch.setenv("KEYS_DATABASE_BACKUP_URL", "postgres://us:geheim@db/one?sslmode=require")
    argument, secrets = programs._address("keys", "BACKUP_URL")
    assert "geheim" not in argument
    assert "sslmode=require" in argument
    assert secrets == {"PGPASSWORD": "geheim"}


# --- how long they last ---


def folder_of(place, on, suffix=""):
    folder = place / f"{stamp_of(datetime(on.year, on.month, on.day, 11, tzinfo=UTC))}{suffix}"
    folder.mkdir(parents=True)
    (folder / "keys.dump").write_bytes(b"sleutels")
    return folder


def test_what_is_past_its_days_goes_at_each_back_up(db):
    today = timezone.localdate()
    week, less = (folder_of(site.KEYS_BACKUP_DIR, today - timedelta(days=days)) for days in (7, 6))
    same_day, quarter, younger = (folder_of(site.BACKUP_DIR, today - timedelta(days=days)) for days in (7, 90, 89))
    unfinished = folder_of(site.BACKUP_DIR, today - timedelta(days=1), ".new")
    (site.BACKUP_DIR / "van iemand anders").mkdir()
    assert "Verwijderd: 3." in told("backup")
    assert [path.exists() for path in (week, less)] == [False, True]
    assert [path.exists() for path in (same_day, quarter, younger, unfinished)] == [True, False, True, False]
    assert (site.BACKUP_DIR / "van iemand anders").exists()


@pytest.mark.parametrize("days", [1, 7, 90])
def test_on_the_day_a_declaration_names_no_back_up_from_before_is_left(tmp_path, days):
    destroyed_on = date(2026, 3, 1)
    before = [folder_of(tmp_path, destroyed_on - timedelta(days=number)) for number in range(days + 2)]
    day_before = horizon.gone_from(destroyed_on, days) - timedelta(days=1)
    folders.prune(tmp_path, days=days, on=day_before - timedelta(days=1))
    assert any(path.exists() for path in before)
    folders.prune(tmp_path, days=days, on=day_before)
    assert not any(path.exists() for path in before)
