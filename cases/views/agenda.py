"""The agenda of a colleague, fetched by a calendar program."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import calendars
from cases import access
from cases.access.agenda import NoAgenda, TooOften
from cases.agenda import as_icalendar


@login_not_required
@require_safe
def calendar(request, token):
    """Unknown, renewed, of a closed account or one that may open nothing now: the same empty 404."""
    try:
        agenda = access.agenda_to_read(request, token)
    except NoAgenda:
        return _nothing(request.META.get("REMOTE_ADDR", ""))
    except TooOften:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    content = as_icalendar(agenda, now=request.now, link=lambda due: request.build_absolute_uri(_neutral(due)))
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "no-store, private", "X-Content-Type-Options": "nosniff"},
    )


def _neutral(due) -> str:
    """To the dossier or the list, never to the page where it is done: its address says what it is."""
    return due.dossier.get_absolute_url() if due.dossier else reverse("cases:home")


def _nothing(origin: str) -> HttpResponse:
    often = calendars.asks_too_often(origin)
    return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS if often else HTTPStatus.NOT_FOUND)
