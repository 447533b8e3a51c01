"""§ 4 Betrokkenheid cliënt: what on a page somebody says is not right: found again by the door that showed it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.access import Refused
from casework.templatetags.plans import blocks_of
from inzage import access, portal


@dataclass(frozen=True)
class Fact:
    """`title`: what it is, as it stood on the page."""

    title: str
    dossier_id: UUID


def fact_of(request, resident) -> Fact:
    """What the address names: `wat` the page, `id` and `deel` the thing on it. Raises Refused for what is not there."""
    find = FACTS.get(request.GET.get("wat"))
    if find is None:
        raise Refused("portaal")
    return find(request, resident)


def _of_plan(request, resident) -> Fact:
    plan = access.plan_to_read(request, resident, _id(request))
    title, words = _part(request, blocks_of(plan.words))
    return Fact(" ".join(one for one in (title, words) if one), plan.dossier_id)


def _of_consent(request, resident) -> Fact:
    consent = access.consent_to_read(request, resident, _id(request))
    return Fact(_("toestemming voor %(name)s") % {"name": consent.organisation.name}, consent.dossier_id)


def _of_disclosure(request, resident) -> Fact:
    pk = _id(request)
    left = next((one for one in portal.disclosures() if one.id == pk), None)
    if left is None:
        raise Refused("disclosure", pk)
    access.note_reading(request, resident, "disclosure", [pk])
    return Fact(f"{_day(left.on)}: {left.what.lower()}, {left.to}", left.dossier_id)


def _of_helper(request, resident) -> Fact:
    one = _part(request, portal.helpers())
    return Fact(f"{one.function}, {one.organisation}", one.dossier_id)


def _of_day(request, resident) -> Fact:
    day, _looks = _part(request, portal.looks(request.now))
    return Fact(_("wie er keek op %(day)s") % {"day": _day(day)}, _led(resident))


def _of_term(request, resident) -> Fact:
    one = _part(request, portal.kept(request.today))
    return Fact(_("hoe lang wij dit bewaren: %(what)s") % {"what": str(one.category.label).lower()}, _led(resident))


FACTS: dict[str, Callable] = {
    "plan": _of_plan,
    "toestemming": _of_consent,
    "gedeeld": _of_disclosure,
    "hulp": _of_helper,
    "gelezen": _of_day,
    "bewaren": _of_term,
}


def _led(resident) -> UUID:
    """Where somebody leads, for what is of no dossier in particular."""
    leading = portal.those_who_lead(portal.helpers())
    return leading[0].dossier_id if leading else resident.dossiers[0]


def _id(request) -> UUID:
    try:
        return UUID(request.GET.get("id", ""))
    except ValueError:
        raise Refused("portaal") from None


def _part(request, things: Sequence):
    number = request.GET.get("deel", "")
    if not number.isdecimal() or not 0 < int(number) <= len(things):
        raise Refused("portaal")
    return things[int(number) - 1]


def _day(day) -> str:
    return date_format(day, "j F Y")
