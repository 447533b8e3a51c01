"""Colleagues who each have one dossier nobody else may see, with a word in it that stands nowhere else."""

import http.client
import json
import random
import re
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from accounts.models import Organisation, SecrecyText
from audit.purposes import Purpose
from cases import actions, search
from cases.models import Household, HouseholdMember
from cases.uploads import Upload
from tests.cast import RECORD, acting, as_system, make_person, make_worker, sign_in

WORD = re.compile(r"kanarie\d\d\w*")
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
# Tables whose rows have an id of their own in `Member.ids`, and those of which a row says of which dossier it is.
THINGS, IN_A_DOSSIER = ("dossier", "household", "person"), ("entry", "history", "document", "task")
NOT_FOUND, BROKEN = 404, 500


@dataclass
class Member:
    """A colleague, and what is theirs: `word`, `cookie`, and the ids of what the database may show them."""

    word: str
    cookie: str
    ids: dict[str, str]
    token: str = ""

    @property
    def rows(self) -> dict[str, list[str]]:
        """What they see of every table."""
        return {name: [self.ids[name if name in THINGS else "dossier"]] for name in (*THINGS, *IN_A_DOSSIER)}


def make(size: int) -> list[Member]:
    now = timezone.now()
    home = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    text = SecrecyText.objects.current(timezone.localdate(now))
    with as_system(Purpose.IMPORT):
        search.mark_ready()
    return [make_member(number, home, text, now - timedelta(days=3)) for number in range(size)]


def make_member(number, home, text, at) -> Member:
    word = f"kanarie{number:02}"
    worker = make_worker(f"{word}werker", home, "hulpverlener", "regievoerder")
    worker.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=at)
    with as_system(Purpose.IMPORT):
        person = make_person(at, f"{word}voor", f"{word}achter", 30)
        household = Household.objects.create(
            name=f"Gezin {word}", safety_line=f"Hond {word}", created_on=timezone.localdate(at)
        )
        HouseholdMember.objects.create(household=household, person=person, since=timezone.localdate(at))
    with acting(worker, at):
        made = fill(worker, household, person, word, at)
    ids = {name: str(one.pk) for name, one in {**vars(made), "household": household, "person": person}.items()}
    return Member(word, f"sessionid={sign_in(worker).cookies['sessionid'].value}", ids)


def fill(worker, household, person, word, at) -> SimpleNamespace:
    actions.look_up(person.pk, by=worker, now=at, lasts=timedelta(hours=1), purpose="triage")
    facts = {"by": worker, "now": at, "about": [person.pk], **RECORD}
    dossier = actions.open_dossier(
        household, by=worker, now=at, on=timezone.localdate(at), about=[person.pk], legal_basis="jeugdwet",
        purpose="casusregie", question=f"Vraag {word}",
    )  # fmt: skip
    return SimpleNamespace(
        dossier=dossier,
        entry=actions.write_entry(
            dossier, kind="telefoon", happened_on=timezone.localdate(at), text=f"Gesprek {word}", **facts
        ),
        document=actions.add_document(
            dossier, upload=Upload("brief.txt", "text/plain", word.encode()), title=f"Brief {word}", **facts
        ),
        task=actions.add_task(dossier, title=f"Bel {word}", assigned_to=worker, due_on=timezone.localdate(at), **facts),
    )


# --- what they do -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Visit:
    """`status`: what must be answered; `has_word`: that one's own word must be in it; `rows`: what it must list."""

    path: str
    status: int = 200
    has_word: bool = False
    rows: dict | None = None
    body: str = ""
    signed_in: bool = True


NOTHING = {name: [] for name in (*THINGS, *IN_A_DOSSIER)}
ABOUT = {
    "dossier": "/dossiers/{}/",
    "entry": "/notities/{}/",
    "document": "/documenten/{}/",
    "household": "/gezinnen/{}/",
    "person": "/personen/{}/",
}


def own(me: Member) -> list[Visit]:
    return [
        Visit("/", has_word=True),
        Visit("/dossiers/?status=alles", has_word=True),
        *(Visit(path.format(me.ids[name]), has_word=True) for name, path in ABOUT.items()),
        Visit(f"/documenten/{me.ids['document']}/bestand/", has_word=True),
        Visit(f"/notities/{me.ids['entry']}/afdrukken/", has_word=True),
    ]


def bare(me: Member) -> list[Visit]:
    return [Visit(path, rows=me.rows) for path in ("/proef/mijn/", "/proef/herstelt/")]


def refused(other: Member) -> list[Visit]:
    return [Visit(path.format(other.ids[name]), status=NOT_FOUND) for name, path in ABOUT.items()]


def in_between() -> list[Visit]:
    return [
        Visit("/proef/niemand/", rows=NOTHING, signed_in=False),
        Visit("/proef/valt/", status=BROKEN),
        Visit("/inloggen/", signed_in=False),
        Visit("/bestaat-niet/", status=NOT_FOUND),
        Visit("/zoeken/brp/"),
    ]


def searching(me: Member) -> Visit:
    """For a word that stands in every dossier there is."""
    body = urlencode({"csrfmiddlewaretoken": me.token, "q": "kanarie"})
    return Visit("/zoeken/", has_word=True, body=body)


@dataclass
class Walk:
    """One colleague's visits over one connection; `faults` is what must stay empty."""

    address: str
    me: Member
    others: list[Member]
    turns: int
    seed: int
    faults: list[str] = field(default_factory=list)
    answered: dict[int, int] = field(default_factory=dict)
    csrf: str = ""

    def run(self):
        chance = random.Random(self.seed)
        self.http = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            self.me.token = CSRF.search(self.fetch(Visit("/zoeken/"))[1])[1]
            for _turn in range(self.turns):
                self.check(self.choose(chance))
        except Exception as error:  # a thread that dies must not look like one that found nothing
            self.faults.append(f"{self.me.word}: {error!r}")
        finally:
            self.http.close()

    def choose(self, chance) -> Visit:
        kind = chance.random()
        if kind < 0.35:
            return chance.choice(bare(self.me))
        if kind < 0.65:
            return chance.choice(own(self.me))
        if kind < 0.80:
            return chance.choice(refused(chance.choice(self.others)))
        return searching(self.me) if kind > 0.95 else chance.choice(in_between())

    def fetch(self, visit) -> tuple[int, str]:
        headers = {"Cookie": self.me.cookie + f"; {self.csrf}"} if visit.signed_in else {}
        if visit.body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self.http.request("POST" if visit.body else "GET", visit.path, visit.body or None, headers)
        answer = self.http.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if visit.signed_in and cookie.startswith("csrftoken="):
                self.csrf = cookie.partition(";")[0]
        return answer.status, answer.read().decode("utf-8", errors="replace")

    def check(self, visit):
        status, text = self.fetch(visit)
        self.answered[status] = self.answered.get(status, 0) + 1
        words = {word[: len(self.me.word)] for word in WORD.findall(text)}
        if words - {self.me.word}:
            self.faults.append(f"{self.me.word} at {visit.path}: reads {words - {self.me.word}}")
        if status != visit.status:
            self.faults.append(f"{self.me.word} at {visit.path}: {status} and not {visit.status}")
        elif visit.has_word and not words:
            self.faults.append(f"{self.me.word} at {visit.path}: own word is not there")
        elif visit.rows is not None and (seen := rows_in(text)) != visit.rows:
            self.faults.append(f"{self.me.word} at {visit.path}: {seen} and not {visit.rows}")


def rows_in(text) -> dict:
    """Of the answer of a page of tests/attack/probes.py; more than one row of the same dossier stays more than one."""
    return {name: sorted(ids) for name, ids in json.loads(text).items()}


def walk(address: str, members: list[Member], requests: int) -> list[Walk]:
    """All at the same time; `requests` in all."""
    walks = [
        Walk(address, me, [one for one in members if one is not me], requests // len(members), seed)
        for seed, me in enumerate(members)
    ]
    threads = [Thread(target=one.run) for one in walks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return walks
