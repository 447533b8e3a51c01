"""Texts that everybody may use: pieces of a note, and letters in plain language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sealing.models import new_id


class TextKind(models.TextChoices):
    SNIPPET = "snippet", _("Stuk tekst voor een notitie")
    LETTER = "brief", _("Brief")
    PROTOCOL = "protocol", _("Stap als een behandelaar niet bereikt wordt")


class StandardTextQuerySet(models.QuerySet):
    def in_use(self, kind: TextKind):
        return self.filter(kind=kind, active=True)


class StandardText(models.Model):
    """Of the municipality, not of one worker: a private store of texts would hold personal data without an end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("soort"), max_length=10, choices=TextKind)
    title = models.CharField(_("titel"), max_length=100)
    text = models.TextField(_("tekst"))
    active = models.BooleanField(_("in gebruik"), default=True)

    objects = StandardTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("standaardtekst")
        verbose_name_plural = _("standaardteksten")
        ordering = ["kind", "title"]
        constraints = [models.UniqueConstraint(fields=["kind", "title"], name="a_title_once_per_kind")]

    def __str__(self):
        return self.title
