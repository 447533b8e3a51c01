"""§ 4 Betrokkenheid cliënt: somebody who signed in at the portal. Another kind of account than a colleague's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sealing.models import new_id

INDEX_BYTES = 32


class Resident(models.Model):
    """A pseudonym: who it is, only whoever holds the key of the index can tell. Knows of no dossier."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bsn_index = models.BinaryField(max_length=INDEX_BYTES, unique=True)
    first_seen_at = models.DateTimeField(_("voor het eerst ingelogd"))
    last_seen_at = models.DateTimeField(_("voor het laatst ingelogd"))

    class Meta:
        verbose_name = _("inwoner")
        verbose_name_plural = _("inwoners")

    def __str__(self):
        return f"inwoner {self.pk}"
