"""What stops destruction, in /beheer/. A brake goes when its reason does, never by a click; of a procedure an officer
says that it runs, and that it is over.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.beheer import RegisterAdmin, beheer
from accounts.roles import PrivacyOfficer
from audit.context import system
from audit.purposes import Purpose
from cases.errors import CaseError
from cases.forms import DateInput
from cases.models import Dossier
from retention import holds
from retention.forms import allowed
from retention.models import Brake, Hold, HoldKind
from retention.models.brakes import BY_HAND

PURPOSE = Purpose.DESTRUCTION


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


class OpenFilter(admin.SimpleListFilter):
    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("te_laat", _("Bekijken is te laat")), ("open", _("Loopt")), ("weg", _("Voorbij"))]

    def queryset(self, request, queryset):
        if self.value() == "te_laat":
            return queryset.open().filter(review_on__lt=request.today)
        if self.value() == "open":
            return queryset.open()
        return queryset.filter(released_at__isnull=False) if self.value() == "weg" else queryset


class ProcedureForm(forms.ModelForm):
    """An objection or complaint often comes to the officer first; what it is about is a dossier, by its codename."""

    codename = forms.CharField(label=_("Codenaam van het dossier"), max_length=80)
    kind = forms.ChoiceField(label=_("Wat loopt er?"), choices=[(kind.value, kind.label) for kind in BY_HAND])
    reason = forms.CharField(
        label=_("Waarom mag dit nog niet weg?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    review_on = forms.DateField(label=_("Bekijken op"), help_text=_("Binnen een half jaar."), widget=DateInput())

    class Meta:
        model = Hold
        fields = ["kind", "review_on"]

    field_order = ["codename", "kind", "reason", "review_on"]

    def clean_codename(self):
        found = Dossier.objects.filter(codename=self.cleaned_data["codename"].strip()).first()
        if found is None:
            raise ValidationError(_("Er is geen dossier met deze codenaam."))
        self.dossier = found
        return found.codename

    def clean_review_on(self):
        return allowed(holds.refuse_look, self.cleaned_data["review_on"], self.today)


@admin.register(Hold, site=beheer)
class HoldAdmin(RegisterAdmin):
    """The reason is for who may read the dossier; here stands that there is one."""

    add_roles = (PrivacyOfficer.code,)
    list_display = [
        "dossier", "kind", "category", "review_on", "ends_on", "placed_at", "placed_by", "approved_at", "released_at",
        "outcome",
    ]  # fmt: skip
    list_filter = [OpenFilter, "kind", "outcome"]
    list_select_related = ["dossier", "placed_by"]
    date_hierarchy = "review_on"
    actions = ["say_it_is_over"]

    def get_fields(self, request, obj=None):
        return [*self.list_display, "second", "released_by"] if obj else list(ProcedureForm.field_order)

    def get_form(self, request, obj=None, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, **kwargs)
        return type("ProcedureForm", (ProcedureForm,), {"today": request.today})

    def save_model(self, request, obj, form, change):
        with system(PURPOSE, request.now):
            made = holds.place(
                form.dossier,
                HoldKind(form.cleaned_data["kind"]),
                by=request.user,
                now=request.now,
                on=request.today,
                reason=form.cleaned_data["reason"],
                review_on=form.cleaned_data["review_on"],
            )
        obj.pk, obj.dossier = made.pk, made.dossier

    def has_decide_permission(self, request):
        return request.user.has_role(PrivacyOfficer.code)

    @admin.action(description=_("De procedure is afgelopen"), permissions=["decide"])
    def say_it_is_over(self, request, queryset):
        over = 0
        with system(PURPOSE, request.now):
            for hold in queryset.open().filter(kind__in=BY_HAND, procedure__isnull=True):
                try:
                    holds.release(hold, by=request.user, now=request.now)
                    over += 1
                except CaseError as error:
                    self.message_user(request, str(error), messages.WARNING)
        text = ngettext("%(number)d procedure is afgesloten.", "%(number)d procedures zijn afgesloten.", over)
        self.message_user(request, text % {"number": over})


def reviews_waiting(request):
    """What no one looked at in time is for an officer to see: it holds until somebody decides."""
    if not request.user.has_role(PrivacyOfficer.code):
        return None
    number = Hold.objects.holding(request.today).filter(review_on__lt=request.today).count()
    if not number:
        return None
    text = ngettext(
        "%(number)d keer wordt iets langer bewaard zonder dat iemand op tijd keek.",
        "%(number)d keren wordt iets langer bewaard zonder dat iemand op tijd keek.",
        number,
    )
    return text % {"number": number}, f"{reverse('admin:retention_hold_changelist')}?stand=te_laat", "warning"


beheer.waiting.append(reviews_waiting)
