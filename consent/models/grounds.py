"""§ 3.2 Uitzonderingen: what was answered and confirmed where data leave without consent."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.records import DossierRecord, RecordQuerySet
from consent.grounds import GroundRule, Question, rule_of, unanswered
from consent.models.telling import Told
from consent.states import GroundStatus
from sealing.fields import SealedJSONField, SealedTextField


class GroundQuerySet(RecordQuerySet):
    def holding(self, on: date):
        """What can carry a disclosure on this day: confirmed, or in acute danger with the questions still to come."""
        return self.filter(status__in=[GroundStatus.VALID, GroundStatus.URGENT], valid_until__gte=on)

    def to_review(self, on: date):
        """Confirmed, and the day has come on which somebody looks at it again."""
        return self.filter(status=GroundStatus.VALID, valid_until__lte=on)

    def overdue(self, on: date):
        """What waits for a person past its day: a review, a second person after acute danger, telling, releasing."""
        late = Q(status__in=[GroundStatus.VALID, GroundStatus.URGENT], valid_until__lt=on)
        untold = Q(informed_at__isnull=True, inform_due_on__lt=on)
        shielded = Q(withheld=True, informed_at__isnull=False, release_review_on__lt=on)
        return self.filter(late | untold | shielded)


class Ground(Told, DossierRecord):
    """One use of one ground of `consent.grounds` for the persons in `about`, toward one organisation.

    Withheld from the moment it is made (§ 4 Betrokkenheid cliënt). `answers`: question → answer. `valid_until`: the
    day on which somebody looks at it again; after it nothing leaves on it.
    """

    code = models.CharField(_("grond"), max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="grounds", verbose_name=_("organisatie")
    )
    answers = SealedJSONField()
    status = models.CharField(_("stand"), max_length=20, choices=GroundStatus, default=GroundStatus.DRAFT)
    valid_until = models.DateField(_("opnieuw bekijken op"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("bevestigd door")
    )
    confirmed_at = models.DateTimeField(_("bevestigd op"), null=True)
    second_opinion = SealedTextField(help_text="Wat de tweede persoon ervan vond")
    ended_at = models.DateTimeField(_("beëindigd op"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("beëindigd door")
    )
    end_reason = SealedTextField()

    objects = GroundQuerySet.as_manager()

    class Meta(DossierRecord.Meta):
        verbose_name = _("grond zonder toestemming")
        verbose_name_plural = _("gronden zonder toestemming")
        constraints = [
            # § 4 Betrokkenheid cliënt: showing it to the resident is somebody's decision.
            models.CheckConstraint(
                name="a_ground_is_withheld_until_released",
                condition=Q(withheld=True) | Q(released_at__isnull=False, released_by__isnull=False),
            ),
            # § 3.3 Zorgvuldigheid: a second person, never oneself.
            models.CheckConstraint(
                name="valid_by_a_second_person",
                condition=~Q(status=GroundStatus.VALID)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("created_by")),
            ),
        ]

    def __str__(self):
        return f"grond {self.pk.hex[-6:]}"

    @property
    def rule(self) -> GroundRule:
        return rule_of(self.code)

    @property
    def missing(self) -> list[Question]:
        """The questions without an answer yet; of a ground that a door handed out."""
        return unanswered(self.rule, self.answers or {})

    def get_absolute_url(self):
        return reverse("consent:ground", args=[self.pk])
