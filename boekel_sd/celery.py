"""The Celery app, and the heartbeats that /healthz looks for.

Three are told apart: beat (it scheduled something), worker (its main loop runs) and chain (a task that beat
scheduled was done by a worker): a worker whose children all hang still beats, but its chain stops.
"""

import os

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import heartbeat_sent, worker_init

from boekel_sd import heartbeats
from boekel_sd.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boekel_sd.settings")

app = Celery("boekel_sd")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Scheduler(PersistentScheduler):
    def apply_async(self, entry, **kwargs):
        if entry.task == heartbeat.name:
            heartbeats.beat("beat")
        return super().apply_async(entry, **kwargs)


@app.task(name="boekel_sd.heartbeat")
def heartbeat():
    heartbeats.beat("chain")


@heartbeat_sent.connect
def worker_lives(**kwargs):
    heartbeats.beat("worker")


@worker_init.connect
def refuse_unsafe_worker(**kwargs):
    refuse_unsafe()
