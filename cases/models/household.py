"""A household (gezin): the people who live together, as known now and before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models.person import Person
from sealing.fields import SealedTextField
from sealing.models import Sealed, SealedModel, new_id


class Household(SealedModel):
    """`safety_line`: the one line everybody who comes to this family must have read."""

    name = SealedTextField()
    safety_line = SealedTextField()
    created_on = models.DateField()

    history = HistoricalRecords(bases=[Sealed, models.Model])

    class Meta:
        verbose_name = _("gezin")
        verbose_name_plural = _("gezinnen")

    def __str__(self):
        return f"gezin {self.pk.hex[-6:]}"


class HouseholdMember(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        verbose_name = _("gezinslid")
        verbose_name_plural = _("gezinsleden")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="a_person_lives_in_one_household"
            )
        ]

    def __str__(self):
        return f"persoon {self.person_id.hex[-6:]} in gezin {self.household_id.hex[-6:]}"
