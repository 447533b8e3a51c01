"""§ 4 Betrokkenheid cliënt: how a resident asks something about their data, also of what inzage/ decides."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How it was asked."""

    PORTAL = "portaal", _("In het portaal")
    PAPER = "papier", _("Op papier")
    DESK = "balie", _("Aan de balie of in een gesprek")


# In the portal a resident asks without a colleague.
BY_COLLEAGUE = [(way.value, way.label) for way in (Way.PAPER, Way.DESK)]
