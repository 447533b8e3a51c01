"""§ 4.3 Wilsonbekwaamheid: who represents an adult who cannot decide, in the order of the policy. No database here.

Bijlage a (Jeugdwet), b (Wmo) and i (Wgbo, BW 7:465 lid 3): curator or mentor first, then who was authorised in writing,
then husband, wife or partner, then a parent, child, brother or sister, unless they do not want to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


class State(models.TextChoices):
    """Whether somebody can decide for another today."""

    ABLE = "kan", _lazy("Kan beslissen")
    DECEASED = "overleden", _lazy("Overleden")
    UNDER_GUARDIANSHIP = "curatele", _lazy("Onder curatele")
    FLAGGED = "vermoeden", _lazy("Vermoeden over deze persoon, nog niet beslist")
    EXCLUDED = "uitgesloten", _lazy("Het vermoeden over deze persoon blijft: tekent niet en krijgt niets")
    UNWILLING = "wil_niet", _lazy("Wil niet vertegenwoordigen")


class Capacity(models.TextChoices):
    """In the order in which they represent. A bewindvoerder decides about money alone."""

    CURATOR = "curator", _lazy("Curator")
    MENTOR = "mentor", _lazy("Mentor")
    AUTHORISED = "gemachtigde", _lazy("Schriftelijk gemachtigde")
    PARTNER = "partner", _lazy("Echtgenoot of partner")
    PARENT = "ouder", _lazy("Ouder")
    CHILD = "kind", _lazy("Kind")
    SIBLING = "broer_zus", _lazy("Broer of zus")
    BEWINDVOERDER = "bewindvoerder", _lazy("Bewindvoerder")


class Part(models.TextChoices):
    """What a volmacht can allow; it allows no more than it says."""

    CONSENT = "toestemming", _lazy("Toestemming geven of weigeren")
    INSIGHT = "inzage", _lazy("Inzage vragen")
    ATTEND = "overleg", _lazy("Bij overleg zijn")
    POST = "post", _lazy("Post ontvangen")


class Evidence(models.TextChoices):
    ORDER = "beschikking", _lazy("Beschikking van de rechter")
    REGISTER = "register", _lazy("Curatele- en bewindregister")
    MANDATE = "volmacht", _lazy("Schriftelijke volmacht")
    BRP = "brp", _lazy("Basisregistratie Personen")
    DEED = "akte", _lazy("Akte of trouwboekje")
    STATEMENT = "verklaring", _lazy("Schriftelijke verklaring van de inwoner of de naaste")


class Verdict(models.TextChoices):
    """What became of a suspicion."""

    LIFTED = "opgeheven", _lazy("Het vermoeden klopt niet: deze persoon mag weer tekenen")
    STAYS = "blijft", _lazy("Het vermoeden blijft: deze persoon tekent niet en krijgt niets")


ORDER = [capacity for capacity in Capacity if capacity != Capacity.BEWINDVOERDER]
# Appointed by a judge or by the resident: they cannot simply decline.
APPOINTED = {Capacity.CURATOR, Capacity.MENTOR, Capacity.AUTHORISED}
BY_JUDGE = {Capacity.CURATOR, Capacity.MENTOR, Capacity.BEWINDVOERDER}
BY_COURT = {Evidence.ORDER, Evidence.REGISTER}
OF_FAMILY = {Evidence.BRP, Evidence.DEED, Evidence.STATEMENT}
EVIDENCE_OF = {
    **dict.fromkeys(BY_JUDGE, BY_COURT),
    Capacity.AUTHORISED: {Evidence.MANDATE},
}


def fits(evidence: str, capacity: str) -> bool:
    """Whether this sort of evidence shows this capacity. Family needs no judge, but does need evidence."""
    return evidence in EVIDENCE_OF.get(capacity, OF_FAMILY)


@dataclass(frozen=True)
class Representative:
    """Somebody who may represent, today; periods and scope are the caller's. `parts`: what a volmacht allows; one that
    says nothing allows nothing."""

    name: str
    capacity: Capacity
    state: State = State.ABLE
    parts: tuple[str, ...] = ()
    person: UUID | None = None

    def may(self, part: str) -> bool:
        """Whether what they hold covers this; only a volmacht says what it allows."""
        return self.capacity != Capacity.AUTHORISED or part in self.parts


@dataclass(frozen=True)
class Found:
    """`name` is empty while something must be found out first."""

    name: str
    find_out: tuple[str, ...]
    why: str
    person: UUID | None = None


NOBODY = _lazy(
    "Niemand is vastgelegd die mag beslissen. Zoek een curator of mentor in het curatele- en bewindregister, of vraag "
    "partner, ouder, kind, broer of zus."
)
FLAGGED = _lazy(
    "Er is een vermoeden over %(name)s. Spreek eerst de inwoner alleen, en vraag zo nodig de rechter om hulp."
)


STAYS_OUT = _lazy(
    "Het vermoeden over %(name)s blijft, en %(name)s is benoemd door de rechter. Vraag de rechter om een ander."
)


def representative_of(
    candidates: Sequence[Representative], *, about_money: bool = False, part: str = Part.CONSENT
) -> Found:
    """The first in the order of whom it covers. Whom a suspicion rests on is not passed over until somebody decided
    that it stays; then a court-appointed one blocks, for only the court can name another."""
    order = [Capacity.CURATOR, Capacity.BEWINDVOERDER, *ORDER[1:]] if about_money else ORDER
    able = [one for one in candidates if one.capacity in order and one.may(part) and not _is_out(one)]
    why = _("De inwoner kan dit niet zelf beslissen.")
    if not able:
        return Found("", (str(NOBODY),), why)
    rank = min(order.index(one.capacity) for one in able)
    first = [one for one in able if order.index(one.capacity) == rank]
    if flagged := [one for one in first if one.state == State.FLAGGED]:
        return Found("", (FLAGGED % {"name": flagged[0].name},), why)
    if excluded := [one for one in first if one.state == State.EXCLUDED]:
        return Found("", (STAYS_OUT % {"name": excluded[0].name},), why)
    if len({one.person or one.name for one in first}) > 1:
        return Found("", (_("Er zijn er meer in dezelfde rol. Spreek af wie van hen beslist, en leg dat vast."),), why)
    why = _("De inwoner kan dit niet zelf beslissen: %(name)s doet dat, als %(capacity)s.") % {
        "name": first[0].name,
        "capacity": Capacity(first[0].capacity).label.lower(),
    }
    return Found(first[0].name, (), why, first[0].person)


def _is_out(one: Representative) -> bool:
    if one.state == State.UNWILLING:
        return one.capacity not in APPOINTED
    if one.state == State.EXCLUDED:
        return one.capacity not in BY_JUDGE
    return one.state in (State.DECEASED, State.UNDER_GUARDIANSHIP)
