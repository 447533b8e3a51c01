"""§ 1.5 Minderjarigen en wilsonbekwamen: whether it is safe to approach somebody about a resident."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from consent.models.common import AboutPerson
from sealing.fields import SealedTextField


class SafetyCheckQuerySet(models.QuerySet):
    def about(self, person: Person):
        """The newest first: it is the one that holds for whoever was to be approached."""
        return self.filter(person=person).order_by("-created_at", "-pk")


class SafetyCheck(AboutPerson):
    """`approached`: filled when they are a person of ours. `withheld`: from the moment it is made (RULES 4b)."""

    approached = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = SealedTextField()
    safe = models.BooleanField(_("veilig"))
    reason = SealedTextField()
    checked_on = models.DateField(_("datum"))
    withheld = models.BooleanField(_("niet tonen aan inwoner"), default=True)

    objects = SafetyCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("veiligheidscheck")
        verbose_name_plural = _("veiligheidschecks")
