"""§ 2.5 Toegankelijkheid: who opened a dossier in acute danger without having been granted it, and whether that was
right."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from cases.models.dossier import Dossier, Grant
from sealing.fields import SealedTextField
from sealing.models import SealedModel


class EmergencyOutcome(models.TextChoices):
    RIGHT = "terecht", _("Terecht: er was acuut gevaar")
    UNDERSTANDABLE = "begrijpelijk", _("Achteraf niet nodig, wel begrijpelijk")
    WRONG = "onterecht", _("Niet terecht")


class EmergencyQuerySet(models.QuerySet):
    def unreviewed(self):
        return self.filter(outcome="")

    def overdue(self, now: datetime):
        return self.unreviewed().filter(review_due_on__lt=localdate(now))

    def running(self, now: datetime):
        return self.filter(grant__valid_from__lte=now, grant__valid_until__gt=now)


class Emergency(SealedModel):
    """One time that the glass was broken. What could be read meanwhile is the grant's; what was read, the log's.

    `opened_by`: the on-call person who opened it for somebody else; None where one did so oneself. `withheld`: not in
    the resident's own log, until the review says otherwise (RULES 4b: in doubt nobody sees).
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="emergencies", verbose_name=_("dossier"))
    grant = models.OneToOneField(Grant, models.CASCADE, related_name="emergency")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("wie"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("door achterwacht"),
    )
    danger = SealedTextField(help_text=_("Welk gevaar, voor wie, en waarom nu"))
    regisseur_tried_at = models.DateTimeField(_("regisseur gebeld op"), null=True)
    deputy_tried_at = models.DateTimeField(_("plaatsvervanger gebeld op"), null=True)
    at = models.DateTimeField(_("genomen op"))
    review_due_on = models.DateField(_("beoordelen uiterlijk"))
    outcome = models.CharField(_("uitkomst"), max_length=20, choices=EmergencyOutcome, blank=True)
    review = SealedTextField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("beoordeeld door")
    )
    reviewed_at = models.DateTimeField(_("beoordeeld op"), null=True)
    withheld = models.BooleanField(_("niet tonen aan inwoner"), default=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("noodtoegang")
        verbose_name_plural = _("noodtoegangen")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="a_review_has_its_moment",
                condition=Q(outcome="", reviewed_by=None, reviewed_at=None)
                | ~Q(outcome="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            # Whoever opens it for another is the second person; alone one tries the regisseur first.
            models.CheckConstraint(
                name="tried_or_opened_by_a_second_person",
                condition=Q(regisseur_tried_at__isnull=False)
                | Q(opened_by__isnull=False) & ~Q(opened_by=models.F("user")),
            ),
        ]
        indexes = [models.Index(fields=["review_due_on"], name="emergency_to_review", condition=Q(outcome=""))]

    def __str__(self):
        return f"noodtoegang {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("cases:emergency_review", args=[self.dossier_id, self.pk])

    @property
    def until(self) -> datetime:
        return self.grant.valid_until
