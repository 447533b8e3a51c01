"""AVG art. 12: what has to reach who asked on paper or at the desk, and that it did.

docs/adr/0113-letters-that-leave.md
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.choices import IdentityDocument
from cases.models import Person
from inzage.choices import BY_POST, FACE_TO_FACE, Exit, LetterKind
from inzage.models.requests import Request
from inzage.states import LETTER_RUNS, LetterState
from sealing.fields import SealedTextField
from sealing.models import SealedModel


class LetterQuerySet(models.QuerySet):
    def to_do(self):
        return self.filter(state__in=LETTER_RUNS)

    def late(self, on: date):
        return self.to_do().filter(due_on__lt=on)


class Letter(SealedModel):
    """What stands in it is made anew of the request, each time it is printed; where it went is in nobody's row.

    `answer_by`: the day it promised, for the request may move. `gone_on`: the day it left or was told, written down at
    `noted_at` by `gone_by`; from then on the database lets nothing of it change. `shown`: what they showed who they are
    with.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="letters", verbose_name=_("verzoek"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("over wie"))
    kind = models.CharField(_("soort brief"), max_length=15, choices=LetterKind)
    state = models.CharField(_("stand"), max_length=15, choices=LetterState, default=LetterState.WAITING)
    made_on = models.DateField(_("op de lijst sinds"))
    due_on = models.DateField(_("de deur uit voor"))
    answer_by = models.DateField(_("beloofde dag"))
    printed_at = models.DateTimeField(_("geprint op"), null=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("geprint door")
    )
    way = models.CharField(_("hoe"), max_length=15, choices=Exit, blank=True)
    gone_on = models.DateField(_("de deur uit op"), null=True)
    shown = models.CharField(_("gezien wie het is met"), max_length=20, choices=IdentityDocument, blank=True)
    trace = SealedTextField(help_text=_("Nummer van een aangetekende brief"))
    noted_at = models.DateTimeField(_("vastgelegd op"), null=True)
    gone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("vastgelegd door")
    )
    reminded_on = models.DateField(_("herinnerd op"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("brief over een verzoek")
        verbose_name_plural = _("brieven over verzoeken")
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"], condition=Q(state__in=LETTER_RUNS), name="one_letter_of_a_kind_to_do"
            ),
            models.CheckConstraint(
                name="what_is_done_says_how_when_and_by_whom",
                condition=Q(state=LetterState.DONE, gone_on__isnull=False, noted_at__isnull=False)
                & ~Q(way="")
                & Q(gone_by__isnull=False)
                | ~Q(state=LetterState.DONE) & Q(way="", gone_on__isnull=True, gone_by__isnull=True),
            ),
            models.CheckConstraint(
                name="nothing_leaves_before_it_was_made",
                condition=Q(gone_on__isnull=True) | Q(gone_on__gte=F("made_on")),
            ),
            models.CheckConstraint(
                name="what_is_posted_was_printed",
                condition=~Q(way__in=[*BY_POST, Exit.HANDED]) | Q(printed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="face_to_face_somebody_showed_who_they_are", condition=~Q(way__in=FACE_TO_FACE) | ~Q(shown="")
            ),
            # An answer goes registered, is handed over, or is read; a decision is never only told.
            models.CheckConstraint(
                name="a_decision_is_never_only_told", condition=~Q(kind=LetterKind.DECISION, way=Exit.TOLD)
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="inzage_letter_state")]

    def __str__(self):
        return f"brief {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("desk:letter", args=[self.pk])

    @property
    def is_to_do(self) -> bool:
        return self.state in LETTER_RUNS

    @property
    def is_decision(self) -> bool:
        return self.kind == LetterKind.DECISION

    def is_late(self, on: date) -> bool:
        return self.is_to_do and self.due_on < on
