"""What of triage stands in /beheer/: numbers, about nobody."""

from django.contrib import admin

from accounts.beheer import RegisterAdmin, beheer
from casework.models import ContactCount


@admin.register(ContactCount, site=beheer)
class ContactCountAdmin(RegisterAdmin):
    """§ 2.4 Triage: how many questions came to what, by the month."""

    list_display = ["month", "topic", "severity", "urgency", "decision", "number"]
    list_filter = ["decision", "topic", "severity", "urgency"]
    ordering = ["-month", "topic", "decision"]
    date_hierarchy = "month"
    fields = list_display
