"""Nothing that is shielded leaves; each place it could stand in is really looked at."""

import logging
import random
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from casework.masking import Masker, Somebody
from inzage.bundle import Field, Passage
from inzage.extracts.normal import raw_letters
from inzage.leaks import MANY_LETTERS, Secret, Why, check, check_file
from tests.inzage import bundles
from tests.inzage.bundles import PLACES, UNREADABLE, attached, bundle, item, packed, shown, zipped

pytestmark = pytest.mark.policy("4.2")
SECRET = "De oom van Eva sloeg gisteren met een riem."
HARMLESS = "De juf van Bo vertelde vanmorgen over een feest."
NOBODY = Masker([])
EX = Somebody(
    "iemand",
    bsns=("123456782",),
    addresses=({"street": "Berkenlaan", "number": "12", "postcode": "5401 XX", "town": "Uden"},),
    telephones=("06-12345678",),
    mails=("ex.partner@post.example",),
)
GUARDED = Masker([EX])


def hits(parcel, *secrets, guarded=NOBODY):
    return check(parcel, [one if isinstance(one, Secret) else Secret(one) for one in secrets], guarded).hits


# --- every place is looked at ---


@pytest.mark.parametrize("place", PLACES)
def test_what_is_shielded_is_found_wherever_it_stands(place):
    found = hits(PLACES[place](SECRET), HARMLESS, SECRET)
    assert {(hit.why, hit.secret) for hit in found} == {(Why.SHIELDED, 1)}


@pytest.mark.parametrize("place", PLACES)
def test_what_may_be_shown_is_no_hit(place):
    assert hits(PLACES[place](HARMLESS), SECRET, guarded=GUARDED) == []


# Of bytes whose meaning is unknown, only long words are looked for.
RAW = {"behind the end", "between the lines"}


@pytest.mark.parametrize("place", [name for name in PLACES if name not in RAW])
@pytest.mark.parametrize("given_away", ["Berkenlaan 12", "06 12345678", "ex.partner@post.example", "1234 56 782"])
def test_who_is_guarded_is_found_wherever_it_stands(place, given_away):
    """On two pages, where it is cut in two, an address is no address any more."""
    if place == "two pages":
        given_away = f"{given_away} {'x' * len(given_away)}"
    if place == "a name":
        given_away = "Berkenlaan"
    assert Why.GUARDED in {hit.why for hit in hits(PLACES[place](given_away), guarded=GUARDED)}


@pytest.mark.parametrize("which", UNREADABLE)
def test_what_cannot_be_read_is_a_hit(which):
    assert Why.UNREADABLE in {hit.why for hit in hits(UNREADABLE[which](), SECRET)}


def test_what_can_be_read_of_a_damaged_parcel_is_found_as_well():
    found = hits(bundles.with_file("bijlage-001.txt", SECRET.encode()) + b"x", SECRET)
    assert {hit.why for hit in found} == {Why.UNREADABLE}
    damaged = zipped({"bijlage-001.txt": SECRET.encode(), "bijlage-002.bin": b"\xff\xfe\x00"})
    assert {hit.why for hit in hits(damaged, SECRET)} == {Why.SHIELDED, Why.UNREADABLE}


def test_a_letter_by_itself_is_looked_at_too():
    letter = bundles.page(bundles.text(SECRET))
    assert {hit.secret for hit in check_file(letter, [Secret(SECRET)], NOBODY).hits} == {0}
    assert check_file(bundles.page(bundles.text(HARMLESS)), [Secret(SECRET)], NOBODY).may_leave


def test_a_picture_is_for_an_eye():
    report = check(bundles.with_file("bijlage-001.jpg", bundles.jpeg("x")), [Secret(SECRET)], NOBODY)
    assert report.may_leave
    assert report.pictures == [("bijlage-001.jpg",)]


# --- however it is written ---


@st.composite
def written(draw, words):
    """The same words as another hand, or a program, writes them."""
    chance = random.Random(draw(st.integers()))
    between = ["", "", "", "", "\u00ad", "-\n", "\n", " ", "\u200b", "‐\n  "]
    apart = [" ", "  ", "\n", " \t", "\u00a0", " – ", ", ", "/"]
    letters = [chance.choice([letter.upper(), letter.lower(), letter]) for letter in words]
    return "".join(chance.choice(apart) if one == " " else one + chance.choice(between) for one in letters)


SENTENCES = st.lists(
    st.text(alphabet="abcdefghijklmnoprstuvwzéëïáöüß", min_size=3, max_size=9), min_size=4, max_size=12, unique=True
).map(" ".join)
IN_LETTERS = [
    *("a text", "json", "json in escapes", "word", "a bookmark", "actual text", "said of a piece"),
    *("author", "metadata", "a remark", "an enclosed file", "own statement", "shown", "json in pieces"),
]


@effort(max_examples=150, deadline=None)
@given(st.data(), SENTENCES, st.sampled_from(IN_LETTERS))
def test_any_secret_is_found_however_it_is_written(data, words, place):
    parcel = PLACES[place](data.draw(written(words)))
    assert [hit for hit in hits(parcel, words) if hit.secret == 0]


@effort(max_examples=100, deadline=None)
@given(SENTENCES, st.sampled_from(sorted(PLACES)), st.integers(0, 20))
def test_of_a_longer_text_each_sentence_is_looked_for(words, place, before):
    whole = f"{'Dit stond ervoor. ' * before}{words}. En dit stond erachter, op dezelfde dag."
    assume(place not in RAW or len(raw_letters(words.encode())) >= MANY_LETTERS)
    assert hits(PLACES[place](words), whole)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("letters", ["utf-8", "utf-16-le", "utf-16-be"])
def test_among_raw_bytes_an_accent_and_the_encoding_do_not_matter(form, letters):
    words = "Zoë en José zagen de café-eigenaar slaan."
    hidden = unicodedata.normalize(form, words).encode(letters)
    assert hits(bundles.with_file("bijlage-001.pdf", bundles.page(b"") + b"%" + hidden), words)


@effort(max_examples=60, deadline=None)
@given(st.lists(SENTENCES, min_size=2, max_size=12, unique=True), st.data())
def test_a_bundle_holds_a_shielded_passage_only_where_the_same_words_are_shown(sentences, data):
    left_out = data.draw(st.lists(st.booleans(), min_size=len(sentences), max_size=len(sentences)))
    passages = [
        Passage("", "anderen") if gone else Passage(f"{one}. ") for one, gone in zip(sentences, left_out, strict=True)
    ]
    gone = [one for one, out in zip(sentences, left_out, strict=True) if out]
    parcel = packed(bundle(item(1, *passages)))
    kept = "".join(one.text for one in passages).replace(" ", "").replace(".", "")
    unsaid = [one for one in gone if one.replace(" ", "") not in kept]
    assert hits(parcel, *unsaid) == []
    again = packed(bundle(item(1, *passages), *(item(2, Passage(one)) for one in gone[:1])))
    assert {hit.secret for hit in hits(again, *gone[:1])} == ({0} if gone else set())


def test_arabic_is_found_as_it_is_said_and_as_it_lies_on_the_page():
    words = "أوافق على مشاركة المعلومات مع المدرسة"
    assert hits(shown(words), words)
    assert hits(bundles.with_file("bijlage-001.txt", words[::-1].encode()), words)


def test_a_character_that_was_written_as_its_number_is_found():
    words = "他昨天用皮带打了孩子们三次"
    found = hits(shown(words), words)
    assert {hit.where[0] for hit in found} == {"bundel.pdf", "bundel.json"}


# --- a few words ---

SAID = Secret("moeder", before="Hij zei dat het allemaal door zijn ", after=" was gekomen, en dat was het.")


def test_a_few_common_words_may_stand_elsewhere_and_who_reads_along_is_told():
    report = check(shown("Zijn moeder kwam ook."), [SAID], NOBODY)
    assert report.may_leave
    assert report.by_place == [0]
    assert {hit.secret for hit in report.elsewhere} == {0}


@pytest.mark.parametrize("words", ["allemaal door zijn moeder", "moeder was gekomen, en dat was"])
def test_a_few_common_words_are_a_hit_where_they_stood(words):
    before, after = f"Hij zei dat het {words}", f"{words} het."
    found = hits(shown(before if words.endswith("moeder") else after), SAID)
    assert {hit.secret for hit in found} == {0}


@pytest.mark.parametrize(
    ("secret", "leak"),
    [
        (Secret("Sandra", before="Hij belde met "), "SANDRA was er ook."),
        (Secret("tante Sandra", before="Hij belde met "), "Ook Sandra was er."),
        (Secret("Sandra"), "Ook Sandra was er."),
        (Secret("06-12345678"), "Bel 0612345678 maar."),
        (Secret("12 maart 2019 en 3"), "Op 12  maart\n2019 en 3."),
        (Secret("hij is er al"), "En Hij is\ner al."),
        (Secret("schuldhulpverlening"), "De Schuld-\nhulpverlening kwam."),
    ],
)
def test_a_name_a_number_or_a_long_word_is_looked_for_everywhere(secret, leak):
    assert {hit.secret for hit in hits(shown(leak), secret)} == {0}


@pytest.mark.parametrize(
    ("secret", "shown_words"),
    [
        (Secret("Sandra", before="Hij belde met "), "De Sandrastraat is lang."),
        (Secret("hij is er al"), "Zij is er altijd."),
        (Secret("06-12345678"), "Zaak 10612345678 loopt."),
        (Secret("Wil", before="Hij belde met "), "Dat wil zij graag."),
    ],
)
def test_a_piece_of_another_word_or_number_is_none(secret, shown_words):
    assert hits(shown(shown_words), secret) == []


def test_the_first_word_of_a_sentence_is_a_name_unless_it_is_also_written_small():
    secret = Secret("Moeder", before="Dat was alles. ", after=" belde op.")
    in_doubt = check(shown("Moeder kwam. Met moeder ging het goed."), [secret], NOBODY)
    assert in_doubt.may_leave
    assert in_doubt.by_place == [0]
    assert in_doubt.elsewhere
    assert {hit.secret for hit in hits(shown("Moeder kwam."), secret)} == {0}


def test_what_has_no_letters_is_said_to_be_looked_for_nowhere():
    assert check(shown("Goed."), [Secret("👍"), Secret("")], NOBODY).by_place == [0, 1]


# --- who is guarded ---


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Zij woont aan de Berken-\nlaan.",
            "BERKENLAAN",
            "Postcode 5401xx",
            "in Uden",
            "bel 12345678",
            "12 34 56 782",
        ),
        *("+31 6 12 34 56 78", "ex.partner (at) post.example", "Berkelaan", "&#66;erkenlaan"),
    ],
)
def test_an_address_or_number_of_who_is_guarded_is_found(words):
    assert {hit.why for hit in hits(shown(words), guarded=GUARDED)} == {Why.GUARDED}


@pytest.mark.parametrize(
    "words",
    [
        "Bel 0492 326800.",
        "5427 AB Boekel",
        "BSN 999990019",
        "info@boekel.example",
        "nummer 12",
        "2012-34-56 was geen dag",
    ],
)
def test_what_is_not_theirs_may_stand_there(words):
    assert hits(shown(words), guarded=GUARDED) == []


def test_what_may_be_named_as_well_is_spared():
    """The town of who hides is also the town of the municipality that writes."""
    also = Masker([replace(EX, addresses=(*EX.addresses, {"town": "Boekel"}))])
    assert hits(packed(), guarded=also)
    spare = [Somebody("de gemeente", addresses=({"town": "Boekel"},))]
    assert hits(packed(), guarded=Masker(also.people, spare=spare)) == []


# --- what is told of it ---


@pytest.mark.parametrize("place", [*PLACES, *UNREADABLE])
def test_nothing_that_is_told_holds_a_word_of_it(place, caplog):
    caplog.set_level(logging.DEBUG)
    make = PLACES.get(place)
    parcel = make(f"{SECRET} Berkenlaan 12") if make else UNREADABLE[place]()
    secrets = [Secret(SECRET)]
    report = check(parcel, secrets, GUARDED)
    assert not report.may_leave
    told = f"{report} {secrets} {' '.join(map(str, report.hits))} {caplog.text}".lower()
    words = [word for word in (*SECRET.lower().strip(".").split(), "berkenlaan", "geheim") if len(word) > 4]
    assert not [word for word in words if word in told]


def test_a_hit_says_where():
    many = [item(number, Passage(f"Regel {number}."), on=date(2026, 3, number)) for number in range(1, 4)]
    leaking = replace(many[1], fields=(Field("Verslag", (Passage(SECRET),)),), file=attached())
    parcel = packed(bundle(many[0], leaking, many[2]), SECRET.encode())
    assert [str(hit) for hit in hits(parcel, HARMLESS, SECRET)] == [
        "bundel.pdf, bladzijde 4: tekst die is weggelaten 2",
        "bundel.json, stukken, nummer 2: tekst die is weggelaten 2",
        "bijlage-001.txt: tekst die is weggelaten 2",
    ]
