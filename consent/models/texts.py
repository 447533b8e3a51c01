"""§ 3.1 Toestemmingsverklaring: the words a resident says yes to, in versions and languages."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sealing.models import new_id


class Language(models.TextChoices):
    """In which somebody can read, or have read to them, what they sign."""

    DUTCH = "nl", _("Nederlands")
    ENGLISH = "en", _("Engels")
    ARABIC = "ar", _("Arabisch")
    POLISH = "pl", _("Pools")
    TURKISH = "tr", _("Turks")
    TIGRINYA = "ti", _("Tigrinya")
    UKRAINIAN = "uk", _("Oekraïens")


RIGHT_TO_LEFT = (Language.ARABIC,)


class ConsentTextQuerySet(models.QuerySet):
    def in_force(self, on):
        """The newest version of each language that holds on this day: one row a language."""
        holding = self.filter(in_force_from__lte=on, withdrawn_at__isnull=True)
        return holding.order_by("language", "-version").distinct("language")


class ConsentText(models.Model):
    """One version in one language. A version is never changed: a better text is a new version.

    `body`: B1, with the places of `consent.wording` in braces, such as {naam} and {organisatie}. `words`: how this
    language says each kind of data and who gives to whom. A withdrawn version is not signed any more; what was signed
    on it before stays as it was signed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    language = models.CharField(_("taal"), max_length=5, choices=Language)
    version = models.PositiveIntegerField(_("versie"))
    title = models.CharField(_("titel"), max_length=120)
    body = models.TextField(_("tekst"))
    words = models.JSONField(_("woorden"), default=dict)
    in_force_from = models.DateField(_("geldig vanaf"))
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)
    created_at = models.DateTimeField(_("gemaakt op"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("door")
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("toestemmingstekst")
        verbose_name_plural = _("toestemmingsteksten")
        ordering = ["language", "-version"]
        constraints = [models.UniqueConstraint(fields=["language", "version"], name="a_version_once_per_language")]

    def __str__(self):
        return f"toestemmingstekst {self.language} {self.version}"

    @property
    def sha256(self) -> str:
        """Of title, body and words: says which text this is."""
        words = json.dumps(self.words, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(f"{self.title}\n{self.body}\n{words}".encode()).hexdigest()
