"""The Celery app, and the heartbeats that /healthz looks for.

Three are told apart: beat (it scheduled something), worker (its main loop runs) and chain (a task that beat
scheduled was done by a worker): a worker whose children all hang still beats, but its chain stops.
"""

import os
import warnings

from celery import Celery
from celery.beat import PersistentScheduler
from celery.platforms import SecurityWarning
from celery.signals import beat_init, heartbeat_sent, worker_init

from boekel_sd import heartbeats
from boekel_sd.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boekel_sd.settings")

# Celery warns root against pickle, which is not accepted here.
warnings.filterwarnings("ignore", category=SecurityWarning)

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


@beat_init.connect
def beat_lives(**kwargs):
    """The schedule waits a whole interval for its first heartbeat; whoever watches the start would wait too."""
    heartbeats.beat("beat")
    heartbeat.apply_async(expires=heartbeats.WITHIN)


@heartbeat_sent.connect
def worker_lives(**kwargs):
    heartbeats.beat("worker")


@worker_init.connect
def refuse_unsafe_worker(**kwargs):
    refuse_unsafe()
