"""What reading a file again brings to light: words with where they stand, and what could not be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

# A file in a file in a file.
DEEPEST = 4
LETTERS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")


class Sort(Enum):
    """PROSE: as a person reads it. AGAIN: of two pages that are read apart too, together. RAW: bytes of which it is not
    known what they mean. PICTURE: what only an eye can read. UNREADABLE: what nobody could look at.
    """

    PROSE, AGAIN, RAW, PICTURE, UNREADABLE = range(5)


@dataclass(frozen=True)
class Extract:
    """`where`: from the outside inwards, in words of ours: a name out of a file may be the very secret."""

    where: tuple[str, ...]
    sort: Sort = Sort.PROSE
    text: str = field(default="", repr=False)
    raw: bytes = field(default=b"", repr=False)


def readings(raw: bytes, where: tuple[str, ...]) -> Iterator[Extract]:
    """Of a few bytes of which it is not known in which letters they are: all that they may say."""
    yield Extract(where, Sort.RAW, raw=raw)
    yield from (Extract(where, text=raw.decode(letters, "replace")) for letters in LETTERS)


class Unreadable(Exception):
    """It cannot be said what is in it."""


# A file in a file: its content, where it stands.
Inside = Callable[[bytes, tuple[str, ...]], Iterator[Extract]]
