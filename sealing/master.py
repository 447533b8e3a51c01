"""The master key wraps every data key. It comes from a file or the environment, never from a database."""

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from sealing import cipher
from sealing.errors import BrokenSeal, WrongMasterKey

FINGERPRINT_BYTES = 8


def fingerprint(key: bytes) -> bytes:
    """Tells master keys apart without telling anything about them."""
    return hashlib.sha256(b"boekel_sd master key" + key).digest()[:FINGERPRINT_BYTES]


def current() -> bytes:
    """The master key that wraps new data keys."""
    return settings.MASTER_KEY


def known() -> dict[bytes, bytes]:
    """Fingerprint → master key: the current one, and during a rotation the one before it."""
    keys = [settings.MASTER_KEY, *settings.MASTER_KEYS_BEFORE]
    return {fingerprint(key): key for key in keys}


def wrap(data_key: bytes, record_id) -> tuple[bytes, bytes]:
    """(wrapped data key, fingerprint of the master key that wrapped it)."""
    key = current()
    return cipher.seal(key, data_key, _place(record_id)), fingerprint(key)


def unwrap(wrapped: bytes, master_fingerprint: bytes, record_id) -> bytes:
    """The data key. Raises WrongMasterKey when the master key that wrapped it was not given."""
    key = known().get(bytes(master_fingerprint))
    if key is None:
        raise WrongMasterKey("Deze sleutel is ingepakt met een hoofdsleutel die niet is opgegeven.")
    try:
        return cipher.unseal(key, bytes(wrapped), _place(record_id))
    except BrokenSeal:
        raise WrongMasterKey("De ingepakte sleutel past niet bij de hoofdsleutel of bij dit record.") from None


def derive(label: bytes) -> bytes:
    """A 32-byte key for one named use (seals of the log, hashes of the ledger).

    It hangs on the first master key ever used here, so that rotating does not break old seals:
    that is why SEAL_KEY may be given on its own.
    """
    return HKDF(algorithm=hashes.SHA256(), length=cipher.KEY_BYTES, salt=None, info=label).derive(settings.SEAL_KEY)


def _place(record_id) -> bytes:
    return cipher.place_of("sealing.DataKey", "wrapped", record_id)
