"""AVG art. 15–21, Jeugdwet art. 7.3.9: what a resident asks about their data, and what each dossier does for it.

docs/adr/0106-inzage.md
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from cases.records import DossierRecord, RecordQuerySet
from inzage.choices import IN_A_WORD, Asker, Outcome, RequestKind
from inzage.models.mandates import Mandate
from inzage.states import FOR_COLLEAGUES, RUNNING, PartState, RequestState
from retention.choices import Way
from sealing.fields import SealedJSONField, SealedTextField
from sealing.models import SealedModel


def number_of(pk: UUID) -> str:
    """By which colleagues and residents name a request. Says nothing of how many there are."""
    return pk.hex[-6:].upper()


class RequestQuerySet(models.QuerySet):
    def running(self):
        """Not decided yet."""
        return self.filter(state__in=RUNNING)

    def not_over(self):
        """Decided or not: something is still to come."""
        return self.exclude(state__in=[RequestState.CLOSED, RequestState.WITHDRAWN])

    def late(self, on: date):
        return self.running().filter(due_on__lt=on, waits_since__isnull=True)


class Request(SealedModel):
    """Of one person (`person`), whoever asks it (`asker`, when they are a person of ours). It goes with that person.

    `waits_since`: the clock stands still because it is not sure who asks; `waited`: how many days it stood still.
    `mandate`: by which line of the register it was decided, checked at that moment. `carried_out_on`: every dossier did
    what was decided.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="requests", verbose_name=_("over wie"))
    asker = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="asked_requests", verbose_name=_("wie het vraagt")
    )
    asked_by = SealedTextField(help_text=_("Wie het vroeg"))
    capacity = models.CharField(_("als wie"), max_length=20, choices=Asker, default=Asker.SELF)
    kind = models.CharField(_("wat gevraagd wordt"), max_length=20, choices=RequestKind)
    wish = SealedTextField(help_text=_("Wat er gevraagd is"))
    from_on = models.DateField(_("over de tijd vanaf"), null=True)
    until_on = models.DateField(_("tot en met"), null=True)
    way = models.CharField(_("hoe gevraagd"), max_length=10, choices=Way)
    came_on = models.DateField(_("gevraagd op"))
    due_on = models.DateField(_("beslissen voor"))
    waits_since = models.DateField(_("wacht op bewijs van wie vraagt sinds"), null=True)
    waited = models.PositiveSmallIntegerField(_("dagen stilgestaan"), default=0)
    extended_on = models.DateField(_("verlengd op"), null=True)
    extension_reason = SealedTextField(help_text=_("Waarom het langer duurt"))
    weighing = SealedTextField(help_text=_("De afweging bij een verzoek over een ander"))
    state = models.CharField(_("stand"), max_length=15, choices=RequestState, default=RequestState.OPEN)
    outcome = models.CharField(_("besluit"), max_length=15, choices=Outcome, blank=True)
    reasons = SealedTextField(help_text=_("Waarom zo besloten is"))
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+", verbose_name=_("mandaat"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("besloten door")
    )
    decided_at = models.DateTimeField(_("besloten op"), null=True)
    made_at = models.DateTimeField(_("vastgelegd op"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("vastgelegd door")
    )
    reminded_on = models.DateField(_("herinnerd op"), null=True)
    carried_out_on = models.DateField(_("uitgevoerd op"), null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("verzoek van een inwoner")
        verbose_name_plural = _("verzoeken van inwoners")
        ordering = ("due_on", "pk")
        constraints = [
            # Whoever decides does so under a mandate that stands with it; nothing is decided by default.
            models.CheckConstraint(
                name="decided_under_a_mandate",
                condition=Q(decided_at__isnull=True, outcome="")
                | ~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False, mandate__isnull=False),
            ),
            models.CheckConstraint(
                name="decided_says_so",
                condition=~Q(state__in=[RequestState.DECIDED, RequestState.CLOSED]) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_period_ends_after_it_begins",
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="inzage_request_state")]

    def __str__(self):
        return f"verzoek {self.number}"

    @property
    def number(self) -> str:
        return number_of(self.pk)

    @property
    def kind_in_a_word(self):
        return IN_A_WORD[self.kind]

    @property
    def standing(self):
        """For colleagues; a resident reads the label of the state."""
        return FOR_COLLEAGUES[self.state]

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_about_another(self) -> bool:
        return self.capacity != Asker.SELF

    @property
    def released_to(self) -> UUID | None:
        """Who gets the answer; None where they are no person of ours."""
        return self.asker_id if self.is_about_another else self.person_id

    def is_late(self, on: date) -> bool:
        return self.is_running and self.waits_since is None and self.due_on < on


class RequestPartQuerySet(RecordQuerySet):
    def to_do(self):
        return self.exclude(state=PartState.READY).filter(request__state=RequestState.OPEN)


class RequestPart(DossierRecord):
    """What one dossier has to do for a request, in that dossier: who leads it prepares, a second reads along.

    `looked`: ids of the records of which somebody said what is shown; what nobody looked at is not released.
    `work`: what was done because of the decision, a list of {"id", "what" (inzage.choices.Work), "words", "on"}.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="parts", verbose_name=_("verzoek"))
    state = models.CharField(_("stand"), max_length=15, choices=PartState, default=PartState.OPEN)
    looked = ArrayField(models.UUIDField(), verbose_name=_("bekeken"), default=list)
    advice = SealedTextField(help_text=_("Wat wij de beslisser meegeven"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("voorbereid door")
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("tweede lezer")
    )
    read_at = models.DateTimeField(_("gelezen op"), null=True)
    work = SealedJSONField(help_text=_("Wat er gedaan is omdat het zo besloten is"))
    nothing_done = SealedTextField(help_text=_("Waarom er niets is gedaan"))
    carried_out_at = models.DateTimeField(_("uitgevoerd op"), null=True)
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uitgevoerd door")
    )

    objects = RequestPartQuerySet.as_manager()

    class Meta(DossierRecord.Meta):
        verbose_name = _("verzoek van een inwoner in dit dossier")
        verbose_name_plural = _("verzoeken van inwoners in dit dossier")
        constraints = [
            models.UniqueConstraint(fields=["request", "dossier"], name="one_part_per_dossier"),
            models.CheckConstraint(
                name="read_by_another",
                condition=Q(state=PartState.OPEN)
                | Q(prepared_by__isnull=False, second__isnull=False) & ~Q(prepared_by=F("second")),
            ),
            models.CheckConstraint(
                name="carried_out_by_somebody",
                condition=Q(carried_out_at__isnull=True) | Q(carried_out_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"deel {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("desk:part", args=[self.pk])
