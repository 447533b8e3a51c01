"""One request, with everything that leaves the house because of it; afterwards nothing of it has happened."""

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from audit.purposes import Purpose
from boekel_sd.celery import app as celery
from boekel_sd.logs import NotHealth, NoValues, Plain
from cases import typing
from inzage.actions import recognise
from sealing.index import bsn_index
from tests.addresses import ANYTHING, BESIDE, MADE_FOR, Address
from tests.cases.conftest import RolledBack
from tests.cast import as_system, sign_in
from tests.matrix.cells import RECORDS, Cell, register_of

# Instead of the first word of the address.
MADE_FOR_NAME = {"cases:emergency_end": "running", "cases:document_image": "picture"}
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
LOG = "audit_accesslog"
QUERIES = {"beheer:autocomplete": "?app_label=cases&model_name=grant&field_name=content_object&term="}


@dataclass
class Answer:
    response: object
    logged: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)

    @cached_property
    def text(self) -> str:
        """All that goes back to who asked."""
        response = self.response
        body = response.content.decode("utf-8", "replace")
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        return f"{response.status_code}\n{headers}\n{response.cookies.output()}\n{body}"

    @property
    def elsewhere(self) -> str:
        """What went into the log, the access log and the mail."""
        return "\n".join((*self.logged, *self.rows, *self.mails))


class Kept(logging.Handler):
    """What the log of the house would say: its own filters and words."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.setFormatter(Plain("%(levelname)s %(name)s %(message)s"))
        for one in (NotHealth(), NoValues()):
            self.addFilter(one)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


class Asker:
    """Asks in everybody's name, on the stage. Browsers are signed in once, and are before each ask as they were."""

    def __init__(self, scene):
        self.scene, self._browsers = scene, {}

    def browser(self, who: str) -> Client:
        if who not in self._browsers:
            client = self._new(who)
            self._browsers[who] = client, {name: morsel.value for name, morsel in client.cookies.items()}
        client, kept = self._browsers[who]
        client.cookies.clear()
        client.cookies.load(kept)
        return client

    def _new(self, who):
        if who == "anonymous":
            return Client(raise_request_exception=False)
        if who == "resident":
            return self._resident()
        return sign_in(self.scene.people[who], raise_request_exception=False)

    def _resident(self):
        client, now = Client(raise_request_exception=False), timezone.now()
        with as_system(Purpose.PORTAL):
            resident = recognise(bsn_index(next(self.scene.numbers)), now=now)
        session = client.session
        session["inwoner"] = {"id": str(resident.pk), "started": now.isoformat(), "seen": now.isoformat()}
        session.save()
        client.cookies["sessionid"] = session.session_key
        return client

    def ask(self, who: str, method: str, path: str, data=None) -> Answer:
        client = self.browser(who)
        with RolledBack(), listening() as lines, watching() as (rows, written):
            mail.outbox = []
            request = getattr(client, method.lower())
            response = request(path, data) if data and method == "POST" else request(path)
            deliver()
            return Answer(response, lines, rows, outbox(), written)


@contextmanager
def listening():
    handler, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


@contextmanager
def watching():
    """(rows handed to the access log, every table that is written)."""
    rows, written = [], set()

    def look(execute, statement, values, many, context):
        table = WRITES.match(str(statement))
        if table:
            written.add(table.group(1))
            if table.group(1) == LOG:
                rows.append(repr(values))
        return execute(statement, values, many, context)

    with connections["default"].execute_wrapper(look), connections["keys"].execute_wrapper(look):
        yield rows, written


def deliver():
    """What waits for the commit is handed over at once, and its mail written. Deliveries alone: other such work would
    take files away for good."""
    celery.conf.task_always_eager = True
    try:
        for _points, work, _robust in list(connections["default"].run_on_commit):
            if getattr(getattr(work, "func", None), "__name__", "") == "delay":
                work()
    finally:
        celery.conf.task_always_eager = False


def outbox() -> list[str]:
    return [f"{message.subject}\n{message.from_email}\n{message.body}" for message in mail.outbox]


# --- what is asked ---


def path_of(address: Address, scene, cell: Cell) -> str:
    """The address for this family, as this person would have it."""
    register = register_of(cell.address)
    if register:
        return path_in_register(address, register, scene.registers[register[0]].pk)
    if address.ids:
        return address.path(*ids_for(address, scene, cell))
    return path_without_ids(address, scene)


def path_to_nobody(address: Address, nobody) -> str:
    """The same with an id that nobody has; in /beheer/ a page that is not there."""
    return address.path(*[nobody] * len(address.ids)) if address.ids else "/beheer/bestaat-niet/"


def path_in_register(address: Address, register: tuple[str, str], pk) -> str:
    if not address.view_name:
        return f"/{address.route.replace('<path:object_id>', str(pk))}"
    return reverse(address.view_name, args=[pk] if "object_id" in address.route else [])


def path_without_ids(address: Address, scene) -> str:
    if not address.view_name:
        return "/beheer/bestaat-ook-niet/"
    given = {"app_label": "cases", "uidb64": "x", "token": "x", "key": 1, "number": 1}
    given |= {"content_type_id": scene.dossier_type, "object_id": scene.registers["cases_dossier"].pk}
    kwargs = {name: value for name, value in given.items() if f"{name}>" in address.route}
    return reverse(address.view_name, kwargs=kwargs) + QUERIES.get(address.view_name, "")


def ids_for(address: Address, scene, cell: Cell) -> list:
    if not address.ids:
        return []
    family = scene.families[cell.family]
    first = MADE_FOR_NAME.get(cell.address) or MADE_FOR[address.route.partition("/")[0]]
    where = family.apart[cell.category] if cell.category and first in {*RECORDS.values(), "picture"} else family
    if first == "running" and cell.who == "luuk" and hasattr(family, "luuk"):
        first = "luuk"
    return [getattr(where, first).pk, *(getattr(family, BESIDE[name]).pk for name in address.ids[1:])]


def form_of(scene, cell: Cell) -> dict:
    """Enough for any form, so that only a door can say no."""
    family, clock = scene.families[cell.family], f"{localtime(scene.now - timedelta(minutes=9)):%H:%M}"
    worker = scene.people.get(cell.who)
    form = ANYTHING | {
        "about": [str(pk) for pk in family.about[:1]],
        "user": str(scene.people["iris"].pk),
        "danger": "Er is nu gevaar",
        "regisseur_tried_at": clock,
        "deputy_tried_at": clock,
        "outcome": "terecht",
        "review": "Het was terecht",
        "categories": ["behandeling"],
        "absent": str(family.given.user_id),
        "to": str(scene.people["otto"].pk),
        "dossier": str(family.dossier.pk),
        "action": "end",
        "task": "naleving",
        "kind": "crisis" if cell.who in ("nina", "luuk") else ANYTHING["kind"],
    }
    if worker:
        form["opened"] = typing.sign(worker, family.dossier.pk)
    return form | SEARCHED.get(cell.address, lambda family: {})(family)


# What somebody searches with who means this family.
SEARCHED = {
    "cases:search": lambda family: {"q": family.word},
    "cases:directory": lambda family: {"bsn": family.bsn, "surname": "", "birth_date": ""},
    "cases:on_call": lambda family: {"bsn": family.bsn, "surname": "", "birth_date": ""},
    "cases:inspections": lambda family: {"codename": family.codename},
    "brp:lookup": lambda family: {"bsn": family.bsn, "surname": "", "birth_date": ""},
}
