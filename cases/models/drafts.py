"""What somebody is still typing. Nobody else sees it, and it is gone after two weeks."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.dossier import Dossier
from sealing.fields import SealedJSONField
from sealing.models import SealedModel

DRAFT_LASTS = timedelta(days=14)
# Of a note, in characters; a web page that somebody pastes fits in.
LONGEST_TEXT = 200_000


class Draft(SealedModel):
    """A note that is not saved yet, or a change of one (`record_id`); of its author alone, sealed like any record.

    `content`: form field → what was typed. `saved_at` moves at each save. `page`, the page that wrote
    it last, and `revision` tell two tabs apart.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("van"))
    record_id = models.UUIDField(_("wijzigt"), null=True)
    about = ArrayField(models.UUIDField(), verbose_name=_("over"), default=list)
    content = SealedJSONField()
    page = models.UUIDField(_("pagina"), null=True, editable=False)
    revision = models.PositiveIntegerField(_("versie"), default=1)
    created_at = models.DateTimeField(_("begonnen op"))
    saved_at = models.DateTimeField(_("laatst bewaard op"))
    expires_at = models.DateTimeField(_("vervalt op"))

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepten")
        indexes = [
            models.Index(fields=["user", "-saved_at"], name="draft_of_user"),
            models.Index(fields=["expires_at"], name="draft_expires"),
        ]

    def __str__(self):
        return f"concept {self.pk.hex[-6:]}"
