"""§ 3.1 Toestemmingsverklaring, § 3.3 Zorgvuldigheid: a PDF that proves something is sealed, and any change shows.

The seal is a PAdES signature over the whole file that certifies it with "no changes allowed". What is whole is only
what we sealed ourselves, with a certificate we were given, and of which not one byte is other than it was.
docs/adr/0086-sealed-papers.md
"""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sealing import certificates
from sealing.errors import NotSealable

FIELD = "Zegel"
DIGEST = "sha256"


@dataclass(frozen=True)
class Verdict:
    """`why` is a sentence for a person. Of what is not whole, `sealed_at` and `signer` are None: they prove nothing."""

    is_whole: bool
    why: str
    sealed_at: datetime | None = None
    signer: str | None = None


# --- sealing ---


class Unlabelled(IncrementalPdfFileWriter):
    """Leaves title, dates and maker as they are: pyHanko would write itself and the clock of the machine into them."""

    def _update_meta(self):
        pass


def seal(pdf: bytes, *, reason: str, at: datetime) -> bytes:
    """The same pages with a seal after them; `at` is aware.

    Raises NotSealable: without a fitting certificate, when it does not hold at that moment, when this is no PDF, or one
    that was sealed already.
    """
    pair = _our_pair()
    if not pair.certificate.not_valid_before_utc <= at <= pair.certificate.not_valid_after_utc:
        raise NotSealable(_("Het certificaat van het zegel geldt niet op dit moment."))
    try:
        return apart(asyncio.run, _sealed(pdf, pair, reason, at))
    except SigningError:
        raise NotSealable(_("Dit document is al verzegeld.")) from None
    except PdfError:
        raise NotSealable(_("Dit is geen PDF-document dat wij kunnen verzegelen.")) from None


def apart(function, *arguments, **named):
    """In a thread of its own: pyhanko starts a loop, and where one runs already a second cannot be started."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(function, *arguments, **named).result()


def _our_pair() -> certificates.Pair:
    try:
        return certificates.pair(settings.PDF_SEAL_CERTIFICATE, settings.PDF_SEAL_KEY)
    except certificates.UnfitSeal:
        raise NotSealable(_("Er is geen bruikbaar zegel ingesteld.")) from None


async def _sealed(pdf, pair, reason, at) -> bytes:
    signer = signers.PdfSigner(_facts(reason), signer=Signer(pair), new_field_spec=_field())
    # PDF/A wants what we add to begin on a line of its own, and typst ends without one.
    session = signer.init_signing_session(Unlabelled(io.BytesIO(pdf.rstrip() + b"\n")))
    session.system_time = at
    reserved = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    prepared, output = document.digest_tbs_document()
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=at))
    return output.getvalue()


def _facts(reason) -> signers.PdfSignatureMetadata:
    return signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        md_algorithm=DIGEST,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )


def _field() -> fields.SigFieldSpec:
    """Invisible, and off the page: PDF/UA lets only there a field go untagged that PDF/A forbids to hide."""
    return fields.SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name=_("Elektronisch zegel"),
        invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
    )


class Signer(signers.Signer):
    """With the key as it was loaded: pyHanko's own reads it again, and checks its primes, for every signature."""

    def __init__(self, pair):
        super().__init__(signing_cert=_asn1(pair.certificate), cert_registry=SimpleCertificateStore())
        self.key = pair.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run=False) -> bytes:
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _asn1(certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


# --- judging ---


class NotWhole(Exception):
    """Why the document is not whole, as a sentence."""


def verdict(pdf: bytes) -> Verdict:
    """Whether this is what we sealed, to the byte. Never raises: what cannot be read is not whole."""
    try:
        return _judged(pdf)
    except NotWhole as reason:
        return Verdict(False, str(reason))
    # What a reader of any bytes may raise has no end, and none of it may be taken for whole.
    except Exception:
        return Verdict(False, _("Dit document is beschadigd of veranderd: het zegel is niet te lezen."))


def _judged(pdf) -> Verdict:
    seal_found = _only_seal(pdf)
    ours = _our_certificate(seal_found)
    _refuse_additions(seal_found)
    at = _checked(seal_found, ours)
    _refuse_other_bytes(pdf, seal_found, ours)
    signer = _name(ours)
    day = date_format(localtime(at), "j F Y H:i")
    why = _("Dit document is heel: er is niets aan veranderd sinds %(signer)s het verzegelde op %(day)s.")
    return Verdict(True, why % {"signer": signer, "day": day}, at, signer)


def _only_seal(pdf):
    if not pdf.lstrip()[:5] == b"%PDF-":
        raise NotWhole(_("Dit is geen PDF-document."))
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if not found:
        raise NotWhole(_("Er staat geen zegel op dit document."))
    if len(found) > 1:
        raise NotWhole(_("Er staat meer dan één zegel op dit document."))
    return found[0]


def _our_certificate(found) -> x509.Certificate:
    """The very certificate, not one by the same name. Those before are only there to judge what they once sealed."""
    der = found.signer_cert.dump()
    for certificate in _our_certificates():
        if certificate.public_bytes(serialization.Encoding.DER) == der:
            return certificate
    raise NotWhole(_("Dit zegel is niet van ons."))


def _our_certificates() -> list[x509.Certificate]:
    given = f"{settings.PDF_SEAL_CERTIFICATE}\n{settings.PDF_SEAL_CERTIFICATES_BEFORE}"
    return x509.load_pem_x509_certificates(given.encode())


def _refuse_additions(found):
    found.compute_integrity_info()
    if found.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise NotWhole(_("Aan dit document is iets veranderd of toegevoegd nadat het was verzegeld."))
    if found.docmdp_level != fields.MDPPerm.NO_CHANGES:
        raise NotWhole(_("Dit zegel staat wijzigingen toe, en zo verzegelen wij niet."))


def _checked(found, ours) -> datetime:
    """When it was sealed. A certificate that expired since does not undo what it sealed while it held."""
    at = found.self_reported_timestamp
    trusted = ValidationContext(trust_roots=[_asn1(ours)], moment=at, allow_fetching=False)
    status = apart(validate_pdf_signature, found, trusted)
    if not (status.intact and status.valid):
        raise NotWhole(_("Dit document is veranderd nadat het was verzegeld."))
    if not status.bottom_line:
        raise NotWhole(_("Het certificaat van dit zegel gold niet toen het werd gezet."))
    return at


def _refuse_other_bytes(pdf, found, ours):
    """The signature cannot cover itself: its own place in the file must hold the bytes that we would write there."""
    start, length, after, _rest = (int(number) for number in found.byte_range)
    place = pdf[start + length : after]
    container = _rebuilt(found, ours).hex().upper().encode()
    if place != b"<" + container.ljust(len(place) - 2, b"0") + b">":
        raise NotWhole(_("Dit document is veranderd nadat het was verzegeld."))


def _rebuilt(found, ours) -> bytes:
    """The container made anew: what was signed and its signature as they are, all else as we write it."""
    certificate = _asn1(ours)
    number = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    digest = {"algorithm": DIGEST}
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": number},
        "digest_algorithm": digest,
        "signed_attrs": found.signer_info["signed_attrs"],
        "signature_algorithm": {"algorithm": f"{DIGEST}_rsa"},
        "signature": found.signer_info["signature"].native,
    }
    signed = {
        "version": "v1",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump(force=True)


def _name(certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return names[0].value if names else certificate.subject.rfc4514_string()
