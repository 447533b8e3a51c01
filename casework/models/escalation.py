"""§ 4.1 Casusregie: a treating professional who cannot be reached in a crisis, and what was tried instead."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.records import DossierRecord, RecordQuerySet
from sealing.fields import SealedJSONField, SealedTextField


class EscalationQuerySet(RecordQuerySet):
    def running(self):
        return self.filter(ended_at=None)

    def aligning(self, on):
        """Somebody there asked for time, and has it still."""
        return self.running().filter(align_until__gte=on)


class Escalation(DossierRecord):
    """One crisis in which somebody is not reached.

    `attempts`: in order, each {"step", "who", "at", "outcome", "note", "by", "until"}; only ever added to.
    `align_until`: the last day of the time that was asked for to align; until then nothing new is asked there without
    a reason.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisatie"))
    professional = SealedTextField(help_text=_("Wie niet wordt bereikt"))
    situation = SealedTextField(help_text=_("Waarom deze behandelaar nu nodig is"))
    attempts = SealedJSONField(help_text=_("Wie er is gebeld, wanneer, en wat eruit kwam"))
    align_until = models.DateField(_("tijd om af te stemmen tot en met"), null=True)
    ended_at = models.DateTimeField(_("afgerond op"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EscalationQuerySet.as_manager()

    class Meta(DossierRecord.Meta):
        verbose_name = _("behandelaar niet bereikt")
        verbose_name_plural = _("behandelaars niet bereikt")
        constraints = [
            models.CheckConstraint(
                name="an_escalation_is_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            )
        ]

    def __str__(self):
        return f"niet bereikt {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:escalation", args=[self.pk])
