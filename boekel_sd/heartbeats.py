"""Who was alive within the last minute: keys in the cache that forget themselves."""

from django.core.cache import cache

WITHIN = 60
WHO = ("beat", "worker", "chain")


def beat(who):
    cache.set(f"heartbeat:{who}", True, timeout=WITHIN)


def living():
    """{"beat", "worker"} less what was silent for a minute. Raises the cache's own errors when it is down."""
    seen = {key.removeprefix("heartbeat:") for key in cache.get_many([f"heartbeat:{who}" for who in WHO])}
    stuck = "beat" in seen and "chain" not in seen
    return (seen & {"beat", "worker"}) - ({"worker"} if stuck else set())
