import asyncio
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as configured
from django.core.management import call_command
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from cases import letters
from sealing import certificates, paper, signature
from sealing.errors import NotSealable
from tests import aloud

pytestmark = pytest.mark.policy("3.1")
AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
FACTS = {
    "sender": "Gemeente Boekel",
    "to": ["Samira Öztürk"],
    "day": "24 november 2026",
    "date": [2026, 11, 24],
    "title": "Bewijs",
    "paragraphs": [["Wij spraken af: niets zonder u."]],
    "document": "Dossier Wilde Tulp",
}


@pytest.fixture(scope="module")
def plain():
    return paper.typeset(letters.LAYOUT, FACTS)


@pytest.fixture(scope="module")
def whole(plain):
    return signature.seal(plain, reason="Bewijs van toestemming", at=AT)


@pytest.fixture(scope="module")
def other():
    """Somebody else's seal, by the same name."""
    return certificates.new()


def why(pdf):
    verdict = signature.verdict(pdf)
    assert not verdict.is_whole
    assert (verdict.sealed_at, verdict.signer) == (None, None)
    return verdict.why


def place_of_seal(pdf):
    """From < to > of the signature itself, the one place it does not cover."""
    byte_range = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].byte_range
    return int(byte_range[0]) + int(byte_range[1]), int(byte_range[2])


def changed(pdf, at, how=lambda byte: byte ^ 1):
    return pdf[:at] + bytes([how(pdf[at])]) + pdf[at + 1 :]


def saved_again(pdf, change=lambda document: None, **how):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        document.save(out, **how)
    return out.getvalue()


def appended(pdf, change):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def add_note(writer):
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
            generic.pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 9, 9)]),
            generic.pdf_name("/Contents"): generic.pdf_string("Klopt niet"),
        }
    )
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    writer.update_container(page)


# --- what is whole ---


def test_what_we_sealed_is_whole_and_says_when_and_by_whom(whole):
    verdict = signature.verdict(whole)
    assert verdict.is_whole
    assert (verdict.sealed_at, verdict.signer) == (AT, certificates.DEMO_NAME)
    assert verdict.why.endswith("24 november 2026 14:05.")


def test_the_seal_leaves_pages_title_and_structure_as_they_were(plain, whole):
    assert aloud.read(whole).text == aloud.read(plain).text
    with pikepdf.open(io.BytesIO(plain)) as before, pikepdf.open(io.BytesIO(whole)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.docinfo == before.docinfo
        (seal,) = after.Root.AcroForm.Fields
        assert str(seal.TU) == "Elektronisch zegel"
        assert after.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1


def test_a_sealed_paper_is_still_accessible_and_fit_to_keep(plain, whole):
    assert aloud.failures(plain) == []
    assert aloud.failures(whole) == []


def test_the_validator_finds_what_is_wrong(plain, whole):
    """Else finding nothing would say nothing."""
    untagged = saved_again(plain, lambda document: document.Root.__delitem__("/StructTreeRoot"))
    assert aloud.failures(untagged)
    for change, found in ((("/Rect", [9, 9, 50, 50]), "FORM-TAG"), (("/F", 0b10000110), "FLAG")):
        touched = saved_again(whole, lambda document, one=change: document.Root.AcroForm.Fields[0].__setitem__(*one))
        assert any(found in failure for failure in aloud.failures(touched)), aloud.failures(touched)


# --- what is not ---


def test_any_byte_that_changes_shows(whole):
    start, end = place_of_seal(whole)
    sampled = {*range(0, start, 1213), *range(start, end, 181), *range(end, len(whole), 89)}
    edges = {0, start - 1, start, start + 1, end - 2, end - 1, end, len(whole) - 1}
    survived = [at for at in sorted(sampled | edges) if signature.verdict(changed(whole, at)).is_whole]
    assert survived == []
    assert signature.verdict(whole).is_whole


@pytest.mark.parametrize(
    ("where", "how"),
    [
        (lambda inside: len(inside) - 40, lambda byte: ord("1")),
        (lambda inside: inside.index(b"A"), lambda byte: ord("a")),
    ],
    ids=["padding", "small letter"],
)
def test_what_a_signature_cannot_cover_is_looked_at_too(whole, where, how):
    start, end = place_of_seal(whole)
    touched = changed(whole, start + where(whole[start:end]), how)
    assert _passes_elsewhere(touched)
    assert why(touched) == "Dit document is veranderd nadat het was verzegeld."


def test_something_put_inside_the_signature_shows(whole):
    start, end = place_of_seal(whole)
    found = PdfFileReader(io.BytesIO(whole)).embedded_signatures[0]
    container = cms.ContentInfo.load(found.pkcs7_content)
    note = {"type": "1.2.840.113549.1.9.16.2.4", "values": [cms.Any(cms.OctetString(b"meer"))]}
    container["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute(note)])
    inside = container.dump(force=True).hex().upper().encode().ljust(end - start - 2, b"0")
    touched = whole[: start + 1] + inside + whole[end - 1 :]
    assert _passes_elsewhere(touched)
    assert not signature.verdict(touched).is_whole


def _passes_elsewhere(pdf):
    """By pyHanko as it comes: the positive control of what we want beyond it."""
    trusted = ValidationContext(trust_roots=[signature._asn1(one) for one in signature._our_certificates()])
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    return signature.apart(validate_pdf_signature, found, trusted).bottom_line


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf + b"% meer",
        lambda pdf: b"\n" + pdf,
        lambda pdf: appended(pdf, lambda writer: writer.update_root()),
        lambda pdf: appended(pdf, add_note),
        saved_again,
        lambda pdf: saved_again(pdf, linearize=True),
        lambda pdf: saved_again(pdf, lambda document: document.Root.__delitem__("/Perms")),
        lambda pdf: saved_again(pdf, encryption=pikepdf.Encryption(owner="a", user="b")),
        lambda pdf: pdf[:-1],
        lambda pdf: pdf[:-700],
        lambda pdf: pdf[: len(pdf) // 2],
        lambda pdf: pdf * 2,
        lambda pdf: b"",
        lambda pdf: b"%PDF-1.7",
        lambda pdf: b"geen pdf",
    ],
    ids="newline comment before root-update note re-saved linearized uncertified encrypted "
    "one-less end-cut half twice empty header-only no-pdf".split(),
)  # fmt: skip
def test_whatever_happens_to_it_afterwards_shows(whole, change):
    assert why(change(whole)).endswith(".")


def test_cutting_off_the_seal_leaves_no_seal(plain, whole):
    assert why(plain) == "Er staat geen zegel op dit document."
    assert why(whole[: len(plain) + 1]) == "Er staat geen zegel op dit document."


@effort(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_no_file_makes_it_stumble(content, with_header):
    assert not signature.verdict(b"%PDF-1.7\n" * with_header + content).is_whole


def test_somebody_elses_seal_is_not_ours(plain, whole, other, settings):
    settings.PDF_SEAL_CERTIFICATE = settings.PDF_SEAL_KEY = other
    theirs = signature.seal(plain, reason="Bewijs", at=AT)
    assert signature.verdict(theirs).is_whole
    assert why(whole) == "Dit zegel is niet van ons."


def test_a_seal_that_allows_changes_is_not_ours(plain):
    pair = certificates.pair(configured.PDF_SEAL_CERTIFICATE, configured.PDF_SEAL_KEY)
    facts = {"field_name": "Zegel", "md_algorithm": "sha256", "subfilter": fields.SigSeedSubFilter.PADES}
    for more in ({}, {"certify": True, "docmdp_permissions": fields.MDPPerm.FILL_FORMS}):
        meta = signers.PdfSignatureMetadata(**facts, **more)
        writer = IncrementalPdfFileWriter(io.BytesIO(plain))
        weaker = signature.apart(signers.sign_pdf, writer, meta, signer=signature.Signer(pair))
        assert why(weaker.getvalue()) == "Dit zegel staat wijzigingen toe, en zo verzegelen wij niet."


# --- keys and time ---


def test_after_a_change_of_keys_what_was_sealed_before_is_still_whole(plain, whole, other, settings):
    before = configured.PDF_SEAL_CERTIFICATE
    settings.PDF_SEAL_CERTIFICATE = settings.PDF_SEAL_KEY = other
    assert not signature.verdict(whole).is_whole
    settings.PDF_SEAL_CERTIFICATES_BEFORE = before
    assert signature.verdict(whole).is_whole
    assert signature.verdict(signature.seal(plain, reason="Bewijs", at=AT)).is_whole


def test_an_expired_certificate_seals_nothing_and_undoes_nothing(plain, settings):
    day = timedelta(days=1)
    short = certificates.new("Kort", begins=AT - day, ends=AT)
    settings.PDF_SEAL_CERTIFICATE = settings.PDF_SEAL_KEY = short
    assert signature.verdict(signature.seal(plain, reason="Bewijs", at=AT)).is_whole
    for moment in (AT - day - timedelta(seconds=1), AT + timedelta(seconds=1)):
        with pytest.raises(NotSealable, match="geldt niet op dit moment"):
            signature.seal(plain, reason="Bewijs", at=moment)


def test_without_a_fitting_pair_nothing_is_sealed(plain, other, settings):
    for key in ("", "geen sleutel", other):
        settings.PDF_SEAL_KEY = key
        with pytest.raises(NotSealable, match="geen bruikbaar zegel"):
            signature.seal(plain, reason="Bewijs", at=AT)


def test_a_key_of_which_two_signatures_fit_is_refused(other):
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert "RSA" in certificates.why_unfit(other, curve.decode())
    assert certificates.why_unfit(other, other) == ""


@pytest.mark.parametrize("content", [b"", b"geen pdf", b"%PDF-1.7\nstuk"], ids=["empty", "text", "broken"])
def test_what_is_no_pdf_is_not_sealed(content):
    with pytest.raises(NotSealable, match="geen PDF"):
        signature.seal(content, reason="Bewijs", at=AT)


def test_it_is_sealed_and_looked_at_where_a_loop_runs_already(plain):
    async def both():
        return signature.verdict(signature.seal(plain, reason="Bewijs", at=AT))

    assert signature.apart(asyncio.run, both()).is_whole


def test_what_is_sealed_is_not_sealed_again(whole):
    with pytest.raises(NotSealable, match="al verzegeld"):
        signature.seal(whole, reason="Nog eens", at=AT)


# --- the command ---


def test_the_command_ends_with_0_for_what_is_whole_and_else_with_1(whole, tmp_path, capsys):
    file = Path(tmp_path / "bewijs.pdf")
    file.write_bytes(whole)
    call_command("check_seal", str(file))
    assert capsys.readouterr().out.startswith("Dit document is heel")
    file.write_bytes(changed(whole, 100))
    with pytest.raises(SystemExit) as ended:
        call_command("check_seal", str(file))
    assert ended.value.code == 1
    assert "veranderd" in capsys.readouterr().out
