"""§ 4 Betrokkenheid cliënt: the doors of the portal. Who is here, what they may see, and a row in the log of it."""

from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import Q
from django.shortcuts import redirect, render

from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.access import Refused
from cases.choices import Portal
from casework.models import PlanSignature
from casework.states import VersionStatus
from consent.models import Consent, Signature
from consent.models.signing import SignatureState
from consent.signers import may_still_be_asked
from consent.states import ConsentStatus
from inzage import session
from inzage.models import Resident
from sealing.access import Access

OBJECT = "inwoner"
SHOWN = (ConsentStatus.TO_SIGN, ConsentStatus.ACTIVE)
PLANS_SHOWN = (VersionStatus.TO_SIGN, VersionStatus.HOLDS)
# What somebody sees of whom nothing is known.
NOTHING_HERE = "inzage/overview.html"


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

    @login_not_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        resident = resident_or_none(request)
        if resident is None:
            return redirect("inzage:start")
        session.go_on(request)
        request.readings.add(Action.READ, object_type=OBJECT, record_ids=[resident.pk])
        resident.portal = portal_of(resident, now=request.now)
        if resident.portal == Portal.OFF:
            return render(request, NOTHING_HERE)
        return view(request, resident, *args, **kwargs)

    return guarded


# --- § 3.1 Toestemmingsverklaring: what waits for them, and what runs ---


def consents_to_read(request, resident) -> list[Consent]:
    """Of themselves, or asked of them; opened and logged. `consent.mine` is their own signature on it, if asked.

    What is withheld is not there: nothing to count, no gap (§ 4 Betrokkenheid cliënt). Nor is anything in a portal that
    was made smaller for somebody's safety: they withdraw by saying so.
    """
    if resident.portal != Portal.FULL:
        return []
    persons = my_persons()
    asked = Signature.objects.filter(signer__in=persons, withheld=False)
    visible = Q(about__overlap=persons) | Q(pk__in=asked.values("consent"))
    consents = Consent.objects.filter(visible, withheld=False, status__in=SHOWN).select_related("organisation")
    consents = list(consents.order_by("-created_at", "pk"))
    mine = {one.consent_id: one for one in asked.filter(consent__in=consents)}
    Access(reason=f"verzoek {request.request_id}").give_all([*consents, *mine.values()])
    for consent in consents:
        consent.mine = mine.get(consent.pk)
    when = {"now": request.now, "on": request.today}
    consents = [
        one for one in consents if one.person_id in persons or may_still_be_asked(one, one.person_id, one.mine, **when)
    ]
    for consent in consents:
        request.readings.add(Action.READ, dossier_id=consent.dossier_id, object_type="consent", record_ids=[consent.pk])
    return consents


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


# --- § 4.1 Casusregie: the plan ---


@dataclass(frozen=True)
class PlanText:
    """What the plan says about one person, and `mine`: this resident's own signature under it, if asked."""

    id: UUID
    words: str
    holds: bool
    mine: PlanSignature | None

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
    if resident.portal != Portal.FULL:
        return []
    persons = my_persons()
    visible = Q(about__overlap=persons) | Q(signer__in=persons)
    found = PlanSignature.objects.filter(visible, withheld=False, version__status__in=PLANS_SHOWN)
    found = list(found.select_related("version").order_by("version__status", "created_at", "pk"))
    Access(reason=f"verzoek {request.request_id}").give_all(found)
    together = {}
    for one in found:
        together.setdefault((one.version_id, one.about[0]), []).append(one)
    texts = [_text(request, theirs, persons) for theirs in together.values()]
    return [text for text in texts if text is not None]


def _text(request, theirs: list[PlanSignature], persons: list[UUID]) -> PlanText | None:
    """Of the signatures under the same words."""
    mine = next((one for one in theirs if one.signer_id in persons), None)
    one = mine or theirs[0]
    about, when = one.about[0], {"now": request.now, "on": request.today}
    if about not in persons and not may_still_be_asked(one, about, one, **when):
        return None
    request.readings.add(Action.READ, dossier_id=one.dossier_id, object_type="plan", record_ids=[one.pk])
    return PlanText(one.pk, one.shown, one.version.holds, mine)


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


def opened_for(request, rows) -> list:
    """Rows that the database shows this resident, or that a door asked for them, opened."""
    return Access(reason=f"verzoek {request.request_id}").give_all(rows)


def my_persons() -> list[UUID]:
    """Who they are in the register: the database tells, by the number with which they signed in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT my_own_persons()")
        return cursor.fetchone()[0]
