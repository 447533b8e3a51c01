"""§ 5 Convenant / reglement (d), AVG art. 30: the register of what the municipality does with personal data.

About kinds of people and kinds of data, never about anybody. The FG reads it and takes it along.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.agreements import Agreement, Covenant
from sealing.models import new_id


class Dpia(models.TextChoices):
    """AVG art. 35: whether the effects on privacy are judged beforehand (gegevensbeschermingseffectbeoordeling)."""

    UNDECIDED = "onbeslist", _("Nog niet beoordeeld")
    NOT_NEEDED = "niet_nodig", _("Niet nodig")
    NEEDED = "nodig", _("Nodig, nog niet gedaan")
    DONE = "gedaan", _("Gedaan")


class ProcessingQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)

    def without_dpia(self):
        """Still carried on, while the DPIA was not done, or nobody said whether one is needed."""
        return self.current().filter(dpia__in=[Dpia.UNDECIDED, Dpia.NEEDED])


class Processing(models.Model):
    """One processing activity, with what AVG art. 30 asks of it. One that stopped stays, with the day it stopped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("naam"), max_length=200, unique=True)
    purpose = models.TextField(_("doel"))
    legal_basis = models.TextField(_("grondslag"), help_text=_("De wet en de taak waarop de verwerking rust."))
    persons = models.TextField(_("categorieën betrokkenen"), help_text=_("Over wie: soorten mensen, geen namen."))
    data = models.TextField(
        _("categorieën persoonsgegevens"), help_text=_("Welke gegevens; noem bijzondere gegevens apart.")
    )
    receivers = models.TextField(_("ontvangers"), help_text=_("Aan wie gegevens worden verstrekt, of: niemand."))
    transfers = models.TextField(
        _("doorgifte buiten de EU"), blank=True, help_text=_("Aan welk land, en met welke waarborgen. Leeg: geen.")
    )
    term = models.TextField(_("bewaartermijn"))
    security = models.TextField(_("beveiliging"), help_text=_("De maatregelen, in het kort."))
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        related_name="processing",
        null=True,
        blank=True,
        verbose_name=_("overeenkomst met de verwerker"),
        help_text=_("Als een ander de gegevens voor de gemeente verwerkt."),
    )
    covenant = models.ForeignKey(
        Covenant,
        models.PROTECT,
        related_name="processing",
        null=True,
        blank=True,
        verbose_name=_("convenant"),
        help_text=_("Als de verwerking hoort bij een samenwerking: onderdeel d van dat convenant."),
    )
    dpia = models.CharField(_("DPIA"), max_length=20, choices=Dpia.choices, default=Dpia.UNDECIDED)
    dpia_on = models.DateField(_("DPIA gedaan op"), null=True, blank=True)
    dpia_note = models.TextField(
        _("toelichting bij de DPIA"), blank=True, help_text=_("Waarom wel of niet nodig, en wat eruit kwam.")
    )
    started_on = models.DateField(_("begonnen op"))
    ended_on = models.DateField(_("gestopt op"), null=True, blank=True)

    objects = ProcessingQuerySet.as_manager()

    class Meta:
        verbose_name = _("verwerking")
        verbose_name_plural = _("verwerkingen")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="a_dpia_that_was_done_has_its_day",
                condition=Q(dpia="gedaan", dpia_on__isnull=False) | Q(~Q(dpia="gedaan"), dpia_on__isnull=True),
                violation_error_message=_("Vul de dag in waarop de DPIA is gedaan, en alleen dan."),
            ),
            models.CheckConstraint(
                name="no_dpia_has_its_reason",
                condition=~Q(dpia="niet_nodig") | Q(dpia_note__regex=r"\S"),
                violation_error_message=_("Schrijf op waarom er geen DPIA nodig is."),
            ),
            models.CheckConstraint(
                name="a_processing_stops_after_it_began",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("De verwerking kan niet stoppen voordat zij begon."),
            ),
        ]

    def __str__(self):
        return self.name
