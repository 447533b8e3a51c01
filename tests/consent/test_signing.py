"""§ 3.1, § 1.5 of the policy: who signs, how, and what stops it."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone

from audit.purposes import Purpose
from cases import uploads
from cases.models import DossierPerson
from consent import wording
from consent.actions.consents import ask_anew
from consent.actions.signing import Signed, refuse, sign
from consent.models import Consent
from consent.refusals import ConsentRefused
from consent.states import ConsentStatus
from sealing import files
from sealing.access import Access
from sealing.signature import verdict
from tests.cast import acting, as_system, log_rows, opened
from tests.consent.consents import ON_PAPER, ON_SCREEN, SCAN, asked, both_parents, put, signatures

pytestmark = pytest.mark.policy("3.1")


@pytest.fixture
def three(cast):
    """Of Deniz: a consent that he and both his parents must sign."""
    both_parents(cast, cast.family.deniz)
    return asked(cast, cast.family.deniz)


def status_of(consent):
    with as_system():
        return Consent.objects.get(pk=consent.pk).status


def states_of(consent):
    return [one.state for one in signatures(consent)]


def born_so_that(cast, person, *, age, on):
    with as_system(Purpose.IMPORT):
        row = opened(person)
        row.birth = [on.year - age, on.month, on.day]
        row.save()


def test_it_holds_only_when_everybody_signed_at_whatever_moment(cast, three):
    for days, signature in enumerate(signatures(three)):
        assert status_of(three) == ConsentStatus.TO_SIGN
        put(cast, signature, now=cast.now + timedelta(days=days))
    assert status_of(three) == ConsentStatus.ACTIVE
    assert opened(three).activated_at == cast.now + timedelta(days=2)
    first = signatures(three)[0]
    assert (first.state, first.method, first.witness, first.typed_name) == ("getekend", "scherm", cast.roos, "Naam")
    assert first.sha256 == three.sha256


def test_the_proof_is_a_sealed_paper_with_who_how_when_and_the_hash(cast, three):
    first, second, third = signatures(three)
    put(cast, first, Signed("scherm", typed_name="Deniz", drawn="M10 10L200 90L300 20"))
    put(cast, second, ON_PAPER)
    assert not files.path_of(three.pk).exists()
    put(cast, third)
    made = opened(three)
    sealed = files.read(made.pk, Access("test").key_of(made))
    assert verdict(sealed).is_whole
    assert not verdict(sealed.replace(b"%%EOF", b"%%EOf")).is_whole
    assert sha256(sealed).hexdigest() == made.evidence_sha256
    with pikepdf.open(BytesIO(sealed)) as pdf:
        assert len(pdf.pages) >= 1
    assert b"klas" not in files.path_of(made.pk).read_bytes()


def test_without_a_seal_nothing_is_signed(cast, settings):
    made = asked(cast, cast.family.samira)
    settings.PDF_SEAL_KEY = settings.PDF_SEAL_CERTIFICATE = ""
    with pytest.raises(ConsentRefused, match="Het bewijs kan nu niet worden gemaakt"):
        put(cast, signatures(made)[0])
    assert (status_of(made), states_of(made)) == (ConsentStatus.TO_SIGN, ["gevraagd"])


def test_what_waits_for_a_signature_carries_nothing(cast, three):
    with as_system():
        assert three not in Consent.objects.holding(cast.today)
    for signature in signatures(three):
        put(cast, signature)
    with as_system():
        assert three in Consent.objects.holding(cast.today)


def test_on_screen_the_name_is_typed_and_a_drawing_is_never_needed(cast, three):
    first, second, _third = signatures(three)
    with pytest.raises(ConsentRefused, match="Typ de naam"):
        put(cast, first, Signed("scherm", typed_name="  ", drawn="M1 1L2 2"))
    put(cast, first, ON_SCREEN)
    put(cast, second, Signed("scherm", typed_name="Samira", drawn="M1 1L2 2"))
    assert [one.drawn for one in signatures(three)] == ["", "M1 1L2 2", ""]


def test_on_paper_there_is_a_scan_and_it_is_kept_sealed(cast):
    made = asked(cast, cast.family.samira)
    (signature,) = signatures(made)
    put(cast, signature, ON_PAPER)
    kept = files.path_of(signature.pk).read_bytes()
    assert SCAN.content not in kept
    assert files.read(signature.pk, Access("test").key_of(opened(signature))) == SCAN.content
    assert signatures(made)[0].scan_type == "application/pdf"


@pytest.mark.parametrize("scan", [None, uploads.Upload("brief.txt", "text/plain", b"Ik teken")], ids=["none", "text"])
def test_paper_without_a_scan_is_no_signature(cast, scan):
    made = asked(cast, cast.family.samira)
    (signature,) = signatures(made)
    with pytest.raises(ConsentRefused, match="een pdf of een foto"):
        put(cast, signature, Signed("papier", scan=scan))
    assert states_of(made) == ["gevraagd"]
    assert not files.path_of(signature.pk).exists()


def test_nobody_signs_twice_nor_what_is_over(cast, three):
    first, second, _third = signatures(three)
    put(cast, first)
    with pytest.raises(ConsentRefused, match="Hier valt niets meer te tekenen"):
        put(cast, first)
    with acting(cast.roos, cast.now):
        refuse(second, method="scherm", reason="Te veel", now=cast.now, witness=cast.roos)
    with pytest.raises(ConsentRefused, match="Hier valt niets meer te tekenen"):
        put(cast, signatures(three)[2])


@pytest.mark.policy("1.5")
def test_two_parents_who_contradict_make_a_no(cast, three):
    first, samira, ruud = signatures(three)
    put(cast, first)
    put(cast, samira)
    with acting(cast.roos, cast.now):
        ended = refuse(ruud, method="scherm", reason="Ik wil dit niet", now=cast.now, witness=cast.roos)
    assert (ended.status, opened(three).end_reason) == (ConsentStatus.REFUSED, "Ruud de Boer zei nee.")
    assert states_of(three) == ["getekend", "getekend", "geweigerd"]
    assert signatures(three)[2].reason == "Ik wil dit niet"
    with as_system():
        assert three not in Consent.objects.holding(cast.today)


@pytest.mark.policy("1.5")
def test_authority_that_changed_between_two_signatures_ends_it_whole(cast, three):
    first, second, third = signatures(three)
    put(cast, first)
    both_parents(cast, cast.family.deniz, "Samira Öztürk", kind="EenhoofdigOuderlijkGezag")
    lapsed = put(cast, second)
    assert (lapsed.status, lapsed.ended_route) == (ConsentStatus.LAPSED, "regel")
    assert "intussen veranderd" in opened(three).end_reason
    # Nothing half-saved: who was there signed nothing.
    assert states_of(three) == ["getekend", "gevraagd", "gevraagd"]
    with pytest.raises(ConsentRefused):
        put(cast, third)
    with acting(cast.roos, cast.now):
        again = ask_anew(opened(three), by=cast.roos, now=cast.now)
    assert again.renews_id == three.pk


@pytest.mark.policy("1.5")
def test_authority_that_is_in_doubt_meanwhile_ends_it_too(cast, three):
    both_parents(cast, cast.family.deniz, "Iemand", "Anders")
    both_parents(cast, cast.family.deniz, kind="GezagNietTeBepalen")
    assert put(cast, signatures(three)[0]).status == ConsentStatus.LAPSED
    assert "niet meer zeker" in opened(three).end_reason


@pytest.mark.policy("1.5")
def test_a_parent_who_left_the_dossier_still_signs_by_name(cast, three):
    with as_system():
        DossierPerson.objects.filter(dossier=cast.family.dossier, person=cast.family.ruud).delete()
    for signature in signatures(three):
        put(cast, signature)
    assert status_of(three) == ConsentStatus.ACTIVE


@pytest.mark.policy("1.5")
def test_who_turned_sixteen_meanwhile_decides_alone_and_is_asked_anew(cast):
    turns = cast.today + timedelta(days=20)
    born_so_that(cast, cast.family.deniz, age=16, on=turns)
    both_parents(cast, cast.family.deniz)
    made = asked(cast, cast.family.deniz)
    assert made.decides_until == turns
    # What is signed promises no more than it can hold.
    assert wording.day_in("nl", turns - timedelta(days=1)) in made.shown
    first, second, _third = signatures(made)
    put(cast, first, now=cast.now + timedelta(days=19))
    assert put(cast, second, now=cast.now + timedelta(days=20)).status == ConsentStatus.LAPSED
    later = cast.now + timedelta(days=20)
    with acting(cast.roos, later):
        again = ask_anew(opened(made), by=cast.roos, now=later)
    assert again.decides_until is None


def test_a_text_that_was_withdrawn_meanwhile_is_not_signed(cast, three):
    put(cast, signatures(three)[0])
    version = three.text_version
    type(version).objects.filter(pk=version.pk).update(withdrawn_at=cast.now)
    assert put(cast, signatures(three)[1]).status == ConsentStatus.LAPSED
    assert "tekst is intussen ingetrokken" in opened(three).end_reason


def test_what_was_signed_on_a_text_before_it_was_withdrawn_stays_signed(cast):
    made = asked(cast, cast.family.samira)
    put(cast, signatures(made)[0])
    type(made.text_version).objects.filter(pk=made.text_version_id).update(withdrawn_at=cast.now)
    with as_system():
        assert made in Consent.objects.holding(cast.today)


def test_what_ran_out_before_it_was_signed_is_asked_anew(cast):
    made = asked(cast, cast.family.samira, valid_until=cast.today + timedelta(days=3))
    assert put(cast, signatures(made)[0], now=cast.now + timedelta(days=4)).status == ConsentStatus.LAPSED


def test_the_log_says_who_stood_beside_and_no_name(cast):
    made = asked(cast, cast.family.samira)
    put(cast, signatures(made)[0])
    last = log_rows(record_ids__contains=[made.pk])[-1]
    assert (last.action, last.user_id, last.fields) == ("change", cast.roos.pk, ["status.actief"])


def test_a_colleague_elsewhere_signs_nothing(cast):
    made = asked(cast, cast.family.samira)
    (signature,) = signatures(made)
    with pytest.raises(Consent.DoesNotExist), acting(cast.otto, timezone.now()):
        sign(signature, ON_SCREEN, now=cast.now, witness=cast.otto)
