"""§ 4.2 Casusregiedossier: a family as one reads it: who is whose parent or partner, in words and as a small drawing.

No database here: opened persons and their relations in, text and whole pixels out. The drawing shows nothing that
the words do not say.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from cases.choices import RelationKind

BOX_WIDTH, BOX_HEIGHT = 92, 48
GAP, ROW_GAP, EDGE = 8, 40, 4
# Wider than this it is no drawing one sees at a glance: then the words must do.
MOST_IN_ROW = 6
# More children than this are counted, not named.
MOST_NAMED = 4
# A register may say that somebody is their own grandparent: then the drawing stops here.
MOST_GENERATIONS = 6


@dataclass
class Member:
    """A person with what they are to the others. `x`, `y`: where their box begins in the drawing."""

    person: object
    age: int | None
    parents: list["Member"] = field(default_factory=list)
    children: list["Member"] = field(default_factory=list)
    partners: list["Member"] = field(default_factory=list)
    x: int = 0
    y: int = 0

    @property
    def called(self) -> str:
        return self.person.given_names.partition(" ")[0] or self.person.surname

    @property
    def is_related(self) -> bool:
        return bool(self.parents or self.children or self.partners)

    @property
    def kinship(self) -> str:
        """ "Ouder van Esra en Deniz, partner van Ruud"; empty when nothing is known."""
        said = (
            (_("kind van %s"), self.parents),
            (_("ouder van %s"), self.children),
            (_("partner van %s"), self.partners),
        )
        words = ", ".join(text % _named(others) for text, others in said if others)
        return words[:1].upper() + words[1:]

    @property
    def middle(self) -> int:
        return self.x + BOX_WIDTH // 2

    @property
    def bottom(self) -> int:
        return self.y + BOX_HEIGHT

    @property
    def text_y(self) -> int:
        return self.y + BOX_HEIGHT // 2 - 2

    @property
    def age_y(self) -> int:
        return self.y + BOX_HEIGHT // 2 + 16


@dataclass(frozen=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Family:
    """`drawn`: who is in the drawing; nobody where no relation is known."""

    members: list[Member]
    drawn: list[Member]
    lines: list[Line]
    width: int
    height: int


def of(people, relations, on: date) -> Family:
    """`relations`: (person, kind, relative), where the relative is the parent, child or partner of the person."""
    members = [Member(person, person.age_on(on)) for person in people]
    members = {member.person.pk: member for member in sorted(members, key=_oldest_first)}
    for one, kind, other in relations:
        if one in members and other in members and one != other:
            _relate(members[one], kind, members[other])
    rows = _generations([member for member in members.values() if member.is_related])
    if any(len(row) > MOST_IN_ROW for row in rows):
        rows = []
    width = max((_width(row) for row in rows), default=0)
    for level, row in enumerate(rows):
        _place(row, level, width)
    drawn = [member for row in rows for member in row]
    height = max(0, len(rows) * (BOX_HEIGHT + ROW_GAP) - ROW_GAP + 2 * EDGE)
    return Family(list(members.values()), drawn, _lines(drawn), width, height)


def _oldest_first(member) -> int:
    return 1 if member.age is None else -member.age


def _relate(one: Member, kind: str, other: Member) -> None:
    """Either side may tell it; it is known once."""
    parent, child = (other, one) if kind == RelationKind.PARENT else (one, other)
    if kind == RelationKind.PARTNER:
        _add(one.partners, other)
        _add(other.partners, one)
    else:
        _add(parent.children, child)
        _add(child.parents, parent)


def _add(members: list[Member], member: Member) -> None:
    if not any(known is member for known in members):
        members.append(member)


def _generations(members) -> list[list[Member]]:
    """Rows of the drawing: children stand under their lowest parent, partners beside each other."""
    levels: dict[UUID, int] = {member.person.pk: 0 for member in members}
    for _round in range(MOST_GENERATIONS):
        for member in members:
            above = [levels[parent.person.pk] + 1 for parent in member.parents]
            beside = [levels[partner.person.pk] for partner in member.partners]
            together = [levels[parent.person.pk] for child in member.children for parent in child.parents]
            level = max([levels[member.person.pk], *above, *beside, *together])
            levels[member.person.pk] = min(level, MOST_GENERATIONS)
    used = sorted(set(levels.values()))
    return [[member for member in members if levels[member.person.pk] == level] for level in used]


def _width(row) -> int:
    return len(row) * (BOX_WIDTH + GAP) - GAP + 2 * EDGE


def _place(row, level: int, width: int) -> None:
    left = (width - _width(row)) // 2 + EDGE
    for place, member in enumerate(row):
        member.x = left + place * (BOX_WIDTH + GAP)
        member.y = EDGE + level * (BOX_HEIGHT + ROW_GAP)


def _lines(drawn) -> list[Line]:
    """From each parent down to each child by right angles, and between partners in one row."""
    lines = []
    for member in drawn:
        for child in member.children:
            half = (member.bottom + child.y) // 2
            lines += [
                Line(member.middle, member.bottom, member.middle, half),
                Line(member.middle, half, child.middle, half),
                Line(child.middle, half, child.middle, child.y),
            ]
        for partner in member.partners:
            if partner.y == member.y and partner.x > member.x:
                lines.append(Line(member.x + BOX_WIDTH, member.text_y, partner.x, partner.text_y))
    return lines


def _named(members) -> str:
    if len(members) > MOST_NAMED:
        return _("%d kinderen") % len(members)
    return get_text_list([member.called for member in members], _("en"))
