"""§ 2.5 Toegankelijkheid, beveiliging: the address with which a calendar program fetches somebody's agenda.

Whoever has the address has the agenda, so it is made of 32 random bytes, shown once, and kept as a hash only.
"""

import hashlib
import secrets

from django.core.cache import cache

from accounts.models import User

BYTES = 32
# A program asks a few times an hour. Those of the big providers share an address on the internet, so a question that
# finds somebody is counted by whose agenda it is, and one that does not by where it came from.
MOST_PER_HOUR = 60
HOUR = 60 * 60


def new_token() -> str:
    return secrets.token_urlsafe(BYTES)


def sha256_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def owner_of(token: str) -> User | None:
    """The open account this token was made for."""
    return User.objects.filter(calendar_token_sha256=sha256_of(token), is_active=True).first()


def asks_too_often(who: str) -> bool:
    """Counts one question for this account, or from this address."""
    key = f"calendar:{hashlib.sha256(who.encode()).hexdigest()}"
    cache.add(key, 0, HOUR)
    return cache.incr(key) > MOST_PER_HOUR
