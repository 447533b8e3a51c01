"""What is announced and what is asked, in /beheer/: that it is, and whether it is in time."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.beheer import RegisterAdmin, beheer
from accounts.roles import PrivacyOfficer
from retention.models import Announcement, DestructionRequest


class AheadFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("komt", _("Komt nog")), ("stil", _("Komt nog, en niemand keek"))]

    def queryset(self, request, queryset):
        if self.value() == "komt":
            return queryset.ahead(request.today)
        return queryset.unseen(request.today) if self.value() == "stil" else queryset


@admin.register(Announcement, site=beheer)
class AnnouncementAdmin(RegisterAdmin):
    list_display = ["dossier", "category", "destroy_on", "announced_at", "answered_at", "answered_by"]
    fields = list_display
    list_filter = [AheadFilter, "category"]
    list_select_related = ["dossier", "answered_by"]
    date_hierarchy = "destroy_on"


def announced(request):
    """§ 2.3 Bewaartermijnen: what is destroyed in the weeks that come, of which nobody said that it may."""
    if not request.user.has_role(PrivacyOfficer.code):
        return None
    number = Announcement.objects.unseen(request.today).values("dossier").distinct().count()
    if not number:
        return None
    text = ngettext(
        "Uit %(number)d dossier wordt binnenkort iets vernietigd, en niemand keek ernaar.",
        "Uit %(number)d dossiers wordt binnenkort iets vernietigd, en niemand keek ernaar.",
        number,
    )
    return text % {"number": number}, f"{reverse('admin:retention_announcement_changelist')}?stand=stil", "info"


class RequestFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("loopt", _("Nog te beslissen")), ("te_laat", _("Te laat"))]

    def queryset(self, request, queryset):
        if self.value() == "loopt":
            return queryset.running()
        return queryset.late(request.today) if self.value() == "te_laat" else queryset


@admin.register(DestructionRequest, site=beheer)
class DestructionRequestAdmin(RegisterAdmin):
    list_display = ["dossier", "state", "way", "came_on", "due_on", "decided_at", "done_at", "told_on"]
    fields = list_display
    list_filter = [RequestFilter, "state", "way"]
    list_select_related = ["dossier"]
    date_hierarchy = "came_on"


def requests_late(request):
    if not request.user.has_role(PrivacyOfficer.code):
        return None
    number = DestructionRequest.objects.late(request.today).count()
    if not number:
        return None
    text = ngettext(
        "%(number)d verzoek om vernietiging is niet binnen drie maanden beslist.",
        "%(number)d verzoeken om vernietiging zijn niet binnen drie maanden beslist.",
        number,
    )
    path = f"{reverse('admin:retention_destructionrequest_changelist')}?stand=te_laat"
    return text % {"number": number}, path, "warning"


beheer.waiting += [announced, requests_late]
