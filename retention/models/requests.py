"""Jeugdwet art. 7.3.9, BW 7:455, Wmo 2015 art. 5.3.5: somebody asks that what is kept about them is destroyed.
docs/adr/0105-destruction-on-request.md
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import Dossier, Person
from retention.choices import Way
from retention.states import RequestState
from sealing.fields import SealedJSONField, SealedTextField
from sealing.models import SealedModel


class Kept(models.TextChoices):
    """Why something is not destroyed although it was asked: the exceptions of the law, and what others decide."""

    OTHER = "ander", _("Bewaren is van groot belang voor een ander")
    LAW = "wet", _("Een wet verbiedt vernietigen")
    TREATING = "behandelaar", _("Het dossier van een behandelaar: het verzoek is doorgestuurd")


class DestructionRequestQuerySet(models.QuerySet):
    def running(self):
        """Not decided yet."""
        return self.filter(state__in=[RequestState.OPEN, RequestState.PREPARED])

    def late(self, on: date):
        return self.running().filter(due_on__lt=on)

    def to_tell(self):
        return self.filter(state__in=[RequestState.DECIDED, RequestState.DONE], told_on__isnull=True)


class DestructionRequest(SealedModel):
    """Of one person, in one dossier; within three months somebody decides, and a second person agrees.

    `decision`: category → a code of `Kept`, or empty where it is destroyed; what is not in it stays as it is.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="destruction_requests", verbose_name=_("dossier"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("over wie"))
    asked_by = SealedTextField(help_text=_("Wie het vroeg"))
    wish = SealedTextField(help_text=_("Wat er gevraagd is"))
    way = models.CharField(_("hoe gevraagd"), max_length=10, choices=Way)
    came_on = models.DateField(_("gevraagd op"))
    due_on = models.DateField(_("beslissen voor"))
    state = models.CharField(_("stand"), max_length=15, choices=RequestState, default=RequestState.OPEN)
    decision = SealedJSONField()
    explanation = SealedTextField(help_text=_("Waarom zo besloten is"))
    made_at = models.DateTimeField(_("vastgelegd op"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("vastgelegd door")
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("voorbereid door")
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("tweede persoon")
    )
    decided_at = models.DateTimeField(_("besloten op"), null=True)
    done_at = models.DateTimeField(_("uitgevoerd op"), null=True)
    told_on = models.DateField(_("inwoner ingelicht op"), null=True)

    objects = DestructionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("verzoek om vernietiging")
        verbose_name_plural = _("verzoeken om vernietiging")
        ordering = ("due_on", "pk")
        constraints = [
            # What is destroyed never comes back: two persons decide.
            models.CheckConstraint(
                name="decided_by_two",
                condition=~Q(state__in=[RequestState.PREPARED, RequestState.DECIDED, RequestState.DONE])
                | Q(prepared_by__isnull=False, second__isnull=False) & ~Q(prepared_by=F("second")),
            ),
            models.UniqueConstraint(
                fields=["dossier", "person"],
                condition=Q(state__in=[RequestState.OPEN, RequestState.PREPARED]),
                name="one_request_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="destruction_request_state")]

    def __str__(self):
        return f"verzoek {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("retention:request", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state in (RequestState.OPEN, RequestState.PREPARED)

    def is_late(self, on: date) -> bool:
        return self.is_running and self.due_on < on
