"""§ 1.3 Verstrekkingen van politie: what others gave us is recorded as theirs, and the resident hears of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit.choices import Action
from cases.actions.common import hold_open, note, touch
from cases.choices import Source
from cases.models import Dossier
from consent import incoming
from consent.actions.followup import follow_up
from consent.errors import MayNotRecord
from consent.incoming import CameBy
from consent.items import digest_of, said
from consent.models import Disclosure
from consent.models.disclosures import DisclosureKind
from consent.states import DisclosureStatus
from consent.who import lead_of, may_read, sort_of
from terms.categories import category as category_of_code


@dataclass(frozen=True)
class Message:
    """What an organisation gave us. `giver`: who there, if known."""

    organisation: Organisation
    came_by: str
    came_on: date
    text: str
    giver: str = ""

    @property
    def sort(self) -> str:
        return sort_of(self.organisation)


@transaction.atomic
def receive(dossier: Dossier, message: Message, *, by, now: datetime, about: list[UUID], **facts) -> Disclosure:
    """Raises MayNotRecord where it is kept apart and this colleague may not read it.

    `facts`: category (what is of the police goes apart whatever it says), id; and for what the resident has to be told
    informed_at, informed_by, informed_how and release_review_on, or inform_due_on and inform_postponed.
    """
    category = incoming.category_of(message.came_by, message.sort, facts.pop("category", "casusregie"))
    _refuse_unread(dossier, category, by=by, now=now)
    hold_open(dossier.pk)
    disclosure = Disclosure.objects.create(
        dossier=dossier,
        about=about,
        category=category,
        created_at=now,
        created_by=by,
        substantively_changed_at=now,
        **_what_came(message),
        **{"purpose": dossier.purpose, "legal_basis": dossier.legal_basis} | facts,
    )
    touch(disclosure, now)
    note(Action.CREATE, dossier.pk, by=by, now=now, object_type="disclosure", record_ids=[disclosure.pk])
    _put_telling(disclosure, by=by, now=now)
    return disclosure


def whom_to_ask(dossier: Dossier, now: datetime) -> str:
    """Who could let somebody read a category apart; empty when nobody leads the dossier."""
    lead = lead_of(dossier.pk, "casusregie", now, otherwise=None)
    return lead.name if lead else ""


def _refuse_unread(dossier, category, *, by, now) -> None:
    if not may_read(by, dossier.pk, category, now):
        raise MayNotRecord(
            _("“%(category)s” staat apart. U mag dat hier niet lezen en dus niet vastleggen. Vraag het aan %(name)s.")
            % {
                "category": category_of_code(category).label,
                "name": whom_to_ask(dossier, now) or _("de regisseur of de privacy officer"),
            }
        )


def _source_of(message: Message) -> str:
    if message.came_by == CameBy.RESIDENT:
        return Source.RESIDENT
    of_police = incoming.is_of_police(message.came_by, message.sort)
    return Source.POLICE if of_police else Source.PROFESSIONAL


def _what_came(message: Message) -> dict:
    items = [said(message.organisation.name, message.text, day=message.came_on) | {"own": False}]
    return {
        "kind": DisclosureKind.INCOMING,
        "status": DisclosureStatus.RECEIVED,
        "organisation": message.organisation,
        "receiver": {"name": message.giver},
        "came_by": message.came_by,
        "came_on": message.came_on,
        "items": items,
        "items_sha256": digest_of(items),
        "source": _source_of(message),
        "own_observation": False,
        "withheld": incoming.is_withheld(message.came_by, message.sort),
    }


def _put_telling(disclosure, *, by, now) -> None:
    if disclosure.informed_at:
        if disclosure.withheld:
            _put(disclosure, "vrijgeven", disclosure.release_review_on, by=by, now=now)
    elif disclosure.inform_due_on:
        _put(disclosure, "gekregen", disclosure.inform_due_on, by=by, now=now)


def _put(disclosure, what, day, *, by, now) -> None:
    lead = lead_of(disclosure.dossier_id, disclosure.category, now, otherwise=by)
    follow_up(disclosure, what, to=lead, due_on=day, by=by, now=now)
