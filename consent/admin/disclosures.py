"""§ 3.3 Zorgvuldigheid: what was shared, for officers: who, with whom, on which ground, when; never what. Nobody sends
anything from here.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.beheer import RegisterAdmin, beheer
from consent.models import Disclosure


@admin.register(Disclosure, site=beheer)
class DisclosureAdmin(RegisterAdmin):
    list_display = [
        "dossier",
        "kind",
        "organisation",
        "status",
        "medium",
        "by_ground",
        "sent_at",
        "sent_by",
        "confirmed",
    ]
    list_filter = ["status", "kind", "medium", "withheld", "shielded"]
    search_fields = ["dossier__codename", "organisation__name"]
    list_select_related = ["dossier", "organisation", "sent_by"]
    date_hierarchy = "sent_at"
    ordering = ["-created_at"]
    fields = readonly_fields = [
        "dossier",
        "kind",
        "organisation",
        "kinds",
        "status",
        "medium",
        "by_ground",
        "created_by",
        "created_at",
        "sent_by",
        "sent_at",
        "confirmed",
        "items_sha256",
        "shielded",
        "shield_review_on",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("covers__ground", "deliveries")

    @admin.display(description=_("op grond van"))
    def by_ground(self, disclosure):
        """Consent, the signed plan, or the code of the ground."""
        covers = disclosure.covers.all()
        codes = {cover.ground.code for cover in covers if cover.ground}
        planned = {str(_("getekend plan")) for cover in covers if cover.planned}
        return ", ".join(sorted(codes | planned)) or _("toestemming")

    @admin.display(description=_("bevestigd"), boolean=True)
    def confirmed(self, disclosure):
        return any(one.confirmed_at for one in disclosure.deliveries.all())
