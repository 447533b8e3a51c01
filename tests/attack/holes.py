"""The site with two holes planted in it, which exist nowhere else: words of a visitor in a query, and in a page."""

from django.db import connection
from django.http import HttpResponse
from django.urls import path

from boekel_sd.urls import handler400, handler404, handler500
from boekel_sd.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler404", "handler500"]
PAGE = "<!doctype html><title>proef</title>{}"


def start(request):
    links = ('<a href="/proef/gat/?naam=a">gat</a>', '<a href="/proef/echo/?naam=a">echo</a>')
    return HttpResponse(PAGE.format(" ".join(links)))


def injectable(request):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT codename FROM cases_dossier WHERE codename <> '{request.GET.get('naam', '')}'")
        return HttpResponse(PAGE.format(", ".join(row[0] for row in cursor.fetchall())))


def echoing(request):
    return HttpResponse(PAGE.format(request.GET.get("naam", "")))


urlpatterns = [
    path("proef/", start),
    path("proef/gat/", injectable),
    path("proef/echo/", echoing),
    *of_the_site,
]
