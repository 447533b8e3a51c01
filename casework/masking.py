"""§ 3.4 Proportionaliteit en subsidiariteit, § 4.1 Casusregie: words about a family without saying which family.

What is known of the people of a dossier goes in, and any text; out comes the text with neutral words where one of them
is named, and which words those were. In doubt it is masked. No database here. docs/adr/0094-case-conference.md

A name is known again however it is written: without accents or capitals, broken off at the end of a line, with its
parts in another order or written together, as initials, with an s behind it, with one letter wrong. A short name is
looked for as a whole word alone, or half of Dutch would be masked.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.bsn import LENGTH
from cases.partialdate import PartialDate
from casework.folding import View, Word, folded, keys_of, views
from casework.numbers import Found, births_in, numbers_in, telephone_ends


class Reason(models.TextChoices):
    """What was masked. Its label is what stands there instead, where no word for a person does."""

    NAME = "naam", _("[naam]")
    ADDRESS = "adres", _("[adres]")
    TOWN = "plaats", _("[plaats]")
    BSN = "bsn", _("[nummer]")
    TELEPHONE = "telefoon", _("[telefoon]")
    MAIL = "mail", _("[e-mail]")
    BIRTH = "geboortedatum", _("[geboortedatum]")
    CHOSEN = "gekozen", _("[weggelaten]")


# Stronger first: of two that overlap this one says what it was.
ORDER = [
    Reason.CHOSEN,
    Reason.MAIL,
    Reason.TELEPHONE,
    Reason.BSN,
    Reason.ADDRESS,
    Reason.BIRTH,
    Reason.NAME,
    Reason.TOWN,
]
OF_A_NAME = (Reason.NAME,)
SEVERAL = _("iemand uit het gezin")
NOTHING_ELSE = "[…]"

PARTICLES = frozenset(
    "aan af al am an auf aus bey bij bin da dal dalla das de degli dei del della den der des di die do don dos du e el "
    "en et het i in la las le les lo los met mac o of onder op over s t te ten ter thoe to toe tot uit uijt und unter "
    "v van vander vom von voor vor y zu zum zur gezin familie fam".split()
)
# Those that, between two names, do not say that these are two people.
IN_A_NAME = PARTICLES - {"en", "et", "e", "met", "of", "voor", "bij", "in", "op", "aan", "uit", "gezin", "familie"}
# Words of an address that say nothing alone.
GENERIC = frozenset(
    "straat laan weg plein hof dijk kade gracht singel pad park steeg oude nieuwe grote kleine lange korte boven onder "
    "noord oost zuid west sint huis boot nummer postbus".split()
)
ENDINGS = {"straat": "str", "str": "straat", "laan": "ln", "plein": "pln", "weg": "wg"}
# Behind a name in everyday Dutch: whose it is, more of them, a small one.
SUFFIXES = ("s", "es", "se", "je", "jes", "tje", "tjes", "pje", "pjes", "etje", "etjes", "ke", "kes", "en", "ie", "t")
UMLAUT = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "nj", "ç": "s"}
FUZZY_FROM, INSIDE_FROM, JOINED_FROM, SPELLED_FROM, NICKNAME_FROM = 5, 5, 4, 3, 4
LONGEST_ABBREVIATION = 4
# A telephone number without its beginning has at most so many digits: so has a day, or a piece of another number.
LOCAL = 8
SOFT = re.compile(r"[\s.'’`´_\-‐‑‒–—/\\+|·•*~\"“”„:;,()<>&]{0,4}")
CLOSE = re.compile(r"[\s.'’`´\-‐‑‒–—]{0,3}")
BESIDE = re.compile(r"[\s.'’`´\-‐‑‒–—]{0,8}")
AT, DOT = re.compile(r"[(\[]at[)\]]"), re.compile(r"[(\[]dot[)\]]")
COMMA = re.compile(r"\s{0,3},?\s{0,3}\(?")
APOSTROPHE = re.compile(r"['’`´‘ʼ]")
HOUSE_NUMBER = re.compile(
    r"[\s,.]{0,3}(?:(?:huis)?(?:nummer|nr)\.?:?\s{0,2})?\d{1,5}(?:\s?[-/]?\s?[a-z](?![a-z]))?(?:\s?[-/]\s?\w{1,4})?"
    r"(?:\s(?:bis|hs|zw|rood|zwart|[ivx]{1,4})\b)?"
)
CAMEL = re.compile(r"[^\W\d_]?[^\WA-Z\d_]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True)
class Somebody:
    """What is known of one person. `called`: the neutral word for them; `names`: other names, nicknames among them.

    `addresses`: each with street, number, postcode, town, or text. What is not known is empty.
    """

    called: str
    given_names: str = ""
    prefix: str = ""
    surname: str = ""
    names: tuple[str, ...] = ()
    bsns: tuple[str, ...] = ()
    births: tuple[PartialDate, ...] = ()
    addresses: tuple[dict, ...] = ()
    telephones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """From `start` to `end` of the text stood `words`; `instead` stands there now."""

    start: int
    end: int
    words: str
    instead: str
    reason: str


@dataclass(frozen=True)
class Masked:
    text: str
    spans: tuple[Span, ...] = ()


@dataclass
class _Mark:
    """Before it is one span: which words of a view, or which place of the original."""

    start: int
    end: int
    reason: str
    owners: Counter = field(default_factory=Counter)


class Masker:
    """Made once for the people of a dossier; `mask` as often as there are texts."""

    def __init__(self, people: Sequence[Somebody], spare: Sequence[Somebody] = ()):
        """`spare`: whom a text may name, also where others share their surname or address."""
        self.people = list(people)
        self.owners: dict[str, set[int]] = defaultdict(set)
        self.places: dict[str, str] = {}
        # What was looked for before → what it means; gone with this object.
        self.met: dict = {}
        # A name that is a word one says all day: known by its capital alone.
        self.only_capital: set[str] = set()
        self.initials = [_initials_of(one) for one in people]
        self.given = {key for one in people for key in _keys(one.given_names)} - PARTICLES
        self.prefixes = {key for one in people for key in _keys(f"{one.prefix} {one.surname}")} & PARTICLES
        for number, one in enumerate(people):
            self._learn_names(number, one)
            for address in one.addresses:
                self._learn_address(address)
        if spare:
            self._let_be(Masker(spare))
        self.longest = max(map(len, (*self.owners, *self.places)), default=0)
        self.inside = [key for key in self.owners if len(key) >= INSIDE_FROM]
        self.near = _near(key for key in (*self.owners, *self.places) if len(key) >= FUZZY_FROM)
        self.bsns = {re.sub(r"\D", "", number) for one in people for number in one.bsns}
        self.telephones = {end for one in people for number in one.telephones for end in telephone_ends(number)}
        self.mails = [folded(mail) for one in people for mail in one.mails if mail]
        self.postcodes = _postcodes(people) - _postcodes(spare)
        self.numbers = {folded(str(each["number"])) for one in people for each in one.addresses if each.get("number")}
        self.births = {birth for one in people for birth in one.births} - {
            birth for one in spare for birth in one.births
        }
        self.called = [self._harmless(one.called) for one in people]
        self.several = self._harmless(str(SEVERAL))
        self.labels = {reason: self._harmless(str(reason.label)) for reason in Reason}

    def mask(self, text: str, also: Iterable[str] = ()) -> Masked:
        """`also`: more words to mask, by whoever looked it over. Nothing that is found here can be left as it is."""
        marks = [mark for view in views(text) for mark in self._marks(view, list(also))]
        spans = tuple(self._span(text, mark) for mark in _merged(marks, text))
        return Masked(_replaced(text, spans), spans)

    def known(self, text: str) -> tuple[Span, ...]:
        """Only what is theirs: not what has the shape of any number, nor a house number without its street."""
        marks = [mark for view in views(text) for mark in self._known_marks(view, text)]
        return tuple(self._span(text, mark) for mark in _merged(marks, text))

    # --- learning ---

    def _let_be(self, others: "Masker") -> None:
        """What has the shape of a number is masked whoever it is of."""
        for key in others.owners:
            self.owners.pop(key, None)
        for key in others.places:
            self.places.pop(key, None)

    def _learn_names(self, number: int, one: Somebody) -> None:
        whole = f"{one.prefix} {one.surname}"
        for written in (one.given_names, one.surname, whole, f"{one.given_names} {whole}", *one.names):
            for variant in _variants(written):
                self._learn_words(number, _words(variant))
        for part in re.split(r"[\s,]+", f"{one.given_names} {one.surname}"):
            self._learn_together(number, _words(part))

    def _learn_words(self, number: int, words: list[Word]) -> None:
        says_something = [word for word in words if word.key not in PARTICLES]
        if not says_something:
            self.only_capital |= {word.key for word in words}
        for word in says_something or words:
            for key in word.keys:
                if len(key) > 1:
                    self.owners[key].add(number)
        self._learn_together(number, words)

    def _learn_together(self, number: int, words: list[Word]) -> None:
        for key in keys_of("".join(word.written for word in words)):
            if len(words) > 1 and len(key) >= JOINED_FROM:
                self.owners[key].add(number)

    def _learn_address(self, address: dict) -> None:
        for name, reason in (("street", Reason.ADDRESS), ("text", Reason.ADDRESS), ("town", Reason.TOWN)):
            words = _words(address.get(name, ""))
            says_something = [word.written for word in words if word.key not in PARTICLES | GENERIC]
            for written in (*says_something, "".join(word.written for word in words)):
                for key in keys_of(written):
                    for variant in _abbreviated(key) if len(key) > 1 else ():
                        self.places.setdefault(variant, reason)

    def _harmless(self, instead: str) -> str:
        """A neutral word that would name somebody, as for a family called Kind, is none."""
        view = next(views(instead))
        named = any(self._known(word) for word in view.words) or any(
            self._joined(view, at) for at in range(len(view.words))
        )
        return NOTHING_ELSE if named else instead

    # --- finding ---

    def _marks(self, view: View, also: list[str]) -> list[_Mark]:
        names = [*self._names(view), *self._initials(view)]
        found = [*names, *self._absorbed(view, names), *self._chosen(view, also)]
        found = [_Mark(view.words[one.start].start, view.words[one.end].end, one.reason, one.owners) for one in found]
        found += self._by_shape(view)
        return [*found, *self._house_numbers(view, found)]

    def _known_marks(self, view: View, text: str) -> Iterable[_Mark]:
        for one in (*self._names(view), *self._initials(view)):
            yield _Mark(view.words[one.start].start, view.words[one.end].end, one.reason, one.owners)
        yield from (_place_of(one, view) for one in self._shapes(view) if self._is_theirs(one, view.text))

    def _is_theirs(self, one: Found, text: str) -> bool:
        written = re.sub(r"\s", "", text[one.start : one.end])
        digits, bare = re.sub(r"\D", "", written), re.sub(r"\W", "", written)
        alone = not (text[: one.start][-1:] + text[one.end :][:1]).strip().isalnum()
        return {
            Reason.BSN: digits.zfill(LENGTH) in self.bsns,
            Reason.TELEPHONE: any(number in digits for number in self.telephones if alone or len(number) > LOCAL),
            Reason.MAIL: any(mail in DOT.sub(".", AT.sub("@", written)) for mail in self.mails),
            Reason.ADDRESS: bare in self.postcodes,
        }.get(Reason(one.reason), True)

    def _names(self, view: View) -> list[_Mark]:
        marks = []
        for at, word in enumerate(view.words):
            if known := self._known(word):
                marks.append(_Mark(at, at, *known))
            marks += self._joined(view, at)
        return marks

    def _known(self, word: Word) -> tuple[str, Counter] | None:
        """What a whole word means; looked for once, however often it stands there."""
        if word.written not in self.met:
            self.met[word.written] = self._meaning(word)
        return self.met[word.written]

    def _meaning(self, word: Word) -> tuple[str, Counter] | None:
        """As it is, with something behind it, around it, or with a letter wrong."""
        for key in _candidates(word):
            if key in self.owners and (word.is_capital or key not in self.only_capital):
                return Reason.NAME, Counter(self.owners[key])
            if key in self.places:
                return self.places[key], Counter()
        if len(word.key) >= INSIDE_FROM:
            for key in self.inside:
                if any(key in one for one in word.keys):
                    return Reason.NAME, Counter(self.owners[key])
        return self._misspelled(word.keys) or self._shortened(word)

    def _misspelled(self, keys: Iterable[str]) -> tuple[str, Counter] | None:
        for candidate in dict.fromkeys(one for key in keys for one in (key, key.removesuffix("s"))):
            for near in _within_one(candidate, self.near) if len(candidate) >= FUZZY_FROM - 1 else ():
                reason = Reason.NAME if near in self.owners else self.places[near]
                return reason, Counter(self.owners.get(near, ()))
        return None

    def _shortened(self, word: Word) -> tuple[str, Counter] | None:
        """Johan for Johannes."""
        if not word.is_capital or len(word.key) < NICKNAME_FROM:
            return None
        longer = [key for key in self.given if key.startswith(word.key)]
        owners = Counter(number for key in longer for number in self.owners.get(key, ()))
        return (Reason.NAME, owners) if longer else None

    def _joined(self, view: View, at: int) -> list[_Mark]:
        """A name in pieces: broken off at the end of a line, or spelled out letter by letter."""
        together, single, broken = view.words[at].written, len(view.words[at].written) == 1, False
        for upto in range(at + 1, len(view.words)):
            if len(together) + len(view.words[upto].written) > self.longest + 2:
                break
            between = view.between(view.words[upto - 1], view.words[upto])
            if not SOFT.fullmatch(between):
                break
            broken = broken or not between.isspace() or "\n" in between
            together += view.words[upto].written
            single = single and len(view.words[upto].written) == 1
            found = self._whole(together, SPELLED_FROM if single else JOINED_FROM, or_nearly=broken)
            if found:
                return [_Mark(at, upto, *found)]
        return []

    def _whole(self, together: str, shortest: int, *, or_nearly: bool) -> tuple[str, Counter] | None:
        asked = (together, shortest, or_nearly)
        if asked not in self.met:
            self.met[asked] = self._meaning_together(*asked)
        return self.met[asked]

    def _meaning_together(self, together: str, shortest: int, or_nearly: bool) -> tuple[str, Counter] | None:
        keys = keys_of(together)
        for key in (one for each in keys for one in (each, each.removesuffix("s"))):
            if len(key) >= shortest and key in self.owners:
                return Reason.NAME, Counter(self.owners[key])
            if len(key) >= shortest and key in self.places:
                return self.places[key], Counter()
        return self._misspelled(keys) if or_nearly and len(together) > FUZZY_FROM else None

    def _initials(self, view: View) -> list[_Mark]:
        marks, at = [], 0
        if not any(given or surname for given, surname, _sequences in self.initials):
            return marks
        while at < len(view.words):
            upto = at
            while upto + 1 < len(view.words) and self._is_run(view, at, upto + 1):
                upto += 1
            if owners := self._initials_mean(view, at, upto):
                marks.append(_Mark(at, upto, Reason.NAME, owners))
            at = upto + 1
        return marks

    @staticmethod
    def _is_run(view: View, at: int, to: int) -> bool:
        short = all(len(view.words[one].written) == 1 for one in (at, to))
        return short and bool(CLOSE.fullmatch(view.between(view.words[to - 1], view.words[to])))

    def _initials_mean(self, view: View, at: int, upto: int) -> Counter:
        words, owners = view.words[at : upto + 1], Counter()
        if upto == at and len(words[0].written) > LONGEST_ABBREVIATION and not words[0].has_capitals:
            return owners
        run = "".join(word.key for word in words)
        pointed = view.behind(words[-1]) == "."
        for number, (given, surname, sequences) in enumerate(self.initials):
            loose = words[0].is_capital and set(run) <= given | surname and run[0] in given | surname
            one_letter = len(words) == 1 and len(words[0].written) == 1 and loose and (run != "u" or pointed)
            several = len(words) > 1 and (loose or run in sequences)
            together = len(words) == 1 and words[0].has_capitals and run in sequences
            shortened = len(words) == 1 and pointed and self._is_abbreviation(words[0], number)
            if one_letter or several or together or shortened:
                owners[number] += 1
        return owners

    def _is_abbreviation(self, word: Word, number: int) -> bool:
        """Joh. or Chr."""
        if not word.is_capital or not 1 < len(word.key) <= LONGEST_ABBREVIATION:
            return False
        return any(key.startswith(word.key) for key in _keys(self.people[number].given_names))

    def _absorbed(self, view: View, names: list[_Mark]) -> list[_Mark]:
        """What goes with a name and says nothing alone: "de" before it or behind its comma, an s with an apostrophe."""
        more = []
        for mark in names:
            if mark.reason not in OF_A_NAME:
                continue
            start, end = mark.start, mark.end
            while start > 0 and self._goes_with(view.words[start - 1]) and self._close(view, start - 1, CLOSE):
                start -= 1
            while end + 1 < len(view.words) and self._goes_behind(view, end):
                end += 1
            if (start, end) != (mark.start, mark.end):
                more.append(_Mark(start, end, mark.reason, mark.owners))
        return more

    def _goes_with(self, word: Word) -> bool:
        return word.key in self.prefixes or self._is_initial(word)

    def _is_initial(self, word: Word) -> bool:
        return len(word.key) == 1 and word.is_capital and any(word.key in given for given, _s, _q in self.initials)

    def _goes_behind(self, view: View, at: int) -> bool:
        left, right = view.words[at], view.words[at + 1]
        between = view.between(left, right)
        if right.key == "s" and APOSTROPHE.fullmatch(between):
            return True
        if right.key in self.prefixes and "," in between:
            return bool(COMMA.fullmatch(between))
        return self._is_initial(right) and bool(COMMA.fullmatch(between) or CLOSE.fullmatch(between))

    @staticmethod
    def _close(view: View, at: int, pattern: re.Pattern) -> bool:
        return bool(pattern.fullmatch(view.between(view.words[at], view.words[at + 1])))

    @staticmethod
    def _chosen(view: View, also: list[str]) -> Iterable[_Mark]:
        keys = [word.key for word in view.words]
        for phrase in filter(None, map(_keys, also)):
            for at in range(len(keys)):
                if keys[at : at + len(phrase)] == phrase:
                    yield _Mark(at, at + len(phrase) - 1, Reason.CHOSEN)

    def _by_shape(self, view: View) -> Iterable[_Mark]:
        yield from (_place_of(one, view) for one in self._shapes(view))

    def _shapes(self, view: View) -> Iterable[Found]:
        known = {"bsns": self.bsns, "telephones": self.telephones, "postcodes": self.postcodes}
        yield from numbers_in(view.text, **known)
        yield from births_in(view.text, self.births)
        for mail in self.mails:
            yield from (Found(*match.span(), Reason.MAIL) for match in re.finditer(re.escape(mail), view.text))

    def _house_numbers(self, view: View, found: list[_Mark]) -> Iterable[_Mark]:
        """Behind a street, whatever the number; and a known one that is called a number."""
        streets = {mark.end for mark in found if mark.reason == Reason.ADDRESS}
        for place, end in enumerate(view.ends) if streets else ():
            if end in streets and (match := HOUSE_NUMBER.match(view.text, place + 1)):
                yield _Mark(view.starts[place], view.ends[match.end() - 1], Reason.ADDRESS)
        for number in self.numbers:
            named = rf"\b(?:huis)?(?:nummer|nr)\.?:?\s{{0,2}}{re.escape(number)}(?!\w)"
            yield from _each(named, view, Reason.ADDRESS)

    # --- writing ---

    def _span(self, text: str, mark: _Mark) -> Span:
        return Span(mark.start, mark.end, text[mark.start : mark.end], self._instead(mark), mark.reason)

    def _instead(self, mark: _Mark) -> str:
        if mark.reason not in OF_A_NAME:
            return self.labels[mark.reason]
        most = max(mark.owners.values(), default=0)
        first = [number for number, votes in mark.owners.items() if votes == most]
        return self.called[first[0]] if len(first) == 1 else self.several


def _place_of(one: Found, view: View) -> _Mark:
    return _Mark(view.starts[one.start], view.ends[one.end - 1], Reason(one.reason))


def _each(pattern: str, view: View, reason: Reason) -> Iterable[_Mark]:
    for match in re.finditer(pattern, view.text):
        yield _Mark(view.starts[match.start()], view.ends[match.end() - 1], reason)


# --- words and keys ---


def _words(text: str) -> list[Word]:
    return [word for word in next(views(text)).words if word.key]


def _keys(text: str) -> list[str]:
    return [word.key for word in _words(text)]


def _variants(written: str) -> Iterable[str]:
    """As it is, and as who has no key for ö writes it."""
    yield written
    small = written.lower()
    other = "".join(UMLAUT.get(letter, letter) for letter in small)
    if other != small:
        yield other


def _abbreviated(key: str) -> set[str]:
    return {key, *(key.removesuffix(end) + short for end, short in ENDINGS.items() if key.endswith(end) and key != end)}


def _candidates(word: Word) -> Iterable[str]:
    yield from word.keys
    for key in word.keys:
        for suffix in SUFFIXES:
            if key.endswith(suffix) and len(key) - len(suffix) > 1:
                yield key.removesuffix(suffix)
    pieces = CAMEL.findall(word.written) if word.has_capitals or not word.is_capital else []
    if len(pieces) > 1:
        yield from (key for piece in pieces if len(piece) > 1 for key in keys_of(piece))


def _initials_of(one: Somebody) -> tuple[set[str], set[str], set[str]]:
    """(of the given names, of the surname, what stands there when they are written together)."""
    given = [key[0] for key in _keys(one.given_names)]
    prefix = [key[0] for key in _keys(one.prefix)]
    surname = [key[0] for key in _keys(one.surname) if key not in PARTICLES]
    ends = ([], surname[:1], [*prefix, *surname[:1]], surname, [*prefix, *surname])
    starts = [given[:many] for many in range(1, len(given) + 1)]
    sequences = {"".join([*start, *end]) for start in starts for end in ends}
    return set(given), {*prefix, *surname}, {one for one in sequences if len(one) > 1}


def _postcodes(people: Iterable[Somebody]) -> set[str]:
    written = (re.sub(r"\W", "", folded(each.get("postcode", ""))) for one in people for each in one.addresses)
    return set(filter(None, written))


# --- one letter wrong ---


def _near(keys: Iterable[str]) -> dict[str, set[str]]:
    """Each key, and each with one letter left out → the keys it may be."""
    found = defaultdict(set)
    for key in keys:
        for one in (key, *_one_out(key)):
            found[one].add(key)
    return found


def _one_out(key: str) -> Iterable[str]:
    return (key[:at] + key[at + 1 :] for at in range(len(key)))


def _within_one(written: str, near: dict[str, set[str]]) -> Iterable[str]:
    for one in (written, *_one_out(written)):
        yield from (key for key in near.get(one, ()) if _is_within_one(written, key))


def _is_within_one(left: str, right: str) -> bool:
    """One letter more, less or other, or two next to each other changed places."""
    if abs(len(left) - len(right)) > 1:
        return False
    shortest = min(len(left), len(right))
    same = next((at for at in range(shortest) if left[at] != right[at]), shortest)
    rest, other = left[same:], right[same:]
    swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or swapped


# --- spans ---


def _merged(marks: Iterable[_Mark], text: str) -> list[_Mark]:
    """In order, and none touching another: two names beside each other are one person, or some of one family."""
    merged: list[_Mark] = []
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        last = merged[-1] if merged else None
        if last and (mark.start < last.end or _belongs(last, mark, text)):
            last.end = max(last.end, mark.end)
            last.owners = last.owners + mark.owners
            last.reason = min(last.reason, mark.reason, key=ORDER.index)
        else:
            merged.append(_Mark(mark.start, mark.end, mark.reason, Counter(mark.owners)))
    return merged


def _belongs(last: _Mark, mark: _Mark, text: str) -> bool:
    """Whether only what goes with a name stands between them, as the "van" of a street or the "y" of two surnames."""
    if last.reason != mark.reason or mark.reason not in {Reason.NAME, Reason.ADDRESS}:
        return False
    gap = next(views(text[last.end : mark.start]))
    signs = "".join(sign for sign in gap.text if not sign.isalpha())
    return bool(BESIDE.fullmatch(signs)) and {word.key for word in gap.words} <= IN_A_NAME


def _replaced(text: str, spans: Iterable[Span]) -> str:
    parts, place = [], 0
    for span in spans:
        parts += [text[place : span.start], span.instead]
        place = span.end
    return "".join([*parts, text[place:]])
