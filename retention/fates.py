"""§ 2.3 Bewaartermijnen: how every model of the house comes to its end. A model without a fate makes a test fail.

A record of a dossier (`cases.records.DossierRecord`) and the history of a model need no line here: a record goes
on its own day or with its dossier, history goes with what it is the history of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import models

from cases.closing import carriers
from cases.records import DossierRecord, loose_links
from retention.states import Kind
from sealing.models import SealedModel


class NoFate(LookupError):
    """A model that nobody decided about: nothing enters the house without a destruction date."""


@dataclass(frozen=True)
class Goes:
    """Rows go with the unit whose id is in `column`."""

    kind: Kind
    column: str


@dataclass(frozen=True)
class LetsGo:
    """Rows stay, being another's, but lose the id of the unit in `column`."""

    kind: Kind
    column: str


@dataclass(frozen=True)
class Kept:
    """Not destroyed with a unit, and why that is right."""

    why: str


STAFF = "staff, not residents; ended by deactivating the account"
EMPTY = "not used by this house; empty"
TECHNICAL = "no personal data"
RULES = "rules, not persons; versions are kept to explain past dates"

FATES: dict[str, tuple] = {
    "cases.Dossier": (Goes(Kind.DOSSIER, "id"),),
    "cases.DossierPerson": (Goes(Kind.DOSSIER, "dossier_id"),),
    "cases.Grant": (Goes(Kind.DOSSIER, "content_object_id"),),
    "cases.Draft": (Goes(Kind.DOSSIER, "dossier_id"), Goes(Kind.RECORD, "record_id")),
    "cases.Emergency": (Goes(Kind.DOSSIER, "dossier_id"),),
    "cases.Inspection": (Goes(Kind.DOSSIER, "dossier_id"),),
    "casework.Handover": (Goes(Kind.DOSSIER, "dossier_id"), Goes(Kind.RECORD, "plan_id")),
    "cases.Restricted": (Goes(Kind.DOSSIER, "dossier_id"), Goes(Kind.RECORD, "record_id")),
    "cases.UnusualReading": (Kept("ids and codes; deleted when the log of that day is (NEN 7513)"),),
    "cases.Breach": (Kept("ids and codenames; deleted five years after the decision (AVG art. 33 lid 5)"),),
    "cases.StandardText": (Kept("texts of the municipality, about nobody"),),
    "retention.Brake": (Goes(Kind.DOSSIER, "dossier_id"),),
    "retention.Hold": (Goes(Kind.DOSSIER, "dossier_id"),),
    "retention.DestructionRequest": (Goes(Kind.DOSSIER, "dossier_id"), Goes(Kind.PERSON, "person_id")),
    "retention.Announcement": (Goes(Kind.DOSSIER, "dossier_id"),),
    "cases.Person": (Goes(Kind.PERSON, "id"),),
    "cases.PersonSearch": (Goes(Kind.PERSON, "person_id"),),
    "cases.Lookup": (Goes(Kind.PERSON, "person_id"),),
    "cases.Relation": (Goes(Kind.PERSON, "person_id"), LetsGo(Kind.PERSON, "relative_id")),
    "cases.Merge": (Goes(Kind.PERSON, "kept_id"), Goes(Kind.PERSON, "gone_id")),
    "cases.ContactProfile": (Goes(Kind.PERSON, "person_id"),),
    "consent.Authority": (Goes(Kind.PERSON, "person_id"),),
    "consent.ConsentText": (Kept("texts of the municipality, about nobody"),),
    "consent.Cover": (Goes(Kind.DOSSIER, "dossier_id"), Goes(Kind.RECORD, "disclosure_id")),
    "consent.Delivery": (Goes(Kind.DOSSIER, "dossier_id"), Goes(Kind.RECORD, "disclosure_id")),
    "consent.Assessment": (Goes(Kind.PERSON, "person_id"),),
    "consent.CourtMeasure": (Goes(Kind.PERSON, "person_id"),),
    "consent.Flag": (Goes(Kind.PERSON, "person_id"), LetsGo(Kind.PERSON, "flagged_id")),
    "consent.Refusal": (Goes(Kind.PERSON, "person_id"),),
    "consent.Representation": (Goes(Kind.PERSON, "person_id"), LetsGo(Kind.PERSON, "representative_id")),
    "consent.SafetyCheck": (Goes(Kind.PERSON, "person_id"), LetsGo(Kind.PERSON, "approached_id")),
    "casework.Enquiry": (
        Kept(
            "names no person of ours, of its author alone; deleted on its own day, at most 31 days after it was asked"
        ),
    ),
    "casework.ContactCount": (Kept("numbers by the month, about nobody"),),
    "cases.HouseholdMember": (Goes(Kind.PERSON, "person_id"), Goes(Kind.HOUSEHOLD, "household_id")),
    "cases.Household": (Goes(Kind.HOUSEHOLD, "id"),),
    "retention.Job": (Kept("counts, and one id of a dossier while it runs; none after"),),
    "retention.LedgerMark": (Kept("one number"),),
    "retention.Destruction": (
        Kept("the ledger: keyed hashes and counts, kept permanently (Archiefbesluit 1995, art. 8)"),
    ),
    "retention.DestructionItem": (Kept("emptied by the destruction it belongs to"),),
    "retention.Declaration": (
        Kept("declarations of destruction: numbers and grounds, kept permanently (Archiefbesluit 1995, art. 8)"),
    ),
    "retention.LedgerLine": (
        Kept("the ledger: keyed hashes and counts, kept permanently (Archiefbesluit 1995, art. 8)"),
    ),
    "sealing.DataKey": (Kept("becomes a tombstone: an id, a date and no key"),),
    "audit.AccessLog": (Kept("pseudonymous ids; dropped by the month when five years old (NEN 7513)"),),
    "audit.Seal": (Kept("digests and counts; still proves what an expired month was"),),
    "terms.TermSet": (Kept(RULES),),
    "terms.Term": (Kept(RULES),),
    "terms.TermChoice": (Kept(RULES),),
    "inzage.Resident": (Kept("a pseudonym; deleted when not seen for thirteen months"),),
    "inzage.Mandate": (Kept("who decided by which mandate: explains past decisions"),),
    "inzage.Request": (Goes(Kind.PERSON, "person_id"), LetsGo(Kind.PERSON, "asker_id")),
    "inzage.RequestDraft": (Goes(Kind.PERSON, "asker_id"), Goes(Kind.PERSON, "person_id")),
    "inzage.Release": (Goes(Kind.PERSON, "person_id"),),
    "inzage.Letter": (Goes(Kind.PERSON, "person_id"),),
    "inzage.Shielding": (
        Goes(Kind.DOSSIER, "dossier_id"),
        Goes(Kind.RECORD, "record_id"),
        Goes(Kind.PERSON, "person_id"),
        Goes(Kind.PERSON, "toward_id"),
    ),
    "inzage.Restriction": (Goes(Kind.DOSSIER, "dossier_id"), Goes(Kind.PERSON, "person_id")),
    "inzage.RestrictedReading": (
        Goes(Kind.DOSSIER, "dossier_id"),
        Goes(Kind.RECORD, "record_id"),
        Goes(Kind.PERSON, "person_id"),
    ),
    "accounts.User": (Kept(STAFF),),
    "accounts.Team": (Kept("names of teams"),),
    "accounts.Organisation": (Kept("names and sorts of organisations"),),
    "accounts.Agreement": (Kept("what was agreed with organisations: explains past exchange"),),
    "accounts.Covenant": (Kept("texts of covenants, about nobody"),),
    "accounts.Processing": (Kept("the register of processing (AVG art. 30), about nobody"),),
    "accounts.SecrecyText": (Kept(RULES),),
    "accounts.SecrecyAcceptance": (Kept("proof of the secrecy duty of staff"),),
    "account.EmailAddress": (Kept(EMPTY),),
    "account.EmailConfirmation": (Kept(EMPTY),),
    "mfa.Authenticator": (Kept(STAFF),),
    "admin.LogEntry": (Kept("what officers changed in /beheer/; a record is named by its codename or id"),),
    "auth.Permission": (Kept(TECHNICAL),),
    "auth.Group": (Kept(EMPTY),),
    "contenttypes.ContentType": (Kept(TECHNICAL),),
    "sessions.Session": (Kept("who is signed in; expires after half an hour"),),
    "guardian.UserObjectPermission": (Kept(EMPTY),),
    "guardian.GroupObjectPermission": (Kept(EMPTY),),
}

# Ids of other records that a record names without a foreign key.
NAMED = {"cases.Task": ("record_id",)}
WITHOUT_MODEL = {"audit_logstate": "one number", "django_migrations": TECHNICAL}
ROOTS = {Kind.DOSSIER: "cases.Dossier", Kind.PERSON: "cases.Person", Kind.HOUSEHOLD: "cases.Household"}


def all_models() -> list[type[models.Model]]:
    """Every model with a table, history models included; many-to-many tables go with the model that made them."""
    return [model for model in apps.get_models() if not model._meta.proxy]


def original(model: type[models.Model]) -> type[models.Model]:
    """What a history model is the history of; any other model itself."""
    return getattr(model, "instance_type", model)


def fates_of(model: type[models.Model]) -> tuple:
    """Raises NoFate."""
    source = original(model)
    if issubclass(source, DossierRecord):
        named = (*loose_links(source), *NAMED.get(source._meta.label, ()))
        forgets = (LetsGo(Kind.RECORD, column) for column in named)
        return (Goes(Kind.DOSSIER, "dossier_id"), Goes(Kind.RECORD, "id"), *forgets)
    if source._meta.label not in FATES:
        raise NoFate(source._meta.label)
    return FATES[source._meta.label]


def without_fate() -> list[str]:
    return sorted(model._meta.label for model in all_models() if not _has_fate(model))


def _has_fate(model) -> bool:
    try:
        return bool(fates_of(model))
    except NoFate:
        return False


@dataclass(frozen=True)
class Table:
    model: type[models.Model]
    column: str

    @property
    def seals_itself(self) -> bool:
        """Whether each row has (or had) a data key of its own, which must go with it."""
        source = original(self.model)
        return issubclass(source, SealedModel) and source.sealed_by is SealedModel.sealed_by

    def rows(self, unit_ids: Iterable) -> models.QuerySet:
        return self.model._base_manager.filter(**{f"{self.column}__in": list(unit_ids)})


@cache
def tables_to_empty(kind: Kind) -> tuple[Table, ...]:
    """What goes with a unit of this kind, in the order in which it is deleted: history, then rows, the unit last."""
    tables = [Table(model, fate.column) for model, fate in _all(Goes, kind)]
    return tuple(sorted(tables, key=lambda table: (_depth(table.model, kind), table.model._meta.db_table)))


@cache
def tables_that_let_go(kind: Kind) -> tuple[Table, ...]:
    return tuple(Table(model, fate.column) for model, fate in _all(LetsGo, kind))


def count(kind: Kind, unit_ids: Iterable) -> dict[UUID, dict[str, int]]:
    """Unit → model → rows, history included; models without rows are left out."""
    counts = {one: {} for one in unit_ids}
    for table in tables_to_empty(kind):
        per_unit = table.rows(counts).order_by().values_list(table.column).annotate(number=models.Count("pk"))
        for one, number in per_unit:
            counts[one][table.model._meta.label] = number
    return counts


def roots(kind: Kind) -> list[type[models.Model]]:
    """The tables whose rows are the units of this kind; of records also the last version of what was taken back."""
    return list(carriers()) if kind == Kind.RECORD else [apps.get_model(ROOTS[kind])]


def _all(sort: type, kind: Kind):
    for model in all_models():
        for fate in fates_of(model):
            if isinstance(fate, sort) and fate.kind == kind:
                yield model, fate


def _depth(model, kind) -> int:
    if original(model) is not model:
        return 0
    return 2 if model in roots(kind) else 1


def as_markdown() -> str:
    """docs/fates.md, whole."""
    lines = [
        "# How every model ends",
        "",
        "Made from `retention/fates.py`; a model without a line makes a test fail.",
        "",
        "| model | database | fate |",
        "|---|---|---|",
    ]
    for model in sorted(all_models(), key=lambda model: model._meta.label):
        database = getattr(model, "database", "default")
        lines.append(f"| `{model._meta.label}` | {database} | {'; '.join(map(_in_words, fates_of(model)))} |")
    lines += [f"| table `{table}` | | kept: {why} |" for table, why in WITHOUT_MODEL.items()]
    return "\n".join(lines) + "\n"


def _in_words(fate) -> str:
    if isinstance(fate, Kept):
        return f"kept: {fate.why}"
    unit = fate.kind.name.lower()
    verb = "goes with its" if isinstance(fate, Goes) else "forgets its"
    return f"{verb} {unit} (`{fate.column}`)"
