"""Model fields whose column holds ciphertext only.

Like a foreign key, such a field has two attributes: `text` opens, `text_sealed` is the column.
Django, history and dumps only ever see the column.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from sealing import cipher, keys
from sealing.descriptors import MISSING, SealedAttribute, forget, pending

SUFFIX = "_sealed"


class SealedTextField(models.BinaryField):
    """Text, sealed with the record's own data key. An empty text is stored as NULL: there is nothing to open."""

    empty = ""

    def __init__(self, *args, **kwargs):
        kwargs["null"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("null", None)
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_attname(self):
        return f"{self.name}{SUFFIX}"

    def get_attname_column(self):
        return self.get_attname(), self.get_attname()

    def contribute_to_class(self, cls, name, private_only=False):
        # History names its copies of a field after the column: they get the same two attributes all the same.
        name = self.name = name.removesuffix(SUFFIX)
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.name, SealedAttribute(self))

    def pre_save(self, model_instance, add):
        plain = pending(model_instance, self)
        if plain is not MISSING:
            setattr(model_instance, self.attname, self._seal(model_instance, plain))
            forget(model_instance, self)
        return getattr(model_instance, self.attname)

    def get_db_prep_value(self, value, connection, prepared=False):
        """Only sealed bytes go to the column, also by `update` and `bulk_update`, which seal nothing themselves."""
        if value is not None and not cipher.looks_sealed(value):
            raise TypeError("Alleen verzegelde gegevens gaan naar de database.")
        return super().get_db_prep_value(value, connection, prepared)

    def _seal(self, instance, plain):
        if plain is None or plain == self.empty:
            return None
        return cipher.seal(keys.to_seal(instance), self.to_bytes(plain), place_of(instance, self))

    def to_bytes(self, plain) -> bytes:
        return plain.encode()

    def to_plain(self, opened: bytes):
        return opened.decode()

    def value_to_string(self, obj):
        raise TypeError("Verzegelde gegevens gaan niet in een serialisatie.")


class SealedJSONField(SealedTextField):
    """A JSON value (list or dict), sealed."""

    empty = None

    def to_bytes(self, plain) -> bytes:
        return json.dumps(plain, cls=DjangoJSONEncoder).encode()

    def to_plain(self, opened: bytes):
        return json.loads(opened)


def place_of(instance, field) -> bytes:
    """Where the bytes of this field of this record belong; a history row keeps the place of its original."""
    model = getattr(type(instance), "instance_type", type(instance))
    return cipher.place_of(model._meta.label, field.attname, instance.id)


def sealed_fields(model) -> list[SealedTextField]:
    """The sealed fields of a model, in order of declaration."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)]
