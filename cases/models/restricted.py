"""AVG art. 18: which records may be stored and nothing else. Both walls go by this; why is told in the room above."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.dossier import Dossier
from sealing.models import new_id
from terms.categories import CHOICES as CATEGORY_CHOICES


class RestrictedQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_at__isnull=True)


class Restricted(models.Model):
    """One record that is closed. No content: that there is one, of which sort, since when and by whose decision.

    `record_id`: no foreign key, for it can be of any kind; `model`: which, as its label in lower case. `restriction`:
    the id of the decision, which closed what belongs together. A record can be closed by more than one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="closed_records", verbose_name=_("dossier"))
    category = models.CharField(_("categorie"), max_length=30, choices=CATEGORY_CHOICES)
    record_id = models.UUIDField(_("stuk"))
    model = models.CharField(_("soort stuk"), max_length=60)
    restriction = models.UUIDField(_("beperking"))
    since = models.DateTimeField(_("beperkt sinds"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("besloten door")
    )
    ended_at = models.DateTimeField(_("opgeheven op"), null=True)

    objects = RestrictedQuerySet.as_manager()

    class Meta:
        verbose_name = _("stuk waarvan het gebruik beperkt is")
        verbose_name_plural = _("stukken waarvan het gebruik beperkt is")
        ordering = ("since", "pk")
        constraints = [models.UniqueConstraint(fields=["restriction", "record_id"], name="closed_once_by_a_decision")]
        indexes = [
            models.Index(fields=["dossier", "record_id"], name="closed_now", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["record_id"], name="closed_record"),
        ]

    def __str__(self):
        return f"beperkt {self.record_id.hex[-6:]}"
