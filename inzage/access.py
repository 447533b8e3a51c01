"""§ 4 Betrokkenheid cliënt: the doors of the portal. Who is here, what they may see, and a row in the log of it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import Q
from django.shortcuts import redirect, render

from audit.choices import Action
from audit.context import look_for, system
from audit.purposes import Purpose
from cases.access import Refused
from cases.choices import Portal
from cases.models import ContactProfile
from cases.search import folded
from casework.models import Participant, PlanSignature
from casework.states import VersionStatus
from consent.looking import named, those_looked_for
from consent.models import Consent, Signature
from consent.models.signing import SignatureState
from consent.signers import Deciding, Needed, deciding
from consent.states import ConsentStatus
from inzage import portal, session
from inzage.models import Resident
from sealing.access import Access

OBJECT = "inwoner"
SHOWN = (ConsentStatus.TO_SIGN, ConsentStatus.ACTIVE)
PLANS_SHOWN = (VersionStatus.TO_SIGN, VersionStatus.HOLDS)
# What somebody sees of whom nothing is known, or nothing may be shown.
NOTHING_HERE = "inzage/nothing.html"


def resident_or_none(request) -> Resident | None:
    """Whoever is signed in here. Their row is the only one the database shows them."""
    resident_id = session.resident_id(request)
    return Resident.objects.filter(pk=resident_id).first() if resident_id else None


def portal_of(resident: Resident, *, now) -> Portal:
    """How much of the portal this resident gets, asked anew at every request.

    Off for whoever has no profile for safe contact, whose profile says so, or whom nobody knows: the database tells
    these apart to nobody (portal_of in cases/migrations/0017).
    """
    with system(Purpose.PORTAL, now), connection.cursor() as cursor:
        cursor.execute("SELECT portal_of(%s)", [bytes(resident.bsn_index)])
        return Portal(cursor.fetchone()[0])


def for_residents(view):
    """The guard of a page of the portal: whoever is not signed in gets the first page, with no reason given.

    Where the portal is off, every page is the one of whom nobody knows; `resident.portal` says how far it is open.
    """

    @for_who_signed_in
    @wraps(view)
    def guarded(request, resident, *args, **kwargs):
        if resident.portal == Portal.OFF:
            return nothing_here(request)
        request.resident = for_whom(request, resident)
        return view(request, resident, *args, **kwargs)

    return guarded


def for_who_signed_in(view):
    """As `for_residents`, of a page that is there where the portal is off as well."""

    @login_not_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        resident = resident_or_none(request)
        if resident is None:
            return redirect("inzage:start")
        session.go_on(request)
        request.readings.add(Action.READ, object_type=OBJECT, record_ids=[resident.pk])
        resident.portal = portal_of(resident, now=request.now)
        return view(request, resident, *args, **kwargs)

    return guarded


def nothing_here(request):
    """One page for who is not known, a portal that is off, one made smaller, and one with nothing in it."""
    return render(request, NOTHING_HERE)


def for_those_we_know(view):
    """As `for_residents`, of a page that has nothing to say to who has no dossier, or a portal that was made smaller:
    they get the page of whom nobody knows. `resident.dossiers`: ids, of whom it is about."""

    @for_residents
    @wraps(view)
    def guarded(request, resident, *args, **kwargs):
        resident.dossiers = dossiers_of(resident)
        if not resident.dossiers:
            return nothing_here(request)
        return view(request, resident, *args, **kwargs)

    return guarded


def opened_for(request, rows) -> list:
    """Rows that the database shows this resident, or that a door asked for them, opened."""
    return Access(reason=f"verzoek {request.request_id}").give_all(rows)


def dossiers_of(resident) -> list[UUID]:
    """Of whom it is about, without what is there for somebody's safety alone."""
    if not resident.about:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_dossiers()")
        return cursor.fetchone()[0]


def note_reading(request, resident, what: str, record_ids=()) -> None:
    """`what`: a code, of what is on the page."""
    for dossier_id in resident.dossiers:
        request.readings.add(Action.READ, dossier_id=dossier_id, object_type=what, record_ids=record_ids)


def for_whom(request, resident: Resident) -> Resident:
    """§ 1.5 Minderjarigen en wilsonbekwamen: for whom they look, asked anew at every request.

    `resident.persons`: who they are in the register; `resident.looks_for`: the others for whom they may look;
    `resident.subject`: the one of those they chose, None for themselves; `resident.about`: the ids of whom it is about.
    From here the database shows what is about that one person alone.
    """
    look_up(resident, now=request.now, on=request.today)
    chosen = session.chosen(request)
    resident.subject = next((person for person in resident.looks_for if person.pk == chosen), None)
    if resident.subject:
        look_for(resident.subject.pk)
    resident.about = [resident.subject.pk] if resident.subject else resident.persons
    return resident


def look_up(resident: Resident, *, now: datetime, on: date) -> Resident:
    """`persons` and `looks_for` of `for_whom`, whatever they chose."""
    resident.persons, candidates = whom_the_database_knows() if resident.portal == Portal.FULL else ([], [])
    resident.looks_for = those_looked_for(candidates, resident.persons, now=now, on=on)
    return resident


def whom_the_database_knows() -> tuple[list[UUID], list[UUID]]:
    """Who they are in the register, by the number with which they signed in; and for whom they may look at most."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT my_own_persons(), may_look_for()")
        return cursor.fetchone()


# --- § 3.1 Toestemmingsverklaring: what waits for them, and what runs ---


def consents_to_read(request, resident) -> list[Consent]:
    """Of themselves, or asked of them; opened and logged. `consent.mine` is their own signature on it, if asked.

    What is withheld is not there: nothing to count, no gap (§ 4 Betrokkenheid cliënt). Nor is anything in a portal that
    was made smaller for somebody's safety: they withdraw by saying so.
    """
    if not resident.about:
        return []
    asked = Signature.objects.filter(signer__in=resident.persons, withheld=False)
    visible = Q(about__overlap=resident.about)
    if resident.subject is None:
        visible |= Q(pk__in=asked.values("consent"))
    consents = Consent.objects.filter(visible, withheld=False, status__in=SHOWN).select_related("organisation")
    consents = list(consents.order_by("-created_at", "pk"))
    mine = {one.consent_id: one for one in asked.filter(consent__in=consents)}
    Access(reason=f"verzoek {request.request_id}").give_all([*consents, *mine.values()])
    for consent in consents:
        consent.mine = mine.get(consent.pk)
    still_asked = StillAsked(request)
    consents = [one for one in consents if one.person_id in resident.about or still_asked(one, one.person_id, one.mine)]
    for consent in consents:
        request.readings.add(Action.READ, dossier_id=consent.dossier_id, object_type="consent", record_ids=[consent.pk])
    return consents


class StillAsked:
    """§ 1.5 Minderjarigen en wilsonbekwamen: what is about another closes at once when a suspicion arises.

    Asked once for each person, however many papers there are about them.
    """

    def __init__(self, request):
        self._when = {"now": request.now, "on": request.today}
        self._decides: dict[tuple, Deciding] = {}

    def __call__(self, record, person_id: UUID, signature) -> bool:
        """`record`: what is signed, about this person. Raises Person.DoesNotExist, as `consent.signers.deciding`."""
        key = record.dossier_id, person_id, record.legal_basis
        if key not in self._decides:
            self._decides[key] = deciding(record.dossier_id, person_id, law=record.legal_basis, **self._when)
        return self._decides[key].may_ask(Needed(signature.name, signature.capacity, signature.signer_id))


def consent_to_read(request, resident, pk) -> Consent:
    consent = next((one for one in consents_to_read(request, resident) if one.pk == pk), None)
    if consent is None:
        raise Refused("consent", pk)
    return consent


def consent_to_withdraw(request, resident, pk) -> Consent:
    """By whoever must sign it, and nobody else."""
    consent = consent_to_read(request, resident, pk)
    if consent.mine is None:
        raise Refused("consent", pk)
    return consent


def waits_for_me(consent: Consent) -> bool:
    return (
        consent.status == ConsentStatus.TO_SIGN
        and consent.mine is not None
        and consent.mine.state == SignatureState.ASKED
    )


# --- what is planned, and when they can be called ---


def next_meeting(request, resident) -> portal.Meeting | None:
    """The first to which they, or whom they look for, are invited; an invitation knows a resident by name alone."""
    planned = portal.meetings()
    if not planned:
        return None
    invited = Participant.objects.filter(conference__in=[one.id for one in planned])
    invited = Access(reason=f"verzoek {request.request_id}").give_all(invited)
    names = {folded(person.full_name) for person in named({*resident.persons, *resident.about}, now=request.now)}
    mine = {one.conference_id: one for one in invited if folded(one.name) in names}
    first = next((one for one in planned if one.id in mine), None)
    if first:
        row = mine[first.id]
        request.readings.add(Action.READ, dossier_id=row.dossier_id, object_type="participant", record_ids=[row.pk])
    return first


def contact_profile(request, resident) -> ContactProfile | None:
    """Of themselves, as it runs now; opened."""
    found = list(ContactProfile.objects.running().filter(person__in=resident.persons)[:1])
    return next(iter(Access(reason=f"verzoek {request.request_id}").give_all(found)), None)


# --- § 4.1 Casusregie: the plan ---


@dataclass(frozen=True)
class PlanText:
    """What the plan says about one person, and `mine`: this resident's own signature under it, if asked."""

    id: UUID
    words: str
    holds: bool
    mine: PlanSignature | None
    dossier_id: UUID

    @property
    def waits(self) -> bool:
        return not self.holds and self.mine is not None and self.mine.is_asked

    @property
    def is_signed(self) -> bool:
        """By this resident: then it can be taken back, while it holds or waits for another."""
        return self.mine is not None and self.mine.stands


def plans_to_read(request, resident) -> list[PlanText]:
    """Which plan holds, and what waits for them: about themselves, or asked of them; opened and logged.

    As with consents: nothing that is withheld, nothing in a portal that was made smaller, and about another only as
    long as that is safe.
    """
    if not resident.about:
        return []
    visible = Q(about__overlap=resident.about)
    if resident.subject is None:
        visible |= Q(signer__in=resident.persons)
    found = PlanSignature.objects.filter(visible, withheld=False, version__status__in=PLANS_SHOWN)
    found = list(found.select_related("version").order_by("version__status", "created_at", "pk"))
    Access(reason=f"verzoek {request.request_id}").give_all(found)
    together = {}
    for one in found:
        together.setdefault((one.version_id, one.about[0]), []).append(one)
    still_asked = StillAsked(request)
    texts = [_text(request, resident, theirs, still_asked) for theirs in together.values()]
    return [text for text in texts if text is not None]


def _text(request, resident, theirs: list[PlanSignature], still_asked: StillAsked) -> PlanText | None:
    """Of the signatures under the same words."""
    mine = next((one for one in theirs if one.signer_id in resident.persons), None)
    one = mine or theirs[0]
    about = one.about[0]
    if about not in resident.about and not still_asked(one, about, one):
        return None
    request.readings.add(Action.READ, dossier_id=one.dossier_id, object_type="plan", record_ids=[one.pk])
    return PlanText(one.pk, one.shown, one.version.holds, mine, one.dossier_id)


def plan_to_read(request, resident, pk) -> PlanText:
    text = next((one for one in plans_to_read(request, resident) if one.id == pk), None)
    if text is None:
        raise Refused("plan", pk)
    return text


def plan_to_withdraw(request, resident, pk) -> PlanText:
    """By whoever signed it, and nobody else."""
    text = plan_to_read(request, resident, pk)
    if not text.is_signed:
        raise Refused("plan", pk)
    return text
