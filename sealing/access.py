"""The only thing that opens sealed data. Doors issue it; admin pages never do.

A metatest holds that `Access(` is written in files named access.py only.
"""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from sealing import cipher, keys
from sealing.fields import place_of

T = TypeVar("T")


class Access:
    """Lives for one request or one job; unwrapped keys live in it and nowhere else."""

    def __init__(self, reason: str):
        self.reason = reason
        self._keys: dict[UUID, bytes] = {}

    def give(self, instance: T) -> T:
        """Let this instance open its sealed fields. Its key is fetched when first needed."""
        instance._access = self
        return instance

    def give_all(self, instances: Iterable[T]) -> list[T]:
        """As `give`, with the keys of all of them in one query."""
        instances = list(instances)
        missing = {instance.sealed_by for instance in instances} - self._keys.keys()
        if missing:
            self._keys |= keys.find(missing)
        return [self.give(instance) for instance in instances]

    def open(self, instance, field, sealed: bytes) -> bytes:
        """The plain bytes of one field. Raises a SealingError, never returns anything sealed."""
        return cipher.unseal(self._key(instance.sealed_by), bytes(sealed), place_of(instance, field))

    def key_of(self, instance) -> bytes:
        """The data key of one record, for its file."""
        return self._key(instance.sealed_by)

    def _key(self, owner: UUID) -> bytes:
        if owner not in self._keys:
            self._keys |= keys.find([owner])
        return self._keys[owner]
