"""§ 3.1 Toestemmingsverklaring: the paper that proves a consent, sealed and kept under the consent's own id."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from consent.models import Consent, Signature
from consent.models.signing import AnySignature
from consent.models.texts import Language
from consent.papers import evidence
from consent.papers.common import DrawingRefused, Words
from consent.refusals import ConsentRefused
from sealing import files, keys, signature
from sealing.errors import NotSealable

# As static/js/draw.js draws it.
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 180"><path d="{}"/></svg>'


def keep_evidence(consent: Consent, signatures: list[Signature], *, name: str, now: datetime) -> Consent:
    """Of a consent that everybody signed, both opened; `name`: of whom it is about.

    Raises ConsentRefused where it cannot be made or sealed: a consent without its proof does not hold.
    """
    try:
        pdf = evidence.as_pdf(_paper(consent, signatures, name, now))
        sealed = signature.seal(pdf, reason=_("Bewijs van toestemming"), at=now)
    except (NotSealable, DrawingRefused) as error:
        raise ConsentRefused(_("Het bewijs kan nu niet worden gemaakt. Er is niets getekend.")) from error
    files.store(consent.pk, keys.find([consent.pk])[consent.pk], sealed)
    consent.evidence_sha256 = sha256(sealed).hexdigest()
    consent.save(update_fields=["evidence_sha256"])
    return consent


def _paper(consent: Consent, signatures, name: str, now: datetime) -> evidence.Consent:
    organisation = consent.organisation.name
    if consent.professional:
        organisation = f"{organisation}: {consent.professional}"
    return evidence.Consent(
        municipality=settings.MUNICIPALITY_NAME,
        codename=consent.dossier.codename,
        concerns=name,
        by=tuple(f"{one.name} ({one.capacity})" for one in signatures),
        receivers=(organisation,) if consent.may_give else (),
        sources=(organisation,) if consent.may_ask else (),
        data=(*map(str, consent.kind_labels), consent.detail),
        purpose=consent.goal,
        begins=consent.valid_from,
        ends=consent.last_day,
        shown=_words(consent, consent.shown),
        version=f"{consent.language} {consent.text_version.version}",
        understanding=_understanding(consent),
        signers=tuple(signer_of(one) for one in signatures),
        on=localdate(now),
    )


def _words(consent: Consent, text: str) -> Words:
    return Words(text, str(Language(consent.language).label), consent.language)


def _understanding(consent: Consent) -> evidence.Understanding:
    told = consent.explanation
    present = (told["present"],) if told["present"] else ()
    language = str(Language(consent.language).label)
    return evidence.Understanding(language, Words(told["own_words"]), present, told["child_informed"])


def signer_of(one: AnySignature) -> evidence.Signer:
    """Of an opened signature what its paper says."""
    drawn = DRAWING.format(one.drawn).encode() if one.drawn else None
    return evidence.Signer(one.name, one.capacity, one.method, one.decided_at, drawn)
