"""Finding people by name: a projection in plain text that is never dumped and can be rebuilt."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

READY = uuid.UUID(int=0)


class PersonSearch(models.Model):
    """An UNLOGGED table: absent from back-ups, empty after a crash, rebuilt by unsealing.

    The row with id `READY` says that the projection is complete; without it searching is refused.
    """

    person_id = models.UUIDField(primary_key=True)
    name = models.TextField()
    surname = models.TextField()
    birth_date = models.DateField(null=True)
    address = models.TextField()
    bsn_index = models.BinaryField(null=True)

    class Meta:
        db_table = "person_search"
        verbose_name = _("zoekgegevens")
        verbose_name_plural = _("zoekgegevens")
        indexes = [
            GinIndex(fields=["name"], name="person_search_name", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["surname", "birth_date"], name="person_search_birth"),
            models.Index(fields=["bsn_index"], name="person_search_bsn"),
        ]

    def __str__(self):
        return f"zoekgegevens {self.person_id.hex[-6:]}"
