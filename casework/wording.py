"""§ 4.1 Casusregie: what the plan says about one person, as the words that person reads and signs. No database here.

Everybody gets the parts that concern them and nothing of another's; it reads as a whole, whatever was left out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Action:
    text: str
    who: str
    on: date | None = None


@dataclass(frozen=True)
class Goal:
    text: str
    domain: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Helper:
    """Who is directly involved; `instead_of`: whom they stand in for."""

    name: str
    organisation: str = ""
    does: str = ""
    instead_of: str = ""


@dataclass(frozen=True)
class Said:
    """All that the plan says about one person. `actions`: those that are for a goal of somebody else."""

    name: str
    municipality: str
    wish: str
    strengths: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    safety: tuple[str, ...] = ()
    helpers: tuple[Helper, ...] = ()
    evaluate_on: date | None = None


def shown(said: Said) -> str:
    """Blank lines part what belongs together."""
    blocks = [
        _("Ondersteuningsplan van %(name)s") % {"name": said.name},
        _("Gemeente %(name)s") % {"name": said.municipality},
        _block(_("Wat wij samen willen bereiken"), [said.wish]),
        _block(_("Wat goed gaat en wie helpt"), _listed(said.strengths)),
        *(_goal(number, goal) for number, goal in enumerate(said.goals, 1)),
        _block(_("Wat er nog meer gebeurt"), _listed([_action(one) for one in said.actions])),
        _block(_("Afspraken over veiligheid"), _listed(said.safety)),
        *_involved(said),
        _evaluation(said.evaluate_on),
    ]
    return "\n\n".join(block for block in blocks if block)


def _block(title: str, lines: Collection[str]) -> str:
    return "\n".join([title, *lines]) if any(lines) else ""


def _listed(lines: Collection[str]) -> list[str]:
    return [f"– {line}" for line in lines]


def _goal(number: int, goal: Goal) -> str:
    title = _("Doel %(number)s (%(domain)s)") % {"number": number, "domain": goal.domain}
    return _block(title, [goal.text, *_listed([_action(one) for one in goal.actions])])


def _action(action: Action) -> str:
    said = {"who": action.who, "what": action.text, "day": day(action.on)}
    return _("%(who)s: %(what)s (uiterlijk %(day)s)") % said if action.on else _("%(who)s: %(what)s") % said


def _involved(said: Said) -> list[str]:
    """§ 3 Toestemming, tenzij: these, and no others, share what the help needs."""
    if not said.helpers:
        return []
    # What they sign is what covers a disclosure: consent.sharing.OF_THE_PLAN.
    ends = _(
        "Deze mensen mogen met elkaar delen wat zij voor de hulp aan %(name)s nodig hebben. Anderen niet. "
        "De gemeente deelt met hen alleen het plan, en hoe de hulp verloopt."
    )
    return [
        _block(_("Wie direct bij de hulp betrokken is"), _listed([_helper(one) for one in said.helpers])),
        ends % {"name": said.name},
    ]


def _helper(helper: Helper) -> str:
    said = ", ".join(part for part in (helper.name, helper.organisation, helper.does) if part)
    if helper.instead_of:
        return _("%(helper)s (vervangt %(other)s)") % {"helper": said, "other": helper.instead_of}
    return said


def _evaluation(on: date | None) -> str:
    return _("Wij bekijken dit plan samen, uiterlijk op %(day)s.") % {"day": day(on)} if on else ""


def day(on: date | None) -> str:
    return date_format(on, "j F Y") if on else ""
