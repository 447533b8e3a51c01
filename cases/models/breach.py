"""AVG art. 33 lid 5: what went to the wrong people is written down, and somebody decides whether it is reported."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from sealing.models import new_id


class BreachStatus(models.TextChoices):
    DRAFT = "concept", _("Nog te beoordelen")
    REPORTED = "gemeld", _("Gemeld bij de Autoriteit Persoonsgegevens")
    NOT_REPORTED = "niet_gemeld", _("Niet gemeld: geen risico voor de inwoner")


# AVG art. 33 lid 1: reported within 72 hours after it was noticed, which is when it was moved or taken out.
REPORT_WITHIN = timedelta(hours=72)
KEPT_YEARS = 5
NEXT_BREACH_STATUSES = {
    BreachStatus.DRAFT: [BreachStatus.REPORTED, BreachStatus.NOT_REPORTED],
    BreachStatus.REPORTED: [],
    BreachStatus.NOT_REPORTED: [BreachStatus.REPORTED],
}


class BreachQuerySet(models.QuerySet):
    def undecided(self):
        return self.filter(status=BreachStatus.DRAFT)

    def overdue(self, now: datetime):
        return self.undecided().filter(moved_at__lt=now - REPORT_WITHIN)

    def expired(self, now: datetime):
        """Decided more than five years ago. Counted forward, or the days around 29 February would differ."""
        until = Func(
            F("decided_at"),
            template=f"%(expressions)s + interval '{KEPT_YEARS} years'",
            output_field=models.DateTimeField(),
        )
        return self.annotate(kept_until=until).filter(kept_until__lte=now)


class Breach(models.Model):
    """A note that stood in the wrong dossier, as a draft for the privacy officer: ids and codenames, no content.

    No `to_dossier_id` where it was taken back: nobody said where it belongs.
    `readers`: who opened it there meanwhile, without whoever wrote or moved it. No foreign keys to a dossier: the
    register must outlive what it speaks of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record_id = models.UUIDField(_("record"))
    from_dossier_id = models.UUIDField(_("uit dossier"))
    from_codename = models.CharField(_("uit dossier (codenaam)"), max_length=60)
    to_dossier_id = models.UUIDField(_("naar dossier"), null=True)
    to_codename = models.CharField(_("naar dossier (codenaam)"), max_length=60, blank=True)
    readers = ArrayField(models.UUIDField(), verbose_name=_("gelezen door"), default=list)
    wrong_since = models.DateTimeField(_("verkeerd sinds"))
    moved_at = models.DateTimeField(_("verplaatst of weggehaald op"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("verplaatst of weggehaald door")
    )
    status = models.CharField(_("status"), max_length=20, choices=BreachStatus, default=BreachStatus.DRAFT)
    assessment = models.TextField(
        _("beoordeling"), blank=True, help_text=_("Waarom wel of niet gemeld. Zonder namen van inwoners.")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("beoordeeld door")
    )
    decided_at = models.DateTimeField(_("beoordeeld op"), null=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("datalek")
        verbose_name_plural = _("datalekken")
        ordering = ["-moved_at"]

    def __str__(self):
        return f"{self.from_codename} → {self.to_codename or _('weggehaald')}"

    @property
    def report_by(self) -> datetime:
        return self.moved_at + REPORT_WITHIN
