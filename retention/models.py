"""Brakes (beside the dossiers) and the ledger of destruction (in the keys database)."""

import json
from datetime import UTC

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import CHOICES as ROLE_CHOICES
from cases.models import Dossier
from retention.policy import Wait
from retention.states import FINAL, JobKind, JobState, Kind, Reason, State
from terms import categories
from terms.models import TermChoice


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


class JobQuerySet(models.QuerySet):
    def unfinished(self):
        """In the order in which they are to be done: each reckons with what the one before it left."""
        return self.exclude(state=JobState.DONE).order_by("due_on", "choice_id", "pk")

    def due(self, on):
        return self.unfinished().filter(due_on__lte=on)


class Job(models.Model):
    """A long piece of work that goes on where it stopped: how far it is, and what came of it. Counts, nobody's data.

    `cursor`: the last dossier that was recomputed, as long as it runs. `foreseen`: what whoever decided looked at.
    What counts as one: a dossier that is recomputed; a dossier, record, person or household that is destroyed.
    """

    kind = models.CharField(_("soort"), max_length=20, choices=JobKind)
    state = models.CharField(_("stand"), max_length=20, choices=JobState, default=JobState.WAITING)
    choice = models.OneToOneField(
        TermChoice, models.PROTECT, null=True, related_name="job", verbose_name=_("inwerkingstelling")
    )
    due_on = models.DateField(_("vanaf"))
    made_at = models.DateTimeField(_("klaargezet op"))
    started_at = models.DateTimeField(_("begonnen op"), null=True)
    finished_at = models.DateTimeField(_("klaar op"), null=True)
    total = models.PositiveIntegerField(_("te doen"), default=0)
    done = models.PositiveIntegerField(_("gedaan"), default=0)
    failed = models.PositiveIntegerField(_("niet gelukt"), default=0)
    cursor = models.UUIDField(null=True)
    foreseen = models.JSONField(_("vooraf getoond"), default=dict)
    figures = models.JSONField(_("wat er gedaan is"), default=dict)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("taak op de achtergrond")
        verbose_name_plural = _("taken op de achtergrond")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="a_finished_job_forgets_where_it_was",
                condition=~Q(state=JobState.DONE) | Q(cursor__isnull=True, finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_recomputation_has_its_choice",
                condition=~Q(kind=JobKind.RECOMPUTE) | Q(choice__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state == JobState.RUNNING


class LedgerMark(models.Model):
    """How far the default database has come: the last intent in the ledger whose rows are gone here.

    One row. It changes in the transaction that deletes the rows, so a back-up put back carries its own age.
    """

    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("stand van de vernietiging")
        verbose_name_plural = verbose_name
        constraints = [models.CheckConstraint(name="one_ledger_mark", condition=Q(pk=1))]

    def __str__(self):
        return f"stand {self.seq}"


class DestructionQuerySet(models.QuerySet):
    def running(self):
        return self.exclude(state__in=FINAL)


class Destruction(models.Model):
    """One unit that goes or went. Its id stays as long as the work runs; after that only the keyed hash."""

    database = "keys"

    kind = models.CharField(_("soort"), max_length=10, choices=Kind)
    unit_id = models.UUIDField(null=True)
    unit_hash = models.BinaryField(max_length=32, editable=False)
    state = models.CharField(_("stand"), max_length=15, choices=State, default=State.PLANNED)
    reason = models.CharField(_("reden"), max_length=20, choices=Reason)
    ground = models.TextField(_("grond"), blank=True)
    term_set = models.CharField(_("termijnenset"), max_length=40, blank=True)
    counts = models.JSONField(_("aantallen"), default=dict)
    specification = models.JSONField(_("specificatie"), default=list)
    decided_on = models.DateField(_("besloten op"))
    planned_at = models.DateTimeField(_("gepland op"))
    finished_at = models.DateTimeField(_("klaar op"), null=True)

    objects = DestructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("vernietiging")
        verbose_name_plural = _("vernietigingen")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit_id"],
                condition=Q(unit_id__isnull=False),
                name="a_unit_goes_once_at_a_time",
            ),
            models.CheckConstraint(
                name="what_is_finished_forgets_its_id",
                condition=Q(state__in=FINAL, unit_id__isnull=True, finished_at__isnull=False)
                | Q(~Q(state__in=FINAL), unit_id__isnull=False, finished_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "state"], name="destruction_running", condition=Q(unit_id__isnull=False))
        ]

    def __str__(self):
        return f"{self.kind} {bytes(self.unit_hash).hex()[:8]}"


class ItemKind(models.TextChoices):
    """`RECORD`: an id that has a data key and perhaps a file. The others: who may follow when this unit is gone."""

    RECORD = "record"
    PERSON = "persoon"
    HOUSEHOLD = "gezin"


class DestructionItem(models.Model):
    """What a running destruction must still do once the rows are gone. Deleted when it is done."""

    database = "keys"

    destruction = models.ForeignKey(Destruction, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=ItemKind)
    item_id = models.UUIDField()

    class Meta:
        verbose_name = _("onderdeel van een vernietiging")
        verbose_name_plural = _("onderdelen van een vernietiging")
        constraints = [
            models.UniqueConstraint(fields=["destruction", "kind", "item_id"], name="an_item_once_per_destruction")
        ]

    def __str__(self):
        return f"onderdeel {self.pk}"


class LedgerLine(models.Model):
    """One step of one unit, chained to the line before; the app role can add lines and nothing else.

    `mark`: on a line that says the rows are gone, where LedgerMark stood then.
    """

    database = "keys"

    seq = models.PositiveBigIntegerField(_("nummer"), primary_key=True)
    at = models.DateTimeField(_("op"))
    kind = models.CharField(_("soort"), max_length=10, choices=Kind)
    unit_hash = models.BinaryField(max_length=32)
    state = models.CharField(_("stand"), max_length=15, choices=State)
    reason = models.CharField(_("reden"), max_length=20, choices=Reason)
    ground = models.TextField(_("grond"), blank=True)
    term_set = models.CharField(_("termijnenset"), max_length=40, blank=True)
    counts = models.JSONField(_("aantallen"), default=dict)
    specification = models.JSONField(_("specificatie"), default=list)
    decided_on = models.DateField(_("besloten op"))
    mark = models.PositiveBigIntegerField(null=True)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("regel van het vernietigingsregister")
        verbose_name_plural = _("vernietigingsregister")
        ordering = ("-seq",)
        indexes = [
            models.Index(fields=["unit_hash"], name="ledger_unit"),
            models.Index(fields=["-mark"], name="ledger_mark", condition=Q(mark__isnull=False)),
        ]

    def __str__(self):
        return f"regel {self.seq}"

    def content(self) -> str:
        """What the digest is made of: all but the digest, in one fixed spelling."""
        # A line from before there were specifications keeps its digest.
        more = {"specification": self.specification} if self.specification else {}
        return json.dumps(
            more
            | {
                "seq": self.seq,
                "at": self.at.astimezone(UTC).isoformat(),
                "kind": self.kind,
                "unit": bytes(self.unit_hash).hex(),
                "state": self.state,
                "reason": self.reason,
                "ground": self.ground,
                "term_set": self.term_set,
                "counts": self.counts,
                "decided_on": self.decided_on.isoformat(),
                "mark": self.mark,
                "previous": bytes(self.previous).hex(),
            },
            sort_keys=True,
            ensure_ascii=False,
        )


class Declaration(models.Model):
    """Archiefbesluit 1995, art. 8: what was destroyed, on which ground and how, on a sealed paper that is always kept.

    It covers the ledger from the line after `after_seq` to `through_seq`; no line is in two. The app role can add
    declarations and nothing else.
    """

    database = "keys"

    number = models.PositiveIntegerField(_("nummer"), primary_key=True)
    after_seq = models.PositiveBigIntegerField(_("na regel"))
    through_seq = models.PositiveBigIntegerField(_("tot en met regel"))
    head = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(_("opgemaakt op"))
    facts = models.JSONField(_("inhoud"))
    pdf = models.BinaryField()
    sha256 = models.CharField(_("vingerafdruk (SHA-256)"), max_length=64)

    class Meta:
        verbose_name = _("verklaring van vernietiging")
        verbose_name_plural = _("verklaringen van vernietiging")
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(name="a_declaration_covers_a_line", condition=Q(through_seq__gt=F("after_seq"))),
            ExclusionConstraint(
                name="no_line_is_declared_twice",
                expressions=[
                    (
                        Func(
                            F("after_seq"),
                            F("through_seq"),
                            RangeBoundary(inclusive_lower=False, inclusive_upper=True),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]

    def __str__(self):
        return f"verklaring {self.number}"
