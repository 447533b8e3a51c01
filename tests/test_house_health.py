import pytest
from django.core.cache import cache
from django.db import connections

from boekel_sd import celery, heartbeats

ALL = {"database", "keys", "broker", "worker", "beat"}


@pytest.fixture
def all_alive(committed):
    for who in heartbeats.WHO:
        heartbeats.beat(who)


def down(response):
    return {part for part, state in response.json().items() if state == "down"}


def test_it_is_well_when_all_parts_are(client, all_alive):
    response = client.get("/healthz")
    assert (response.status_code, set(response.json()), down(response)) == (200, ALL, set())


def test_it_opens_no_session_and_asks_no_account(client, all_alive):
    assert not client.get("/healthz").cookies


@pytest.mark.parametrize(
    ("silent", "parts"),
    [
        ({"worker"}, {"worker"}),
        ({"beat", "chain"}, {"beat"}),
        ({"chain"}, {"worker"}),
        ({"beat", "worker", "chain"}, {"beat", "worker"}),
    ],
    ids=["worker dead", "beat dead: its tasks stop too", "worker beats but does no tasks", "both dead"],
)
def test_worker_and_beat_are_told_apart(client, all_alive, silent, parts):
    cache.delete_many([f"heartbeat:{who}" for who in silent])
    response = client.get("/healthz")
    assert (response.status_code, down(response)) == (503, parts)


@pytest.mark.parametrize(("alias", "part"), [("default", "database"), ("keys", "keys")])
def test_a_database_that_is_down_is_named(client, all_alive, monkeypatch, alias, part):
    connections[alias].close()
    monkeypatch.setitem(connections[alias].settings_dict, "HOST", "/nowhere")
    response = client.get("/healthz")
    assert (response.status_code, down(response)) == (503, {part})


def test_without_redis_nobody_can_say_that_worker_and_beat_live(client, all_alive, settings):
    nowhere = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = {"default": nowhere}
    response = client.get("/healthz")
    assert (response.status_code, down(response)) == (503, {"broker", "worker", "beat"})


def test_a_heartbeat_is_forgotten_within_a_minute(committed):
    heartbeats.beat("worker")
    client = cache._cache.get_client()
    assert 0 < client.ttl(cache.make_key("heartbeat:worker")) <= 60


def test_the_task_that_beat_schedules_leaves_the_heartbeat_of_the_chain(committed):
    celery.heartbeat()
    assert cache.get("heartbeat:chain")
