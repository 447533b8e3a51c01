"""My dossiers: the 25 last changed of a worker with 200, as the application asks for them, against the limits."""

import psycopg
from django.db import transaction
from guardian import shortcuts  # noqa: TID251 - measured here as the obvious alternative, used nowhere

from audit.context import set_context
from bench.timing import median_ms, report
from bench.town import NOW
from cases.models import Dossier

PAGE = 25
RAW = """
SELECT d.id, d.codename, d.status, d.opened_on, d.updated_at, h.name_sealed
FROM cases_grant g JOIN cases_dossier d ON d.id = g.content_object_id JOIN cases_household h ON h.id = d.household_id
WHERE g.user_id = %s AND g.valid_from <= %s AND (g.valid_until IS NULL OR g.valid_until > %s)
ORDER BY d.status DESC, d.updated_at DESC LIMIT 25
"""
ORDER = ("-status", "-updated_at")


def measure(town, superuser_url):
    """Prints the ratios. The oracle: guardian's own answer must be the same dossiers. Raises AssertionError."""
    with psycopg.connect(superuser_url, autocommit=True) as raw:

        def prepared():
            return raw.execute(RAW, [town.worker.pk, NOW, NOW], prepare=True).fetchall()

        figures = {
            "raw psycopg, prepared, no row security": median_ms(prepared),
            "a transaction that says who asks, and no more": median_ms(in_request(town, lambda worker: [])),
            "visible_to, with row security": median_ms(in_request(town, ours)),
            "guardian's default, with row security": median_ms(in_request(town, guardians), rounds=5),
        }
        same = in_request(town, ours)() == in_request(town, guardians)() == [row[0] for row in prepared()]
    if not same:
        raise AssertionError("the three ways do not give the same dossiers")
    report("my dossiers, 25 of 200 (the same answer in all three)", figures, "ms", next(iter(figures)))


def in_request(town, ask):
    """As a request does it: in one transaction that says who asks and when."""

    def asked():
        with transaction.atomic():
            set_context(user_id=town.worker.pk, now=NOW)
            return [dossier.pk for dossier in ask(town.worker)[:PAGE]]

    return asked


def ours(worker):
    return Dossier.objects.visible_to(worker, NOW).select_related("household").order_by(*ORDER)


def guardians(worker):
    found = shortcuts.get_objects_for_user(worker, "cases.regisseur", Dossier)
    return found.select_related("household").order_by(*ORDER)
