"""One REDIS_URL, in the dialects its two readers want. A unix socket is unix:///path, or redis+socket for Celery."""

from urllib.parse import urlsplit, urlunsplit


def redis_database(url, offset=0):
    """The same server, `offset` databases further on: the cache lives beside the tasks, not among them."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        first = int(parts.query.removeprefix("db=") or 0)
        return f"unix://{parts.path}?db={first + offset}"
    first = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{first + offset}"))


def broker(url):
    parts = urlsplit(redis_database(url))
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={parts.query.removeprefix('db=')}"
    return urlunsplit(parts)
