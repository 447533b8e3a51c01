"""What who asked gets on paper, for a machine, and as one parcel."""

import io
import json
from dataclasses import replace
from datetime import date
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import jsonschema
import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from inzage import parcel, portable
from inzage.bundle import Attached, Field, Passage
from inzage.choices import ShieldGround
from inzage.papers.bundle import MOST_NAMED, as_pdf
from tests import aloud
from tests.browser import ROOT
from tests.inzage.bundles import DOCX, attached, bundle, item, opened, packed

pytestmark = pytest.mark.policy("4.2")
ARABIC = "أوافق على مشاركة المعلومات مع المدرسة."
SCHEMA = json.loads((ROOT / "docs/inzage-bundel.schema.json").read_text())
GAP = "[Hier staat iets dat wij niet laten zien. Reden: rechten en vrijheden van anderen.]"
WHOLE = bundle(
    item(2, Passage("", "anderen"), kind="Bericht van school", on=date(2026, 3, 9)),
    item(
        1,
        *(Passage("Deniz slaapt slecht.\n\nHij zegt dat "), Passage("", "anderen"), Passage("", "anderen")),
        *(Passage(" niet meer komt.\n"), Passage("", "betrokkene")),
        statement="Dat klopt niet.\n\nHij was ziek.",
        change="Wij laten nu meer zien.",
        file=attached(1, DOCX),
    ),
    item(3, Passage(ARABIC), Passage("", "behandeling"), on=date(2026, 4, 1), file=attached(3, "application/pdf")),
)


@pytest.fixture(scope="module")
def pdf():
    return as_pdf(WHOLE, "Boekel")


@pytest.fixture(scope="module")
def read(pdf):
    return aloud.read(pdf)


def in_order(text, *facts):
    at = 0
    for fact in facts:
        found = text.find(fact, at)
        assert found >= 0, f"{fact} is not read aloud after {text[:at][-60:]}"
        at = found + len(fact)


# --- on paper ---


def test_it_says_whose_it_is_how_to_read_it_and_what_one_can_do(read):
    in_order(
        read.text,
        *("Gemeente Boekel", "Uw inzage", "Deniz Öztürk", "Alles over Deniz in 2026", "2026-0042", "24 november 2026"),
        *("Zo leest u dit document", "Wij laten niet alles zien", "Rechten en vrijheden van anderen"),
        *("bezwaar", "binnen 6 weken", "klacht", "Autoriteit Persoonsgegevens", "Inhoud"),
    )


def test_what_was_kept_is_read_in_order_of_date_with_its_gaps_and_the_own_story_below(read):
    in_order(
        read.text,
        *("Maart 2026", "1. Gespreksverslag, 2 maart 2026", "regisseur, dorpsteam", "Zelf gezien"),
        *("Wij laten nu meer zien.", "Anders dan in ons vorige antwoord:", "Verslag", "Deniz slaapt slecht."),
        *("Hij zegt dat ", GAP, "Reden: bescherming van de betrokkene", "bijlage-001.docx"),
        *("Eigen verhaal bij dit stuk", "Dat klopt niet.", "Hij was ziek."),
        *("2. Bericht van school, 9 maart 2026", GAP, "April 2026", "3. Gespreksverslag, 1 april 2026", ARABIC),
        *("Reden: ernstig nadeel voor de behandeling", "bijlage-002.pdf"),
    )


def test_a_gap_is_read_between_the_words_around_it(pdf):
    """`aloud` takes the words of a paragraph together; here is what lies between them."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        paragraphs = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/P"]
        parts = [["gap" if isinstance(part, pikepdf.Dictionary) else "words" for part in one.K] for one in paragraphs]
    assert any(one[:3] == ["words", "gap", "words"] for one in parts)


def test_two_gaps_beside_each_other_on_one_ground_are_one(read):
    assert read.text.count(GAP) == 2
    assert [one.ground for one in WHOLE.items[1].fields[0].merged if one.ground] == ["anderen", "betrokkene"]


def test_only_what_is_in_it_is_explained():
    text = aloud.read(as_pdf(bundle(), "Boekel")).text
    assert "Wij laten niet alles zien" not in text
    assert "eigen verhaal bij een stuk" not in text
    text = aloud.read(as_pdf(bundle(item(1, Passage("", "behandeling"))), "Boekel")).text
    assert "De hulp kan er ernstig door worden gestoord." in text
    assert "Rechten en vrijheden" not in text


@pytest.mark.parametrize("ground", ShieldGround)
def test_each_ground_has_its_sentence(ground):
    text = aloud.read(as_pdf(bundle(item(1, Passage("", ground))), "Boekel")).text
    assert f"Reden: {ground.label.lower()}." in text


@pytest.mark.policy("2.5")
@pytest.mark.parametrize(
    "one", [WHOLE, replace(WHOLE, items=()), bundle(item(1, label=""))], ids=["all", "none", "bare"]
)
def test_it_is_accessible_and_can_be_kept(one):
    made = as_pdf(one, "Boekel")
    assert aloud.failures(made) == []
    assert aloud.read(made).outside == ""


def test_who_sees_the_file_lie_learns_the_number_of_the_request_alone(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        outside = " ".join([*map(str, document.docinfo.values()), document.Root.Metadata.read_bytes().decode()])
    assert "Verzoek 2026-0042" in outside
    assert not [word for word in ("Deniz", "Öztürk", "school", "Gesprek") if word in outside]


def test_the_contents_name_each_item_of_a_few_and_the_months_of_many():
    few = aloud.read(as_pdf(WHOLE, "Boekel"))
    assert any("Bericht van school" in one.text for one in few.roles("Reference", "Link", "TOCI"))
    many = bundle(*(item(number, on=date(2026, 1 + number % 12, 1)) for number in range(MOST_NAMED + 1)))
    listed = " ".join(one.text for one in aloud.read(as_pdf(many, "Boekel")).roles("Reference", "Link", "TOCI"))
    assert "Maart 2026" in listed
    assert "Gespreksverslag" not in listed


@effort(max_examples=20, deadline=None)
@example([], " ")
@given(st.lists(st.text(max_size=40), max_size=4), st.text(max_size=20))
def test_no_text_stops_it(texts, other):
    passages = [one for text in texts for one in (Passage(text), Passage("", "anderen"))]
    made = as_pdf(replace(bundle(item(1, *passages, label=other, statement=other)), about=other), other)
    assert aloud.failures(made) == []
    jsonschema.validate(json.loads(portable.as_json(bundle(item(1, *passages, label=other, by=other)))), SCHEMA)


# --- for a machine ---


def test_it_is_by_its_schema_and_says_the_same():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    facts = json.loads(portable.as_json(WHOLE))
    jsonschema.validate(facts, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert facts["verzoek"] == {
        "nummer": "2026-0042",
        "gevraagd": "Alles over Deniz in 2026",
        "gemaakt_op": "2026-11-24",
    }
    assert [one["datum"] for one in facts["stukken"]] == ["2026-03-02", "2026-03-09", "2026-04-01"]
    first = facts["stukken"][0]
    assert first["velden"][0]["delen"][1] == {"weggelaten": "anderen"}
    assert first["eigen_verhaal"] == "Dat klopt niet.\n\nHij was ziek."
    assert first["veranderd"] == "Wij laten nu meer zien."
    assert [one.get("bestand") for one in facts["stukken"]] == ["bijlage-001.docx", None, "bijlage-002.pdf"]
    assert set(facts["gronden"]) == set(ShieldGround.values)


def test_its_parts_are_those_of_the_schema():
    assert set(SCHEMA["properties"]) == portable.PARTS == set(json.loads(portable.as_json(WHOLE)))


@pytest.mark.parametrize(
    "change",
    [
        {"datum": "2 maart 2026"},
        {"kenmerk": "1"},
        {"velden": [{"naam": "x", "delen": [{}]}]},
        {"nieuw": 1},
        {"soort": None},
    ],
)
def test_what_is_not_by_the_schema_is_refused(change):
    facts = json.loads(portable.as_json(WHOLE))
    facts["stukken"][0] |= change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(facts, SCHEMA)


def test_a_mark_of_an_item_stays_and_does_not_say_when_it_was_made():
    made = UUID("01938f5e-0000-7000-8000-0000000000ab")
    marks = {
        json.loads(portable.as_json(bundle(replace(item(), id=made))))["stukken"][0]["kenmerk"] for _time in range(2)
    }
    assert marks == {"0000000000ab"}


# --- as one parcel ---


def test_a_parcel_is_the_paper_the_same_for_a_machine_and_the_files():
    asked = []

    def read(file):
        asked.append(file.record_id)
        return b"inhoud van %d" % file.record_id.int

    files = opened(parcel.packed(WHOLE, "Boekel", read))
    assert list(files) == ["bundel.pdf", "bundel.json", "bijlage-001.docx", "bijlage-002.pdf"]
    assert files["bijlage-001.docx"] == b"inhoud van 1"
    assert files["bijlage-002.pdf"] == b"inhoud van 3"
    assert asked == [UUID(int=1), UUID(int=3)]
    assert files["bundel.json"] == portable.as_json(WHOLE)
    assert files["bundel.pdf"].startswith(b"%PDF-")


def test_a_parcel_tells_nothing_of_when_where_and_how_it_was_made():
    content = packed(WHOLE, b"inhoud")
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.comment == b""
        for entry in archive.infolist():
            told = (entry.date_time, entry.create_system, entry.extra, entry.comment, entry.external_attr >> 16)
            assert told == ((1980, 1, 1, 0, 0, 0), 0, b"", b"", 0o600)
            assert entry.compress_type == ZIP_DEFLATED
    assert b"juf" not in content
    assert content == packed(WHOLE, b"inhoud")


@pytest.mark.parametrize("content_type", ["application/x-unknown", ""])
def test_an_unknown_kind_of_file_gets_a_name_that_opens_nothing(content_type):
    one = bundle(item(file=Attached(UUID(int=1), "x.exe", content_type)))
    assert list(opened(packed(one, b"x")))[-1] == "bijlage-001.bin"


def test_a_parcel_that_is_too_large_for_memory_is_not_made(monkeypatch):
    monkeypatch.setattr(parcel, "LARGEST", 500_000)
    one = bundle(*(item(number, file=attached(number)) for number in range(1, 4)))
    assert packed(one, bytes(10))
    with pytest.raises(parcel.ParcelTooLarge):
        packed(one, bytes(500_000))


def test_a_gap_has_no_words():
    with pytest.raises(ValueError, match="no words"):
        Passage("Dit was weggelaten.", "anderen")
    assert Field("Verslag", (Passage(""),)).merged == []
