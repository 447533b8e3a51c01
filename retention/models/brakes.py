"""§ 2.3 Bewaartermijnen: what stops destruction. A brake follows from the terms; a hold is what a procedure needs, or
what good care asks. docs/adr/0100-holds-and-extensions.md
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import CHOICES as ROLE_CHOICES
from cases.models import Dossier
from cases.records import RecordQuerySet
from retention.policy import Wait
from sealing.fields import SealedTextField
from sealing.models import SealedModel
from terms import categories


class BrakeKind(models.TextChoices):
    CHOICE_NEEDED = "keuze_nodig", _("Keuze nodig")


class BrakeQuerySet(models.QuerySet):
    def holding(self):
        return self.filter(released_at__isnull=True)


class Brake(models.Model):
    """What stops the destruction of a dossier: the reason, whose it is to solve, and when to look again.

    A brake never ends by time: its review date makes work, and it holds until its reason is gone.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="brakes", verbose_name=_("dossier"))
    kind = models.CharField(_("soort"), max_length=20, choices=BrakeKind)
    category = models.CharField(_("categorie"), max_length=30, choices=categories.CHOICES)
    reason = models.CharField(_("reden"), max_length=20, choices=Wait)
    owner_role = models.CharField(_("eigenaar"), max_length=30, choices=ROLE_CHOICES)
    review_on = models.DateField(_("bekijken op"))
    set_at = models.DateTimeField(_("gezet op"))
    released_at = models.DateTimeField(_("opgeheven op"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("opgeheven door"),
    )

    objects = BrakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("rem op vernietiging")
        verbose_name_plural = _("remmen op vernietiging")
        ordering = ("review_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind", "category"],
                condition=Q(released_at__isnull=True),
                name="one_brake_per_dossier_and_category",
            )
        ]
        indexes = [
            models.Index(fields=["dossier"], name="brake_holding", condition=Q(released_at__isnull=True)),
            models.Index(fields=["review_on"], name="brake_review", condition=Q(released_at__isnull=True)),
        ]

    def __str__(self):
        return f"rem {self.pk}"


class HoldKind(models.TextChoices):
    """A procedure during which nothing of what it concerns may go; or, of good care, an extension."""

    INSPECTION = "inzageverzoek", _("Inzageverzoek")
    DESTRUCTION = "vernietigingsverzoek", _("Vernietigingsverzoek")
    OBJECTION = "bezwaar", _("Bezwaar of beroep")
    COMPLAINT = "klacht", _("Klacht")
    COURT = "rechtszaak", _("Rechtszaak")
    MELDCODE = "meldcode", _("Meldcode")
    EXTENSION = "verlenging", _("Langer bewaren voor goede zorg")


# What somebody says is running; a procedure that is kept here places and lifts its own (retention.procedures).
BY_HAND = (HoldKind.OBJECTION, HoldKind.COMPLAINT, HoldKind.COURT, HoldKind.MELDCODE)


class Outcome(models.TextChoices):
    """How a hold came to its end."""

    OVER = "afgelopen", _("De procedure is afgelopen")
    ENDED = "verlopen", _("De verlenging is voorbij")
    NOT_NEEDED = "niet_nodig", _("Niet meer nodig")
    REFUSED = "afgewezen", _("Een tweede persoon was het niet eens")


class HoldQuerySet(RecordQuerySet):
    # Without a category it concerns the dossier as a whole.
    ordinary = ("", *categories.ORDINARY)

    def open(self):
        """Not at its end yet; an extension may still wait for its second person."""
        return self.filter(released_at__isnull=True)

    def holding(self, on: date):
        """What stops destruction on this day. An extension from its second person on, and up to its last day."""
        approved = Q(approved_at__isnull=False, ends_on__gt=on)
        return self.open().filter(~Q(kind=HoldKind.EXTENSION) | approved)


class Hold(SealedModel):
    """What keeps something past its day, until somebody says it is over (or, of an extension, its last day comes).

    `category`: of this alone, empty for all of them; `about`: of what is about one of these persons alone, empty for
    everybody. `procedure`: the id of what runs here itself. `second`: who must agree to an extension.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="holds", verbose_name=_("dossier"))
    kind = models.CharField(_("soort"), max_length=25, choices=HoldKind)
    category = models.CharField(_("categorie"), max_length=30, choices=categories.CHOICES, blank=True)
    about = ArrayField(models.UUIDField(), verbose_name=_("over"), default=list, blank=True)
    reason = SealedTextField(help_text=_("Waarom het nog niet weg mag"))
    procedure = models.UUIDField(null=True, editable=False)
    review_on = models.DateField(_("bekijken op"))
    ends_on = models.DateField(_("tot"), null=True)
    placed_at = models.DateTimeField(_("gezet op"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("gezet door")
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("tweede persoon")
    )
    approved_at = models.DateTimeField(_("goedgekeurd op"), null=True)
    released_at = models.DateTimeField(_("opgeheven op"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("opgeheven door")
    )
    outcome = models.CharField(_("hoe het eindigde"), max_length=20, choices=Outcome, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("reden om niet te vernietigen")
        verbose_name_plural = _("redenen om niet te vernietigen")
        ordering = ("review_on", "pk")
        constraints = [
            # § 2.3 Bewaartermijnen: longer for good care never without an end, a second person who reads what it is
            # about, and a look before that.
            models.CheckConstraint(
                name="an_extension_ends_and_has_a_second",
                condition=Q(kind=HoldKind.EXTENSION, ends_on__isnull=False, second__isnull=False)
                & ~Q(category="")
                & Q(review_on__lte=F("ends_on"))
                & ~Q(second=F("placed_by"))
                | ~Q(kind=HoldKind.EXTENSION) & Q(ends_on__isnull=True, second__isnull=True, approved_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_hold_ends_in_some_way",
                condition=Q(released_at__isnull=True, outcome="") | Q(released_at__isnull=False) & ~Q(outcome=""),
            ),
            models.UniqueConstraint(
                fields=["procedure", "dossier"],
                condition=Q(released_at__isnull=True, procedure__isnull=False),
                name="one_hold_per_procedure_and_dossier",
            ),
        ]
        indexes = [
            models.Index(fields=["dossier"], name="hold_open", condition=Q(released_at__isnull=True)),
            models.Index(fields=["review_on"], name="hold_review", condition=Q(released_at__isnull=True)),
        ]

    def __str__(self):
        return f"reden {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("retention:hold", args=[self.pk])

    @property
    def is_extension(self) -> bool:
        return self.kind == HoldKind.EXTENSION

    def concerns(self, category: str, about: Collection[UUID]) -> bool:
        """Whether it is of such a record of its dossier (in the database: retention.due.held)."""
        return self.category in ("", category) and (not self.about or not set(self.about).isdisjoint(about))

    @property
    def waits_for_second(self) -> bool:
        return self.is_extension and self.approved_at is None and self.released_at is None
