"""Data keys (in the keys database) and the abstract base of everything that is sealed."""

import uuid

import uuid_utils
from django.db import models
from django.db.models import Q

from sealing import among  # noqa: F401 (a lookup is known once it is read)
from sealing.descriptors import forget_plain_text


def new_id() -> uuid.UUID:
    """A UUIDv7: made before the insert, because the data key must exist before its record does."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


class DataKey(models.Model):
    """One key for one record, draft, file or person.

    A destroyed key leaves its row as a tombstone: it refuses to be made again.
    """

    database = "keys"

    id = models.UUIDField(primary_key=True, editable=False, help_text="Id van het record dat hiermee verzegeld is")
    wrapped = models.BinaryField(null=True)
    master_fingerprint = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_tombstone_holds_no_key",
                condition=Q(destroyed_at__isnull=True, wrapped__isnull=False)
                | Q(destroyed_at__isnull=False, wrapped__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="datakey_created")]

    def __str__(self):
        return f"sleutel {self.pk}"


class Sealed(models.Model):
    """What an `Access` needs of every model with sealed fields, history models included."""

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        self._access = None
        super().__init__(*args, **kwargs)

    @property
    def sealed_by(self) -> uuid.UUID:
        """The id of the data key; a record's own, unless it says something about one person."""
        return self.id

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        forget_plain_text(self)


class SealedModel(Sealed):
    """A record with its own data key, which carries the record's id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class SealedUnderPerson(SealedModel):
    """What says something about one person and goes with that person: sealed with the person's key."""

    class Meta:
        abstract = True

    @property
    def sealed_by(self) -> uuid.UUID:
        return self.person_id
