"""§ 2.5 Toegankelijkheid: reading that somebody should look at, and what came of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sealing.models import new_id

REVIEW_WITHIN = timedelta(days=14)


class Rule(models.TextChoices):
    """What was unusual; the rules themselves are in cases.unusual."""

    OWN_NAME = "eigen_naam", _("Dossier met de eigen achternaam")
    OWN_ADDRESS = "eigen_adres", _("Dossier met het eigen adres")
    MANY = "veel", _("Veel dossiers binnen een uur")
    NO_WORK = "geen_werk", _("Gelezen zonder eigen taak of notitie")
    NIGHT = "nacht", _("In de nacht gelezen")


class UnusualOutcome(models.TextChoices):
    EXPLAINED = "verklaard", _("Verklaard: hoorde bij het werk")
    DISCUSSED = "in_gesprek", _("In gesprek met de medewerker")
    ABUSE = "misbruik", _("Misbruik")


class UnusualQuerySet(models.QuerySet):
    def unreviewed(self):
        return self.filter(outcome="")

    def overdue(self, now: datetime):
        return self.unreviewed().filter(review_due_on__lt=localdate(now))

    def expired(self, now: datetime):
        """As old as the log itself may become. Counted forward, or the days around 29 February would differ."""
        until = Func(
            F("day"),
            template=f"(%(expressions)s + interval '{settings.ACCESS_LOG_YEARS} years')::date",
            output_field=models.DateField(),
        )
        return self.annotate(kept_until=until).filter(kept_until__lte=localdate(now))


class UnusualReading(models.Model):
    """One thing that stood out, of one colleague on one day: ids and codes. What was read, the log says.

    `dossier_id`: None where it is about the day as a whole; no foreign key, for it is kept as long as the log.
    `times`: how many readings, or dossiers.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("wie"))
    rule = models.CharField(_("wat viel op"), max_length=20, choices=Rule)
    dossier_id = models.UUIDField(_("dossier"), null=True)
    day = models.DateField(_("dag"))
    times = models.PositiveIntegerField(_("aantal"))
    found_at = models.DateTimeField(_("gevonden op"))
    review_due_on = models.DateField(_("beoordelen uiterlijk"))
    outcome = models.CharField(_("uitkomst"), max_length=20, choices=UnusualOutcome, blank=True)
    note = models.TextField(_("toelichting"), blank=True, help_text=_("Zonder namen van inwoners."))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("beoordeeld door")
    )
    reviewed_at = models.DateTimeField(_("beoordeeld op"), null=True)

    objects = UnusualQuerySet.as_manager()

    class Meta:
        verbose_name = _("ongewoon leesgedrag")
        verbose_name_plural = _("ongewoon leesgedrag")
        ordering = ["-day", "-id"]
        constraints = [
            # The nightly job runs again over days it has seen.
            models.UniqueConstraint(
                fields=["user", "rule", "dossier_id", "day"], name="told_once_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="unusual_reviewed_whole_or_not",
                condition=Q(outcome="", reviewed_by=None, reviewed_at=None)
                | ~Q(outcome="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            # Nobody reviews their own reading.
            models.CheckConstraint(name="reviewed_by_another", condition=~Q(reviewed_by=F("user"))),
        ]
        indexes = [models.Index(fields=["review_due_on"], name="unusual_to_review", condition=Q(outcome=""))]

    def __str__(self):
        return f"melding {self.pk.hex[-6:]}"
