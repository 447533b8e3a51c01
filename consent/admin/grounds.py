"""Grounds in /beheer/: metadata alone. What was answered is for those inside the dossier."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.beheer import RegisterAdmin, beheer
from accounts.roles import FunctionarisGegevensbescherming, PrivacyOfficer
from consent.grounds import GROUNDS, rule_of
from consent.models import Ground


class WaitsFilter(admin.SimpleListFilter):
    """§ 3.3 Zorgvuldigheid: what waits for somebody past its day."""

    title = _("wacht op iemand")
    parameter_name = "wacht"

    def lookups(self, request, model_admin):
        return [("te_laat", _("Te laat")), ("opnieuw", _("Opnieuw bekijken"))]

    def queryset(self, request, queryset):
        if self.value() == "te_laat":
            return queryset.overdue(request.today)
        return queryset.to_review(request.today) if self.value() == "opnieuw" else queryset


class CodeFilter(admin.SimpleListFilter):
    title = _("grond")
    parameter_name = "grond"

    def lookups(self, request, model_admin):
        return [(rule.code, rule.label) for rule in GROUNDS.values()]

    def queryset(self, request, queryset):
        return queryset.filter(code=self.value()) if self.value() else queryset


@admin.register(Ground, site=beheer)
class GroundAdmin(RegisterAdmin):
    """§ 3.2 Uitzonderingen: how often, on which ground, who confirmed, and what should have been looked at by now."""

    view_roles = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)
    list_display = [
        "created_at", "label", "status", "dossier", "organisation", "valid_until", "confirmed_by", "inform_due_on",
        "informed_at",
    ]  # fmt: skip
    list_filter = [WaitsFilter, "status", CodeFilter]
    list_select_related = ["dossier", "organisation", "created_by", "confirmed_by", "ended_by", "informed_by"]
    search_fields = ["dossier__codename"]
    date_hierarchy = "created_at"
    ordering = ["-created_at"]
    fields = [
        *list_display, "created_by", "confirmed_at", "ended_at", "ended_by", "informed_by", "withheld",
        "release_review_on", "released_by", "released_at",
    ]  # fmt: skip

    @admin.display(description=_("grond"), ordering="code")
    def label(self, ground):
        return rule_of(ground.code).label


def grounds_waiting(request):
    """What no one looked at in time is for an officer to see; it never begins to hold, or ends, by waiting."""
    if not request.user.has_role(PrivacyOfficer.code):
        return None
    number = Ground.objects.overdue(request.today).count()
    if not number:
        return None
    text = ngettext(
        "%(number)d keer delen zonder toestemming wacht te lang op een besluit.",
        "%(number)d keren delen zonder toestemming wachten te lang op een besluit.",
        number,
    )
    path = f"{reverse('admin:consent_ground_changelist')}?wacht=te_laat"
    return text % {"number": number}, path, "warning"


beheer.waiting.append(grounds_waiting)
