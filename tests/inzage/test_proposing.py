"""§ 4.2 Casusregiedossier: what is about others is proposed not to be shown; a person decides."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.reading import Readings
from cases.access import dossier_to_read
from cases.models import Document, Entry
from cases.partialdate import PartialDate
from casework.access.masking import family_to_mask
from casework.masking import Somebody
from inzage.choices import ShieldGround
from inzage.guarding import Guarded, nameless
from inzage.passages import Span, cut
from inzage.proposing import WHERE_SOMEBODY_HIDES, Proposer, hint, said_again
from inzage.showing import Shown
from inzage.telling import Text
from sealing.models import new_id
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import acting

pytestmark = pytest.mark.policy("4.2")
SAMIRA, RUUD = new_id(), new_id()
HOME = {"street": "Kerkstraat", "number": "1", "postcode": "5427 AB", "town": "Boekel"}
AWAY = {"street": "Rozenlaan", "number": "9", "postcode": "5401 XY", "town": "Uden"}
KNOWN = {
    SAMIRA: Somebody(
        "de moeder",
        "Samira",
        "",
        "Öztürk",
        bsns=("999990019",),
        births=(PartialDate(1985, 3, 14),),
        addresses=(HOME,),
        telephones=("06-12345678", "0492 324555"),
        mails=("samira@thuis.example",),
    ),
    RUUD: Somebody(
        "de vader",
        "Ruud",
        "de",
        "Boer",
        births=(PartialDate(1983, 1, 2),),
        addresses=(HOME,),
        telephones=("0611111111",),
    ),
    "ex": Somebody("een familielid", "Kemal", "", "Verborgen", addresses=(AWAY,), mails=("kemal@weg.example",)),
}


def said(*texts) -> Shown:
    parts = tuple(Text(f"text{number}", "Tekst", text) for number, text in enumerate(texts))
    return Shown(new_id(), "cases.entry", "Mail", date(2026, 1, 2), "Hulpverlener", "", parts)


def proposed(text, asking=(SAMIRA,), find_names=None):
    return [one.words for one in Proposer(KNOWN, asking, find_names).proposals([said(text)])]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Samira belde met Kemal", ["Kemal"]),
        ("Kemal V. en mevrouw Öztürk", ["Kemal V"]),
        ("Ruud de Boer was er ook", ["Ruud de Boer"]),
        ("Hij woont op de Rozenlaan 9", ["Rozenlaan 9"]),
        ("Zij woont op Kerkstraat 1, 5427 AB Boekel", []),
        ("Post naar 5401 XY Uden", ["5401 XY", "Uden"]),
        ("Bel haar: 06 1234 5678 of 324555", []),
        ("Bel +31 6 12345678", []),
        ("Bel hem: 06-11111111", ["06-11111111"]),
        ("Bel 06 22222222", ["06 22222222"]),
        ("Mail kemal@weg.example, niet samira@thuis.example", ["kemal@weg.example"]),
        ("Haar BSN is 999990019", []),
        ("BSN 111222333", ["111222333"]),
        ("Geboren 14 maart 1985", []),
        ("Geboren 2 januari 1983", ["2 januari 1983"]),
        ("Het gaat beter op school", []),
    ],
)
def test_what_is_of_others_is_proposed_and_what_is_of_who_asks_is_not(text, words):
    assert proposed(text) == words


def test_for_another_it_is_the_other_way_round():
    text = "Samira Öztürk, 06-12345678, belde met Ruud, 0611111111"
    assert proposed(text, asking=[SAMIRA]) == ["Ruud", "0611111111"]
    assert proposed(text, asking=[RUUD]) == ["Samira Öztürk", "06-12345678"]
    assert proposed(text, asking=[SAMIRA, RUUD]) == []
    assert len(proposed(text, asking=[])) == 4


@pytest.mark.policy("1.5")
def test_who_asks_for_a_child_in_hiding_is_told_its_name_and_not_where_it_is():
    child, mother = new_id(), KNOWN[SAMIRA]
    known = KNOWN | {child: Somebody("kind 1", "Deniz", "", "Öztürk", addresses=(AWAY,), telephones=("0655555555",))}
    hides = Guarded(whom=(nameless(known[child]),), spare=(nameless(mother),))
    text = "Deniz is op Rozenlaan 9, 5401 XY Uden, met Ruud. Bel 0655555555, of Samira op 06-12345678."
    found = Proposer(known, [SAMIRA], about=child, guarded=hides).proposals([said(text)])
    assert [(one.words, one.ground) for one in found] == [
        ("Rozenlaan 9", ShieldGround.RESIDENT),
        ("5401 XY", ShieldGround.RESIDENT),
        ("Uden", ShieldGround.RESIDENT),
        ("Ruud", ShieldGround.OTHERS),
        ("0655555555", ShieldGround.RESIDENT),
    ]
    # Not hidden: it is no secret to who asks.
    known["ex"] = Somebody("een familielid", "Kemal")
    assert [one.words for one in Proposer(known, [SAMIRA], about=child).proposals([said(text)])] == ["Ruud"]


@pytest.mark.policy("1.5")
def test_who_hides_together_with_another_is_no_reason_to_say_where_that_is():
    child, hides = new_id(), Guarded(others=(nameless(KNOWN["ex"]),))
    known = KNOWN | {child: Somebody("kind 1", "Deniz", "", "Öztürk", addresses=(AWAY,))}
    found = Proposer(known, [SAMIRA], about=child, guarded=hides).proposals([said("Deniz is op Rozenlaan 9.")])
    assert [(one.words, one.why) for one in found] == [("Rozenlaan 9", str(WHERE_SOMEBODY_HIDES))]


def test_words_that_are_shielded_in_another_record_are_proposed_where_they_stand_again():
    held = [SimpleNamespace(words=words, ground="anderen") for words in ("hij belde mijn zus elke avond", "hij", "")]
    found = said_again(said("Hij zei: hij belde mijn zus\nelke avond.", "hij weet het"), held)
    assert [(one.field, one.words, one.ground) for one in found] == [
        ("text0", "hij belde mijn zus\nelke avond", ShieldGround.OTHERS)
    ]


def test_of_somebody_nobody_knows_nothing_is_spared():
    assert proposed("Samira belde", asking=[UUID(int=0)]) == ["Samira"]


def test_a_proposal_says_where_it_stands_and_why_and_decides_nothing():
    one = said("Samira belde", "Kemal belde terug op 06 22222222")
    first, second = Proposer(KNOWN, [SAMIRA]).proposals([one])
    assert (first.record_id, first.field, first.start, first.end) == (one.record_id, "text1", 0, 5)
    assert first.why == "Dit lijkt de naam van een ander: een familielid"
    assert second.why == "Dit lijkt een telefoonnummer van een ander"
    assert {first.ground, second.ground} == {ShieldGround.OTHERS}


# --- names of people nobody recorded ---


def finding(*found):
    """Stands for the package that may be installed: each of these words is a name wherever it stands."""
    return lambda texts: [
        [(text.find(one), text.find(one) + len(one)) for one in found if one in text] for text in texts
    ]


def test_unknown_names_are_proposed_where_they_are_found():
    text = "Samira belde met Wilma Buurman en met Kemal"
    assert proposed(text) == ["Kemal"]
    assert proposed(text, find_names=finding("Wilma Buurman")) == ["Wilma Buurman", "Kemal"]


def test_who_asks_is_no_unknown_name_and_who_is_known_is_proposed_once():
    text = "Samira Öztürk belde met Kemal en met Samira Jansen"
    found = finding("Samira Öztürk", "Kemal", "Samira Jansen")
    assert proposed(text, find_names=found) == ["Kemal", "Samira Jansen"]


def test_every_text_gets_its_own_names():
    one = said("Wilma belde", "Niemand belde", "Toen belde Wilma")
    found = Proposer(KNOWN, [SAMIRA], finding("Wilma")).proposals([one])
    assert [(each.field, each.start) for each in found] == [("text0", 0), ("text2", 11)]


# --- what becomes of proposals ---

# No full stop: behind a mail address the word after it is taken for more of the address (casework.numbers).
WORDS = st.sampled_from(
    ["Samira", "Kemal", "Verborgen", "Ruud", "06 22222222", "kemal@weg.example", "belde", "met", ","]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_a_text_from_which_every_proposal_is_left_out_names_nobody_else(text):
    found = Proposer(KNOWN, [SAMIRA]).proposals([said(text)])
    assert all(text[one.start : one.end] == one.words for one in found)
    left = "".join(one.text for one in cut(text, [Span(one.start, one.end, one.ground) for one in found]))
    for gone in ("Kemal", "Verborgen", "Ruud", "22222222", "kemal@weg.example"):
        assert gone not in left
    assert left.count("Samira") == text.count("Samira")
    assert left.count("belde") == text.count("belde")


# --- of a whole record ---


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, ""),
        ({"category": "behandeling"}, "apart is afgeschermd: Behandeling"),
        ({"source": "naaste"}, "Een naaste vertelde dit."),
        ({"source": "professional"}, "van een andere professional"),
        ({"source": "politie"}, "van politie of Openbaar Ministerie"),
        ({"source": "anders"}, "van een ander"),
        ({"source": "inwoner", "about": [SAMIRA]}, ""),
        ({"source": "inwoner", "about": [SAMIRA, RUUD]}, "Een inwoner vertelde dit zelf"),
        ({"told_by": "De buurvrouw"}, "Er staat bij van wie dit komt."),
        ({"kind": "verstrekking"}, "namen van stukken die zijn gedeeld"),
    ],
)
def test_a_hint_says_what_to_think_of(facts, word):
    note = {"kind": "telefoon", "source": "waarneming", "about": [SAMIRA], "category": "casusregie", "told_by": ""}
    said = hint(Entry(**note | facts))
    assert (word in said) if word else said == ""


def test_of_a_document_it_says_that_nobody_looked_in_the_file():
    assert "Lees het helemaal." in hint(Document(source="waarneming", about=[SAMIRA], category="casusregie"))


# --- with the people of a real dossier ---


def test_the_family_of_a_dossier_and_its_relatives_are_known(cast):  # noqa: F811
    when = {"now": cast.now, "today": cast.today}
    request = SimpleNamespace(user=cast.roos, readings=Readings(), request_id="proef", **when)
    with acting(cast.roos, cast.now):
        known = family_to_mask(request, dossier_to_read(request, cast.family.dossier.pk)).known
    text = "Deniz en Samira ruziën. Ruud belt 06 22222222."
    found = Proposer(known, [cast.family.deniz.pk]).proposals([said(text)])
    assert [one.words for one in found] == ["Samira", "Ruud", "06 22222222"]
