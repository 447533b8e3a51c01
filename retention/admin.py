"""Brakes and the ledger of destruction in /beheer/: to read. A brake goes when its reason does, never by a click."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.beheer import RegisterAdmin, beheer
from retention.models import Brake, Destruction, LedgerLine


class HoldingFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("te_laat", _("Bekijken is te laat")), ("houdt", _("Houdt tegen")), ("weg", _("Opgeheven"))]

    def queryset(self, request, queryset):
        if self.value() == "te_laat":
            return queryset.holding().filter(review_on__lt=request.today)
        if self.value() == "houdt":
            return queryset.holding()
        return queryset.filter(released_at__isnull=False) if self.value() == "weg" else queryset


@admin.register(Brake, site=beheer)
class BrakeAdmin(RegisterAdmin):
    list_display = ["dossier", "kind", "category", "reason", "owner_role", "review_on", "set_at", "released_at"]
    list_filter = [HoldingFilter, "kind", "category", "reason"]
    list_select_related = ["dossier"]
    date_hierarchy = "review_on"


@admin.register(Destruction, site=beheer)
class DestructionAdmin(RegisterAdmin):
    list_display = ["finished_at", "kind", "short_hash", "state", "reason", "ground", "term_set", "decided_on"]
    list_filter = ["kind", "state", "reason"]
    fields = [
        "kind", "short_hash", "state", "reason", "ground", "term_set", "counts", "decided_on", "planned_at",
        "finished_at",
    ]  # fmt: skip
    readonly_fields = ["short_hash"]

    @admin.display(description=_("kenmerk"))
    def short_hash(self, destruction):
        return bytes(destruction.unit_hash).hex()[:16]


@admin.register(LedgerLine, site=beheer)
class LedgerLineAdmin(RegisterAdmin):
    list_display = ["seq", "at", "kind", "short_hash", "state", "reason", "ground"]
    list_filter = ["kind", "state", "reason"]
    fields = ["seq", "at", "kind", "short_hash", "state", "reason", "ground", "term_set", "counts", "decided_on"]
    readonly_fields = ["short_hash"]

    @admin.display(description=_("kenmerk"))
    def short_hash(self, line):
        return bytes(line.unit_hash).hex()[:16]
