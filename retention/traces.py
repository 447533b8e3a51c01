"""§ 2.3 Bewaartermijnen: whether broker, cache or a session still names what is gone. Found by id, in any spelling they
use; nothing is opened, and what is found is only counted.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from uuid import UUID

import redis
from celery import current_app
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.cache.backends.redis import RedisSerializer

from retention import ledger
from retention.due import in_parts
from retention.states import Kind
from sealing.models import DataKey

ID = re.compile(rb"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
# The broker packs a task in base64.
PACKED = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
AT_ONCE = 5000
READERS = {
    b"string": lambda client, key: [client.get(key)],
    b"list": lambda client, key: client.lrange(key, 0, -1),
    b"set": lambda client, key: client.smembers(key),
    b"zset": lambda client, key: client.zrange(key, 0, -1),
    b"hash": lambda client, key: [part for pair in client.hgetall(key).items() for part in pair],
}


def left() -> dict[str, int]:
    """Place → in how many of its entries something is named that is gone. Results of tasks are kept nowhere: were
    there any, they would be among these."""
    gone = ledger.gone()
    places = {"broker": _entries(_broker()), "cache": _entries(cache._cache.get_client()), "sessions": _sessions()}
    return {place: _naming(entries, gone) for place, entries in places.items()}


def _broker() -> redis.Redis:
    with current_app.connection_for_read() as connection:
        return redis.Redis(connection_pool=connection.default_channel.client.connection_pool)


def _entries(client: redis.Redis) -> Iterator[bytes]:
    for key in client.scan_iter(match=f"{settings.REDIS_PREFIX}*", count=1000):
        read = READERS.get(client.type(key))
        values = [value for value in read(client, key) if value] if read else []
        yield b"\n".join([key, *values, *map(_unpickled, values)])


def _unpickled(value: bytes) -> bytes:
    """What the cache holds, as text; of anything else nothing."""
    with suppress(Exception):
        return repr(RedisSerializer().loads(value)).encode()
    return b""


def _sessions() -> Iterator[bytes]:
    for session in Session.objects.iterator():
        yield repr(session.get_decoded()).encode()


def _naming(entries: Iterable[bytes], gone: set[tuple[str, bytes]]) -> int:
    named = [ids for ids in map(ids_in, entries) if ids]
    dead = _dead(set().union(*named), gone)
    return sum(bool(ids & dead) for ids in named)


def ids_in(entry: bytes) -> set[UUID]:
    views = [entry, *(_unpacked(run) for run in PACKED.findall(entry))]
    return {UUID(text.decode()) for view in views for text in ID.findall(view)}


def _unpacked(run: bytes) -> bytes:
    with suppress(binascii.Error):
        return base64.b64decode(run + b"=" * (-len(run) % 4))
    return b""


def _dead(ids: set[UUID], gone: set[tuple[str, bytes]]) -> set[UUID]:
    """Of these the ones whose key was destroyed, or which the ledger calls gone."""
    dead = {one for kind in Kind for one, digest in ledger.unit_hashes(kind, ids).items() if (kind, digest) in gone}
    for some in in_parts(ids, AT_ONCE):
        dead |= set(DataKey.objects.filter(pk__in=some, destroyed_at__isnull=False).values_list("pk", flat=True))
    return dead
