"""§ 2.4 Triage: a question before there is a dossier, what stays of it in one, and what is counted."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.choices import LegalBasis, Purpose
from cases.records import DossierRecord
from casework import triage
from casework.choices import Decision, Severity, Topic, Urgency
from sealing.fields import SealedTextField
from sealing.models import SealedModel


class Weighed(models.Model):
    """What triage asks. `reason`: why a dossier all the same, where little is the matter."""

    question = SealedTextField(help_text=_("De vraag, in de woorden van wie hem stelt"))
    topic = models.CharField(_("onderwerp"), max_length=20, choices=Topic, blank=True)
    severity = models.CharField(_("ernst"), max_length=20, choices=Severity, blank=True)
    urgency = models.CharField(_("haast"), max_length=20, choices=Urgency, blank=True)
    needed = SealedTextField(help_text=_("Wat er echt nodig is"))
    decision = models.CharField(_("besluit"), max_length=20, choices=Decision, blank=True)
    reason = SealedTextField(help_text=_("Waarom toch een dossier, bij weinig ernst"))
    asked_on = models.DateField(_("gevraagd op"))

    class Meta:
        abstract = True


WEIGHED = ("question", "topic", "severity", "urgency", "needed", "decision", "reason", "asked_on")


class EnquiryQuerySet(models.QuerySet):
    def running(self, on: date):
        return self.filter(expires_on__gt=on)

    def over(self, on: date):
        return self.filter(expires_on__lte=on)


class Enquiry(Weighed, SealedModel):
    """A question that came in and has no dossier (yet). Of its author alone, sealed, gone by itself on `expires_on`.

    It names no person of ours: who it is about, is known when there is a dossier. `reach`: where somebody wants to be
    called back, when they do.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enquiries", verbose_name=_("van"))
    purpose = models.CharField(_("doel"), max_length=20, choices=Purpose, blank=True)
    legal_basis = models.CharField(_("grondslag"), max_length=20, choices=LegalBasis, blank=True)
    reach = SealedTextField(help_text=_("Hoe iemand teruggebeld wil worden"))
    follow_up_on = models.DateField(_("terugbellen op"), null=True)
    created_at = models.DateTimeField(_("begonnen op"))
    changed_at = models.DateTimeField(_("laatst bewaard op"))
    expires_on = models.DateField(_("vervalt op"))

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("vraag")
        verbose_name_plural = _("vragen")
        constraints = [
            # § 2.4 Triage: advice leaves nothing but a number, unless somebody is called back, on a day.
            models.CheckConstraint(
                name="advice_is_not_kept",
                condition=Q(decision__in=["", *triage.TO_DOSSIER]) | Q(follow_up_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_enquiry_does_not_stay",
                condition=Q(expires_on__lte=F("asked_on") + triage.LONGEST),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "expires_on"], name="enquiry_of_user"),
            models.Index(fields=["expires_on"], name="enquiry_expires"),
        ]

    def __str__(self):
        return f"vraag {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:triage", args=[self.pk])

    @property
    def pk_text(self) -> str:
        return str(self.pk)

    @property
    def leads_to_dossier(self) -> bool:
        return triage.leads_to_dossier(self.decision)


class Triage(Weighed, DossierRecord):
    """The triage that a dossier began with."""

    class Meta(DossierRecord.Meta):
        verbose_name = _("triage")
        verbose_name_plural = _("triages")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], name="one_triage_per_dossier"),
            models.CheckConstraint(name="a_dossier_was_decided", condition=Q(decision__in=list(triage.TO_DOSSIER))),
        ]

    def __str__(self):
        return f"triage {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:intake", args=[self.dossier_id])


class ContactCount(models.Model):
    """§ 2.4 Triage: how many questions came to what, in which month. No person, no text, no worker, no day."""

    month = models.DateField(_("maand"))
    topic = models.CharField(_("onderwerp"), max_length=20, choices=Topic)
    severity = models.CharField(_("ernst"), max_length=20, choices=Severity)
    urgency = models.CharField(_("haast"), max_length=20, choices=Urgency)
    decision = models.CharField(_("besluit"), max_length=20, choices=Decision)
    number = models.PositiveIntegerField(_("aantal"), default=0)

    class Meta:
        verbose_name = _("geteld contact")
        verbose_name_plural = _("getelde contacten")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "topic", "severity", "urgency", "decision"], name="counted_in_one_place"
            )
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.topic} {self.decision}"
