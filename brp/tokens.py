"""§ 1.4 Uitzonderingen BSN: which of the persons found was chosen, without the BSN in the page.

Sealed for one user and for a quarter of an hour; in the page it is a row of letters that says nothing.
"""

import base64
import binascii
import json
from datetime import datetime, timedelta
from uuid import UUID

from sealing import cipher, master
from sealing.errors import BrokenSeal

LASTS = timedelta(minutes=15)
LABEL = b"brp-choice"


class TokenRefused(Exception):
    """Not ours, somebody else's, or too old: ask the BRP again."""


def make(bsn: str, purpose: str, *, user_id: UUID, now: datetime) -> str:
    plain = json.dumps([bsn, purpose, now.timestamp()]).encode()
    return base64.urlsafe_b64encode(cipher.seal(master.derive(LABEL), plain, _place(user_id))).decode()


def read(token: str, *, user_id: UUID, now: datetime) -> tuple[str, str]:
    """(BSN, purpose). Raises TokenRefused."""
    try:
        sealed = base64.urlsafe_b64decode(token.encode())
        bsn, purpose, made = json.loads(cipher.unseal(master.derive(LABEL), sealed, _place(user_id)))
    except (binascii.Error, UnicodeEncodeError, BrokenSeal) as error:
        raise TokenRefused from error
    if not 0 <= now.timestamp() - made <= LASTS.total_seconds():
        raise TokenRefused
    return bsn, purpose


def _place(user_id):
    return f"{LABEL.decode()}:{user_id}".encode()
