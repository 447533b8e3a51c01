"""§ 1.5 Minderjarigen en wilsonbekwamen: whether somebody can decide this themselves. No database here.

Somebody is able until an assessment about this kind of decision says otherwise. Bijlage i (Wgbo, BW 7:465).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _lazy

from cases.partialdate import PartialDate

FROM_THIS_AGE = 16


class Decision(models.TextChoices):
    """Ability is about one kind of decision: who cannot oversee money may well decide about care."""

    SHARING = "delen", _lazy("Toestemming voor het delen van gegevens")
    CARE = "hulp", _lazy("Hulp, zorg of behandeling")
    MONEY = "geld", _lazy("Geld")


class Result(models.TextChoices):
    ABLE = "bekwaam", _lazy("Kan dit zelf beslissen (wilsbekwaam)")
    UNABLE = "onbekwaam", _lazy("Kan dit niet zelf beslissen (wilsonbekwaam)")


class Objection(models.TextChoices):
    REFUSAL = "weigering", _lazy("Weigerde dit eerder, toen de inwoner het zelf kon beslissen")
    RESISTANCE = "verzet", _lazy("Verzet zich er nu tegen")
    RESEARCH = "bezwaar", _lazy("Maakt bezwaar tegen gezondheidsonderzoek op school")


@dataclass(frozen=True)
class Assessed:
    """One assessment that nobody ended."""

    decision: str
    result: str
    assessed_on: date
    review_on: date


@dataclass(frozen=True)
class Ability:
    """`doubts`: what must be found out first."""

    capable: bool
    doubts: tuple[str, ...] = ()


REVIEW_FIRST = _lazy(
    "De beoordeling dat de inwoner dit niet zelf kan beslissen moest op %(day)s opnieuw. Laat die eerst opnieuw doen."
)


def ability(assessments: Iterable[Assessed], decision: str, on: date) -> Ability:
    """§ 1.5 Minderjarigen en wilsonbekwamen: by the newest assessment about this kind of decision.

    Only while it runs does it make somebody incapable. Once it had to be done again, nobody decides until it is: not
    who may no longer oversee it, and not another in their place either.
    """
    about = [one for one in assessments if one.decision == decision and one.assessed_on <= on]
    newest = max(about, key=lambda one: one.assessed_on, default=None)
    if newest is None or newest.result == Result.ABLE:
        return Ability(capable=True)
    if on < newest.review_on:
        return Ability(capable=False)
    return Ability(capable=True, doubts=(REVIEW_FIRST % {"day": date_format(newest.review_on, "j F Y")},))


def binds(refused_on: date, birth: PartialDate) -> bool:
    """§ 1.5 Minderjarigen en wilsonbekwamen (Wgbo, BW 7:450): a refusal binds when it was given from 16; when the age
    is not known it does."""
    earliest = birth.earliest()
    return earliest is None or PartialDate.of(earliest).age_on(refused_on) >= FROM_THIS_AGE
