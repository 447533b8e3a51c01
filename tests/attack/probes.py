"""The site, with pages that ask the database without any condition: what they show is what its walls let through."""

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import JsonResponse
from django.urls import path

from audit.context import system
from audit.purposes import Purpose
from boekel_sd.urls import handler400, handler404, handler500
from boekel_sd.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler404", "handler500"]
EVERYTHING = {
    "dossier": "SELECT id FROM cases_dossier",
    "entry": "SELECT dossier_id FROM cases_entry",
    "history": "SELECT dossier_id FROM cases_historicalentry",
    "document": "SELECT dossier_id FROM cases_document",
    "task": "SELECT dossier_id FROM cases_task",
    "household": "SELECT id FROM cases_household",
    "person": "SELECT id FROM cases_person",
}


def rows():
    with connection.cursor() as cursor:
        return {name: [str(row[0]) for row in cursor.execute(query)] for name, query in EVERYTHING.items()}


def mine(request):
    return JsonResponse(rows())


@login_not_required
def nobodys(request):
    return JsonResponse(rows())


def recovers(request):
    """A system purpose that opens everything, in a savepoint that fails; then the page goes on."""
    with suppress(LookupError), system(Purpose.DESTRUCTION, request.now):
        all_of_it = sum(len(ids) for ids in rows().values())
        raise LookupError(str(all_of_it))
    return JsonResponse(rows())


def falls(request):
    """The same, and nobody catches it."""
    with system(Purpose.DESTRUCTION, request.now):
        raise RuntimeError(str(len(rows())))


urlpatterns = [
    path("proef/mijn/", mine),
    path("proef/niemand/", nobodys),
    path("proef/herstelt/", recovers),
    path("proef/valt/", falls),
    *of_the_site,
]
