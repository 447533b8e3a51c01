"""§ 4.2 Casusregiedossier: of what is shielded nothing is left in a text, and of the rest everything."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inzage.bundle import Passage
from inzage.choices import ShieldGround
from inzage.passages import NotInText, Span, cut, found_again, spans_again

pytestmark = pytest.mark.policy("4.2")
OTHERS, RESIDENT, TREATMENT = ShieldGround.OTHERS, ShieldGround.RESIDENT, ShieldGround.TREATMENT
GAP = Passage("", "anderen")
GROUNDS = st.sampled_from(list(ShieldGround))
TEXTS = st.text(st.sampled_from("abéß日😀 \n\t.,-") | st.characters(exclude_categories=["Cs"]), max_size=60)
# What is shown in capitals, and what is not in small letters: neither can be taken for the other.
SHOWN = st.text(st.sampled_from("ABC. \n"), max_size=8)
GONE = st.text(st.sampled_from("xyz"), min_size=1, max_size=12)


@st.composite
def texts_with_spans(draw):
    text = draw(TEXTS.filter(bool))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda pair: pair[0] != pair[1])
    spans = draw(st.lists(st.builds(lambda pair, ground: Span(*sorted(pair), ground), places, GROUNDS), max_size=5))
    return text, spans


def squeezed(text):
    """Without white space, and without accents that stand apart from their letter."""
    return "".join(one for one in text if not one.isspace() and not unicodedata.category(one).startswith("M"))


def others(*places):
    return [Span(start, end, OTHERS) for start, end in places]


# --- what is left, and what is not ---


@given(texts_with_spans())
def test_all_that_is_not_shielded_is_shown_in_its_order_and_nothing_else(given_text):
    text, spans = given_text
    gone = {place for span in spans for place in range(span.start, span.end)}
    left = "".join(letter for place, letter in enumerate(text) if place not in gone)
    assert squeezed("".join(one.text for one in cut(text, spans))) == squeezed(left)


@given(texts_with_spans())
def test_with_what_was_shielded_put_back_it_is_the_text_again(given_text):
    text, spans = given_text
    passages = cut(text, spans)
    words = [re.escape(part) for part in (squeezed(one.text) for one in passages if not one.ground)]
    assert re.fullmatch(".*".join(["", *words, ""]), squeezed(text), re.DOTALL)
    gaps = [one for one in passages if one.ground]
    assert bool(gaps) == bool(spans)


@given(texts_with_spans())
def test_no_two_gaps_and_no_two_texts_stand_beside_each_other_and_none_is_empty(given_text):
    passages = cut(*given_text)
    assert all(bool(left.ground) != bool(right.ground) for left, right in pairwise(passages))
    assert all(one.ground or one.text for one in passages)


@given(texts_with_spans(), st.randoms())
def test_the_order_in_which_somebody_shielded_makes_no_difference(given_text, chance):
    text, spans = given_text
    mixed = chance.sample(spans, len(spans))
    assert cut(text, spans) == cut(text, mixed)


@given(st.lists(st.tuples(SHOWN, st.lists(GONE, min_size=1, max_size=3)), min_size=1, max_size=4), SHOWN, st.data())
def test_what_is_gone_tells_neither_its_length_nor_how_many_words_it_was(pieces, end, data):
    """Other words in the same places, more or fewer and longer or shorter, give the very same passages."""
    other = [(words, data.draw(st.lists(GONE, min_size=1, max_size=3))) for words, _gone in pieces]
    assert cut(*built(pieces, end)) == cut(*built(other, end))


def built(pieces, end):
    text, spans = "", []
    for shown, gone in pieces:
        text += shown
        for word in gone:
            spans.append(Span(len(text), len(text) + len(word), OTHERS))
            text += word + " "
        text = text[:-1]
    return text + end, spans


@given(st.integers(1, 30), st.sampled_from([" ", "\t", "\u00a0"]))
def test_a_column_that_was_lined_up_with_spaces_does_not_tell_how_long_a_name_was(width, space):
    text = f"Kemal{space * width}06-1234"
    assert cut(text, others((0, 5))) == (GAP, Passage(" 06-1234"))


@pytest.mark.parametrize(
    ("text", "spans", "passages"),
    [
        ("", [], ()),
        ("Alles mag", [], (Passage("Alles mag"),)),
        ("  ruim  ", [], (Passage("  ruim  "),)),
        ("Kemal", others((0, 5)), (GAP,)),
        ("(Kemal)", others((1, 6)), (Passage("("), GAP, Passage(")"))),
        ("Zij belde Kemal.", others((10, 15)), (Passage("Zij belde "), GAP, Passage("."))),
        ("Met Kemal Verborgen", others((4, 9), (10, 19)), (Passage("Met "), GAP)),
        ("Een\n\n\nKemal\n\nTwee", others((6, 11)), (Passage("Een\n\n"), GAP, Passage("\n\nTwee"))),
        ("Een   \n Kemal twee", others((8, 13)), (Passage("Een\n"), GAP, Passage(" twee"))),
        ("  Kemal  ", others((2, 7)), (GAP,)),
        # Of a letter that is gone its accent goes too, where that is a sign of its own.
        ("Jose\u0301 belt", others((0, 4)), (GAP, Passage(" belt"))),
    ],
)
def test_a_gap_says_only_that_something_is_left_out(text, spans, passages):
    assert cut(text, spans) == passages


@pytest.mark.parametrize("spans", [[(0, 3, TREATMENT), (2, 5, RESIDENT)], [(0, 3, RESIDENT), (4, 5, TREATMENT)]])
def test_where_two_grounds_meet_there_is_one_gap_on_the_first_of_the_list(spans):
    assert cut("abc de", [Span(*one) for one in spans]) == (Passage("", RESIDENT.value), Passage("e"))


@pytest.mark.parametrize(
    "span", [Span(3, 3, OTHERS), Span(-1, 2, OTHERS), Span(0, 6, OTHERS), Span(3, 2, OTHERS), Span(0, 2, "zomaar")]
)
def test_a_span_that_names_nothing_of_the_text_stops_everything(span):
    with pytest.raises(NotInText):
        cut("Kemal", [span])


# --- after the text was changed ---


@given(SHOWN, GONE, SHOWN)
def test_words_that_moved_are_found_in_their_new_place(before, words, after):
    text = f"{before} {words} {after}"
    (span,) = spans_again(text, [(words, OTHERS)])
    assert text[span.start : span.end] == words
    assert words not in "".join(one.text for one in cut(text, [span]))


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("Kemal belde", "Kemal", [(0, 5)]),
        ("Kemal\n  Verborgen belde", "Kemal Verborgen", [(0, 17)]),
        ("Kemal belde Kemal", "Kemal", [(0, 5), (12, 17)]),
        ("In januari", "Jan", []),
        ("Januari met Jan", "Jan", [(12, 15)]),
        ("aan a a a", "a a", [(4, 7), (6, 9)]),
        ("(06) 12", "(06)", [(0, 4)]),
        ("Kemal", " ", []),
    ],
)
def test_the_same_words_are_found_whole_however_the_lines_are_broken(text, words, places):
    assert found_again(text, words) == places


@pytest.mark.parametrize(
    "text",
    ["Ruud belde", "Kemal belde Kemal", "kemal belde", "De Kemals belden", ""],
    ids=["gone", "twice", "written otherwise", "inside a word", "nothing left"],
)
def test_in_doubt_no_place_is_named(text):
    assert spans_again(text, [("Kemal", OTHERS)]) is None


def test_of_several_each_must_be_found():
    stored = [("Kemal", OTHERS), ("drinkt", TREATMENT)]
    assert spans_again("Nu drinkt Kemal", stored) == [Span(3, 9, TREATMENT), Span(10, 15, OTHERS)]
    assert spans_again("Nu eet Kemal", stored) is None


def test_the_same_words_shielded_twice_must_stand_there_twice_on_one_ground():
    twice = [("Kemal", OTHERS), ("Kemal", OTHERS)]
    assert spans_again("Kemal belde Kemal", twice) == others((0, 5), (12, 17))
    assert spans_again("Kemal belde", twice) is None
    assert spans_again("Kemal belde Kemal", [("Kemal", OTHERS), ("Kemal", RESIDENT)]) is None
