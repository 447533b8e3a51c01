"""§ 3.2 Uitzonderingen: acute danger. Recorded at once, in one go; everything else is asked the next working day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit.choices import Action
from cases.actions import write_entry
from cases.actions.common import note
from cases.choices import EntryKind
from cases.emergency import working_day_after
from cases.models import Dossier
from consent.actions.followup import carried, follow_up
from consent.actions.grounds import new_ground
from consent.grounds import ACUTE_DANGER
from consent.items import digest_of, said
from consent.models import Cover, Disclosure, Ground
from consent.models.disclosures import DisclosureKind, Medium
from consent.states import DisclosureStatus, GroundStatus
from consent.who import lead_of, second_persons


@dataclass(frozen=True)
class Call:
    """What was told in acute danger. `organisation`: a name; `receiver`: who was spoken to there, if known."""

    organisation: str
    danger: str
    told: str
    why_now: str = ""
    receiver: str = ""


@transaction.atomic
def share_at_once(dossier: Dossier, call: Call, *, by, now: datetime, on: date, about: list[UUID], **facts) -> Ground:
    """A ground for a day, a note and what was sent, all of it withheld. An unknown organisation joins the register.

    `facts`: id. Nothing is asked before it: no BSN, no authority, no second person.
    """
    answers = {"gevaar": call.danger, "waarom_nu": call.why_now}
    ground = new_ground(
        dossier,
        by=by,
        now=now,
        on=on,
        code=ACUTE_DANGER,
        about=about,
        organisation=named(call.organisation),
        status=GroundStatus.URGENT,
        answers={question: text for question, text in answers.items() if text},
        inform_due_on=working_day_after(on),
        **facts,
    )
    disclosure = _prepare(ground, call, by=by, now=now, on=on)
    _send(disclosure, by=by, now=now)
    _leave_the_rest(ground, by=by, now=now, due_on=working_day_after(on))
    return ground


def named(organisation: str) -> Organisation:
    """The organisation of this name, however it is written; one that nobody knew joins the register, without rights."""
    name = " ".join(organisation.split())
    known = Organisation.objects.filter(name__iexact=name).first()
    return known or Organisation.objects.create(name=name, kind=Organisation.Kind.PARTNER)


def _prepare(ground: Ground, call: Call, *, by, now, on) -> Disclosure:
    """With its note, and a cover for everybody it is about."""
    text = _("Gedeeld in acuut gevaar, met %(name)s.\n\nGevaar: %(danger)s\n\nVerteld: %(told)s") % {
        "name": f"{ground.organisation.name} ({call.receiver})" if call.receiver else ground.organisation.name,
        "danger": call.danger,
        "told": call.told,
    }
    entry = write_entry(
        ground.dossier, by=by, now=now, kind=EntryKind.CRISIS, happened_on=on, text=text, **carried(ground)
    )
    facts = {"created_at": now, "created_by": by, "substantively_changed_at": now, **carried(ground)}
    items = [said(_("Verteld"), call.told, day=on)]
    disclosure = Disclosure.objects.create(
        dossier=ground.dossier,
        kind=DisclosureKind.GIVEN,
        organisation=ground.organisation,
        receiver={"name": call.receiver},
        items=items,
        items_sha256=digest_of(items),
        medium=Medium.SPOKEN,
        entry=entry,
        **facts,
    )
    for person in ground.about:
        Cover.objects.create(dossier=ground.dossier, disclosure=disclosure, person_id=person, ground=ground)
    return disclosure


def _send(disclosure, *, by, now) -> None:
    """Apart from making it, for the database asks its covers first."""
    disclosure.status, disclosure.sent_at, disclosure.sent_by = DisclosureStatus.SENT, now, by
    disclosure.save()
    kind = disclosure._meta.model_name
    note(Action.CREATE, disclosure.dossier_id, by=by, now=now, object_type=kind, record_ids=[disclosure.pk])


def _leave_the_rest(ground: Ground, *, by: User, now: datetime, due_on: date) -> None:
    others = second_persons(ground.dossier_id, ground.category, now, first_id=by.pk)
    lead = lead_of(ground.dossier_id, ground.category, now, otherwise=by)
    # With nobody else inside, whoever told it finds a second person first.
    for what, to in (("antwoorden", by), ("bevestigen", others[0] if others else by), ("inlichten", lead)):
        follow_up(ground, what, to=to, due_on=due_on, by=by, now=now)
