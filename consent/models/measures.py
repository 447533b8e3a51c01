"""§ 1.6 Gedwongen kader: what a court ordered."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consent.measures import MeasureKind
from consent.models.common import Ending, ended_by_somebody
from sealing.fields import SealedTextField
from terms.categories import CHOICES as CATEGORY_CHOICES


class CourtMeasure(Ending):
    """`category`: of `consent.measures.category_of`; forced care and what is criminal are authorised apart."""

    STARTS, LASTS = "starts_on", "ends_on"

    kind = models.CharField(_("maatregel"), max_length=30, choices=MeasureKind)
    order = SealedTextField(help_text=_("Nummer van de beschikking"))
    institution = SealedTextField(help_text=_("Gecertificeerde instelling, of wie de maatregel uitvoert"))
    ordered_on = models.DateField(_("datum beschikking"))
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"), null=True)
    category = models.CharField(_("categorie"), max_length=30, choices=CATEGORY_CHOICES)

    class Meta:
        verbose_name = _("maatregel")
        verbose_name_plural = _("maatregelen")
        constraints = [
            models.CheckConstraint(
                name="a_measure_ends_after_it_began", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            ended_by_somebody("a_measure_is_ended_by_somebody"),
        ]
