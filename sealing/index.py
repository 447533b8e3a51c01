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
