"""The records of this room: entries, documents and tasks."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.choices import WRITTEN_BY_SYSTEM, EntryKind
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
    """A file. Its content lies sealed in the file store under this record's id and key."""

    title = SealedTextField()
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
    """What somebody has to do, and by when."""

    title = SealedTextField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("voor")
    )
    due_on = models.DateField(_("uiterlijk"))
    done_at = models.DateTimeField(_("klaar op"), null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(DossierRecord.Meta):
        verbose_name = _("taak")
        verbose_name_plural = _("taken")

    def __str__(self):
        return f"taak {self.pk.hex[-6:]}"
