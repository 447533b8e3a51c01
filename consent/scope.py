"""§ 3.1 Toestemmingsverklaring: what a consent or a disclosure may be about. No database here.

No general authorisation: an empty scope, everything at once, "alle gegevens" or "alle instanties" is refused.
"""

import re
from collections.abc import Collection
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from terms.categories import BEHANDELING, BOPZ, POLITIE, SOCIALE_ZAKEN


class DataKind(models.TextChoices):
    """What somebody can say yes to, one by one; short enough to read aloud."""

    CONTACT = "contact", _lazy("Naam, adres en telefoonnummer")
    FAMILY = "gezin", _lazy("Wie er bij het gezin horen")
    PLAN = "plan", _lazy("Het plan en de doelen")
    PROGRESS = "voortgang", _lazy("Hoe de hulp verloopt")
    SAFETY = "veiligheid", _lazy("Afspraken over veiligheid")
    HOUSING = "wonen", _lazy("Hoe iemand woont")
    SCHOOL = "school", _lazy("School en opleiding")
    WORK = "werk", _lazy("Werk en dagbesteding")
    MONEY = "geld", _lazy("Geld, uitkering en schulden")
    HEALTH = "gezondheid", _lazy("Gezondheid")
    TREATMENT = "behandeling", _lazy("Wat een behandelaar vastlegde")
    FORCED_CARE = "gedwongen_zorg", _lazy("Gedwongen zorg")
    JUSTICE = "justitie", _lazy("Politie en justitie")


# What a record of a category apart is called here: a scope without it does not cover such a record.
OF_CATEGORY = {
    BEHANDELING.code: DataKind.TREATMENT,
    BOPZ.code: DataKind.FORCED_CARE,
    POLITIE.code: DataKind.JUSTICE,
    SOCIALE_ZAKEN.code: DataKind.MONEY,
}
# AVG art. 9 and 10: said apart, and never by a tick that was already there.
SPECIAL = (DataKind.HEALTH, DataKind.TREATMENT, DataKind.FORCED_CARE, DataKind.JUSTICE)
MOST_KINDS = 6
LONGEST = timedelta(days=366)
SHORTEST_PURPOSE = 15

GENERAL = re.compile(
    r"\b(alle|al\s+(uw|mijn|de)|ieder|iedere|elke|het\s+(hele|gehele|volledige))\s+"
    r"(\w+\s+)?(gegevens|informatie|instanties|organisaties|partijen|hulpverleners|instellingen|dossier|dossiers)\b"
    r"|\balles\b|\biedereen\b|\bonbeperkt\b",
    re.IGNORECASE,
)


def is_general(text: str) -> bool:
    """Whether words authorise everything or everybody."""
    return bool(GENERAL.search(text))


def refusal_of_scope(kinds: Collection[str], *words: str) -> str:
    """Why this is no specific scope; empty when it is. `words`: what was typed about what and why."""
    if not kinds:
        return _("Kies welke gegevens het zijn. Zonder keuze is er geen toestemming.")
    if len(set(kinds)) > MOST_KINDS:
        return _("Dit is te veel tegelijk: kies hooguit %(most)s soorten gegevens, of maak twee toestemmingen.") % {
            "most": MOST_KINDS
        }
    if any(is_general(one) for one in words):
        return _("Dit is te algemeen. Schrijf om welke gegevens het gaat, en voor wie. “Alles” of “alle” kan niet.")
    return ""


def refusal_of_purpose(purpose: str) -> str:
    """Why these words are no purpose; empty when they are."""
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        return _("Schrijf in een zin waarvoor de gegevens nodig zijn.")
    if is_general(purpose):
        return _("Dit doel is te algemeen. Schrijf waarvoor deze organisatie deze gegevens nodig heeft.")
    return ""


def refusal_of_period(first: date, last: date, on: date) -> str:
    """Why a consent cannot run from `first` up to and including `last`; empty when it can."""
    if last < first:
        return _("De laatste dag ligt voor de eerste dag.")
    if last < on:
        return _("De laatste dag is al voorbij.")
    if last - first > LONGEST:
        return _("Een toestemming duurt hooguit een jaar. Daarna vraagt u het opnieuw.")
    return ""


def kinds_needed(categories: Collection[str]) -> set[str]:
    """What a scope must name at least before records of these categories may go out under it."""
    return {OF_CATEGORY[code].value for code in categories if code in OF_CATEGORY}
