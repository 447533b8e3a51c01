"""How a sealed field behaves on an instance: writing is free, reading needs an `Access`."""

from sealing.errors import NotOpened

MISSING = object()


class SealedAttribute:
    """`entry.text` opens the column `text_sealed`; `entry.text = "…"` is sealed when the entry is saved."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        plain = instance.__dict__.get(self._slot, MISSING)
        if plain is not MISSING:
            return plain
        sealed = getattr(instance, self.field.attname)
        if sealed is None:
            return self.field.empty
        access = instance.__dict__.get("_access")
        if access is None:
            raise NotOpened(f"{self.field.model.__name__}.{self.field.name} is verzegeld.")
        return self.field.to_plain(access.open(instance, self.field, sealed))

    def __set__(self, instance, value):
        instance.__dict__[self._slot] = value

    @property
    def _slot(self):
        return f"_plain_{self.field.name}"


def pending(instance, field):
    """The plain value waiting to be sealed, or MISSING."""
    return instance.__dict__.get(f"_plain_{field.name}", MISSING)


def forget(instance, field):
    """Once sealed, the plain text is not kept: reading it again needs an Access like any other reading."""
    instance.__dict__.pop(f"_plain_{field.name}", None)


def forget_plain_text(instance):
    """Drop everything that was written on the instance and not yet sealed."""
    for name in [name for name in instance.__dict__ if name.startswith("_plain_")]:
        del instance.__dict__[name]
