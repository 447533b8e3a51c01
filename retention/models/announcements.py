"""§ 2.3 Bewaartermijnen: what was said beforehand of a day of destruction. docs/adr/0101-announcing.md"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Dossier
from cases.records import RecordQuerySet
from terms import categories


class AnnouncementQuerySet(RecordQuerySet):
    def ahead(self, on: date):
        return self.filter(destroy_on__gt=on)

    def unseen(self, on: date):
        """Ahead, and nobody who is responsible has looked."""
        return self.ahead(on).filter(answered_at__isnull=True)


class Announcement(models.Model):
    """Of one dossier what goes on one day, of one category. The day itself waits for nobody's answer.

    `residents`: whom it is about, of what may be shown to them; `told_people`: to whom of them a message went.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="announcements", verbose_name=_("dossier"))
    category = models.CharField(_("categorie"), max_length=30, choices=categories.CHOICES)
    destroy_on = models.DateField(_("te vernietigen op"))
    residents = ArrayField(models.UUIDField(), verbose_name=_("inwoners"), default=list)
    told_people = ArrayField(models.UUIDField(), verbose_name=_("bericht gestuurd aan"), default=list)
    announced_at = models.DateTimeField(_("aangekondigd op"))
    answered_at = models.DateTimeField(_("beantwoord op"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("beantwoord door")
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("aankondiging van vernietiging")
        verbose_name_plural = _("aankondigingen van vernietiging")
        ordering = ("destroy_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "category", "destroy_on"], name="a_day_is_announced_once")
        ]
        indexes = [models.Index(fields=["destroy_on"], name="announcement_day")]

    def __str__(self):
        return f"aankondiging {self.pk}"
