"""§ 3.1 Toestemmingsverklaring: what holds for a signature, whatever it stands under: a consent, a plan."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases.uploads import IMAGE_FORMATS, Upload
from consent.models.signing import AnySignature, SignatureState, SigningMethod
from consent.refusals import ConsentRefused
from sealing import files, keys

SCANS = ("application/pdf", *IMAGE_FORMATS)


@dataclass(frozen=True)
class Signed:
    """How somebody signed. `scan`: of paper, checked by `cases.uploads`; `drawn`: a path of SVG, never needed."""

    method: str
    typed_name: str = ""
    drawn: str = ""
    scan: Upload | None = None


def put_down(signature: AnySignature, signed: Signed, *, sha256: str, now: datetime, witness) -> None:
    """A locked signature is given; `sha256`: of the words that stood there. Raises ConsentRefused."""
    _refuse_incomplete(signed)
    signature.typed_name, signature.drawn = signed.typed_name, signed.drawn
    signature.scan_type = signed.scan.content_type if signed.scan else ""
    signature.sha256 = sha256
    _decide(signature, SignatureState.SIGNED, signed.method, now=now, witness=witness)
    if signed.scan:
        files.store(signature.pk, keys.find([signature.pk])[signature.pk], signed.scan.content)


def say_no(signature: AnySignature, *, method: str, reason: str, now: datetime, witness) -> None:
    """A locked signature is refused."""
    signature.reason, signature.sha256 = reason, ""
    _decide(signature, SignatureState.REFUSED, method, now=now, witness=witness)


def _refuse_incomplete(signed: Signed) -> None:
    if signed.method == SigningMethod.PAPER:
        if signed.scan is None or signed.scan.content_type not in SCANS:
            raise ConsentRefused(_("Voeg een scan toe: een pdf of een foto van het getekende papier."))
    elif not signed.typed_name.strip():
        raise ConsentRefused(_("Typ de naam van wie tekent."))


def _decide(signature: AnySignature, state: str, method: str, *, now: datetime, witness) -> None:
    signature.state, signature.method, signature.decided_at, signature.witness = state, method, now, witness
    signature.substantively_changed_at = now
    signature.save()
