"""Doors to consents and to who signs them (§ 3.1 Toestemmingsverklaring)."""

from django.db.models import QuerySet

from accounts.models import Organisation
from audit.choices import Action
from cases.access import Refused, access_of, dossier_to_change, dossier_to_read, in_dossier
from cases.access.core import opened
from consent.models import Consent, ConsentText, Signature
from consent.states import ConsentStatus
from sealing import files


def consent_to_read(request, pk, *, action=Action.READ) -> Consent:
    """One consent with `rows`, its signatures in the order in which they were asked; opened and logged."""
    consent = _visible(request, Consent, pk)
    return _handed_out(request, consent, dossier_to_read(request, consent.dossier_id, action=action), action)


def consent_to_change(request, pk) -> Consent:
    """As `consent_to_read`, for whoever writes in its open dossier."""
    consent = _visible(request, Consent, pk)
    return _handed_out(request, consent, dossier_to_change(request, consent.dossier_id), Action.CHANGE)


def consent_to_withdraw(request, pk) -> Consent:
    """At any moment: of a closed dossier too, by whoever writes in it."""
    consent = consent_to_read(request, pk, action=Action.CHANGE)
    if not consent.dossier.why.grant.role.may_write:
        raise Refused("consent", pk, dossier_id=consent.dossier_id)
    return consent


def signature_to_change(request, pk) -> Signature:
    """Of a consent that waits for signatures, in an open dossier; `signature.consent` is opened as well."""
    signature = _visible(request, Signature, pk)
    consent = consent_to_change(request, signature.consent_id)
    return _of(consent, pk)


def signature_to_read(request, pk, *, action=Action.READ) -> Signature:
    signature = _visible(request, Signature, pk)
    return _of(consent_to_read(request, signature.consent_id, action=action), pk)


def scan_of(request, signature) -> bytes:
    """The paper of a signature that a door handed out. Raises Refused where there is none, BrokenSeal when altered."""
    if not signature.scan_type:
        raise Refused("signature", signature.pk, dossier_id=signature.dossier_id)
    return files.read(signature.pk, access_of(request).key_of(signature))


def evidence_of(request, consent) -> bytes:
    """The sealed paper of a consent that a door handed out. Raises Refused where nobody made one, BrokenSeal."""
    if not consent.evidence_sha256:
        raise Refused("consent", consent.pk, dossier_id=consent.dossier_id)
    return files.read(consent.pk, access_of(request).key_of(consent))


def consents_of(request, dossier) -> list[Consent]:
    """Every consent of a dossier that a door handed out, with its `rows`; what ends last stands first."""
    consents = in_dossier(Consent, dossier).select_related("organisation", "created_by")
    consents = opened(request, consents.order_by("-valid_until", "pk"))
    signatures = opened(request, in_dossier(Signature, dossier).order_by("created_at", "pk"))
    for consent in consents:
        consent.rows = [one for one in signatures if one.consent_id == consent.pk]
    shown = [row.pk for row in (*consents, *signatures)]
    request.readings.add(Action.READ, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=shown)
    return consents


def organisations() -> QuerySet[Organisation]:
    """Of the register, whom one can ask a consent for: everybody but the municipality itself."""
    return Organisation.objects.exclude(kind=Organisation.Kind.MUNICIPALITY)


def texts_in_force(request) -> list[ConsentText]:
    """Each language once, Dutch first."""
    return sorted(ConsentText.objects.in_force(request.today), key=lambda text: (text.language != "nl", text.language))


def waits(consent: Consent) -> bool:
    return consent.status == ConsentStatus.TO_SIGN


def _visible(request, model, pk):
    """The record if it is in a dossier of this person: wall one, before any field of it is used."""
    access_of(request)
    record = model.objects.readable_by(request.user, request.now).filter(pk=pk).first()
    if record is None:
        raise Refused(model._meta.model_name, pk)
    return record


def _handed_out(request, consent: Consent, dossier, action) -> Consent:
    named = ("organisation", "text_version", "explained_by", "ended_by", "renews")
    consent = Consent.objects.select_related(*named).get(pk=consent.pk)
    consent.dossier = dossier
    consent.rows = list(consent.signatures.select_related("witness").order_by("created_at", "pk"))
    opened(request, [consent, *consent.rows])
    for signature in consent.rows:
        signature.consent, signature.dossier = consent, dossier
    shown = [row.pk for row in (consent, *consent.rows)]
    request.readings.add(action, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=shown)
    return consent


def _of(consent: Consent, pk) -> Signature:
    return next(one for one in consent.rows if one.pk == pk)
