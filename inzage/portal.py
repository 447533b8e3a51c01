"""§ 4 Betrokkenheid cliënt: what the portal shows without asking, of whom it is about.

Each of these asks one function of the database, which leaves out what is withheld: there is nothing here to filter, and
nothing to count. docs/adr/0107-what-the-portal-shows.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Organisation, User
from accounts.roles import ROLES
from cases.roles import CASE_ROLES, MAY_GRANT, Regisseur
from consent.grounds import rule_of
from consent.models.disclosures import DisclosureKind, Medium
from consent.scope import DataKind
from terms.categories import CATEGORIES, Category
from terms.current import Book, NoTerm
from terms.models import Term

LOOKED_BACK = timedelta(days=365)
COLLEAGUE = _lazy("Medewerker")
# What a disclosure rests on, where that is no ground of the law.
BY_CONSENT, BY_PLAN = "toestemming", "plan"


def _rows(question: str, *facts) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, facts)
        return cursor.fetchall()


# --- who helps ---


@dataclass(frozen=True)
class Helper:
    """Somebody who works on it now. `name` and `phone`: as on a letter, of who leads; of all others the function."""

    dossier_id: UUID
    role: str
    organisation: str
    leads: bool
    name: str
    phone: str

    @property
    def function(self) -> str:
        return str(CASE_ROLES[self.role].label)


def helpers() -> list[Helper]:
    """From the access that runs; who leads comes first."""
    rows = _rows("SELECT * FROM portal_helpers()")
    users = User.objects.select_related("organisation").in_bulk({user_id for _dossier, user_id, _role in rows})
    found = [_helper(dossier, users[user_id], role) for dossier, user_id, role in rows if user_id in users]
    order = {role: number for number, role in enumerate(CASE_ROLES)}
    return sorted(found, key=lambda one: (order[one.role], one.organisation, one.name, one.dossier_id))


def _helper(dossier: UUID, user: User, role: str) -> Helper:
    leads = role in MAY_GRANT
    return Helper(dossier, role, user.organisation.name, leads, user.name if leads else "", user.phone if leads else "")


def those_who_lead(found: Iterable[Helper]) -> list[Helper]:
    """Of each dossier its regisseur; where there is none, who deputises."""
    leading = [one for one in found if one.leads]
    regie = {one.dossier_id for one in leading if one.role == Regisseur.code}
    return [one for one in leading if one.role == Regisseur.code or one.dossier_id not in regie]


# --- what left ---


@dataclass(frozen=True)
class Left:
    """One time that something went to another: what kinds of data, to whom, and why that was allowed."""

    id: UUID
    dossier_id: UUID
    on: date
    to: str
    what: str
    kinds: tuple[str, ...]
    how: str
    by: str


ASKED = {
    DisclosureKind.GIVEN: _lazy("Wij gaven gegevens"),
    DisclosureKind.QUESTION: _lazy("Wij vroegen gegevens"),
    DisclosureKind.HANDOVER: _lazy("Wij spraken iemand die het van ons overneemt"),
}
BY = {BY_CONSENT: _lazy("Er is ja gezegd: toestemming"), BY_PLAN: _lazy("Het staat in het plan dat is getekend")}


def disclosures() -> list[Left]:
    """The newest first. Of one that was about more people, as far as it was about this one."""
    rows = sorted(_rows("SELECT * FROM portal_disclosures()"), key=lambda row: (row[2], row[0]), reverse=True)
    names = dict(Organisation.objects.filter(pk__in={row[3] for row in rows}).values_list("pk", "name"))
    return [
        Left(
            id=pk,
            dossier_id=dossier,
            on=localtime(sent_at).date(),
            to=names[to],
            what=str(ASKED[kind]),
            kinds=tuple(str(DataKind(one).label) for one in kinds),
            how=str(Medium(medium).label),
            by=str(BY.get(by) or rule_of(by).label),
        )
        for pk, dossier, sent_at, to, kind, kinds, medium, by in rows
    ]


# --- who looked ---


@dataclass(frozen=True)
class Look:
    function: str
    organisation: str


def looks(now: datetime) -> list[tuple[date, list[Look]]]:
    """§ 4 Betrokkenheid cliënt: by day, the newest first; a function and an organisation, never a name."""
    rows = _rows("SELECT * FROM portal_looks(%s)", now - LOOKED_BACK)
    names = dict(Organisation.objects.filter(pk__in={row[2] for row in rows}).values_list("pk", "name"))
    days = groupby(rows, key=lambda row: row[0])
    return [(day, sorted(_looks(one, names), key=_in_order)) for day, one in days]


def _looks(rows: Iterable[tuple], names: dict) -> Iterable[Look]:
    for _day, role, organisation in rows:
        known = CASE_ROLES.get(role) or ROLES.get(role)
        yield Look(str(known.label if known else COLLEAGUE), names[organisation])


def _in_order(look: Look) -> tuple:
    return look.organisation, look.function


# --- how long ---


@dataclass(frozen=True)
class Kept:
    """One kind of data. `until`: the day on which it is gone; None while the help runs, or while no term is known."""

    category: Category
    until: date | None
    term: Term | None

    @property
    def begins(self) -> str:
        return str(BEGINS.get(self.term.start_event, BEGINS["afsluiting"])) if self.term else ""


# What starts a term, in the words of whoever reads it here.
BEGINS = {
    "afsluiting": _lazy("nadat de hulp is gestopt"),
    "laatste_wijziging": _lazy("nadat er voor het laatst iets in is opgeschreven"),
    "ontvangst": _lazy("nadat wij het kregen of maakten"),
    "einde_maatregel": _lazy("nadat de maatregel is gestopt"),
    "archivering": _lazy("nadat het signaal is gesloten"),
    "intrekking": _lazy("nadat de aanvraag is ingetrokken"),
    "niet_opgevolgd": _lazy("nadat wij besloten er niets mee te doen"),
}


def kept(on: date) -> list[Kept]:
    """Of each kind the last day, for it goes in stages; what goes first comes first, what has no day yet last."""
    rows, book = _rows("SELECT * FROM portal_terms()"), Book()
    by_category: dict[str, list] = {}
    for category, *facts in rows:
        by_category.setdefault(category, []).append(facts)
    found = [_kept(CATEGORIES[code], facts, book, on) for code, facts in by_category.items()]
    return sorted(found, key=lambda one: (one.until is None, one.until or date.max, one.category.code))


def _kept(category: Category, rows: list, book: Book, on: date) -> Kept:
    """By the row that goes last; one that has no day yet goes after all others."""
    basis, event_on, _started, until, closed_on = max(rows, key=lambda row: (row[3] is None, row[3] or on, row[0]))
    began = event_on or closed_on
    try:
        if until and began:
            return Kept(category, until, book.term_of_closed(category.code, began, basis))
        return Kept(category, until, book.standing(category.code, on, basis).term)
    except NoTerm:
        return Kept(category, until, None)


# --- what is planned ---


@dataclass(frozen=True)
class Meeting:
    """Neutral: a moment, and whether it is at a screen. What it is about and where it is, tells who invited."""

    id: UUID
    starts_at: datetime
    is_online: bool


def meetings() -> list[Meeting]:
    """Of which it is recorded that the resident knows; who of them is invited, says the door."""
    rows = _rows("SELECT * FROM portal_meetings()")
    return [Meeting(pk, starts_at, online) for pk, _dossier, starts_at, online in sorted(rows, key=lambda row: row[2])]


def evaluation() -> date | None:
    """The last day on which they look together at the plan that holds."""
    return _rows("SELECT * FROM portal_evaluation()")[0][0]
