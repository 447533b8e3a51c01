"""§ 4.2 Casusregiedossier: nothing leaves before it was read again from its bytes, and nothing shielded stood in them.
 What cannot be read is a leak too. docs/adr/0108-releasing.md says what this can see and what it cannot.

Bytes in, hits out: no database, no doors. A hit says where, and which secret by its number: never a word of it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.masking import Masker
from inzage.extracts import files
from inzage.extracts.extract import Extract, Sort
from inzage.extracts.normal import raw_letters, spaced, squeezed, versions
from inzage.passages import SENTENCE
from sealing.paper import FROM_THE_RIGHT

# So many letters, or words, are not said twice by chance: they are looked for wherever they stand.
MANY_LETTERS, MANY_WORDS = 12, 4
MANY_DIGITS = 6
# Of what stood around a few common words so many words make it known again.
AROUND = 5
# A long needle is met through pieces of it: every one of its first STEP pieces, against each STEPth of the text.
WINDOW = 8
STEP = MANY_LETTERS - WINDOW + 1
AT_ONCE = STEP * 50_000
SENTENCE_ENDS = re.compile(r"[.!?…:\n][\"'’”)\]\s]*$")


class Why(models.TextChoices):
    SHIELDED = "afgeschermd", _("tekst die is weggelaten")
    GUARDED = "beschermd", _("gegevens van iemand die beschermd is")
    UNREADABLE = "onleesbaar", _("kan niet worden nagekeken")


@dataclass(frozen=True)
class Secret:
    """Words that may not be in it. `before` and `after`: what stood around them, shown or not; a few common words are
    known again by that alone.
    """

    words: str = field(repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)


@dataclass(frozen=True)
class Hit:
    """`secret`: the number of it, from nought; None for what is not one of them. `sort`: of a guarded person, what.
    `across`: on two pages together.
    """

    where: tuple[str, ...]
    why: str
    secret: int | None = None
    sort: str = ""
    across: bool = False

    def __str__(self):
        which = f" {self.secret + 1}" if self.secret is not None else ""
        return f"{', '.join(self.where)}: {Why(self.why).label}{which}" + (f" ({self.sort})" if self.sort else "")

    @property
    def what(self) -> str:
        """Beside where it stands: without its number, which says nothing to who reads it."""
        return str(Why(self.why).label) + (f" ({self.sort})" if self.sort else "")


@dataclass
class Report:
    """`hits`: for any of these nothing is released. The rest is for who reads along: `by_place` are the secrets of a
    few common words, looked for only where they stood; `elsewhere` is where those words stand too; `pictures` are what
    only an eye can read.
    """

    hits: list[Hit] = field(default_factory=list)
    by_place: list[int] = field(default_factory=list)
    elsewhere: list[Hit] = field(default_factory=list)
    pictures: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def may_leave(self) -> bool:
        return not self.hits


def check(parcel: bytes, secrets: Sequence[Secret], guarded: Masker) -> Report:
    """Of a parcel (`inzage.parcel`). `guarded`: made of whom nothing may be in it, with what may as `spare`."""
    return _checked(files.parcel(parcel), secrets, guarded)


def check_file(content: bytes, secrets: Sequence[Secret], guarded: Masker) -> Report:
    """Of one file by itself, such as a letter."""
    return _checked(files.extracts(content, (str(_("het bestand")),)), secrets, guarded)


def among(texts: Sequence[str], secrets: Sequence[Secret], guarded: Masker) -> list[list[Hit]]:
    """Of each of these texts what is in it: to point out where something is that was found in the whole."""
    report = _checked((Extract((str(at),), text=text) for at, text in enumerate(texts)), secrets, guarded)
    found: list[list[Hit]] = [[] for _text in texts]
    for hit in report.hits:
        found[int(hit.where[0])].append(hit)
    return found


def _checked(extracts: Iterable[Extract], secrets, guarded) -> Report:
    search, report = Search(secrets), Report()
    hits: dict[Hit, None] = {}
    for one in extracts:
        if one.sort is Sort.PICTURE:
            report.pictures.append(one.where)
        else:
            hits |= dict.fromkeys(_found(one, search, guarded))
    report.hits = [*_once(hits), *search.names.certain()]
    report.by_place = sorted(search.by_place | search.names.small)
    report.elsewhere = [*search.elsewhere.values(), *search.names.doubtful()]
    return report


def _once(hits: Iterable[Hit]) -> Iterator[Hit]:
    """What stands across two pages, only when it does not stand on one."""
    whole = {(hit.where[0], hit.secret) for hit in hits if not hit.across}
    return (hit for hit in hits if not hit.across or (hit.where[0], hit.secret) not in whole)


def _found(one: Extract, search: "Search", guarded: Masker) -> Iterator[Hit]:
    if one.sort is Sort.UNREADABLE:
        yield Hit(one.where, Why.UNREADABLE)
        return
    if one.sort is Sort.RAW:
        numbers = search.in_raw(one.raw)
    else:
        numbers = {number for text in versions(one.text) for number in search.in_text(text, one.where)}
    across = one.sort is Sort.AGAIN
    yield from (Hit(one.where, Why.SHIELDED, number, across=across) for number in sorted(numbers))
    if one.sort is Sort.PROSE:
        yield from (Hit(one.where, Why.GUARDED, sort=span.reason) for span in guarded.known(one.text))


# --- what is looked for ---


class Search:
    """Made of the secrets once. Of each: which needles, by how they are looked for."""

    def __init__(self, secrets: Sequence[Secret]):
        self.long, self.raw = Needles(), Needles()
        self.apart: dict[re.Pattern, set[int]] = defaultdict(set)
        self.common: dict[str, set[int]] = defaultdict(set)
        self.names = Names()
        self.by_place: set[int] = set()
        self.elsewhere: dict[int, Hit] = {}
        for number, secret in enumerate(secrets):
            self._learn(number, secret)

    def _learn(self, number: int, secret: Secret) -> None:
        whole = spaced(secret.words)
        sentences = {one for one in SENTENCE.split(secret.words) if _is_much(spaced(one))}
        for words in {secret.words, *sentences} if is_said_once(whole) else sentences:
            self._look_for(number, words)
        if not is_said_once(whole):
            self._learn_few(number, secret, whole)

    def _learn_few(self, number: int, secret: Secret, whole: str) -> None:
        for words in _with_what_stood_around(secret, whole):
            self._look_for(number, words)
        name, is_certain = _name_in(secret)
        if name:
            self.names.add(number, name, is_certain=is_certain)
            return
        self.by_place.add(number)
        if whole:
            self.common[f" {whole.casefold()} "].add(number)

    def _look_for(self, number: int, said: str) -> None:
        words = spaced(said)
        letters = squeezed(words)
        if len(letters) < MANY_LETTERS:
            self.apart[_pattern_of(words)].add(number)
            return
        self.long.add(number, letters)
        if FROM_THE_RIGHT.search(words):
            self.long.add(number, letters[::-1])
        # A letter with an accent is one sign, which is not plain, or a plain one and its accent.
        for form in ("NFC", "NFD"):
            plain = raw_letters(unicodedata.normalize(form, said).encode()).decode()
            if len(plain) >= MANY_LETTERS:
                self.raw.add(number, plain)

    # --- where it is found ---

    def in_text(self, text: str, where: tuple[str, ...]) -> set[int]:
        written = spaced(text)
        words = f" {written.casefold()} "
        for needle, numbers in self.common.items():
            if needle in words:
                for number in numbers:
                    self.elsewhere.setdefault(number, Hit(where, Why.SHIELDED, number))
        self.names.look(written, where)
        apart = {number for needle, numbers in self.apart.items() if needle.search(words) for number in numbers}
        return apart | self.long.among(squeezed(written))

    def in_raw(self, content: bytes) -> set[int]:
        return self.raw.among(raw_letters(content).decode())


class Needles:
    """Long ones, found among millions of letters without going through them for each."""

    def __init__(self):
        self.numbers: dict[str, set[int]] = defaultdict(set)
        self.windows: dict[str, set[str]] = defaultdict(set)

    def add(self, number: int, needle: str) -> None:
        self.numbers[needle].add(number)
        for at in range(STEP):
            self.windows[needle[at : at + WINDOW]].add(needle)

    def among(self, letters: str) -> set[int]:
        met: set[str] = set()
        for start in range(0, len(letters), AT_ONCE):
            some = range(start, min(start + AT_ONCE, len(letters)), STEP)
            met |= self.windows.keys() & {letters[at : at + WINDOW] for at in some}
        possible = {needle for window in met for needle in self.windows[window]}
        return {number for needle in possible if needle in letters for number in self.numbers[needle]}


class Names:
    """A name is a word with a capital, of which the bundle itself does not show that it is a word like any other."""

    def __init__(self):
        self.patterns: dict[int, re.Pattern] = {}
        self.in_doubt: dict[int, str] = {}
        self.small: set[int] = set()
        self.found: dict[Hit, None] = {}

    def add(self, number: int, name: str, *, is_certain: bool) -> None:
        rest = re.escape(name[1:])
        self.patterns[number] = re.compile(rf"(?<!\w){re.escape(name[0])}(?i:{rest})(?!\w)")
        if not is_certain:
            self.in_doubt[number] = f" {name[0].lower()}{name[1:]} "

    def look(self, written: str, where: tuple[str, ...]) -> None:
        for number, pattern in self.patterns.items():
            if pattern.search(written):
                self.found[Hit(where, Why.SHIELDED, number)] = None
        for number, small in self.in_doubt.items():
            if number not in self.small and small in f" {written} ":
                self.small.add(number)

    def certain(self) -> list[Hit]:
        return [hit for hit in self.found if hit.secret not in self.small]

    def doubtful(self) -> list[Hit]:
        return [hit for hit in self.found if hit.secret in self.small]


# --- what is much, and what is little ---


def _is_much(words: str) -> bool:
    return len(words.split()) >= MANY_WORDS


def is_said_once(words: str) -> bool:
    """So long, or so much of a number, that nobody says it by chance."""
    digits = sum(letter.isdigit() for letter in words)
    return _is_much(words) or len(squeezed(words)) >= MANY_LETTERS or digits >= MANY_DIGITS


def _pattern_of(words: str) -> re.Pattern:
    """Of few letters: as words by themselves, but for their digits, which are set apart in many ways."""
    digits = re.sub(r"\D", "", words)
    if len(digits) >= MANY_DIGITS:
        return re.compile(rf"(?<!\d){' ?'.join(digits)}(?!\d)")
    return re.compile(rf"(?<!\w){re.escape(words.casefold())}(?!\w)")


def _with_what_stood_around(secret: Secret, whole: str) -> Iterator[str]:
    """On either side, for the other may be left out too."""
    before, after = spaced(secret.before).split()[-AROUND:], spaced(secret.after).split()[:AROUND]
    for words in ([*before, whole] if before else [], [whole, *after] if after else []):
        if whole and _is_much(" ".join(words)):
            yield " ".join(words)


def _name_in(secret: Secret) -> tuple[str, bool]:
    """The word with a capital among a few, and whether that makes it a name: a sentence begins with one too."""
    words = spaced(secret.words).split()
    capital = [at for at, word in enumerate(words) if word[0].isupper() and len(word) > 1]
    at = max(capital, key=lambda one: (one > 0, len(words[one])), default=None)
    if at is None:
        return "", False
    return words[at], at > 0 or not _may_begin_a_sentence(secret)


def _may_begin_a_sentence(secret: Secret) -> bool:
    return not secret.before.strip() or bool(SENTENCE_ENDS.search(secret.before))
