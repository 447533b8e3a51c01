"""What is sealed with the key of one person, sealed anew with the key of another: two registrations of one person."""

from uuid import UUID

from sealing import cipher, keys
from sealing.access import Access
from sealing.fields import place_of, sealed_fields


def sealed_for(row, owner: UUID, access: Access) -> dict[str, bytes]:
    """Column → bytes that open with the key of `owner`, at the same place. Raises a SealingError."""
    key = keys.find([owner])[owner]
    return {
        field.attname: cipher.seal(key, access.open(row, field, getattr(row, field.attname)), place_of(row, field))
        for field in sealed_fields(type(row))
        if getattr(row, field.attname) is not None
    }
