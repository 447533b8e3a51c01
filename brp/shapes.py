"""What the BRP tells about a person, in our words. Plain values; made only by `brp.answer`.

Law words stay Dutch: gezag, curatele, in onderzoek (the municipality doubts that field and is looking into
it).
"""

from dataclasses import dataclass, field

from cases.partialdate import PartialDate

OUDER, KIND, PARTNER = "ouder", "kind", "partner"

ADRES, BUITENLAND, LOCATIE, ONBEKEND = (
    "Adres",
    "VerblijfplaatsBuitenland",
    "Locatie",
    "VerblijfplaatsOnbekend",
)

GEZAMENLIJK_OUDERLIJK = "GezamenlijkOuderlijkGezag"
EENHOOFDIG_OUDERLIJK = "EenhoofdigOuderlijkGezag"
GEZAMENLIJK = "GezamenlijkGezag"
VOOGDIJ = "Voogdij"
TIJDELIJK_GEEN = "TijdelijkGeenGezag"
NIET_TE_BEPALEN = "GezagNietTeBepalen"

BEKENDE_DERDE, ONBEKENDE_DERDE = "BekendeDerde", "OnbekendeDerde"

OVERLEDEN_SUSPENDED = "O"
WRONGLY_REGISTERED = frozenset({"F", "W"})


@dataclass(frozen=True)
class Name:
    given_names: str = ""
    prefix: str = ""
    surname: str = ""
    full: str = ""


@dataclass(frozen=True)
class Address:
    """Where somebody lives. `kind` is the BRP's type; which fields are filled depends on it."""

    kind: str
    street: str = ""
    number: int | None = None
    letter: str = ""
    addition: str = ""
    designation: str = ""
    postcode: str = ""
    city: str = ""
    lines: tuple[str, ...] = ()
    country: str = ""
    description: str = ""
    proven_absent: bool = False

    @property
    def house_number(self) -> str:
        parts = (f"{self.number or ''}{self.letter}", self.addition)
        return " ".join(part for part in (self.designation, "-".join(part for part in parts if part)) if part)

    @property
    def as_lines(self) -> tuple[str, ...]:
        """As it stands on an envelope; empty when unknown."""
        if self.kind == BUITENLAND:
            return tuple(line for line in (*self.lines, self.country) if line)
        if self.kind == LOCATIE:
            return tuple(line for line in (self.description, self.city) if line)
        street = "" if self.street == "." else self.street
        lines = (f"{street} {self.house_number}".strip(), f"{self.postcode} {self.city}".strip())
        return tuple(line for line in lines if line)


@dataclass(frozen=True)
class Relation:
    """A parent, child or partner as this person's own registration has them: the other side may spell it
        otherwise.

    A partner who was married twice, or whose marriage ended, can be there more than once. `unreliable`:
    dotted paths of dates that cannot exist and of which only the possible part was kept.
    """

    kind: str
    bsn: str = ""
    name: Name = Name()
    birth: PartialDate | None = None
    gender: str = ""
    parent_number: str = ""
    commitment: str = ""
    since: PartialDate | None = None
    dissolved: bool = False
    until: PartialDate | None = None
    in_onderzoek: tuple[str, ...] = ()
    unreliable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holder:
    """Somebody with gezag. An unknown third party has neither name nor BSN: somebody is there, but who?"""

    role: str
    bsn: str = ""
    name: str = ""
    known: bool = True


@dataclass(frozen=True)
class Gezag:
    """One outcome about one minor. Rules about what it means for signing are in `consent`."""

    kind: str
    minor_bsn: str
    minor_name: str = ""
    holders: tuple[Holder, ...] = ()
    explanation: str = ""
    in_onderzoek: bool = False


@dataclass(frozen=True)
class Person:
    """One registration.

    `in_onderzoek`: dotted BRP paths of the fields in doubt, such as "geboorte.datum". `gezag` is None when
    the answer does not speak of authority at all, which says nothing about it.
    """

    name: Name
    birth: PartialDate
    bsn: str = ""
    a_number: str = ""
    gender: str = ""
    deceased: bool = False
    death: PartialDate | None = None
    address: Address | None = None
    secrecy: bool = False
    curatele: bool = False
    authority_indication: str = ""
    suspended: str = ""
    relations: tuple[Relation, ...] = ()
    gezag: tuple[Gezag, ...] | None = None
    in_onderzoek: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """One person found by name and birth date: enough to choose, no more."""

    bsn: str
    full_name: str
    birth: PartialDate
    gender: str = ""
    address_lines: tuple[str, ...] = ()
    secrecy: bool = False
    in_onderzoek: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    persons: tuple[Person, ...] = field(default_factory=tuple)
