"""Text as it is compared: without capitals, accents and what cannot be seen, each letter with its original place.

No database here. What somebody typed, pasted from a mail or took out of a web page is written in many ways; here all of
them look the same.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

# One letter written as several: an HTML entity, bytes as in an address, an escape as in JSON.
WRITTEN_OUT = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|(?:%[0-9a-fA-F]{2})+|\\u[0-9a-fA-F]{4}"
)
TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
# Letters that Unicode does not take apart, and letters of another script that look like ours.
LIKE = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ŧ": "t",
        "ĸ": "k",
        "ə": "e",
        "ɛ": "e",
        "ɔ": "o",
        "ƒ": "f",
        "ß": "ss",
        **dict(zip("авеѕікмнорстухјԁһ", "abesikmhopctyxjdh", strict=True)),
        **dict(zip("αβεικνορτυχ", "abeiknoptux", strict=True)),
    }
)
# What nearly all text is made of: each of it is one plain sign, and can be seen.
EVERYDAY = re.compile("[\t\n\r -~À-ÅÇ-ÏÑ-ÖÙ-Ýà-åç-ïñ-öù-ýÿ‘’“”–—€•]*")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Word:
    """`keys`: as it is compared, the first with each letter written out; `written`: as it stands there, without what
    cannot be seen; from `start` to `end`."""

    keys: tuple[str, ...]
    written: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return self.keys[0]

    @property
    def is_capital(self) -> bool:
        return self.written[:1].isupper()

    @property
    def has_capitals(self) -> bool:
        """More than the one a sentence begins with, as initials have."""
        return self.is_capital and any(letter.isupper() for letter in self.written[1:])


@dataclass(frozen=True)
class View:
    """`text`: one sign for each sign one sees, plain; `starts`, `ends`: where each stands in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    words: tuple[Word, ...]

    def between(self, left: Word, right: Word) -> str:
        """What one sees between two words, plain."""
        return self.text[bisect_left(self.starts, left.end) : bisect_left(self.starts, right.start)]

    def behind(self, word: Word) -> str:
        """The sign that follows a word; empty at the end."""
        return self.text[bisect_left(self.starts, word.end) :][:1]


def folded(text: str) -> str:
    """The key of a word or of several, with their spaces and signs."""
    return "".join(_plain(letter) for letter in unicodedata.normalize("NFC", text))


def keys_of(letters: str) -> tuple[str, ...]:
    """The keys under which letters are looked up: written out (æ is ae), one for each (æ is a), and with ij as y."""
    if letters.isascii():
        plain = letters.lower()
        return (plain, plain.replace("ij", "y")) if "ij" in plain else (plain,)
    parts = [_plain(letter) for letter in letters]
    out, single = "".join(parts), "".join(part[:1] for part in parts)
    return tuple(dict.fromkeys(key.replace(*other) for key in (out, single) for other in (("ij", "ij"), ("ij", "y"))))


def spelled_out(text: str) -> str:
    """What is written as an entity, as in an address or as in JSON, in the letters that are meant."""
    return WRITTEN_OUT.sub(lambda match: _meant(match.group()), text)


def views(text: str) -> Iterator[View]:
    """The text as it stands, and where it has tags also without them: a name may stand in one, or around one."""
    yield _view(text, [])
    tags = [match.span() for match in TAG.finditer(text)]
    if tags:
        yield _view(text, tags)


def _view(text: str, leave_out: list[tuple[int, int]]) -> View:
    if not leave_out and EVERYDAY.fullmatch(text) and not WRITTEN_OUT.search(text):
        return _everyday(text)
    return _any(text, leave_out)


def _everyday(text: str) -> View:
    """The same as `_any` in a fraction of the time: each sign stands where it stood."""
    plain = text.translate(PLAIN)
    keys = {written: keys_of(written) for written in set(WORD.findall(text))}
    words = (Word(keys[match.group()], match.group(), *match.span()) for match in WORD.finditer(text))
    places = tuple(range(len(text) + 1))
    return View(plain, places[:-1], places[1:], tuple(words))


def _any(text: str, leave_out: list[tuple[int, int]]) -> View:
    letters = list(_letters(text, leave_out))
    plain, starts, ends = [], [], []
    for letter, start, end in letters:
        for one in _plain(letter):
            plain.append(one)
            starts.append(start)
            ends.append(end)
    return View("".join(plain), tuple(starts), tuple(ends), tuple(_words(letters)))


def _letters(text: str, leave_out) -> Iterator[tuple[str, int, int]]:
    """Each sign that can be seen, with where it stands."""
    skip = {place for start, end in leave_out for place in range(start, end)}
    for written, start, end in _written(text):
        if start in skip:
            continue
        for letter in written:
            if not _is_unseen(letter):
                yield letter, start, end


def _written(text: str) -> Iterator[tuple[str, int, int]]:
    place = 0
    for match in WRITTEN_OUT.finditer(text):
        yield from ((text[at], at, at + 1) for at in range(place, match.start()))
        yield _meant(match.group()), *match.span()
        place = match.end()
    yield from ((text[at], at, at + 1) for at in range(place, len(text)))


def _meant(written: str) -> str:
    if written.startswith("&"):
        return html.unescape(written)
    if written.startswith("%"):
        return unquote(written, errors="replace")
    return chr(int(written[2:], 16))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cf", "Mn", "Me", "Cc"} and letter not in "\n\r\t"


@cache
def _plain(letter: str) -> str:
    """Small, and without accents; a digit of any script as 0 to 9."""
    if letter.isascii():
        return letter.lower()
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    apart = unicodedata.normalize("NFKD", letter).casefold().translate(LIKE)
    apart = unicodedata.normalize("NFKD", apart)
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    # Of a letter that falls apart in a letter and a sign the letter alone, as in Catalan.
    return "".join(one for one in bare if one.isalpha()) if letter.isalpha() else bare


def _words(letters) -> Iterator[Word]:
    run: list[tuple[str, int, int]] = []
    for one in [*letters, ("", 0, 0)]:
        if one[0].isalpha():
            run.append(one)
        elif run:
            written = "".join(letter for letter, _start, _end in run)
            yield Word(keys_of(written), written, run[0][1], run[-1][2])
            run = []


PLAIN = {ord(letter): _plain(letter) for letter in map(chr, range(0x2100)) if EVERYDAY.fullmatch(letter)}
