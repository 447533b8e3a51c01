"""§ 2.4 Triage: the intake of a dossier, with what had to be said and offered before anything was asked."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.records import DossierRecord
from casework.choices import LeafletWay, SupportAnswer
from sealing.fields import SealedTextField


class Intake(DossierRecord):
    """One of a dossier, filled in bit by bit.

    § 1.2 Hulpverlening versus toezicht / handhaving: the leaflet on rights and duties goes before the conversation.
    § 4.3 Wilsonbekwaamheid: cliëntondersteuning was offered.
    """

    leaflet_on = models.DateField(_("folder gegeven op"), null=True)
    leaflet_way = models.CharField(_("hoe gegeven"), max_length=20, choices=LeafletWay, blank=True)
    support_on = models.DateField(_("cliëntondersteuning aangeboden op"), null=True)
    support_answer = models.CharField(
        _("antwoord op cliëntondersteuning"), max_length=20, choices=SupportAnswer, blank=True
    )
    held_on = models.DateField(_("gesprek gehouden op"), null=True)
    present = SealedTextField(help_text=_("Wie erbij was"))
    asked = SealedTextField(help_text=_("Wat er is gevraagd"))

    class Meta(DossierRecord.Meta):
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], name="one_intake_per_dossier"),
            models.CheckConstraint(
                name="leaflet_before_questions",
                condition=Q(held_on__isnull=True) | Q(leaflet_on__isnull=False, leaflet_on__lte=F("held_on")),
            ),
            models.CheckConstraint(
                name="nothing_asked_before_the_conversation",
                condition=Q(held_on__isnull=False) | Q(asked__isnull=True, present__isnull=True),
            ),
        ]

    def __str__(self):
        return f"intake {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:intake", args=[self.dossier_id])
