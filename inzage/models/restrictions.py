"""AVG art. 18: that something may be stored and nothing else, why and until somebody decides; and every reading of it
since. Which records it closed stands in `cases.Restricted`, by which both walls go. docs/adr/0111-carrying-out.md
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import Dossier, Person, Restricted
from cases.records import RecordQuerySet
from inzage.choices import RestrictionGround, UseGround
from inzage.models.requests import Request
from sealing.fields import SealedTextField
from sealing.models import SealedModel
from terms import categories


class RestrictionQuerySet(RecordQuerySet):
    def running(self):
        return self.filter(ended_at__isnull=True)

    def to_review(self, on: date):
        return self.running().filter(review_on__lte=on)


class Restriction(SealedModel):
    """`whole`: of everything about this person in this dossier; else of what belongs to one record.

    It never ends by time: `review_on` makes work. It ends after who asked was told (`told_at`, `told`), by somebody.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="restrictions", verbose_name=_("dossier"))
    category = models.CharField(_("categorie"), max_length=30, choices=categories.CHOICES)
    request = models.ForeignKey(Request, models.CASCADE, related_name="restrictions", verbose_name=_("verzoek"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("over wie"))
    whole = models.BooleanField(_("alles over deze persoon"), default=False)
    ground = models.CharField(_("grond"), max_length=20, choices=RestrictionGround)
    reason = SealedTextField(help_text=_("Waarom dit niet gebruikt wordt"))
    review_on = models.DateField(_("opnieuw bekijken op"))
    made_at = models.DateTimeField(_("beperkt op"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uitgevoerd door")
    )
    told_at = models.DateTimeField(_("inwoner verteld op"), null=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("verteld door")
    )
    told = SealedTextField(help_text=_("Wat de inwoner is verteld"))
    ended_at = models.DateTimeField(_("opgeheven op"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("opgeheven door")
    )
    end_reason = SealedTextField(help_text=_("Waarom het weer gebruikt mag worden"))

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("beperking van gebruik")
        verbose_name_plural = _("beperkingen van gebruik")
        ordering = ("made_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="told_before_it_is_lifted",
                condition=Q(ended_at__isnull=True)
                | Q(ended_by__isnull=False, told_at__isnull=False, told_by__isnull=False, told_at__lt=F("ended_at")),
            ),
        ]
        indexes = [models.Index(fields=["review_on"], name="restriction_review", condition=Q(ended_at__isnull=True))]

    def __str__(self):
        return f"beperking {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("desk:restriction", args=[self.pk])

    @property
    def closed(self):
        """What it closed, of any category."""
        return Restricted.objects.filter(restriction=self.pk)


class RestrictedReading(SealedModel):
    """AVG art. 18 lid 2: that somebody read what is closed, for which of the four purposes, and why."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+", verbose_name=_("dossier"))
    category = models.CharField(_("categorie"), max_length=30, choices=categories.CHOICES)
    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="readings", verbose_name=_("beperking"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("over wie"))
    record_id = models.UUIDField(_("stuk"))
    goal = models.CharField(_("waarvoor"), max_length=20, choices=UseGround)
    reason = SealedTextField(help_text=_("Waarom dit toch gelezen is"))
    at = models.DateTimeField(_("gelezen op"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("gelezen door"))

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("lezing van wat beperkt is")
        verbose_name_plural = _("lezingen van wat beperkt is")
        ordering = ("-at", "pk")
        indexes = [models.Index(fields=["record_id"], name="restricted_reading_record")]

    def __str__(self):
        return f"lezing {self.pk.hex[-6:]}"
