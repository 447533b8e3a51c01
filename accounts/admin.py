"""Accounts, organisations and the secrecy declaration in /beheer/."""

from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import actions, events, policy
from accounts.beheer import RegisterAdmin, beheer
from accounts.models import Organisation, SecrecyAcceptance, SecrecyText, User
from accounts.roles import MANAGERS, ROLES, FunctionarisGegevensbescherming, PrivacyOfficer
from audit.choices import Action
from audit.modeladmin import AccessLogAdmin
from audit.models import AccessLog


class UserForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        label=_("Rollen"),
        choices=[(role.code, format_lazy("{}: {}", role.label, role.prose)) for role in ROLES.values()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hulp, toezicht en beheer gaan niet samen op één account. Een rol geeft zelf geen dossiers."),
    )
    officer = None

    class Meta:
        model = User
        fields = ["email", "name", "job_title", "phone", "organisation", "roles"]

    def clean(self):
        cleaned = super().clean()
        refusal = policy.manage_refusal(
            by=self.officer.roles,
            target={*self.initial.get("roles", []), *cleaned.get("roles", [])},
            own_account=self.officer.pk == self.instance.pk,
        )
        if refusal:
            raise forms.ValidationError(refusal)
        return cleaned


@admin.register(User, site=beheer)
class UserAdmin(RegisterAdmin):
    """Passwords are never shown or typed here: a one-time link lets the person choose one."""

    form = UserForm
    add_roles = MANAGERS
    change_roles = MANAGERS
    list_display = ["name", "email", "organisation", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name", "email"]
    fields = [
        "name",
        "email",
        "job_title",
        "phone",
        "organisation",
        "roles",
        "is_active",
        "last_login",
        "created_at",
    ]
    readonly_fields = ["is_active", "last_login", "created_at"]
    actions = ["give_link", "reset_second_factor", "close"]

    @admin.display(description=_("rollen"))
    def role_names(self, user):
        return ", ".join(user.role_labels)

    def has_manage_permission(self, request):
        return self.has_change_permission(request)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.officer = request.user
        return form

    def save_model(self, request, obj, form, change):
        actions.save_account(obj, by=request.user, at=request.now, changed=form.changed_data, request=request)

    @admin.action(description=_("Eenmalige link maken om een wachtwoord te kiezen"), permissions=["manage"])
    def give_link(self, request, queryset):
        user = self.only_one(request, queryset)
        if user is None:
            return None
        try:
            path = actions.one_time_link(user, by=request.user, at=request.now, request=request)
        except actions.Refused as refusal:
            return self.message_user(request, refusal.message, messages.ERROR)
        context = beheer.each_context(request) | {
            "title": _("Eenmalige link"),
            "subject": user,
            "link": request.build_absolute_uri(path),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/user/one_time_link.html", context)

    @admin.action(description=_("Tweede stap opnieuw laten instellen (telefoon kwijt)"), permissions=["manage"])
    def reset_second_factor(self, request, queryset):
        self.for_each(request, queryset, actions.reset_second_factor, _("Tweede stap weggehaald bij %(name)s."))

    @admin.action(description=_("Account afsluiten: de toegang stopt meteen"), permissions=["manage"])
    def close(self, request, queryset):
        self.for_each(request, queryset, actions.close, _("Het account van %(name)s is afgesloten."))

    def only_one(self, request, queryset):
        if queryset.count() == 1:
            return queryset.get()
        self.message_user(request, _("Kies één account."), messages.ERROR)
        return None

    def for_each(self, request, queryset, action, done):
        for user in queryset:
            try:
                action(user, by=request.user, at=request.now, request=request)
            except actions.Refused as refusal:
                self.message_user(request, f"{user}: {refusal.message}", messages.ERROR)
            else:
                self.message_user(request, done % {"name": user}, messages.SUCCESS)


@admin.register(Organisation, site=beheer)
class OrganisationAdmin(RegisterAdmin):
    add_roles = (PrivacyOfficer.code,)
    change_roles = (PrivacyOfficer.code,)
    list_display = ["name", "kind", "agreement_kind", "agreement_valid_from", "agreement_valid_until"]
    list_filter = ["kind", "agreement_kind"]
    search_fields = ["name"]


class SecrecyTextForm(forms.ModelForm):
    class Meta:
        model = SecrecyText
        fields = ["text", "in_force_from"]

    def clean_in_force_from(self):
        day = self.cleaned_data["in_force_from"]
        if day < self.today:
            raise forms.ValidationError(_("Een verklaring gaat niet in het verleden in."))
        return day


@admin.register(SecrecyText, site=beheer)
class SecrecyTextAdmin(RegisterAdmin):
    """Never changed: add a version, and everybody is asked again from the day it comes into force."""

    form = SecrecyTextForm
    add_roles = (PrivacyOfficer.code,)
    list_display = ["version", "in_force_from", "sha256"]
    fields = ["text", "in_force_from"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.today = request.today
        return form

    def save_model(self, request, obj, form, change):
        new = actions.publish_text(by=request.user, at=request.now, request=request, **form.cleaned_data)
        obj.pk, obj.version, obj.sha256 = new.pk, new.version, new.sha256


@admin.register(SecrecyAcceptance, site=beheer)
class SecrecyAcceptanceAdmin(RegisterAdmin):
    list_display = ["user", "text", "accepted_at", "text_sha256"]
    list_filter = ["text"]
    list_select_related = ["user", "text"]
    search_fields = ["user__name", "user__email"]


@admin.register(AccessLog, site=beheer)
class LogAdmin(AccessLogAdmin, RegisterAdmin):
    """Who watches the log is in the log as well."""

    view_roles = (PrivacyOfficer.code, FunctionarisGegevensbescherming.code)
    list_display = ["at", "who", "role", "action", "outcome", "object_type", "dossier_id", "emergency"]

    def get_queryset(self, request):
        """The log holds ids alone; the name is looked up, for as long as there is an account."""
        account = User.objects.filter(pk=OuterRef("user_id"))
        return super().get_queryset(request).annotate(who_name=Subquery(account.values("name")[:1]))

    @admin.display(description=_("Wie"))
    def who(self, row):
        return row.who_name or row.user_id

    @admin.display(description=_("Noodtoegang"))
    def emergency(self, row):
        return _("ja") if row.break_glass else ""

    def changelist_view(self, request, extra_context=None):
        self._record(request)
        return super().changelist_view(request, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        self._record(request)
        return super().change_view(request, object_id, form_url, extra_context)

    def _record(self, request):
        events.record(Action.INSPECT, at=request.now, by=request.user, request=request)
