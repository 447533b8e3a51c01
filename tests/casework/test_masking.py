"""Nothing of a family is left, however it was written; and what says nothing stays readable."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.partialdate import PartialDate
from casework import folding
from casework.masking import Masker, Reason, Somebody
from tests.casework import variants
from tests.casework.brp_families import Family, all_families, all_households, families_of, left_in, plain

pytestmark = [pytest.mark.policy("3.4"), pytest.mark.policy("4.1")]
SAMIRA = Somebody(
    "de moeder",
    "Samira Anna",
    "",
    "Öztürk",
    names=("Sammie",),
    bsns=("999990019",),
    births=(PartialDate(1985, 3, 14),),
    addresses=({"street": "Kerkstraat", "number": "1", "postcode": "5427 AB", "town": "Boekel"},),
    telephones=("06-12345678", "0492 324555"),
    mails=("samira@thuis.example",),
)
RUUD = Somebody("de vader", "Gerardus Rudolfus", "de", "Vries", names=("Ruud",))
ESRA = Somebody("kind 1", "Esra", "de", "Vries-Öztürk", births=(PartialDate(2015, 1, 2),))
BO = Somebody("kind 2", "Bo", "", "Li")
PEOPLE = (SAMIRA, RUUD, ESRA, BO)
MASKER = Masker(PEOPLE)
SENTENCES = (
    "Vandaag sprak ik met {} over school.",
    "{}: komt morgen.",
    "Volgens de juf ({}) gaat het goed.",
    "We belden «{}» twee keer, zonder gehoor.",
    "<p>{}</p>",
    "Gezin/{}/plan",
)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("Samira komt", "de moeder komt"),
        ("SAMIRA komt", "de moeder komt"),
        ("Samira’s zus", "de moeder zus"),
        ("Sammie", "de moeder"),
        ("Öztürk-\nde Vries", "iemand uit het gezin"),
        ("Oeztuerk, S.", "de moeder."),
        ("G.R. de Vries", "de vader"),
        ("GR de Vries", "de vader"),
        ("GdV", "de vader"),
        ("Vries, de", "iemand uit het gezin"),
        ("Gerard belde", "de vader belde"),
        ("Oz-\ntürk", "iemand uit het gezin"),
        ("S a m i r a", "de moeder"),
        ("Samria", "de moeder"),
        ("&Ouml;zt&uuml;rk", "iemand uit het gezin"),
        ("bel 0612345678", "bel [telefoon]"),
        ("bel +31 (0)6 98 76 54 32", "bel [telefoon]"),
        ("bel 324555", "bel [telefoon]"),
        ("BSN 9999 90 019", "BSN [nummer]"),
        ("BSN 111222333", "BSN [nummer]"),
        ("Kerkstr. 1a te Boekel", "[adres] te [plaats]"),
        ("1234ZZ", "[adres]"),
        ("iemand@elders.nl", "[e-mail]"),
        ("geboren 14 maart 1985", "geboren [geboortedatum]"),
        ("2-1-15", "[geboortedatum]"),
        ("Bo Li", "kind 2"),
    ],
)
def test_a_neutral_word_stands_there_instead(written, instead):
    assert MASKER.mask(written).text == instead


@pytest.mark.parametrize(
    "said",
    [
        "Het gaat goed op school, d.w.z. beter dan in 2025.",
        "Op 28-11-2026 om 10:00 uur praten we verder over het plan, m.b.t. de doelen.",
        "Er waren 12345 stappen en het kostte 1500 euro.",
        "De hulp is al begonnen en gaat door tot 1 juni.",
    ],
)
def test_what_says_nothing_stays(said):
    assert MASKER.mask(said).text == said


def test_a_preview_says_what_was_masked_and_why():
    masked = MASKER.mask("Esra woont aan de Kerkstraat 1.")
    assert [(span.words, span.instead, span.reason) for span in masked.spans] == [
        ("Esra", "kind 1", Reason.NAME),
        ("Kerkstraat 1", "[adres]", Reason.ADDRESS),
    ]


def test_more_can_be_masked_and_never_less():
    text = "Esra voetbalt bij HVCH."
    more = MASKER.mask(text, also=["hvch"])
    assert more.text == "kind 1 voetbalt bij [weggelaten]."
    assert {span.words for span in MASKER.mask(text).spans} <= {span.words for span in more.spans}


def test_a_neutral_word_that_is_a_name_here_is_not_used():
    masker = Masker([Somebody("kind 1", "Piet", "", "Kind", addresses=({"street": "Adres"},))])
    assert "ind" not in masker.mask("Piet Kind, Adres 3").text
    assert left_in(masker.mask("Piet Kind, Adres 3").text, Family(tuple(masker.people))) == []


# So few letters stand in any word.
SAYS_NOTHING = 3
WRITTEN = sorted({one for who in PEOPLE for one in (*variants.names(who, random.Random(1)), *variants.numbers(who))})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=3), st.sampled_from(SENTENCES), st.text(max_size=30))
def test_nothing_is_left_however_it_stands_in_a_sentence(written, sentence, around):
    text = f"{around} {' '.join(sentence.format(one) for one in written)} {around}"
    masked = MASKER.mask(text)
    assert left_in(masked.text, Family(PEOPLE)) == []
    assert all(text[span.start : span.end] == span.words for span in masked.spans)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=10), max_size=2))
def test_any_text_comes_out_with_its_spans_in_order(text, also):
    masked = MASKER.mask(text, also)
    place, parts = 0, []
    for span in masked.spans:
        assert place <= span.start < span.end
        parts += [text[place : span.start], span.instead]
        place = span.end
    assert "".join([*parts, text[place:]]) == masked.text


def leaks(family, dice, ways=None):
    """(what was written, what is left of it) of ways to write everything of this family: all, or `ways` of each."""
    masker = Masker(family.people)
    for one in family.people:
        written = [*variants.names(one, dice), *variants.numbers(one), *variants.addresses(one), *variants.days(one)]
        written = [way for way in written if any(letter.isalnum() for letter in way)]
        for way in written if ways is None else dice.sample(written, min(ways, len(written))):
            masked = masker.mask(dice.choice(SENTENCES).format(way)).text
            left = left_in(masked, family)
            if left or (len(way) > SAYS_NOTHING and plain(way) in plain(masked)):
                yield way, left


def test_of_all_families_nothing_is_left(sample):
    """Of each person some of the ways, other ones of each: together all of them, many times."""
    dice = random.Random(7)
    assert [found for family in all_households(sample) for found in leaks(family, dice, ways=2)] == []


def test_unmasked_it_is_found(sample):
    """The positive control of all of these: the search sees what is there."""
    for family in families_of(sample("personen.json").read_bytes())[::60]:
        for one in family.people:
            known = family.words & set(plain(one.given_names).split())
            assert all(left_in(f"Met {name}.", family) for name in known)
            assert all(left_in(f"Met {number}.", family) for number in one.bsns)


@pytest.mark.proof
@pytest.mark.timeout(1200)
def test_of_all_families_nothing_is_left_in_any_way_to_write_it(sample, record_property):
    """As each person sees their family: the fewer are known, the less is found by chance."""
    families = all_families(sample)
    assert [found for family in families for found in leaks(family, random.Random(7))] == []
    record_property("families masked", len(families))


# --- ordinary text takes a shorter way ---

EVERYDAY_TEXT = st.text(alphabet=st.sampled_from("abcXYZ 12.-\n\t'éëÉÖöçñ–€“”ß\u0301\u00ad<>/b&%;"), max_size=60)


@given(EVERYDAY_TEXT)
def test_ordinary_text_is_seen_as_any_other(text):
    short, long = folding._view(text, []), folding._any(text, [])
    assert (short.text, tuple(short.starts), tuple(short.ends), short.words) == (
        long.text,
        long.starts,
        long.ends,
        long.words,
    )


def test_each_ordinary_sign_is_one_plain_sign():
    assert all(len(plain) == 1 for plain in folding.PLAIN.values())


# --- only what is theirs ---


@pytest.mark.parametrize(
    "words", ["06-12345678", "Kerkstraat 1", "5427ab", "samira@thuis.example", "bel 324555", "999990019", "Samira"]
)
def test_what_is_known_of_somebody_is_found(words):
    assert MASKER.known(f"Dit is {words}.")


@pytest.mark.parametrize(
    "words", ["06-87654321", "5428 AB", "info@school.example", "zaak 324555678", "123456782", "nummer 1", "2026-11-24"]
)
def test_what_only_has_the_shape_of_a_number_is_not_known(words):
    assert MASKER.known(f"Dit is {words}.") == ()
    assert MASKER.mask("bel 06-87654321").text == "bel [telefoon]"


@given(st.text(max_size=80))
def test_what_is_known_is_masked_too(text):
    masked = {place for span in MASKER.mask(text).spans for place in range(span.start, span.end)}
    assert {place for span in MASKER.known(text) for place in range(span.start, span.end)} <= masked
