"""§ 4 Betrokkenheid cliënt: when the resident is told, and when somebody decides that they may see it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sealing.fields import SealedTextField


class Told(models.Model):
    """Neither telling nor showing comes by time: each has a day on which somebody decides, and decides again.

    `inform_due_on`: the day by which the resident is told; `inform_postponed`: why not yet. `release_review_on`: the
    day on which somebody decides whether the resident sees it; `release_reason`: what they decided, and why.
    """

    inform_due_on = models.DateField(_("inwoner inlichten uiterlijk"), null=True)
    informed_at = models.DateTimeField(_("inwoner ingelicht op"), null=True)
    informed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("ingelicht door")
    )
    informed_how = SealedTextField(help_text="Wat er is verteld, en aan wie")
    inform_postponed = SealedTextField(help_text="Waarom de inwoner nog niet is ingelicht")
    release_review_on = models.DateField(_("opnieuw beslissen over tonen"), null=True)
    release_reason = SealedTextField(help_text="Waarom het wel of nog niet wordt getoond")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("vrijgegeven op"), null=True)

    class Meta:
        abstract = True
