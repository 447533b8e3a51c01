"""§ 4.2 Casusregiedossier: the zelfredzaamheidsmatrix of somebody on a day."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.records import DossierRecord
from sealing.fields import SealedJSONField


class Zrm(DossierRecord):
    """How somebody manages on a day, as worker and resident see it; a record for each category its domains are of.

    `scores`: code of a domain → worker, resident (1–5, or null: not discussed) and note.
    docs/adr/0092-triage-and-zrm.md
    """

    scored_on = models.DateField(_("gescoord op"))
    scores = SealedJSONField(help_text=_("Per leefgebied het niveau volgens medewerker en inwoner, en een toelichting"))

    class Meta(DossierRecord.Meta):
        verbose_name = _("zelfredzaamheidsmatrix")
        verbose_name_plural = _("zelfredzaamheidsmatrices")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "about", "scored_on", "category"], name="scored_once_a_day_per_category"
            ),
            models.CheckConstraint(name="a_matrix_is_of_one_person", condition=Q(about__len=1)),
        ]

    def __str__(self):
        return f"zrm {self.pk.hex[-6:]}"

    @property
    def person_id(self) -> UUID:
        return self.about[0]

    def get_absolute_url(self):
        return reverse("casework:zrm_person", args=[self.dossier_id, self.person_id])
