"""§ 4.1 Casusregie en procescoördinatie: what who takes part sees: their own sheet, as it was looked over."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.choices import Action
from casework.access import conferences as doors
from casework.actions import conferences as actions
from casework.agenda import as_icalendar
from casework.forms.conferences import BringForm, ReplyForm
from consent.views.common import attempt, who


@require_safe
def attendances(request):
    places = doors.my_attendances(request)
    for place in places:
        place.starts_at = datetime.fromisoformat(place.sheet["starts_at"])
    return TemplateResponse(request, "casework/attendances.html", {"places": places})


@require_safe
def attend(request, pk):
    place = doors.attendance_to_read(request, pk)
    actions.seen(place, now=request.now)
    return _page(request, place)


@require_POST
def attend_reply(request, pk):
    place = doors.attendance_to_read(request, pk, action=Action.CHANGE)
    form = ReplyForm(request.POST, today=request.today)
    if form.is_valid() and attempt(form, lambda: actions.reply(place, **who(request), **form.cleaned_data)):
        messages.success(request, _("Uw antwoord is bewaard."))
        return redirect(place)
    return _page(request, place, reply_form=form)


@require_http_methods(["GET", "POST"])
def attend_bring(request, pk):
    place = doors.attendance_to_read(request, pk, action=Action.CHANGE)
    form = BringForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: actions.bring(place, **who(request), **form.cleaned_data)):
        messages.success(request, _("Bewaard. Anderen lezen het pas als de regisseur het heeft bekeken."))
        return redirect(place)
    return TemplateResponse(request, "casework/bring.html", {"place": place, "form": form})


@require_safe
def attend_calendar(request, pk):
    place = doors.attendance_to_read(request, pk, action=Action.CALENDAR)
    link = request.build_absolute_uri(place.get_absolute_url())
    content = as_icalendar(place.sheet, uid=str(place.pk), now=request.now, link=link)
    headers = {"Content-Disposition": 'attachment; filename="overleg.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _page(request, place, reply_form=None):
    initial = {"reply": place.reply, "until": place.align_until, "text": place.reply_note}
    context = {
        "place": place,
        "sheet": place.sheet,
        # In a template `sheet.items` is what every dict has.
        "points": place.sheet["items"],
        "starts_at": datetime.fromisoformat(place.sheet["starts_at"]),
        "form": reply_form or ReplyForm(today=request.today, initial=initial),
    }
    return TemplateResponse(request, "casework/attend.html", context)
