"""AVG art. 38 and 39: the functionaris gegevensbescherming reads a dossier because the task asks for it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.dossier import Dossier
from sealing.fields import SealedTextField
from sealing.models import SealedModel


class InspectionTask(models.TextChoices):
    """For which of the tasks of the FG it is."""

    COMPLAINT = "vraag", _("Vraag of klacht van een inwoner (AVG art. 38 lid 4)")
    COMPLIANCE = "naleving", _("Nagaan of de regels worden nageleefd (AVG art. 39 lid 1 b)")
    ADVICE = "advies", _("Advies over een DPIA (AVG art. 39 lid 1 c)")
    AUTHORITY = "autoriteit", _("Vraag van de Autoriteit Persoonsgegevens (AVG art. 39 lid 1 d en e)")


class InspectionQuerySet(models.QuerySet):
    def running(self, now: datetime):
        return self.filter(at__lte=now, until__gt=now)


class Inspection(SealedModel):
    """One look into one dossier, to read alone. What was shown, the log says. It never runs longer than it began with:
    more time is another inspection, with a reason of its own."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="inspections", verbose_name=_("dossier"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("wie"))
    task = models.CharField(_("taak"), max_length=20, choices=InspectionTask)
    reason = SealedTextField(help_text=_("Waarom de taak vraagt om dit dossier te lezen"))
    at = models.DateTimeField(_("begonnen op"))
    until = models.DateTimeField(_("tot"))

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inzage door de FG")
        verbose_name_plural = _("inzagen door de FG")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(name="an_inspection_ends_after_it_begins", condition=Q(until__gt=F("at")))
        ]
        indexes = [models.Index(fields=["user", "until"], name="inspection_of_user")]

    def __str__(self):
        return f"inzage {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("cases:inspection", args=[self.pk])
