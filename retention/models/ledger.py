"""The ledger of destruction and its declarations (in the keys database), and how far the default database is."""

import json
from datetime import UTC

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from retention.states import FINAL, Kind, Reason, State


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
