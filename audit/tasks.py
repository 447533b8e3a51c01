"""Periodic jobs of the access log. Each asks the database what is to be done."""

from celery import shared_task
from django.utils import timezone

from audit import partitions, seals


@shared_task
def seal_log():
    """Each minute. A second one at the same time finds the lock taken and leaves."""
    seals.seal(timezone.now())


@shared_task
def make_partitions():
    """Nightly."""
    partitions.make_ahead(timezone.now())


@shared_task
def drop_expired():
    """Nightly: NEN 7513, five years unless ACCESS_LOG_YEARS says longer."""
    partitions.drop_expired(timezone.now())
