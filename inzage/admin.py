"""§ 4.2 Casusregiedossier: the register of mandates, which a privacy officer keeps, and the requests as metadata."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.beheer import RegisterAdmin, beheer
from accounts.models import User
from accounts.registers import KeptAdmin
from cases.forms import DateInput
from inzage.choices import RequestKind
from inzage.models import Letter, Mandate, Release, Request, RestrictedReading, Restriction, may_hold


class MandateForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(label=_("Beslist over"), choices=RequestKind, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Mandate
        fields = ["user", "kinds", "decree", "valid_from", "valid_until"]
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}

    def clean_user(self) -> User:
        user = self.cleaned_data["user"]
        if not may_hold(user):
            raise forms.ValidationError(
                _("Kies een collega van de gemeente die met dossiers mag werken. Wie toezicht houdt, beslist niet mee.")
            )
        return user


@admin.register(Mandate, site=beheer)
class MandateAdmin(KeptAdmin):
    form = MandateForm
    list_display = ["user", "kinds", "decree", "valid_from", "valid_until"]
    list_select_related = ["user"]
    date_hierarchy = "valid_from"


class StandingFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("te_laat", _("Te laat")), ("loopt", _("Nog te beslissen")), ("af", _("Besloten of ingetrokken"))]

    def queryset(self, request, queryset):
        if self.value() == "te_laat":
            return queryset.late(request.today)
        if self.value() == "loopt":
            return queryset.running()
        return queryset.filter(decided_at__isnull=False) if self.value() == "af" else queryset


@admin.register(Request, site=beheer)
class RequestAdmin(RegisterAdmin):
    """That there is a request, and how far it is; never what was asked, or about whom."""

    list_display = ["__str__", "kind", "way", "came_on", "due_on", "extended_on", "state", "outcome", "mandate"]
    list_filter = [StandingFilter, "kind", "state", "outcome"]
    list_select_related = ["mandate"]
    date_hierarchy = "due_on"
    fields = [
        "kind", "capacity", "way", "came_on", "due_on", "waits_since", "waited", "extended_on", "state", "outcome",
        "mandate", "decided_by", "decided_at", "made_at", "made_by", "reminded_on",
    ]  # fmt: skip


def late_requests(request):
    """AVG art. 12: what an officer must know of, on the first page of /beheer/."""
    number = Request.objects.late(request.today).count()
    if not number:
        return None
    words = ngettext("%d verzoek van een inwoner is te laat.", "%d verzoeken van inwoners zijn te laat.", number)
    return words % number, f"{reverse('admin:inzage_request_changelist')}?stand=te_laat", "warning"


beheer.waiting.append(late_requests)


@admin.register(Restriction, site=beheer)
class RestrictionAdmin(RegisterAdmin):
    """AVG art. 18: that the use of something is restricted, since when and until somebody looks; never of what."""

    list_display = ["__str__", "ground", "whole", "made_at", "review_on", "told_at", "ended_at"]
    list_filter = ["ground"]
    date_hierarchy = "review_on"
    fields = ["ground", "whole", "made_at", "made_by", "review_on", "told_at", "told_by", "ended_at", "ended_by"]


@admin.register(RestrictedReading, site=beheer)
class RestrictedReadingAdmin(RegisterAdmin):
    """AVG art. 18 lid 2: who read it all the same, and for which of the four purposes."""

    list_display = ["__str__", "user", "goal", "at"]
    list_filter = ["goal"]
    list_select_related = ["user"]
    date_hierarchy = "at"
    fields = ["user", "goal", "at"]


@admin.register(Release, site=beheer)
class ReleaseAdmin(RegisterAdmin):
    list_display = ["__str__", "state", "done", "total", "made_at", "ready_at", "expires_at", "fetched_at"]
    list_filter = ["state"]
    fields = ["state", "step", "done", "total", "size", "made_at", "ready_at", "expires_at", "fetched_at"]


@admin.register(Letter, site=beheer)
class LetterAdmin(RegisterAdmin):
    """AVG art. 12: whether what had to leave on paper left in time; never to whom."""

    list_display = ["__str__", "kind", "state", "made_on", "due_on", "way", "gone_on"]
    list_filter = ["state", "kind", "way"]
    date_hierarchy = "due_on"
    fields = ["kind", "state", "made_on", "due_on", "printed_at", "way", "gone_on", "noted_at", "gone_by"]
