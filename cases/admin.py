"""Dossiers, grants and look-ups in /beheer/: metadata alone. No page here ever issues an `Access`."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.beheer import RegisterAdmin, beheer
from accounts.roles import PrivacyOfficer
from cases import actions, roles
from cases.models import Dossier, Grant, Lookup


@admin.register(Dossier, site=beheer)
class DossierAdmin(RegisterAdmin):
    list_display = ["codename", "status", "legal_basis", "opened_on", "closed_on", "destroy_on", "safety_marked"]
    list_filter = ["status", "legal_basis", "safety_marked"]
    search_fields = ["codename"]
    date_hierarchy = "destroy_on"
    ordering = ["codename"]
    fields = [*list_display, "purpose", "updated_at"]


class CaseRoleFilter(admin.SimpleListFilter):
    """The roles one can have on a case; the permissions' own filter would offer every permission there is."""

    title = _("rol op het dossier")
    parameter_name = "rol"

    def lookups(self, request, model_admin):
        return roles.CHOICES

    def queryset(self, request, queryset):
        return queryset.filter(permission__codename=self.value()) if self.value() else queryset


@admin.register(Grant, site=beheer)
class GrantAdmin(RegisterAdmin):
    """§ 1.1 Geheimhoudingsplicht: who can open what, from when and until when. The reason is for those inside."""

    change_roles = (PrivacyOfficer.code,)
    list_display = ["user", "role_label", "content_object", "valid_from", "valid_until", "granted_by", "ended_by"]
    list_filter = [("valid_until", admin.EmptyFieldListFilter), CaseRoleFilter]
    search_fields = ["user__name", "content_object__codename"]
    list_select_related = ["user", "permission", "content_object", "granted_by", "ended_by"]
    ordering = ["-valid_from"]
    fields = readonly_fields = [
        "user",
        "role_label",
        "content_object",
        "valid_from",
        "valid_until",
        "granted_by",
        "ended_by",
        "secrecy_version",
    ]
    actions = ["end"]

    @admin.action(description=_("Toegang beëindigen"), permissions=["change"])
    def end(self, request, queryset):
        for grant in queryset:
            actions.end_grant(grant, by=request.user, now=request.now, even_last=True)
        self.message_user(request, _("De toegang is beëindigd en geldt bij de volgende klik al niet meer."))


@admin.register(Lookup, site=beheer)
class LookupAdmin(RegisterAdmin):
    """§ 2.5 Toegankelijkheid: who looked up somebody outside their own dossiers, and for what."""

    list_display = ["user", "purpose", "at", "until"]
    list_filter = ["purpose"]
    list_select_related = ["user"]
    search_fields = ["user__name"]
    ordering = ["-at"]
    fields = list_display
