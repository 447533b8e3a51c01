"""The access log in the management pages: to look and to search, never to change.

A higher room registers it on its site and says who may look: `has_view_permission` is left to that room.
"""

from uuid import UUID

from django.contrib import admin
from django.contrib.admin import DateFieldListFilter
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AccessLogAdmin(admin.ModelAdmin):
    list_display = ["at", "user_id", "role", "action", "outcome", "object_type", "dossier_id", "break_glass"]
    list_filter = ["action", "outcome", "break_glass", ("at", DateFieldListFilter)]
    search_fields = ["user_id"]
    search_help_text = _("Het hele nummer van een gebruiker, dossier, record of verzoek")
    ordering = ["-id"]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        """Whole ids, exactly: a part of an id is no question anybody has, and would read the whole log."""
        if not search_term.strip():
            return queryset, False
        try:
            wanted = UUID(search_term.strip())
        except ValueError:
            return queryset.none(), False
        mentions = Q(user_id=wanted) | Q(dossier_id=wanted) | Q(request_id=wanted) | Q(record_ids__contains=[wanted])
        return queryset.filter(mentions), False
