"""The records of this room: entries, documents and tasks."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.choices import WRITTEN_BY_SYSTEM, EntryKind
from cases.duties import Duty, duty_of, last_day, may_postpone
from cases.records import DossierRecord
from sealing.fields import SealedTextField


class Entry(DossierRecord):
    """A note: a phone call, a visit, a mail, a meeting. `mail_digest`: keyed hash by which a mail is known again.

    `statement`: what the resident says of it, added on request (Bijlage a); it goes along wherever the note goes.
    """

    kind = models.CharField(_("soort"), max_length=20, choices=EntryKind)
    happened_on = models.DateField(_("datum"))
    text = SealedTextField()
    told_by = SealedTextField(help_text="Van wie het komt: de afzender van een mail, wie er belde")
    statement = SealedTextField(help_text="Wat de inwoner hierover zegt")
    mail_digest = models.BinaryField(null=True, editable=False, max_length=32)

    class Meta(DossierRecord.Meta):
        verbose_name = _("notitie")
        verbose_name_plural = _("notities")
        # With its category: whoever files a mail anew must not learn that it stands among what they may not read.
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "category", "mail_digest"], name="a_mail_once_per_dossier_and_category"
            )
        ]

    def __str__(self):
        return f"notitie {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("cases:entry", args=[self.pk])

    @property
    def is_fixed(self) -> bool:
        """§ 3.3 Zorgvuldigheid: the note of what left or came in; nobody changes, moves or takes it back."""
        return self.kind in WRITTEN_BY_SYSTEM


class Document(DossierRecord):
    """A file. Its content lies sealed in the file store under this record's id and key. `statement`: as of a note."""

    title = SealedTextField()
    statement = SealedTextField(help_text="Wat de inwoner hierover zegt")
    file_name = SealedTextField()
    content_type = models.CharField(_("bestandssoort"), max_length=100)
    size = models.PositiveIntegerField(_("grootte in bytes"))
    entry = models.ForeignKey(
        Entry, models.CASCADE, null=True, related_name="attachments", verbose_name=_("bijlage van")
    )

    class Meta(DossierRecord.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documenten")

    def __str__(self):
        return f"document {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("cases:document", args=[self.pk])


class Task(DossierRecord):
    """What somebody has to do, and by when.

    `rule`: which rule made it (cases.duties), empty for what somebody set themselves; `record_id`: what it is about.
    `first_due_on`: the day it was due before anybody put it off; `postponed`: how often that was done.
    """

    title = SealedTextField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("voor")
    )
    due_on = models.DateField(_("uiterlijk"))
    done_at = models.DateTimeField(_("klaar op"), null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rule = models.CharField(_("regel"), max_length=20, blank=True)
    record_id = models.UUIDField(_("gaat over"), null=True)
    first_due_on = models.DateField(_("eerst uiterlijk"), null=True)
    postponed = models.PositiveSmallIntegerField(_("keer uitgesteld"), default=0)
    postpone_reason = SealedTextField(help_text="Waarom het de laatste keer is uitgesteld")

    class Meta(DossierRecord.Meta):
        verbose_name = _("taak")
        verbose_name_plural = _("taken")
        constraints = [
            models.CheckConstraint(
                name="postponed_from_a_first_day",
                condition=Q(postponed=0, first_due_on__isnull=True, postpone_reason__isnull=True)
                | Q(postponed__gt=0, first_due_on__lt=F("due_on"), postpone_reason__isnull=False),
            )
        ]

    def __str__(self):
        return f"taak {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        """Where it is done."""
        return reverse(self.duty.place, args=[self.dossier_id if self.duty.of_dossier else self.record_id])

    @property
    def duty(self) -> Duty:
        return duty_of(self.rule if self.record_id else "")

    @property
    def since(self) -> date:
        """The day it was due first."""
        return self.first_due_on or self.due_on

    @property
    def last_day(self) -> date:
        return last_day(self.rule, self.since)

    def ask_anew(self, due_on: date) -> None:
        """It is to be done once more, by a new day; that it was done or put off before counts no more. Not saved."""
        self.due_on, self.done_at, self.done_by = due_on, None, None
        self.first_due_on, self.postponed, self.postpone_reason = None, 0, None

    def may_postpone(self, on: date) -> bool:
        return may_postpone(self.rule, self.since, on)
