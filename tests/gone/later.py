"""The Celery app of the house in a process whose clock runs DAYS_AHEAD days ahead, and which DIES_AT a step of a
destruction: all of it at once, as when the power fails."""

import os
import signal
from datetime import timedelta

from django.utils import timezone

from boekel_sd.celery import app
from retention import steps

__all__ = ["app"]

ahead = timedelta(days=int(os.environ["DAYS_AHEAD"]))
now = timezone.now
timezone.now = lambda: now() + ahead


def reached(kind, point):
    if f"{kind} {point}" == os.environ.get("DIES_AT"):
        os.killpg(0, signal.SIGKILL)


steps.reached = reached
