import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import pairwise

import pikepdf
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from consent.papers import disclosure, evidence
from consent.papers.common import DrawingRefused, Words, drawing
from sealing import signature
from tests import aloud

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
ON = date(2026, 11, 24)
ARABIC = "أوافق على مشاركة المعلومات مع المدرسة.\n\nهذا النص بالعربية، مع رقم 12 و Boekel."
OWN_WORDS = "Jullie bellen de juf en de dokter, en niet mijn broer. Žofia & Ağça weten het ook."
MARKUP = '#let x = 1 *vet* _schuin_ $x^2$ `code` @ref <label> // \\ #read("letter.typ") [a] = kop\n- lijst\n+ nummer'
EMOJI = "Ja! \U0001f642 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308"
STROKE = b"M10 80 C 40 10, 65 10, 95 80"
SVG = b'<svg viewBox="0 0 300 100"><image href="/etc/passwd"/><path onclick="x" d="%s"/></svg>' % STROKE
CONSENT = evidence.Consent(
    municipality="Boekel",
    codename="Wilde Tulp",
    concerns="Deniz Öztürk, geboren op 3 mei 2014",
    by=("Samira Öztürk, moeder met gezag", "Ruud de Wit, vader met gezag"),
    receivers=("Basisschool De Regenboog, intern begeleider",),
    sources=("Huisarts Van Dijk",),
    data=("Verslag van het gesprek van 3 november", "Of Deniz naar school gaat"),
    purpose="Samen afspreken welke hulp Deniz op school krijgt",
    begins=ON,
    ends=date(2027, 5, 24),
    shown=Words(ARABIC, "Arabisch", "ar"),
    version="2026-3",
    understanding=evidence.Understanding(
        "Arabisch, met tolk", Words(OWN_WORDS), ("Cem Yılmaz, medewerker", "Tolk 4711"), "Voorgelezen"
    ),
    signers=(
        evidence.Signer("Samira Öztürk", "moeder met gezag", evidence.SCREEN, AT),
        evidence.Signer("Ruud de Wit", "vader met gezag", evidence.PAPER, AT, SVG),
    ),
    on=ON,
)
ITEM = disclosure.Item(
    id="01938f5e-0000-7000-8000-000000000001",
    title="Gesprek thuis",
    on=date(2026, 11, 3),
    source="Juf Ank Vermeer",
    own_observation=False,
    text="Deniz slaapt slecht.\n\nHij is bang.",
    statement=Words("Dat klopt niet. Hij was ziek."),
)
DISCLOSURE = disclosure.Disclosure(
    id="01938f5e-0000-7000-8000-00000000000f",
    municipality="Boekel",
    codename="Wilde Tulp",
    receiver=disclosure.Receiver(
        "A. van den Berg", "jeugdbeschermer", "Raad voor de Kinderbescherming", "Postbus 1, Uden"
    ),
    ground="Jeugdwet artikel 7.3.11",
    sentence="De wet zegt dat wij inlichtingen geven die nodig zijn.",
    items=(ITEM, replace(ITEM, title="Bericht van school", own_observation=True, statement=None)),
    sender="regisseur, dorpsteam",
    on=ON,
)


@pytest.fixture(scope="module")
def proof():
    return evidence.as_pdf(CONSENT)


@pytest.fixture(scope="module")
def papers():
    return disclosure.as_pdf(DISCLOSURE)


def in_order(text, *facts):
    """Each after the one before; what is missing is named."""
    at = 0
    for fact in facts:
        found = text.find(fact, at)
        assert found >= 0, f"{fact} is not read aloud after {text[:at][-40:]}"
        at = found + len(fact)


def png(color=(0, 0, 60, 255)):
    picture = Image.new("RGBA", (300, 100))
    ImageDraw.Draw(picture).line([(10, 80), (100, 20), (290, 50)], fill=color, width=4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


# --- what is read aloud ---


@pytest.mark.policy("3.1")
def test_a_consent_is_read_aloud_whole_and_in_order(proof):
    in_order(
        aloud.read(proof).text,
        *("Gemeente Boekel", "Bewijs van toestemming", "Dossier Wilde Tulp", "24 november 2026"),
        *(CONSENT.concerns, *CONSENT.by, *CONSENT.receivers, *CONSENT.sources, *CONSENT.data, CONSENT.purpose),
        "van 24 november 2026 tot en met 24 mei 2027",
        *("Arabisch", "2026-3", *ARABIC.split("\n\n"), sha256(ARABIC.encode()).hexdigest()),
        *("Arabisch, met tolk", "Cem Yılmaz, medewerker", "Tolk 4711", "Voorgelezen", OWN_WORDS),
        *("Samira Öztürk", "moeder met gezag", "op het scherm", "24 november 2026, 14:05"),
        *("Ruud de Wit", "vader met gezag", "op papier", "24 november 2026, 14:05"),
        *("Intrekken", "Dat kan mondeling bij een medewerker, op papier, of in het portaal."),
    )


@pytest.mark.policy("3.3")
def test_a_disclosure_is_read_aloud_whole_and_in_order(papers):
    hashed = sha256(ITEM.text.encode()).hexdigest()
    in_order(
        aloud.read(papers).text,
        *("Gemeente Boekel", "Dossier Wilde Tulp", "Vertrouwelijk", "Alleen voor A. van den Berg", "24 november 2026"),
        *("A. van den Berg", "jeugdbeschermer", "Raad voor de Kinderbescherming", "Postbus 1, Uden"),
        *("Jeugdwet artikel 7.3.11", DISCLOSURE.sentence, "24 november 2026", "regisseur, dorpsteam", DISCLOSURE.id),
        *("Geheimhouding", "Geef ze niet door aan anderen"),
        *("Nr.", "Stuk", "Datum", "Bron", "1", "Gesprek thuis", "3 november 2026", "Juf Ank Vermeer", "2"),
        *("1. Gesprek thuis", "3 november 2026", "Juf Ank Vermeer", "Nee, van een ander", "Deniz slaapt slecht."),
        *("Hij is bang.", "Wat de inwoner hierover zegt", "Dat klopt niet. Hij was ziek.", ITEM.id, hashed),
        *("2. Bericht van school", "Ja, zelf gezien of gehoord", hashed),
    )


@pytest.mark.policy("2.5")
def test_what_is_read_from_right_to_left_is_read_aloud_in_its_own_order_and_language(proof):
    said = [one for one in aloud.read(proof).elements if one.text and one.text in ARABIC.split("\n\n")]
    assert [one.text for one in said] == ARABIC.split("\n\n")
    with pikepdf.open(io.BytesIO(proof)) as document:
        found = [str(one.Lang) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/Lang" in one]
    assert found.count("ar") == 2
    assert not [one for one in found if "ZZ" in one]


# --- for everybody, and for as long as it is kept ---


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("kind", ["proof", "papers"])
def test_a_paper_is_accessible_and_fit_to_keep_before_and_after_sealing(request, kind):
    pdf = request.getfixturevalue(kind)
    assert aloud.failures(pdf) == []
    sealed = signature.seal(pdf, reason="Bewijs", at=AT)
    assert aloud.failures(sealed) == []
    assert signature.verdict(sealed).is_whole


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("kind", ["proof", "papers"])
def test_headings_skip_no_level_tables_have_heads_and_nothing_lies_outside(request, kind):
    read = aloud.read(request.getfixturevalue(kind))
    levels = [int(one.role[1]) for one in read.elements if re.fullmatch("H[1-6]", one.role)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert read.outside == ""
    assert len(read.roles("TH")) == 4 * len(read.roles("Table"))


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("kind", ["proof", "papers"])
def test_outside_a_paper_says_no_more_than_the_codename(request, kind):
    with pikepdf.open(io.BytesIO(request.getfixturevalue(kind))) as document:
        with document.open_metadata() as xmp:
            assert (xmp["pdfuaid:part"], xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("1", "2", "A")
            assert (xmp["dc:title"], xmp["dc:creator"]) == ("Dossier Wilde Tulp", ["Gemeente Boekel"])
        assert str(document.Root.Lang) == "nl-NL"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        outside = " ".join([*map(str, document.docinfo.values()), document.Root.Metadata.read_bytes().decode()])
    assert "Wilde Tulp" in outside
    assert not [word for word in ("Deniz", "Öztürk", "Berg", "toestemming", "erstrek", "Jeugd") if word in outside]


@pytest.mark.policy("3.3")
def test_the_cover_tells_nothing_but_for_whom_it_is(papers):
    with pikepdf.open(io.BytesIO(papers)) as document:
        cover = aloud.Sheet(document.pages[0])
    text = " ".join(cover.pieces.values())
    assert "Dossier Wilde Tulp" in text
    assert "Kinderbescherming" in text
    assert not [word for word in ("Deniz", "Jeugdwet", "gesprek") if word in text]


@pytest.mark.policy("3.3")
def test_the_receiver_lies_behind_every_page_and_a_screen_reader_passes_it_by(papers):
    read = aloud.read(papers)
    assert len(read.artifacts) >= 3
    for artifacts in read.artifacts:
        assert artifacts[:2] == ["A. van den Berg", "24 november 2026"]
    spoken = [one.text for one in read.elements if one.text == "A. van den Berg"]
    assert len(spoken) == 1


# --- whatever is put on it ---


@pytest.mark.policy("3.1")
@pytest.mark.parametrize(
    "text",
    [MARKUP, EMOJI, "שלום ו Boekel 12", "Привіт, Žluťoučký kůň, Ởn", "a\u202eb", "x" * 300],
    ids=["markup", "emoji", "hebrew", "diacritics", "turned", "one word"],
)
def test_what_somebody_said_stands_there_as_it_is(text):
    words = Words(text)
    consent = replace(CONSENT, understanding=replace(CONSENT.understanding, own_words=words), purpose=text)
    sent = replace(DISCLOSURE, items=(replace(ITEM, title=text, source=text, text=text, statement=words),))
    for pdf in (evidence.as_pdf(consent), disclosure.as_pdf(sent)):
        assert aloud.failures(pdf) == []
        read = plain(aloud.read(pdf).text)
        assert plain(text) in read


def plain(text):
    """Without what only says how to lay it out."""
    return re.sub("[\\s\u202e\u200b\u00ad]", "", text)


@pytest.mark.policy("3.1")
def test_a_character_that_no_font_has_is_not_left_out():
    asked = replace(CONSENT, purpose="汉字 en ሰላም", shown=Words("ok\ue000 \U0001fae9"))
    pdf = evidence.as_pdf(asked)
    assert aloud.failures(pdf) == []
    text = aloud.read(pdf).text
    in_order(text, "[U+6C49][U+5B57] en [U+1230][U+120B][U+121D]", "ok[U+E000]", "staat hier het nummer")
    assert sha256("ok\ue000 \U0001fae9".encode()).hexdigest() in text
    assert "staat hier het nummer" not in aloud.read(evidence.as_pdf(replace(CONSENT, shown=Words("ok")))).text


@effort(max_examples=20, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_stops_a_paper(one, other):
    consent = replace(CONSENT, purpose=one, codename=other, shown=Words(one, other, other), by=(other,))
    assert aloud.failures(evidence.as_pdf(consent)) == []


@pytest.mark.policy("3.3")
def test_fifty_pages_are_fifty_pages():
    long = "Wij spraken elkaar weer. " * 60 + "\n\n"
    pdf = disclosure.as_pdf(replace(DISCLOSURE, items=(replace(ITEM, text=long * 110 + "Einde."),)))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) > 50
    read = aloud.read(pdf)
    assert "Einde." in read.text
    assert all(artifacts[0] == "A. van den Berg" for artifacts in read.artifacts)


@pytest.mark.policy("3.1")
def test_what_is_missing_is_said_to_be_missing():
    empty = evidence.Consent(
        *("Boekel", None, None, (), (), (), (), None, None, None, Words(None, None, None), None),
        understanding=None,
        signers=(evidence.Signer(None, None, None, None),),
        on=ON,
    )
    pdf = evidence.as_pdf(empty)
    assert aloud.failures(pdf) == []
    text = aloud.read(pdf).text
    assert text.count("niet vastgelegd") > 8
    assert "None" not in text
    assert "geldt niet" in aloud.read(evidence.as_pdf(replace(CONSENT, signers=()))).text
    nothing = disclosure.Item(None, None, None, None, False, None)
    pdf = disclosure.as_pdf(replace(DISCLOSURE, items=(nothing,), receiver=disclosure.Receiver(None, None, None)))
    assert aloud.failures(pdf) == []
    assert "None" not in aloud.read(pdf).text
    assert "Er is niets verstrekt." in aloud.read(disclosure.as_pdf(replace(DISCLOSURE, items=()))).text


# --- drawn signatures ---


@pytest.mark.policy("3.1")
@pytest.mark.parametrize("drawn", [png(), SVG], ids=["png", "svg"])
def test_a_drawn_signature_says_whose_it_is(drawn):
    pdf = evidence.as_pdf(replace(CONSENT, signers=(replace(CONSENT.signers[0], drawn=drawn),)))
    assert aloud.failures(pdf) == []
    assert len(aloud.read(pdf).roles("Figure")) == 1
    with pikepdf.open(io.BytesIO(pdf)) as document:
        alts = [str(one.Alt) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert alts == ["Handtekening van Samira Öztürk"]


def test_of_a_drawing_only_the_strokes_are_kept():
    kept = bytes(drawing(SVG)["bytes"])
    assert STROKE in kept
    assert not [word for word in (b"passwd", b"onclick", b"image", b"href") if word in kept]


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"<svg></svg>",
        SVG.replace(STROKE, b"url(x)"),
        png()[:60],
        b"\x89PNG\r\n\x1a\n",
        b"x",
    ],
    ids=["gif", "empty", "no strokes", "cut", "header", "text"],
)
def test_what_is_no_drawing_is_refused(content):
    with pytest.raises(DrawingRefused):
        evidence.as_pdf(replace(CONSENT, signers=(replace(CONSENT.signers[0], drawn=content),)))


def test_a_stream_that_ends_in_a_carriage_return_is_counted_by_its_length():
    right = b"<< /Length 3 >>\nstream\nab\r\nendstream"
    assert aloud.ends_in_a_carriage_return(right)
    assert aloud.lengths_are_right(right)
    assert not aloud.lengths_are_right(right.replace(b"Length 3", b"Length 5"))
