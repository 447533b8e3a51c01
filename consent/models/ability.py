"""§ 1.5 Minderjarigen en wilsonbekwamen: whether somebody can decide this themselves, and what they said no to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consent.ability import Decision, Objection, Result
from consent.models.common import Ending, ended_by_somebody
from sealing.fields import SealedTextField


class Assessment(Ending):
    """About one kind of decision; a newer one about the same kind ends it. `assessor`: the function, not the name."""

    STARTS = "assessed_on"

    decision = models.CharField(_("beslissing"), max_length=20, choices=Decision)
    result = models.CharField(_("uitkomst"), max_length=20, choices=Result)
    assessor = SealedTextField()
    explanation = SealedTextField()
    assessed_on = models.DateField(_("beoordeeld op"))
    review_on = models.DateField(_("opnieuw beoordelen op"))

    class Meta:
        verbose_name = _("beoordeling van wilsbekwaamheid")
        verbose_name_plural = _("beoordelingen van wilsbekwaamheid")
        constraints = [
            models.CheckConstraint(name="a_review_after_its_assessment", condition=Q(review_on__gt=F("assessed_on"))),
            ended_by_somebody("an_assessment_is_ended_by_somebody"),
        ]


class Refusal(Ending):
    """What somebody said no to while they could decide, or resists now. Ending it needs reasons, which are kept."""

    STARTS = "refused_on"

    kind = models.CharField(_("soort"), max_length=20, choices=Objection)
    decision = models.CharField(_("beslissing"), max_length=20, choices=Decision)
    what = SealedTextField()
    refused_on = models.DateField(_("datum"))

    class Meta:
        verbose_name = _("weigering")
        verbose_name_plural = _("weigeringen")
        constraints = [ended_by_somebody("a_refusal_is_ended_by_somebody")]
