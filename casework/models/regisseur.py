"""§ 4.1 Casusregie: the regie of a plan offered to a colleague, who takes it or not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import roles
from cases.models import Dossier
from casework.models.plan import Plan
from casework.states import HandoverState
from sealing.fields import SealedTextField
from sealing.models import SealedModel

# What the one who hands over can stay afterwards.
KEEPS = [(role.code, role.label) for role in (roles.Hulpverlener, roles.Procescoordinator, roles.Meelezer)]


class Handover(SealedModel):
    """Offered by who leads; whoever it is offered to reads the codename and this, and nothing of the dossier.

    `keeps`: the role the one who hands over has from then on; empty: none. Until it is accepted nothing changes.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="handovers", verbose_name=_("dossier"))
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="handovers", verbose_name=_("plan"))
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("van"))
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("aan"))
    codename = models.CharField(_("codenaam"), max_length=60)
    state = models.CharField(_("stand"), max_length=20, choices=HandoverState, default=HandoverState.OFFERED)
    keeps = models.CharField(_("blijft als"), max_length=100, choices=KEEPS, blank=True)
    reason = SealedTextField(help_text="Waarom de regie overgaat")
    answer = SealedTextField(help_text="Wat de ander erop zei")
    offered_at = models.DateTimeField(_("aangeboden op"))
    answered_at = models.DateTimeField(_("antwoord op"), null=True)

    class Meta:
        verbose_name = _("overdracht van regie")
        verbose_name_plural = _("overdrachten van regie")
        ordering = ["-offered_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_offer_at_a_time", fields=["plan"], condition=Q(state=HandoverState.OFFERED)
            ),
            models.CheckConstraint(name="handed_over_to_another", condition=~Q(giver=F("taker"))),
            models.CheckConstraint(
                name="an_answer_has_its_moment",
                condition=Q(state=HandoverState.OFFERED, answered_at=None)
                | ~Q(state=HandoverState.OFFERED) & Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"overdracht {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("casework:handover", args=[self.pk])

    @property
    def waits(self) -> bool:
        return self.state == HandoverState.OFFERED
