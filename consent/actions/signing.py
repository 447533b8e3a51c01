"""§ 3.1 Toestemmingsverklaring: somebody signs, or says no. Who must sign is computed again at each signature."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.uploads import IMAGE_FORMATS, Upload
from consent.actions.consents import activate, end, hold_dossier, locked
from consent.evidence import keep_evidence
from consent.models import Consent, Signature
from consent.models.consents import Route
from consent.models.signing import SignatureState, SigningMethod
from consent.refusals import ConsentRefused
from consent.signers import Deciding, Needed, deciding, is_as_asked
from consent.states import ConsentStatus
from sealing import files, keys

SCANS = ("application/pdf", *IMAGE_FORMATS)


@dataclass(frozen=True)
class Signed:
    """How somebody signed. `scan`: of paper, checked by `cases.uploads`; `drawn`: a path of SVG, never needed."""

    method: str
    typed_name: str = ""
    drawn: str = ""
    scan: Upload | None = None


@transaction.atomic
def sign(signature: Signature, signed: Signed, *, now: datetime, witness=None, log_as=None) -> Consent:
    """§ 3.1 Toestemmingsverklaring: one of who must sign does so; the last one makes it hold.

    `witness`: the colleague who was there; `log_as`: in the portal, whose id the log keeps. What can be signed no more
    lapses, whole: look at the status of the consent that comes back. Raises ConsentRefused, Overtaken.
    """
    consent, signature = _asked(signature, now)
    decides = deciding(consent.dossier_id, consent.person_id, law=consent.legal_basis, now=now, on=localdate(now))
    if reason := why_it_lapses(consent, decides, now):
        return end(consent, ConsentStatus.LAPSED, by=None, now=now, reason=reason, route=Route.RULE, log_as=log_as)
    _refuse_incomplete(signed)
    signature.typed_name, signature.drawn = signed.typed_name, signed.drawn
    signature.scan_type = signed.scan.content_type if signed.scan else ""
    _decide(signature, SignatureState.SIGNED, signed.method, now=now, witness=witness)
    if signed.scan:
        files.store(signature.pk, keys.find([signature.pk])[signature.pk], signed.scan.content)
    if consent.signatures.exclude(state=SignatureState.SIGNED).exists():
        return consent
    consent = activate(consent, by=witness, now=now, log_as=log_as)
    return keep_evidence(consent, _signatures(consent), name=decides.name, now=now)


@transaction.atomic
def refuse(signature: Signature, *, method: str, reason: str, now: datetime, witness=None, log_as=None) -> Consent:
    """§ 1.5 Minderjarigen en wilsonbekwamen: one no is a no. Raises ConsentRefused, Overtaken."""
    consent, signature = _asked(signature, now)
    signature.reason = reason
    _decide(signature, SignatureState.REFUSED, method, now=now, witness=witness)
    said = _("%(name)s zei nee.") % {"name": signature.name}
    return end(consent, ConsentStatus.REFUSED, by=witness, now=now, reason=said, log_as=log_as)


def why_it_lapses(consent: Consent, decides: Deciding, now: datetime) -> str:
    """Why a consent that waits can be signed no more; empty while it can."""
    on = localdate(now)
    if consent.text_version.withdrawn_at and consent.text_version.withdrawn_at <= now:
        return _("De tekst is intussen ingetrokken. Vraag het opnieuw, met de nieuwe tekst.")
    if consent.valid_until < on:
        return _("De laatste dag is voorbij. Vraag het opnieuw.")
    return who_else_decides(consent, decides, on)


def who_else_decides(consent: Consent, decides: Deciding, on: date) -> str:
    """Why those who were asked are not, or not surely, who must sign on this day; empty while they are."""
    asked = [Needed(one.name, one.capacity, one.signer_id) for one in _signatures(consent)]
    if decides.is_blocked:
        # Without what to find out: that may be a suspicion, and the consent is no place where it is withheld.
        return _("Wie er moet tekenen, is niet meer zeker. Op de pagina over wie beslist staat wat u eerst uitzoekt.")
    if (consent.decides_until and consent.decides_until <= on) or not is_as_asked(decides.signers, asked):
        return _("Wie er moet tekenen, is intussen veranderd. Vraag het opnieuw. %(why)s") % {"why": decides.why}
    return ""


def _signatures(consent: Consent) -> list[Signature]:
    return consent._access.give_all(consent.signatures.order_by("created_at", "pk"))


def _asked(signature: Signature, now: datetime) -> tuple[Consent, Signature]:
    """Both locked, the consent first as everywhere, and still to be signed."""
    hold_dossier(signature.dossier_id, now)
    consent = locked(signature.consent_id, signature._access)
    fresh = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    fresh.consent = consent
    if consent.status != ConsentStatus.TO_SIGN or fresh.state != SignatureState.ASKED:
        raise ConsentRefused(_("Hier valt niets meer te tekenen: er is intussen iets veranderd."))
    return consent, signature._access.give(fresh)


def _refuse_incomplete(signed: Signed) -> None:
    if signed.method == SigningMethod.PAPER:
        if signed.scan is None or signed.scan.content_type not in SCANS:
            raise ConsentRefused(_("Voeg een scan toe: een pdf of een foto van het getekende papier."))
    elif not signed.typed_name.strip():
        raise ConsentRefused(_("Typ de naam van wie tekent."))


def _decide(signature: Signature, state: str, method: str, *, now: datetime, witness) -> None:
    signature.state, signature.method, signature.decided_at, signature.witness = state, method, now, witness
    signature.sha256 = signature.consent.sha256 if state == SignatureState.SIGNED else ""
    signature.substantively_changed_at = now
    signature.save()
