"""§ 3.1 Toestemmingsverklaring: somebody signs, or says no. Who must sign is computed again at each signature."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from consent.actions.consents import activate, end, hold_dossier, locked
from consent.actions.signatures import Signed, put_down, say_no
from consent.evidence import keep_evidence
from consent.models import Consent, Signature
from consent.models.consents import Route
from consent.models.signing import SignatureState
from consent.refusals import ConsentRefused
from consent.signers import Deciding, deciding, why_others_decide
from consent.states import ConsentStatus


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
    put_down(signature, signed, sha256=consent.sha256, now=now, witness=witness)
    if consent.signatures.exclude(state=SignatureState.SIGNED).exists():
        return consent
    consent = activate(consent, by=witness, now=now, log_as=log_as)
    return keep_evidence(consent, _signatures(consent), name=decides.name, now=now)


@transaction.atomic
def refuse(signature: Signature, *, method: str, reason: str, now: datetime, witness=None, log_as=None) -> Consent:
    """§ 1.5 Minderjarigen en wilsonbekwamen: one no is a no. Raises ConsentRefused, Overtaken."""
    consent, signature = _asked(signature, now)
    say_no(signature, method=method, reason=reason, now=now, witness=witness)
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
    return why_others_decide(decides, _signatures(consent), until=consent.decides_until, on=on)


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
