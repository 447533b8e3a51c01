"""AES-256-GCM, bound to its place. Bytes in, bytes out; no database here.

Layout of sealed bytes: one version byte (1), 12 bytes nonce, ciphertext with its 16-byte tag.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealing.errors import BrokenSeal

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def seal(key: bytes, plain: bytes, place: bytes) -> bytes:
    """Seal `plain` so that it opens only with `key` and only at `place`."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place)


def looks_sealed(value: bytes) -> bool:
    """Whether this has the layout of sealed bytes; only `unseal` tells whether it was really sealed here."""
    return len(value) >= len(VERSION) + NONCE_BYTES + TAG_BYTES and value[:1] == VERSION


def unseal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """The plain bytes. Raises BrokenSeal for anything altered, swapped, shortened or not sealed at all."""
    if not looks_sealed(sealed):
        raise BrokenSeal("Dit zijn geen verzegelde gegevens.")
    nonce = sealed[1 : 1 + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[1 + NONCE_BYTES :], place)
    except InvalidTag:
        raise BrokenSeal("Het zegel van deze gegevens is verbroken.") from None


def place_of(label: str, column: str, record_id) -> bytes:
    """Where sealed bytes belong: model, column and record.

    Never the dossier: moving a record to another dossier must not need its contents.
    """
    return f"{label}.{column}:{record_id}".encode()
