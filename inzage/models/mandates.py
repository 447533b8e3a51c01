"""§ 4.2 Casusregiedossier: who decides on requests under the privacy law, by which decision of the municipality."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policy import grant_refusal
from inzage.choices import RequestKind


def may_hold(user: User) -> bool:
    """Whoever decides reads what it is about: nobody who does not work here, or whose roles never go with a dossier."""
    return user.is_active and user.is_internal and not grant_refusal(user.roles)


class MandateQuerySet(models.QuerySet):
    def running(self, on: date):
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)

    def of(self, user: User, on: date):
        """What was given is nothing to who may hold none any more."""
        return self.running(on).filter(user=user) if may_hold(user) else self.none()

    def about(self, kind: str):
        return self.filter(kinds__contains=[kind])


def kinds_of(user: User, on: date) -> set[str]:
    """What this colleague may decide on today; empty for most."""
    return {kind for one in Mandate.objects.of(user, on) for kind in one.kinds}


class Mandate(models.Model):
    """A line of the register of mandates. It is never changed in what it gives: it ends, and another begins."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates", verbose_name=_("wie"))
    kinds = ArrayField(models.CharField(max_length=20, choices=RequestKind), verbose_name=_("beslist over"))
    decree = models.CharField(
        _("mandaatbesluit"), max_length=200, help_text=_("Welk besluit, van welke dag, en welk artikel.")
    )
    valid_from = models.DateField(_("vanaf"))
    valid_until = models.DateField(_("tot en met"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandaat")
        verbose_name_plural = _("mandaten")
        ordering = ("-valid_from", "pk")
        constraints = [
            models.CheckConstraint(
                name="a_mandate_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(name="a_mandate_says_what_for", condition=~Q(kinds=[])),
        ]

    def __str__(self):
        return self.decree
