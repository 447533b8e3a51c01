"""One conference as a file for a calendar program (RFC 5545): when and where, never about whom or what."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

LASTS = timedelta(hours=1)


def as_icalendar(sheet: dict, *, uid: str, now: datetime, link: str) -> bytes:
    """`sheet`: what this participant reads (`casework.sheets`), whose place was looked over."""
    starts_at = datetime.fromisoformat(sheet["starts_at"])
    event = Event()
    event.add("uid", f"overleg-{uid}")
    event.add("dtstamp", now)
    event.add("summary", _("Overleg"))
    event.add("location", sheet["place"])
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + LASTS)
    event.add("class", "PRIVATE")
    event.add("url", link)
    calendar = Calendar()
    calendar.add("prodid", f"-//Gemeente {settings.MUNICIPALITY_NAME}//Werkdag//NL")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()
