"""Finding a BSN without storing it: HMAC with a key that is outside the database.

Whoever has that key finds all 91 million valid numbers in two minutes; whoever has only the database finds none.
"""

import hashlib
import hmac

from django.conf import settings


def bsn_index(bsn: str) -> bytes:
    """32 bytes that are the same for the same BSN."""
    return hmac.digest(settings.INDEX_KEY, b"bsn:" + bsn.encode(), hashlib.sha256)


def a_number_index(a_number: str) -> bytes:
    """32 bytes that are the same for the same administration number of the BRP."""
    return hmac.digest(settings.INDEX_KEY, b"a-nummer:" + a_number.encode(), hashlib.sha256)


def home_index(postcode: str, number: str) -> bytes:
    """32 bytes that are the same for the same address, however it is typed: 1234 AB with 12-a, or 1234ab with 12A."""
    plain = ["".join(letter for letter in text.upper() if letter.isalnum()) for text in (postcode, number)]
    return hmac.digest(settings.INDEX_KEY, b"adres:" + ":".join(plain).encode(), hashlib.sha256)


def digest(domain: str, *parts: str) -> bytes:
    """32 bytes by which something is known again; never the same for another domain, or other parts of one text."""
    content = b"".join(len(part).to_bytes(8) + part for part in (text.encode() for text in (domain, *parts)))
    return hmac.digest(settings.INDEX_KEY, b"digest:" + content, hashlib.sha256)
