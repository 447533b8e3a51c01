"""An agenda as a file that calendar programs read (RFC 5545). Codenames alone: it lies on telephones and in clouds."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

A_DAY = timedelta(days=1)
REFRESH = timedelta(hours=1)


def as_icalendar(agenda, *, now: datetime, link: Callable[[object], str]) -> bytes:
    """`agenda`: of `cases.access.agenda_to_read`; `link`: address within the site → whole address."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Gemeente {settings.MUNICIPALITY_NAME}//Werkdag//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Werkdag"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for due in agenda.dues:
        calendar.add_component(_of_due(due, link(due)))
    for cover in agenda.covers:
        calendar.add_component(_of_cover(cover, now))
    return calendar.to_ical()


def _of_due(due, link: str) -> Event:
    """DTSTAMP is when it last changed, so that a feed without news is the same to the letter.

    A task is called a task: its own words are content. What is of no dossier has neutral words already.
    """
    summary = _("%(codename)s: taak") % {"codename": due.codename} if due.dossier else due.words
    event = _all_day(due.key, summary, due.due_on, due.due_on, changed_at=due.changed_at)
    event.add("url", link)
    event.add("description", link)
    return event


def _of_cover(cover, now: datetime) -> Event:
    summary = ngettext("Vervanging (%d dossier)", "Vervanging (%d dossiers)", cover.dossiers) % cover.dossiers
    return _all_day(f"vervanging-{cover.id}", summary, cover.first, cover.last or cover.first, changed_at=now)


def _all_day(uid: str, summary: str, first: date, last: date, *, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", changed_at)
    event.add("summary", summary)
    event.add("dtstart", first)
    # The end of an event of whole days is the day after.
    event.add("dtend", last + A_DAY)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
