"""§ 3.4 Proportionaliteit en subsidiariteit: what each participant gets to read, whole: nothing else of a conference
ever reaches them. Opened rows in, plain values out; no database here.

Without names, every word that somebody typed is masked. With names, a point names whom it is about and nobody else; the
goal and the place name nobody, for they are for all.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cases.models import Person
from casework.conferences import Reading
from casework.masking import Masked, Masker, Reason
from casework.models import AgendaItem, Conference, Participant

SORTS = {
    Reason.NAME: _lazy("naam"),
    Reason.ADDRESS: _lazy("adres"),
    Reason.TOWN: _lazy("plaats"),
    Reason.BSN: _lazy("BSN"),
    Reason.TELEPHONE: _lazy("telefoon"),
    Reason.MAIL: _lazy("e-mail"),
    Reason.BIRTH: _lazy("geboortedatum"),
    Reason.CHOSEN: _lazy("zelf gekozen"),
}


@dataclass(frozen=True)
class Line:
    """One text of a sheet, as it was typed and as it is read. `where`: what it is."""

    where: str
    masked: Masked

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """(what stood there, what stands there now, of what sort it is), each once."""
        spans = self.masked.spans
        return list(dict.fromkeys((one.words, one.instead, SORTS[one.reason]) for one in spans))


@dataclass(frozen=True)
class Item:
    """One point as others read it."""

    id: UUID
    title: Line
    text: Line
    by: str

    def as_json(self) -> dict:
        return {"id": str(self.id), "title": self.title.masked.text, "text": self.text.masked.text, "by": self.by}


@dataclass(frozen=True)
class Writer:
    """Writes the sheets of one conference. `family`: of `casework.access.masking`; `anonymous`: whether names go."""

    conference: Conference
    family: object
    lead: object
    anonymous: bool
    people: tuple[Person, ...] = ()

    def prepare(self, participants: Sequence[Participant], items: Sequence[AgendaItem]) -> "Prepared":
        nobody = self.family.masker()
        maskers = {frozenset(): nobody}
        for named in {self._may_name(item) for item in items} - maskers.keys():
            maskers[named] = self.family.masker(spare=named)
        who = {one.pk: self._named(one, nobody) for one in participants}
        return Prepared(
            goal=self._line(_("Doel"), self.conference.goal, nobody),
            place=self._line(_("Plaats"), self.conference.place, nobody),
            items=tuple(self._item(item, maskers, who) for item in items),
            who=who,
            lead=self._lead(nobody),
            about=self._about(nobody),
            writer=self,
        )

    def _line(self, where: str, text: str, masker: Masker) -> Line:
        return Line(where, masker.mask(text or "", self.conference.mask_more or ()))

    def _item(self, item: AgendaItem, maskers: dict, who: dict) -> Item:
        masker = maskers[self._may_name(item)]
        by = who.get(item.brought_by_id, "") if item.brought_by_id else _("Regisseur")
        return Item(
            item.pk, self._line(_("Punt"), item.title, masker), self._line(_("Toelichting"), item.text, masker), by
        )

    def _may_name(self, item: AgendaItem) -> frozenset[UUID]:
        return frozenset() if self.anonymous else frozenset(pk for pk in item.about if pk in self.family.known)

    def _named(self, one: Participant, nobody: Masker) -> str:
        """Who takes part, for the others. A name that is of the family too is left out: of a resident, or by chance."""
        place = one.organisation.name if one.organisation else one.get_part_display()
        words = [word for word in (one.name, place) if word and not nobody.mask(word).spans]
        return ", ".join(words) or str(one.get_part_display())

    def _about(self, nobody: Masker) -> dict[UUID, str]:
        """Whom it is about, the oldest first: a name, or where there are none a neutral word, unless that is a name."""
        ids = [pk for pk in self.family.words if pk in self.conference.about]
        if self.anonymous:
            return {pk: word for pk in ids if not nobody.mask(word := self.family.words[pk]).spans}
        return {pk: _full_name(self.family.known[pk]) for pk in ids}

    def _lead(self, nobody: Masker) -> dict:
        name = self.lead.name if not nobody.mask(self.lead.name).spans else _("de regisseur")
        return {"name": str(name), "phone": self.lead.phone}


@dataclass(frozen=True)
class Prepared:
    goal: Line
    place: Line
    items: tuple[Item, ...]
    who: dict[UUID, str]
    lead: dict
    about: dict[UUID, str]
    writer: Writer

    @property
    def lines(self) -> list[Line]:
        return [self.goal, self.place, *(line for item in self.items for line in (item.title, item.text))]

    def sheet(self, reading: Reading) -> dict:
        """All that one participant reads. `about`: whom, by name only where it may."""
        conference, named = self.writer.conference, reading.people
        may = {one.point.id for one in reading.covered}
        return {
            "anonymous": self.writer.anonymous,
            "starts_at": conference.starts_at.isoformat(),
            "online": conference.is_online,
            "place": self.place.masked.text,
            "goal": self.goal.masked.text,
            "law": str(conference.get_legal_basis_display()),
            "lead": self.lead,
            "who": list(self.who.values()),
            "about": [called for pk, called in self.about.items() if self.writer.anonymous or pk in named],
            "items": [item.as_json() for item in self.items if item.id in may],
        }

    def digest(self, readings: dict[UUID, Reading]) -> str:
        """Of everything that would be read: who approves it approves this, and nothing that came after."""
        sheets = [self.sheet(readings[pk]) for pk in sorted(readings)]
        return hashlib.sha256(json.dumps(sheets, sort_keys=True).encode()).hexdigest()


def _full_name(one) -> str:
    return " ".join(part for part in (one.given_names, one.prefix, one.surname) if part)
