"""§ 2.3 Bewaartermijnen: after destruction nothing of a family can be found in anything that was written down of them.

Real servers do the work: gunicorn, Celery, PostgreSQL, Valkey. Whatever is looked for was found before.
"""

import signal
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone
from psycopg import sql

from accounts.models import Organisation, SecrecyText, User
from boekel_sd.celery import app
from boekel_sd.roles import OWNER
from retention import ledger, startup, steps
from retention.states import Kind
from retention.verification import verify
from tests.conftest import RUN
from tests.gone import inventory, places, planted, story
from tests.gone.family import NAMES, Family
from tests.gone.scanner import Place, find, word
from tests.gone.visitor import Visitor
from tests.retention import town as retention_town

pytestmark = [pytest.mark.policy("2.3"), pytest.mark.timeout(600)]
PASSWORD = "vier losse woorden samen"
DESTROY, SWEEP, SEAL = "retention.tasks.destroy_due", "retention.tasks.sweep_orphan_keys", "audit.tasks.seal_log"
KEEP_SEARCH_READY = "cases.tasks.keep_search_ready"
# Asked, mistyped or refused, and kept nowhere.
NEVER_KEPT = {"search", "error", "path", "upload", "sign_in", "picture"}
FINDABLE = {"given", "surname", "street", "town", "father_name", "mother_name", "brp_street", *NAMES}
DUMPS = {f"dump of default, {style}{names}" for style in ("plain", "custom") for names in ("", ", without names")}
COPIES = {"table in default, text", "table in default, binary"}
# Where an id stays by design: in who read what; as a key that is no more; and, of a table that became empty, among the
# samples that PostgreSQL keeps to plan its work, for it takes new ones only where there are rows.
ACCESS_LOG, TOMBSTONES, SAMPLES = "audit_accesslog_", "sealing_datakey", "statistics"


@dataclass
class Town:
    """Of the one family everything must go; the other stays as it is."""

    family: Family
    stays: Family
    dossiers: list[UUID]
    dossier_that_stays: UUID
    gone_on: date


@pytest.fixture
def colleagues(committed):
    home = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    text = SecrecyText.objects.current(on=timezone.localdate())

    def make(name):
        roles = ["hulpverlener", "regievoerder"]
        user = User.objects.create_user(
            f"{name.lower()}@boekel.example", PASSWORD, name=name, organisation=home, roles=roles
        )
        user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=timezone.now())
        return user

    return {name: make(name) for name in ("Noor", "Thijs", "Imane")}


# --- before ----------------------------------------------------------------------------------------------------


def live(house, colleagues, breaks, tail) -> Town:
    """The family has two dossiers, one on a household from the BRP; both are closed today."""
    family, stays = Family(tail, 999920000), Family("Blijvertje", 999930000, born="1932-08-20", label="stays ")
    with house.brp_that_knows(family), house.worker(), house.web() as url:
        house.does(KEEP_SEARCH_READY)
        noor, imane = (Visitor(url).signs_in(colleagues[name].email, PASSWORD) for name in ("Noor", "Imane"))
        stays_at = have_dossier(noor, imane, stays, story.take_up, colleagues["Thijs"])
        paths = [
            have_dossier(noor, imane, family, take, colleagues["Thijs"]) for take in (story.take_up, story.take_over)
        ]
        for visitor in (noor, imane):
            story.look_around(visitor, family)
        story.stumble(noor, family, paths[0])
        story.sign_in_wrongly(url, family)
        story.fail(noor, family, paths[0], breaks)
        gone_on = {story.close(noor, family, path) for path in paths}
        be_unable_to_rebuild(house, breaks)
        house.does(SEAL, DESTROY)
        for path in paths:
            noor.goes(path)
    return Town(family, stays, [id_in(path) for path in paths], id_in(stays_at), gone_on.pop())


def have_dossier(noor, imane, family, take, colleague) -> str:
    dossier = story.open_dossier(noor, family, *take(noor, family))
    pages = story.fill(noor, family, dossier)
    story.keep(noor, family, dossier)
    story.let_in(noor, family, dossier, colleague)
    story.be_refused(imane, [dossier, *pages])
    return dossier


def be_unable_to_rebuild(house, breaks):
    """A task fails on a row full of names, which the database says aloud; then it works again."""
    with breaks("person_search", "23514", and_empty=True):
        house.does(KEEP_SEARCH_READY)
    assert "IntegrityError" in house.log("worker")
    house.does(KEEP_SEARCH_READY)


def id_in(path) -> UUID:
    return UUID(path.split("/")[2])


def analyse(committed):
    """As autovacuum does: PostgreSQL takes samples of what stands in every column."""
    for alias in ("default", "keys"):
        with committed.connect(alias) as superuser:
            superuser.execute("VACUUM (ANALYZE)")


# --- what is found ---------------------------------------------------------------------------------------------


def kinds_of(found: set[Place]) -> set[str]:
    return {place.kind for place in found}


def names_of(found: set[Place]) -> set[str]:
    return {place.name for place in found}


def planted_words_are_found(control: planted.Planted, found):
    for text, kind in control.kinds.items():
        kinds = kinds_of(found.get(text, set()))
        expected = {
            f"table in {kind}, text",
            f"table in {kind}, binary",
            f"dump of {kind}, plain",
            f"dump of {kind}, custom",
        }
        assert (expected <= kinds) if kind in {"default", "keys"} else (kind in kinds), text
    if RUN.servers.valkey:
        assert any("image of Valkey" in kinds_of(where) for where in found.values())


def words_are_where_they_should(town, found):
    """Plain: the names, in the search data and nowhere else; and those are in no proper back-up."""
    plain = found_of(town.family.needles(), found)
    elsewhere = {
        f"{name} in {place}" for name, where in plain.items() for place in where if place.name != "person_search"
    }
    assert elsewhere == set()
    assert plain.keys() == FINDABLE | {"born"}
    for name in FINDABLE:
        assert kinds_of(plain[name]) == COPIES | {"dump of default, plain", "dump of default, custom"}, name


def sealed_words_are_there(town, ids):
    """What no place shows is there all the same: with the keys it opens."""
    said = "\n".join(
        [*inventory.opened(ids), *(content.decode(errors="replace") for content in inventory.contents(ids))]
    )
    for name, text in town.family.words.items():
        assert (text in said) is (name not in NEVER_KEPT), name
    assert all(number in said for number in town.family.numbers)


def secrets_are_found(things: inventory.Inventory, found):
    for name in things.secrets:
        kinds = kinds_of(found[name])
        if name.startswith("file"):
            assert kinds == {"store"}
        elif name.startswith("key"):
            assert {"dump of keys, custom", "table in keys, binary"} <= kinds
            assert names_of(found[name]) == {TOMBSTONES}
        else:
            assert SAMPLES not in names_of(found[name])
            assert kinds >= COPIES, name
            assert kinds >= DUMPS or name.startswith("person_search"), name


# --- after -----------------------------------------------------------------------------------------------------


def nothing_is_found(things: inventory.Inventory, found: dict[str, set[Place]]):
    """Of ids alone, and in three places alone."""
    ids = {f"id {one}" for one in things.ids}
    assert found.keys() <= ids, {name: set(map(str, where)) for name, where in found.items() if name not in ids}
    where = set().union(*map(names_of, found.values()))
    assert all(name.startswith((ACCESS_LOG, TOMBSTONES, SAMPLES)) for name in where), where
    assert any(name.startswith(ACCESS_LOG) for name in where)
    assert any(name.startswith(TOMBSTONES) for name in where)


def the_other_family_is_whole(town, other: inventory.Inventory, found):
    assert other.secrets.keys() <= found.keys()
    assert found_of(town.stays.needles(), found).keys() >= {"stays given", "stays surname", "stays street"}
    said = "\n".join(inventory.opened(other.ids))
    assert town.stays.better_note in said


def put_back(committed, made: bytes):
    """This back-up of the default database in its place; the keys stay as they are now."""
    name = RUN.database("default", committed.what)
    connections["default"].close()
    with RUN.admin("default") as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (name, OWNER))))
    places.program("pg_restore", f"--dbname={RUN.admin_url('default', name)}", "--exit-on-error", given=made)


# --- from the first day to the last ----------------------------------------------------------------------------


class Proof:
    """What is looked for of a family that had a dossier, found in everything that was written down of them."""

    def __init__(self, committed, house, town):
        self.committed, self.house, self.town = committed, house, town
        self.things = inventory.of(committed, town.dossiers)
        self.other = inventory.of(committed, [town.dossier_that_stays])
        self.wanted = [*town.family.needles(), *self.things.needles()]

    def before(self):
        analyse(self.committed)
        with planted.everywhere(self.committed, self.house) as control:
            found = self.look("before", *(word(text, text) for text in control.kinds))
        planted_words_are_found(control, found)
        words_are_where_they_should(self.town, found)
        sealed_words_are_there(self.town, self.things.ids)
        secrets_are_found(self.things, found)

    def after(self):
        analyse(self.committed)
        found = self.look("after", *self.town.stays.needles(), *self.other.needles())
        the_other_family_is_whole(self.town, self.other, found)
        nothing_is_found(self.things, found_of(self.wanted, found))
        assert verify(ledger.last_line().at).is_clean

    def look(self, when, *more) -> dict[str, set[Place]]:
        seen = places.everywhere(self.committed, self.house)
        found = find([*self.wanted, *more], seen)
        mine = found_of(self.wanted, found)
        ids = sum(name.startswith("id ") for name in mine)
        size = sum(len(place.content) for place in seen)
        spellings = sum(len(needle.spellings) for needle in self.wanted)
        sys.stdout.write(
            f"{when}: {len(seen)} places of {len(kinds_of(seen))} kinds, {size} bytes. {len(self.wanted)} things wanted"
            f" in {spellings} spellings; found {len(mine) - ids}, and {ids} ids.\n"
        )
        return found


def test_nothing_of_a_family_is_left(committed, house, colleagues, breaks):
    town = live(house, colleagues, breaks, "Ångström-Łukasz")
    proof = Proof(committed, house, town)
    proof.before()
    back_up = places.backup("default", committed.what, "custom", places.WITHOUT_NAMES)
    destroy(house, on=town.gone_on)
    proof.after()
    put_back(committed, back_up)
    is_unreadable_and_goes_again(proof)


def is_unreadable_and_goes_again(proof):
    """What a back-up brings back opens with no key there is, and the site does not open before it is gone."""
    found = find(proof.wanted, places.databases(proof.committed))
    assert not found_of(proof.town.family.needles(), found)
    assert set().union(*map(names_of, found.values())) >= proof.things.tables - {"person_search"}
    unreadable = inventory.unreadable(proof.things.ids)
    sys.stdout.write(f"put back from a back-up: {unreadable} sealed values, none of which opens.\n")
    assert unreadable > 50
    assert inventory.opened(proof.other.ids)
    startup.check(on=proof.town.gone_on, now=ledger.last_line().at)
    analyse(proof.committed)
    nothing_is_found(proof.things, find(proof.wanted, places.everywhere(proof.committed, proof.house)))
    assert verify(ledger.last_line().at).is_clean


def destroy(house, *, on: date):
    """By a worker whose clock says that the day has come."""
    with house.worker(days_ahead=days_until(on)):
        house.does(DESTROY, SWEEP)


def days_until(day: date) -> int:
    return (day - timezone.localdate()).days


def found_of(needles, found):
    names = {needle.name for needle in needles}
    return {name: where for name, where in found.items() if name in names}


# --- variations ------------------------------------------------------------------------------------------------


@pytest.mark.proof
@pytest.mark.parametrize("tail", ["ÇIĞ-öztürk", "d'Œuvre & Zn <b>", "Ünal; 日本語", "محمد العربي"])
def test_nothing_is_left_whatever_they_are_called_and_not_a_day_too_early(committed, house, colleagues, breaks, tail):
    town = live(house, colleagues, breaks, tail)
    proof = Proof(committed, house, town)
    proof.before()
    destroy(house, on=town.gone_on - timedelta(days=1))
    secrets_are_found(proof.things, proof.look("the day before"))
    destroy(house, on=town.gone_on)
    proof.after()


DIES_AT = [
    (Kind.DOSSIER, steps.INTENT_FILED),
    (Kind.DOSSIER, steps.ROWS_COMMITTED),
    (Kind.DOSSIER, steps.FILES_DELETED),
    (Kind.PERSON, steps.ROWS_GONE_COMMITTED),
    (Kind.HOUSEHOLD, steps.KEYS_DESTROYED),
]


@pytest.mark.proof
@pytest.mark.parametrize("dies_at", [f"{kind} {point}" for kind, point in DIES_AT])
def test_nothing_is_left_when_the_worker_was_killed_half_way(committed, house, colleagues, breaks, dies_at):
    town = live(house, colleagues, breaks, "Ångström-Łukasz")
    proof = Proof(committed, house, town)
    proof.before()
    with house.worker(days_ahead=days_until(town.gone_on), dies_at=dies_at) as worker:
        app.send_task(DESTROY)
        assert worker.wait(60) == -signal.SIGKILL
    destroy(house, on=town.gone_on)
    proof.after()


@pytest.mark.proof
def test_nothing_is_left_by_a_worker_whose_clock_is_right(committed, house):
    """For a dossier that was closed years ago."""
    hanna, _petra = retention_town.make_users()
    family, neighbours = retention_town.make_family(), retention_town.make_family()
    due = retention_town.make_dossier(family, hanna)
    stays = retention_town.make_dossier(neighbours, hanna, closed_on=None)
    with house.worker():
        house.does(KEEP_SEARCH_READY)
        things, other = (inventory.of(committed, [dossier.pk]) for dossier in (due, stays))
        secrets_are_found(things, find(things.needles(), places.everywhere(committed, house)))
        house.does(DESTROY)
    analyse(committed)
    found = find([*things.needles(), *other.needles()], places.everywhere(committed, house))
    nothing_is_found(things, found_of(things.needles(), found))
    assert other.secrets.keys() <= found.keys()
