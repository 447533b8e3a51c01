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
from inzage.choices import IN_A_WORD, RequestKind
from inzage.models import Letter, Mandate, Release, Request, RestrictedReading, Restriction, may_hold
from inzage.models.requests import number_of
from inzage.states import FOR_COLLEAGUES


class MandateForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label=_("Beslist over"), choices=list(IN_A_WORD.items()), widget=forms.CheckboxSelectMultiple
    )

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


class HoldsFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("geldt", _("Geldt vandaag")), ("anders", _("Geldt niet meer, of nog niet"))]

    def queryset(self, request, queryset):
        running = Mandate.objects.running(request.today)
        if self.value() == "geldt":
            return queryset.filter(pk__in=running)
        return queryset.exclude(pk__in=running) if self.value() == "anders" else queryset


@admin.register(Mandate, site=beheer)
class MandateAdmin(KeptAdmin):
    form = MandateForm
    list_display = ["user", "decides_on", "decree", "valid_from", "valid_until"]
    list_filter = [HoldsFilter]
    list_select_related = ["user"]

    @admin.display(description=_("beslist over"))
    def decides_on(self, mandate) -> str:
        if set(mandate.kinds) == set(RequestKind):
            return _("Alles")
        return ", ".join(str(IN_A_WORD[kind]) for kind in RequestKind if kind in mandate.kinds)


class StandingFilter(admin.SimpleListFilter):
    """As who works on it reads it, and what is late."""

    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("te_laat", _("Te laat")), *((state.value, words) for state, words in FOR_COLLEAGUES.items())]

    def queryset(self, request, queryset):
        if self.value() == "te_laat":
            return queryset.late(request.today)
        return queryset.filter(state=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("wat gevraagd wordt")
    parameter_name = "wat"

    def lookups(self, request, model_admin):
        return [(kind.value, words) for kind, words in IN_A_WORD.items()]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Request, site=beheer)
class RequestAdmin(RegisterAdmin):
    """That there is a request, and how far it is; never what was asked, or about whom."""

    list_display = ["mark", "asked", "way", "came_on", "due_on", "stands", "outcome"]
    list_filter = [StandingFilter, KindFilter, "outcome"]
    date_hierarchy = "due_on"
    fields = [
        "kind", "capacity", "way", "came_on", "due_on", "waits_since", "waited", "extended_on", "stands", "outcome",
        "mandate", "decided_by", "decided_at", "made_at", "made_by", "reminded_on",
    ]  # fmt: skip
    readonly_fields = ["stands"]

    @admin.display(description=_("kenmerk"), ordering="pk")
    def mark(self, asked) -> str:
        return asked.number

    @admin.display(description=_("wat"), ordering="kind")
    def asked(self, asked) -> str:
        return asked.kind_in_a_word

    @admin.display(description=_("stand"), ordering="state")
    def stands(self, asked) -> str:
        """With why the day to decide is another, or does not count now."""
        if asked.is_running and asked.waits_since:
            return _("%(standing)s; wacht op bewijs van wie het vraagt") % {"standing": asked.standing}
        return _("%(standing)s; verlengd") % {"standing": asked.standing} if asked.extended_on else asked.standing


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


class OfRequest(RegisterAdmin):
    """What belongs to a request is named by the mark of that."""

    @admin.display(description=_("verzoek"), ordering="request_id")
    def of_request(self, one) -> str:
        return number_of(one.request_id)


@admin.register(Release, site=beheer)
class ReleaseAdmin(OfRequest):
    list_display = ["of_request", "state", "how_far", "made_at", "ready_at", "expires_at", "fetched_at"]
    list_filter = ["state"]
    fields = ["of_request", "state", "step", "how_far", "size", "made_at", "ready_at", "expires_at", "fetched_at"]
    readonly_fields = ["of_request", "how_far"]

    @admin.display(description=_("stukken"))
    def how_far(self, release) -> str:
        facts = {"done": release.done, "total": release.total}
        return _("%(done)s van %(total)s") % facts if release.total else "–"


@admin.register(Letter, site=beheer)
class LetterAdmin(OfRequest):
    """AVG art. 12: whether what had to leave on paper left in time; never to whom."""

    list_display = ["of_request", "kind", "state", "made_on", "due_on", "way", "gone_on"]
    list_filter = ["state", "kind", "way"]
    date_hierarchy = "due_on"
    fields = ["of_request", "kind", "state", "made_on", "due_on", "printed_at", "way", "gone_on", "noted_at", "gone_by"]
    readonly_fields = ["of_request"]
