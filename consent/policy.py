"""§ 1.5 Minderjarigen en wilsonbekwamen: what age means for who decides. No database here: facts in, answers out."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

DECIDES_WITH_PARENTS = 12
DECIDES_ALONE = 16
ADULT = 18


@dataclass(frozen=True)
class AgeRule:
    """`needs_authority`: the holders of authority decide too, so it must be known."""

    sentence: str
    needs_authority: bool


UNDER_12 = AgeRule(_("Jonger dan 12: de mensen met gezag beslissen."), needs_authority=True)
FROM_12 = AgeRule(_("12 tot en met 15: de jongere beslist samen met de mensen met gezag."), needs_authority=True)
FROM_16 = AgeRule(_("16 of 17: de jongere beslist zelf."), needs_authority=False)
GROWN_UP = AgeRule(_("18 of ouder: de inwoner beslist zelf."), needs_authority=False)
UNKNOWN = AgeRule(_("De leeftijd is niet bekend. Zoek die eerst uit."), needs_authority=True)


def age_rule(age: int | None) -> AgeRule:
    """What the age on the day says about who decides; an unknown age never means that nobody need sign."""
    if age is None:
        return UNKNOWN
    if age < DECIDES_WITH_PARENTS:
        return UNDER_12
    if age < DECIDES_ALONE:
        return FROM_12
    return FROM_16 if age < ADULT else GROWN_UP
