"""Whom and what the proof is about: made up, so that each word can only have come from here."""

import json
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

from brp.generated import families
from cases.bsn import is_valid
from tests.gone.scanner import Needle, number, word

LIVE_TOGETHER = 4
NAMES = ("Kwartelientje", "Wulpiaan", "Tureluurtje", "Grutterik")


def bsns(start: int, many: int) -> list[str]:
    return list(islice((str(one) for one in count(start) if is_valid(str(one))), many))


@dataclass
class Family:
    """A mother, a father and two children as the BRP gives them, and somebody whom a worker takes up by hand.

    `tail` makes the words of one family other words than those of another; it may hold any character.
    """

    tail: str
    first_bsn: int
    born: str = "1931-07-19"
    label: str = ""
    words: dict[str, str] = field(init=False)
    numbers: list[str] = field(init=False)

    def __post_init__(self):
        names = (
            "given surname street town father_name mother_name brp_street safety question note better_note title file "
            "content pdf_title pdf_file pdf_content task grant close search error path upload sign_in picture "
            "safe_address reads_along said_by hold wish"
        )
        self.words = {name: f"{name.title().replace('_', '')}kanarie {self.tail}" for name in names.split()}
        # A plain font and a camera know no more letters.
        for name in ("pdf_content", "picture"):
            self.words[name] = self.words[name].encode("ascii", "ignore").decode().strip()
        self.numbers = bsns(self.first_bsn, LIVE_TOGETHER + 1)

    def __getattr__(self, name):
        try:
            return self.__dict__["words"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def bsn(self) -> str:
        """Of the person taken up by hand."""
        return self.numbers[-1]

    def needles(self) -> list[Needle]:
        texts = self.words | {name: f"{name}-{self.tail}" for name in NAMES}
        digits = {"born": self.born} | {f"bsn {at}": one for at, one in enumerate(self.numbers)}
        return [
            *(word(self.label + name, text) for name, text in texts.items()),
            *(number(self.label + name, one) for name, one in digits.items()),
        ]

    def write(self, path: Path) -> Path:
        """The answer of the BRP about the four who live together."""
        persons = families(1)[:LIVE_TOGETHER]
        text = json.dumps(persons, ensure_ascii=False)
        given = [person["naam"]["voornamen"] for person in persons]
        new = dict(zip(given, (f"{name}-{self.tail}" for name in NAMES), strict=True))
        new |= dict(zip((person["burgerservicenummer"] for person in persons), self.numbers, strict=False))
        new |= {"Heijden": self.mother_name, "Çelik": self.father_name, "Kerkstraat": self.brp_street}
        for old, now in new.items():
            text = text.replace(old, json.dumps(now, ensure_ascii=False)[1:-1])
        path.write_text(
            json.dumps({"type": "RaadpleegMetBurgerservicenummer", "personen": json.loads(text)}), encoding="utf-8"
        )
        return path
