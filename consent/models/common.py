"""What all that is recorded about who decides for somebody has in common."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models import Person
from sealing.fields import SealedTextField
from sealing.models import SealedUnderPerson


class AboutPerson(SealedUnderPerson):
    """Goes with the resident it is about (`person`), and is sealed with their key."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="%(class)ss")
    created_at = models.DateTimeField(_("vastgelegd op"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door"))

    history = HistoricalRecords(inherit=True, bases=[SealedUnderPerson, models.Model])

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} over persoon {self.person_id.hex[-6:]}"


class Ending(AboutPerson):
    """What somebody can end, with a reason; it stays readable. From `ended_on` it holds no more.

    `STARTS` and `LASTS`: the fields with its first and its last day.
    """

    STARTS, LASTS = "", ""

    ended_on = models.DateField(_("beëindigd per"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = SealedTextField()

    class Meta:
        abstract = True

    def runs_on(self, day: date) -> bool:
        return getattr(self, self.STARTS) <= day and not self.is_over(day)

    def is_over(self, day: date) -> bool:
        last = getattr(self, self.LASTS) if self.LASTS else None
        return (last is not None and last < day) or (self.ended_on is not None and self.ended_on <= day)


def ended_by_somebody(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(ended_on=None, ended_by=None) | Q(ended_on__isnull=False, ended_by__isnull=False)
    )
