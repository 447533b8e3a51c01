import io
from html import unescape

import pikepdf
import pytest
from pypdf import PdfReader

from cases import letters
from cases.errors import LetterRefused
from cases.models import Document, StandardText, TextKind
from sealing import paper
from tests.cast import acting, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("4")
TEXT = 'Beste mevrouw,\r\n\r\nKomt u praten? Bel mij.\r\nTot dan. `#let` {naam} <b> & "zo" é ÿ\r\n\r\nGroet,\r\nCem'


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def url(cast):
    return f"/dossiers/{cast.family.dossier.pk}/brieven/nieuw/"


def template(title="Uitnodiging voor een gesprek"):
    return StandardText.objects.get(kind=TextKind.LETTER, title=title)


def choice(cast, **changed):
    return {"template": template().pk, "addressee": str(cast.family.samira.pk), "channel": "persoon"} | changed


def facts(cast, **changed):
    return {
        "title": "Uitnodiging",
        "text": TEXT,
        "addressee": str(cast.family.samira.pk),
        "channel": "persoon",
        "about": [str(cast.family.samira.pk)],
        "source": "waarneming",
        "purpose": "casusregie",
        "legal_basis": "jeugdwet",
        "category": "casusregie",
    } | changed


def documents(cast):
    with acting(cast.roos):
        return list(Document.objects.order_by("created_at"))


def letter_of(cast, client, **changed):
    """What was kept: the document, and its file."""
    answer = client.post(url(cast), facts(cast, **changed))
    assert answer.status_code == 302, answer.context["form"].errors
    return opened(documents(cast)[-1]), client.get(f"{answer.url}bestand/").content


def words(content):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_chosen_text_comes_filled_in(cast, cem):
    page = cem.post(url(cast), choice(cast))
    text = page.context["form"]["text"].value()
    assert text.startswith("Beste Samira Öztürk,")
    assert "Bel mij dan op 0492 Cem." in text
    assert text.rstrip().endswith("Cem\nGemeente Boekel")
    assert "[dag en datum]" in text
    assert page.context["form"]["title"].value() == "Uitnodiging voor een gesprek"
    assert page.context["form"]["about"].value() == [str(cast.family.samira.pk)]
    assert len(documents(cast)) == 1


def test_the_page_says_how_a_letter_reaches_somebody(cast, cem):
    for page in (cem.get(url(cast)), cem.post(url(cast), choice(cast))):
        assert "Geef de brief zelf af." in page.content.decode()


def test_a_letter_is_kept_as_a_document_about_whom_it_is_for(cast, cem):
    before = len(log_rows())
    document, content = letter_of(cast, cem)
    assert (document.title, document.content_type, document.size) == ("Uitnodiging", "application/pdf", len(content))
    assert document.file_name.startswith("brief-")
    assert "Samira" not in document.file_name
    assert document.about == [cast.family.samira.pk]
    assert ("create", [document.pk]) in [(row.action, row.record_ids) for row in log_rows()[before:]]


def test_everybody_can_read_it(cast, cem):
    _document, content = letter_of(cast, cem)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).lower().startswith("nl")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        xmp = pdf.open_metadata()
        assert (xmp["pdfuaid:part"], xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("1", "2", "A")
        assert xmp["dc:title"] == "Brief van de gemeente Boekel"
        roles = {str(thing.S) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing}
        assert {"/H1", "/P"} <= roles
        fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
        assert fonts
        assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)


def test_it_says_who_writes_to_whom_and_no_address(cast, cem):
    _document, content = letter_of(cast, cem)
    text = words(content)
    assert "Gemeente Boekel" in text
    assert "Samira Öztürk" in text
    assert '`#let` {naam} <b> & "zo" é ÿ' in text
    assert "Kerkstraat" not in text
    assert "5427" not in text
    assert "ociaal domein" not in text
    assert "jeugd" not in text.lower()


def test_paragraphs_and_lines_stay_as_they_were_typed():
    assert paper.paragraphs("a\r\nb\r\n \r\n\r\nc\x00\td\n") == [["a", "b"], ["c d"]]
    assert paper.paragraphs("") == []


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"text": "Kom op [dag en datum] om [tijd]."}, "text", "Vul nog in: [dag en datum], [tijd]."),
        ({"text": "Tot dan 🦜"}, "text", "Deze tekens kunnen niet in een brief: 🦜."),
        ({"title": "🦜"}, "text", "Deze tekens kunnen niet in een brief: 🦜."),
        ({"text": ""}, "text", "Dit veld is verplicht."),
        ({"text": "x" * 20_001}, "text", "20000"),
        ({"about": []}, "about", "Dit veld is verplicht."),
    ],
    ids=["gap", "emoji", "emoji above", "empty", "too long", "about nobody"],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(cast, cem, changed, field, sentence):
    page = cem.post(url(cast), facts(cast, **changed))
    assert page.status_code == 200
    assert field in page.context["form"].errors
    body = unescape(page.content.decode())
    assert sentence in body
    assert changed.get("text", TEXT).replace("\r\n", "\n")[:300] in body.replace("\r\n", "\n")
    assert len(documents(cast)) == 1


def test_without_a_telephone_number_the_letter_has_a_gap(cast, cem):
    type(cast.cem).objects.filter(pk=cast.cem.pk).update(phone="")
    text = cem.post(url(cast), choice(cast)).context["form"]["text"].value()
    assert "Bel mij dan op [uw telefoonnummer]." in text


def test_a_letter_goes_to_somebody_of_this_dossier_who_lives(cast, cem):
    other = str(cast.other.piet.pk)
    assert "addressee" in cem.post(url(cast), choice(cast, addressee=other)).context["form"].errors
    assert "addressee" in cem.post(url(cast), facts(cast, addressee=other)).context["form"].errors
    with acting(cast.roos):
        ruud = opened(cast.family.ruud)
        ruud.death = [2026, 1, 1]
        ruud.save()
    offered = dict(cem.get(url(cast)).context["form"].fields["addressee"].choices)
    assert str(cast.family.samira.pk) in offered
    assert str(cast.family.ruud.pk) not in offered


def test_only_texts_in_use_are_offered(cast, cem):
    StandardText.objects.filter(pk=template().pk).update(active=False)
    assert "template" in cem.post(url(cast), choice(cast, template=template().pk)).context["form"].errors
    snippet = StandardText.objects.filter(kind=TextKind.SNIPPET).first()
    assert "template" in cem.post(url(cast), choice(cast, template=snippet.pk)).context["form"].errors


def test_who_reads_along_writes_no_letter(cast):
    assert sign_in(cast.mees).get(url(cast)).status_code == 404
    assert sign_in(cast.mees).post(url(cast), facts(cast)).status_code == 404


def test_what_stands_between_braces_is_data_and_never_code(cast):
    text = "{naam.__class__} {0} {naam!r} {} {adres} {naam}"
    filled = letters.filled_in(text, to="{datum}", by=cast.cem, on=cast.today)
    assert filled == "{naam.__class__} {0} {naam!r} {} {adres} {datum}"
    assert letters.unknown_placeholders("{naam} {adres} {}") == ["{adres}", "{}"]


def test_the_error_does_not_carry_the_letter_along(cast):
    with pytest.raises(LetterRefused) as refused:
        letters.as_pdf(letters.Letter("Samira", "x", "Geheim verhaal 🦜", cast.today))
    assert "verhaal" not in str(refused.value)
    assert refused.value.__cause__ is None
