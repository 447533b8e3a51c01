"""What identifies somebody by its shape alone, whoever it is of: a BSN, a telephone number, a postcode, a mail address;
and the days on which somebody known was born. No database here: plain text in (`casework.folding`), places out.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cases.bsn import LENGTH, is_valid
from cases.partialdate import MONTHS, PartialDate

GAP = r"[\s().,/_:·•\-‐‑‒–—]{0,3}"
DIGITS = re.compile(rf"\d(?:{GAP}\d){{5,}}")
NUMBER = r"(?<!\d)(?:%s)(?!\d)"
# A national number, one with the number of a country, and one without its first nought.
TELEPHONE = re.compile(
    NUMBER
    % "|".join(
        (
            rf"(?:\+|0{GAP}0){GAP}[1-9](?:{GAP}\d){{7,14}}",
            rf"\(?0\)?{GAP}[1-9](?:{GAP}\d){{8}}",
            rf"3{GAP}1{GAP}(?:\(?0\)?{GAP})?[1-9](?:{GAP}\d){{8}}",
            rf"6(?:{GAP}\d){{8}}",
        )
    )
)
POSTCODE = re.compile(r"(?<!\d)[1-9]\d{3}(?P<gap>[\s.\-]{0,2})(?P<letters>[a-z]{2})(?![a-z])")
# After a year or an amount, and two letters too.
SHORT_WORDS = frozenset(
    "aan al cm de dl en er eu gr ie ik in is ja je kg km mg ml mm na nu of om op te tm uw we xl ze zo".split()
)
MAIL = re.compile(
    r"[^\s@<>\"'(),;:]+\s{0,2}(?:@|\(\s?at\s?\)|\[\s?at\s?\])\s{0,2}[^\s@<>\"'(),;:]+?(?:\s?(?:\.|\(dot\)|\[dot\])\s?[a-z]{2,24})+"
)
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.\s‐‑–]\s?(\d{1,2})(?:\s?[-/.\s‐‑–]\s?('?\d{2}|\d{4}))?(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.\s‐‑–]?\s?(\d{1,2})\s?[-/.\s‐‑–]?\s?(\d{1,2})(?!\d)")
WITHOUT_SIGNS = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")
MONTH_NAMES = sorted((*MONTHS, *(month[:3] for month in MONTHS), "sept", "mrt"), key=len, reverse=True)
IN_WORDS = re.compile(
    r"(?:(?<!\d)(\d{1,2})(?:e|ste|de)?\s?[-.]?\s*)?"
    rf"\b({'|'.join(MONTH_NAMES)})\b\.?(?:[\s\-]*('?\d{{2}}(?!\d)|\d{{4}}))?"
)
YEAR_OF_BIRTH = re.compile(r"\b(?:geb|geboren|geboortejaar|bouwjaar|jaargang)\b[^\d]{0,25}('?\d{2}|\d{4})(?!\d)")
LOOKS_LIKE_A_DAY = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{4}|\d{4}([-/.])\d{1,2}\2\d{1,2}")
CENTURY = 100


@dataclass(frozen=True)
class Found:
    """From `start` to `end` of plain text stands something of the sort `reason` (`casework.masking.Reason`)."""

    start: int
    end: int
    reason: str


def numbers_in(text: str, *, bsns: Collection[str], telephones: Collection[str], postcodes: Collection[str]):
    """By their shape, and those that are known. `telephones`: as digits alone."""
    yield from (Found(*match.span(), "mail") for match in MAIL.finditer(text))
    yield from (Found(*match.span(), "telefoon") for match in TELEPHONE.finditer(text))
    for match in POSTCODE.finditer(text):
        known = match.group()[:4] + match["letters"] in postcodes
        if known or not match["gap"] or match["letters"] not in SHORT_WORDS:
            yield Found(*match.span(), "adres")
    for match in DIGITS.finditer(text):
        yield from _in_a_run(match, bsns, telephones)


def _in_a_run(match: re.Match, bsns, telephones) -> Iterator[Found]:
    """Of digits with little between them: every nine of them that may be a BSN, and what of a telephone is known."""
    places = [place for place in range(*match.span()) if match.string[place].isdigit()]
    digits = "".join(match.string[place] for place in places)
    for at in range(len(digits) - LENGTH + 1):
        nine = digits[at : at + LENGTH]
        if nine in bsns or is_valid(nine):
            yield Found(places[at], places[at + LENGTH - 1] + 1, "bsn")
    short = digits.zfill(LENGTH)
    if len(digits) == LENGTH - 1 and is_valid(short) and (short in bsns or not LOOKS_LIKE_A_DAY.search(match.group())):
        yield Found(places[0], places[-1] + 1, "bsn")
    for number in telephones:
        at = digits.find(number)
        if at >= 0:
            yield Found(places[at], places[at + len(number) - 1] + 1, "telefoon")


def telephone_ends(number: str) -> set[str]:
    """How a known number is recognised however it is written: without what stands before the net number, and without
    the net number."""
    digits = re.sub(r"\D", "", number)
    bare = re.sub(r"^(?:00|\+)?(?:31)?0?", "", digits)
    mobile = bare[1:] if bare.startswith("6") else ""
    return {one for one in (digits, bare, mobile, bare[-7:], bare[-6:]) if len(one) >= 6}


def births_in(text: str, births: Collection[PartialDate]) -> Iterator[Found]:
    """The days on which these were born, in figures or in words, with or without the year."""
    known = [one for one in births if one.year]
    ways = ((DAY_FIRST, (0, 1, 2)), (YEAR_FIRST, (2, 1, 0)), (WITHOUT_SIGNS, (0, 1, 2)))
    for pattern, order in ways if known else ():
        for match in pattern.finditer(text):
            day, month, year = (match.groups()[place] for place in order)
            if any(_is_born(one, int(day), int(month), _year(year)) for one in known):
                yield Found(*match.span(), "geboortedatum")
    yield from _births_in_words(text, known)


def _births_in_words(text: str, known: Collection[PartialDate]) -> Iterator[Found]:
    for match in IN_WORDS.finditer(text):
        day, word, year = match.groups()
        if any(_is_born_in_words(one, day, word, _year(year)) for one in known):
            yield Found(*match.span(), "geboortedatum")
    for match in YEAR_OF_BIRTH.finditer(text):
        if any(_same_year(one, _year(match[1])) for one in known):
            yield Found(*match.span(1), "geboortedatum")


def _year(written: str | None) -> int | None:
    return int(written.lstrip("'")) if written else None


def _same_year(birth: PartialDate, year: int | None) -> bool:
    return year is None or birth.year == year or birth.year % CENTURY == year


def _is_born(birth: PartialDate, day: int, month: int, year: int | None) -> bool:
    """Also with day and month the other way round, as others write it; of who has no day, in that month."""
    if not birth.month:
        return False
    either = {(day, month), (month, day)}
    return (birth.day, birth.month) in either and _same_year(birth, year)


def _is_born_in_words(birth: PartialDate, day: str | None, word: str, year: int | None) -> bool:
    if not birth.month or not _means(word, birth.month) or not _same_year(birth, year):
        return False
    if birth.day is None or day is None:
        return year is not None
    return int(day) == birth.day


def _means(word: str, month: int) -> bool:
    name = MONTHS[month - 1]
    return name.startswith(word) or (word, name) == ("mrt", "maart")
