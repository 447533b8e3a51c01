from django.db import DatabaseError, InterfaceError, connections
from django.http import JsonResponse
from redis.exceptions import RedisError

from boekel_sd import heartbeats

PATH = "/healthz"


class Health:
    """Answers /healthz before anything else does: no session, no user, no transaction, no redirect to https."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return health(request) if request.path == PATH else self.get_response(request)


def health(request):
    parts = {"database": answers("default"), "keys": answers("keys"), **redis_parts()}
    answer = {name: "ok" if well else "down" for name, well in parts.items()}
    return JsonResponse(answer, status=200 if all(parts.values()) else 503, headers={"Cache-Control": "no-store"})


def answers(alias):
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        connections[alias].close()
        return False
    return True


def redis_parts():
    """The broker and the cache are one server."""
    try:
        living = heartbeats.living()
    except RedisError:
        return {"broker": False, "worker": False, "beat": False}
    return {"broker": True, "worker": "worker" in living, "beat": "beat" in living}
