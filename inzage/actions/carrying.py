"""AVG art. 16, 18, 19, 21: what was decided is done in each dossier, by who leads it; who got it before hears of it.

A door has asked who may. docs/adr/0111-carrying-out.md
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions import put_statement
from cases.emergency import working_day_after
from cases.models import Document, Entry, Restricted
from cases.records import DossierRecord
from consent.actions.followup import tell_lead
from consent.models import Disclosure
from consent.models.disclosures import DisclosureKind
from consent.states import DisclosureStatus
from inzage.actions import restrictions
from inzage.actions.common import locked_part, save_part, save_request
from inzage.actions.deciding import CARRIED_OUT, tick_off
from inzage.choices import IS_YES, Work
from inzage.errors import NotPossible
from inzage.models import Request, RequestPart, Restriction

PURPOSE = Purpose.INSIGHT
TELL_MENDED, TELL_RESTRICTED = "doorgeven", "doorgeven_beperking"
# What has a place of its own for what a resident says of it.
WITH_STATEMENT = (Entry, Document)


def has_to_be_done(request: Request) -> bool:
    """Whether something was decided that dossiers have to do, done or not."""
    return request.decided_at is not None and request.outcome in IS_YES and request.kind in CARRIED_OUT


def waits(part: RequestPart) -> bool:
    return has_to_be_done(part.request) and part.carried_out_at is None


def why_of(part: RequestPart) -> str:
    """What stands in the history of a record: the number of the request, which says nothing of anybody."""
    return _("verzoek %(number)s") % {"number": part.request.number}


@transaction.atomic
def say_mended(part: RequestPart, record: DossierRecord, *, words: str, by: User, now: datetime, on: date):
    """A record that is changed on a page of its own, or made anew: what was mended, in words. Raises NotPossible."""
    if not words.strip():
        raise NotPossible(_("Schrijf op wat u hebt verbeterd."))
    part = _in_hand(part, now)
    return _done(part, [record.pk], Work.MENDED, words=words, by=by, now=now, on=on)


@transaction.atomic
def add_statement(part: RequestPart, record: Entry | Document, *, words: str, by: User, now: datetime, on: date):
    """The resident's own words stand with it from now on, and go along wherever it goes. Raises NotPossible,
    Overtaken."""
    if not isinstance(record, WITH_STATEMENT):
        raise NotPossible(
            _("Bij dit soort stuk is geen plek voor een eigen verhaal. Kies een notitie of een document.")
        )
    if not words.strip():
        raise NotPossible(_("Schrijf op wat de inwoner zegt, in de woorden van de inwoner."))
    part = _in_hand(part, now)
    put_statement(record, words, by=by, now=now, why=why_of(part))
    return _done(part, [record.pk], Work.STATEMENT, by=by, now=now, on=on)


@transaction.atomic
def restrict(
    part: RequestPart, record: DossierRecord | None, *, by: User, now: datetime, on: date, **why
) -> Restriction:
    """`why`: ground, reason, review_on. `record`: None for everything about this person here. Raises NotPossible."""
    part = _in_hand(part, now)
    made = restrictions.restrict(part, record, by=by, now=now, on=on, **why)
    _done(part, [record.pk if record else made.pk], Work.RESTRICTED, by=by, now=now, on=on)
    return made


@transaction.atomic
def finish(part: RequestPart, *, nothing_done: str, by: User, now: datetime, on: date) -> RequestPart:
    """What was decided is done here; nobody says so of nothing without why. Raises NotPossible, Overtaken."""
    part = _in_hand(part, now)
    mended = mended_in(part)
    if not mended and not part.work and not nothing_done.strip():
        raise NotPossible(
            _("Er is nog niets gedaan. Doe eerst wat er is besloten, of schrijf op waarom er niets is gedaan.")
        )
    with system(PURPOSE, now):
        part.carried_out_at, part.carried_out_by = now, by
        part.nothing_done = nothing_done
        save_part(Action.CHANGE, part, by=by, now=now)
        request = part.request
        if not request.parts.filter(carried_out_at__isnull=True).exists():
            request.carried_out_on = on
            save_request(Action.CHANGE, request, by=by, now=now)
    tick_off(part, by=by, now=now)
    _tell_receivers(part, mended, now=now, on=on)
    return part


def mended_in(part: RequestPart) -> set[UUID]:
    """Ids of the records that were changed for this request: what their history says, and what somebody wrote down."""
    said = {id_in(one) for one in part.work or () if one["what"] != Work.RESTRICTED}
    in_history = Entry.history.filter(dossier=part.dossier_id, history_change_reason=why_of(part))
    return said | set(in_history.values_list("id", flat=True))


def id_in(done: dict) -> UUID:
    """Of one line of `RequestPart.work`."""
    return UUID(done["id"])


def _in_hand(part: RequestPart, now: datetime) -> RequestPart:
    """Locked, as it is now. Raises NotPossible, Overtaken."""
    with system(PURPOSE, now):
        part = locked_part(part)
    if not waits(part):
        raise NotPossible(_("Dit is al uitgevoerd, of er is niets om uit te voeren."))
    return part


def _done(part: RequestPart, ids: Iterable[UUID], what: Work, *, by: User, now: datetime, on: date, words: str = ""):
    made = [{"id": str(one), "what": what.value, "words": words, "on": on.isoformat()} for one in ids]
    with system(PURPOSE, now):
        part.work = [*(part.work or ()), *made]
        return save_part(Action.CHANGE, part, by=by, now=now, record_ids=ids)


# --- AVG art. 19: who got it before ---


def _tell_receivers(part: RequestPart, mended: set[UUID], *, now: datetime, on: date) -> None:
    """Each receiver of what was mended or restricted is on the list of who leads, with what went to them."""
    due_on = working_day_after(on)
    with system(PURPOSE, now):
        went, closed = _sent_with(part, mended), _sent_and_closed(part)
    for disclosure in went:
        title = _("Vertel %(who)s wat er is verbeterd") % {"who": disclosure.organisation.name}
        tell_lead(disclosure, title, due_on=due_on, now=now, rule=TELL_MENDED)
    for name in sorted({disclosure.organisation.name for disclosure in closed}):
        # What went is closed itself now; the request is where one reads why.
        title = _("Vertel %(who)s dat het gebruik van deze gegevens is beperkt") % {"who": name}
        tell_lead(part, title, due_on=due_on, now=now, rule=TELL_RESTRICTED)


def _sent_with(part: RequestPart, ids: set[UUID]) -> list[Disclosure]:
    """What was sent of these records from this dossier."""
    return _sent(part, record_ids__overlap=list(ids)) if ids else []


def _sent_and_closed(part: RequestPart) -> list[Disclosure]:
    by_this = Restriction.objects.filter(request=part.request_id, dossier=part.dossier_id).values("pk")
    closed = Restricted.objects.filter(restriction__in=by_this).values("record_id")
    return _sent(part, pk__in=closed)


def _sent(part: RequestPart, **which) -> list[Disclosure]:
    sent = Disclosure.objects.filter(dossier=part.dossier_id, status=DisclosureStatus.SENT, **which)
    sent = sent.exclude(kind=DisclosureKind.INCOMING).exclude(kind=DisclosureKind.QUESTION)
    return list(sent.select_related("organisation", "dossier").order_by("sent_at", "pk"))
