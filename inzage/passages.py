"""§ 4.2 Casusregiedossier: a text cut into what is shown and what is not. No database here: words in, passages out.

Of what is gone nothing is left: not its length, not its accents, not how many words it was. Whatever stands beside it
stays. docs/adr/0109-what-of-a-record-is-shown.md
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from inzage.bundle import Passage
from inzage.choices import ShieldGround

# Where two grounds meet in one gap, it says the first of these.
ORDER = list(ShieldGround)
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|;\s+")
# So near to what is another's it may belong to that: "bij mijn zus thuis, in de".
NEAR = 5
WORDS_BEFORE, WORDS_BEHIND = re.compile(rf"(?:\S+\s+){{0,{NEAR}}}\S*\Z"), re.compile(rf"\S*(?:\s+\S+){{0,{NEAR}}}")
SPACE_AT_END, SPACE_AT_START = re.compile(r"\s+\Z"), re.compile(r"\A\s+")


@dataclass(frozen=True)
class Span:
    """From `start` up to `end` of a text is not shown, on this ground."""

    start: int
    end: int
    ground: str


class NotInText(ValueError):
    """A span that names no words of the text: nothing of that text is to be shown."""


def cut(text: str, spans: Iterable[Span]) -> tuple[Passage, ...]:
    """In order, shown words and gaps by turns. Raises NotInText.

    Gaps with nothing or only white space between them are one. White space beside a gap is made plain, for columns
    that were lined up with spaces would tell how long a name was.
    """
    passages, place = [], 0
    for span in _merged(text, spans):
        passages += [Passage(text[place : span.start]), Passage("", span.ground)]
        place = span.end
    passages.append(Passage(text[place:]))
    return tuple(_made_plain(passages))


def _merged(text: str, spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted((_whole(text, span) for span in spans), key=lambda one: (one.start, one.end)):
        last = merged[-1] if merged else None
        if last and not text[last.end : span.start].strip():
            ground = min(last.ground, span.ground, key=ORDER.index)
            merged[-1] = Span(last.start, max(last.end, span.end), ground)
        else:
            merged.append(span)
    return merged


def _whole(text: str, span: Span) -> Span:
    """With the accents that stand on its last letter."""
    if not 0 <= span.start < span.end <= len(text) or span.ground not in ORDER:
        raise NotInText(span)
    end = span.end
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return Span(span.start, end, ShieldGround(span.ground))


def _made_plain(passages: list[Passage]) -> Iterable[Passage]:
    last = len(passages) - 1
    for at, passage in enumerate(passages):
        words = passage.text
        if at < last and not passage.ground:
            words = SPACE_AT_END.sub(lambda space: _plain(space.group()), words)
        if at > 0 and not passage.ground:
            words = SPACE_AT_START.sub(lambda space: _plain(space.group()), words)
        # At the edge of a text white space beside a gap says nothing.
        if passage.ground or words.strip() or (words and last == 0):
            yield Passage(words, str(passage.ground))


def _plain(space: str) -> str:
    return {0: " ", 1: "\n"}.get(space.count("\n"), "\n\n")


# --- in somebody's own words ---


def is_near(text: str, place: tuple[int, int], found: Iterable[tuple[int, int]]) -> bool:
    """Whether all words of this place stand in one sentence with something that was found, and close to it."""
    near = [_around(text, start, end) for start, end in found]
    start, end = place
    return 0 <= start < end <= len(text) and all(
        text[at].isspace() or any(first <= at < last for first, last in near) for at in range(start, end)
    )


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """From so many words before it up to so many behind it, and never beyond its sentence."""
    ends = list(SENTENCE.finditer(text))
    first = max((one.end() for one in ends if one.end() <= start), default=0)
    last = min((one.start() for one in ends if one.start() >= end), default=len(text))
    return first + WORDS_BEFORE.search(text[first:start]).start(), end + WORDS_BEHIND.match(text[end:last]).end()


# --- after the text was changed ---


def found_again(text: str, words: str) -> list[tuple[int, int]]:
    """Every place where the same words stand, whole and in the same order, however the lines are broken now."""
    said = words.split()
    if not said:
        return []
    pattern = r"\s+".join(map(re.escape, said))
    before, after = (r"(?<!\w)" if said[0][0].isalnum() else ""), (r"(?!\w)" if said[-1][-1].isalnum() else "")
    # Looked for ahead, so that places that overlap are both found.
    return [match.span(1) for match in re.finditer(rf"{before}(?=({pattern}){after})", text)]


def spans_again(text: str, stored: Iterable[tuple[str, str]]) -> list[Span] | None:
    """Where the passages that were shielded, as (words, ground), stand in a text that was changed since.

    None where that is not certain of each of them: the same words stand there more often than they were shielded, or
    not at all. Then nothing of the text is shown until a person looked.
    """
    together: dict[str, list[str]] = {}
    for words, ground in stored:
        together.setdefault(" ".join(words.split()), []).append(ground)
    spans: list[Span] = []
    for words, grounds in together.items():
        places = found_again(text, words)
        if len(places) != len(grounds) or len(set(grounds)) > 1:
            return None
        spans += [Span(start, end, grounds[0]) for start, end in places]
    return sorted(spans, key=lambda span: (span.start, span.end))
