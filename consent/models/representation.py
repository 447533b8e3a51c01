"""§ 4.3 Wilsonbekwaamheid: who represents a resident, and a suspicion about somebody who decides for them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from consent.models.common import AboutPerson, Ending, ended_by_somebody
from consent.representation import Capacity, Evidence, Part, Verdict
from sealing.fields import SealedTextField


class Representation(Ending):
    """`representative`: filled when they are a person of ours. `parts`: what a volmacht allows, and nothing else."""

    STARTS, LASTS = "valid_from", "valid_until"

    representative = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = SealedTextField()
    contact = SealedTextField()
    capacity = models.CharField(_("hoedanigheid"), max_length=20, choices=Capacity)
    parts = ArrayField(models.CharField(max_length=20, choices=Part), verbose_name=_("mag"), default=list)
    evidence = models.CharField(_("bewijs"), max_length=20, choices=Evidence)
    evidence_on = models.DateField(_("datum bewijs"))
    scope = SealedTextField(help_text=_("Waarover de vertegenwoordiging gaat"))
    valid_from = models.DateField(_("vanaf"))
    valid_until = models.DateField(_("tot en met"), null=True)
    unwilling = models.BooleanField(_("wil niet vertegenwoordigen"), default=False)

    class Meta:
        verbose_name = _("vertegenwoordiging")
        verbose_name_plural = _("vertegenwoordigingen")
        constraints = [
            models.CheckConstraint(
                name="a_volmacht_says_what_it_allows",
                condition=Q(capacity=Capacity.AUTHORISED) & ~Q(parts=[])
                | ~Q(capacity=Capacity.AUTHORISED) & Q(parts=[]),
            ),
            models.CheckConstraint(
                name="a_representation_ends_after_it_began",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            ended_by_somebody("a_representation_is_ended_by_somebody"),
        ]

    @property
    def parts_label(self) -> str:
        return ", ".join(str(Part(part).label).lower() for part in self.parts)


class Flag(AboutPerson):
    """A suspicion about a representative or holder of authority. Until the verdict they sign nothing and get nothing.

    `withheld`: from the moment it is made (RULES 4b), so whom it is about never learns of it here. No verdict without
    a conversation with the resident alone.
    """

    flagged = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = SealedTextField()
    reason = SealedTextField()
    flagged_on = models.DateField(_("datum"))
    conversation = SealedTextField()
    conversation_on = models.DateField(_("gesprek met de inwoner alleen op"), null=True)
    verdict = models.CharField(_("besluit"), max_length=20, choices=Verdict, blank=True)
    verdict_reason = SealedTextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("besloten op"), null=True)
    withheld = models.BooleanField(_("niet tonen aan inwoner"), default=True)

    class Meta:
        verbose_name = _("vermoeden")
        verbose_name_plural = _("vermoedens")
        constraints = [
            models.CheckConstraint(
                name="a_verdict_after_a_conversation",
                condition=Q(verdict="", decided_by=None, decided_at=None)
                | ~Q(verdict="") & Q(conversation_on__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
