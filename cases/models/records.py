"""The records of this room: entries, documents and tasks."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from cases.choices import EntryKind
from cases.records import DossierRecord
from sealing.fields import SealedTextField


class Entry(DossierRecord):
    """A note: a phone call, a visit, a mail, a meeting."""

    kind = models.CharField("soort", max_length=20, choices=EntryKind)
    happened_on = models.DateField("datum")
    text = SealedTextField()

    class Meta(DossierRecord.Meta):
        verbose_name = "notitie"
        verbose_name_plural = "notities"

    def __str__(self):
        return f"notitie {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("cases:entry", args=[self.pk])


class Document(DossierRecord):
    """A file. Its content lies sealed in the file store under this record's id and key."""

    title = SealedTextField()
    file_name = SealedTextField()
    content_type = models.CharField("bestandssoort", max_length=100)
    size = models.PositiveIntegerField("grootte in bytes")

    class Meta(DossierRecord.Meta):
        verbose_name = "document"
        verbose_name_plural = "documenten"

    def __str__(self):
        return f"document {self.pk.hex[-6:]}"

    def get_absolute_url(self):
        return reverse("cases:document", args=[self.pk])


class Task(DossierRecord):
    """What somebody has to do, and by when."""

    title = SealedTextField()
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name="voor")
    due_on = models.DateField("uiterlijk")
    done_at = models.DateTimeField("klaar op", null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(DossierRecord.Meta):
        verbose_name = "taak"
        verbose_name_plural = "taken"

    def __str__(self):
        return f"taak {self.pk.hex[-6:]}"
