"""Accounts, organisations and the secrecy declaration in /beheer/."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import actions, policy, registers
from accounts.beheer import RegisterAdmin, beheer
from accounts.models import Agreement, Covenant, Organisation, Processing, SecrecyAcceptance, SecrecyText, Team, User
from accounts.roles import MANAGERS, ROLES, PrivacyOfficer, Teamleider
from sealing.index import home_index


class UserForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        label=_("Rollen"),
        choices=[(role.code, format_lazy("{}: {}", role.label, role.prose)) for role in ROLES.values()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hulp, toezicht en beheer gaan niet samen op één account. Een rol geeft zelf geen dossiers."),
    )
    postcode = forms.CharField(label=_("Postcode thuis"), max_length=7, required=False)
    house_number = forms.CharField(
        label=_("Huisnummer thuis"),
        max_length=10,
        required=False,
        help_text=_(
            "Met toevoeging. Wij bewaren alleen een vingerafdruk van het adres, om te zien of iemand over het eigen "
            "adres leest. Het adres zelf is hier daarna niet meer te lezen. Leeg: er verandert niets."
        ),
    )
    officer = None

    class Meta:
        model = User
        fields = ["email", "name", "job_title", "phone", "organisation", "team", "roles"]

    def clean(self):
        cleaned = super().clean()
        refusal = policy.manage_refusal(
            by=self.officer.roles,
            target={*self.initial.get("roles", []), *cleaned.get("roles", [])},
            own_account=self.officer.pk == self.instance.pk,
        )
        if refusal:
            raise forms.ValidationError(refusal)
        self._note_home(cleaned.get("postcode", ""), cleaned.get("house_number", ""))
        return cleaned

    def _note_home(self, postcode, number):
        """§ 2.5 Toegankelijkheid: the address goes into its hash, and nowhere else."""
        if bool(postcode) != bool(number):
            raise forms.ValidationError(_("Vul de postcode en het huisnummer allebei in, of geen van beide."))
        if postcode:
            self.instance.home_index = home_index(postcode, number)


@admin.register(User, site=beheer)
class UserAdmin(RegisterAdmin):
    """Passwords are never shown or typed here: a one-time link lets the person choose one."""

    form = UserForm
    add_roles = MANAGERS
    change_roles = MANAGERS
    list_display = ["name", "email", "organisation", "team", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "organisation", "team"]
    list_select_related = ["organisation", "team"]
    search_fields = ["name", "email"]
    fields = [
        "name",
        "email",
        "job_title",
        "phone",
        "organisation",
        "team",
        "roles",
        "postcode",
        "house_number",
        "home_is_known",
        "is_active",
        "last_login",
        "created_at",
    ]
    readonly_fields = ["home_is_known", "is_active", "last_login", "created_at"]
    actions = ["give_link", "reset_second_factor", "unlink_sign_in", "close"]

    @admin.display(description=_("eigen adres bekend"), boolean=True)
    def home_is_known(self, user):
        return user.home_index is not None

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

    @admin.action(description=_("Koppeling met de gemeentelijke account wissen"), permissions=["manage"])
    def unlink_sign_in(self, request, queryset):
        done = _("%(name)s wordt bij de volgende keer inloggen opnieuw gekoppeld.")
        self.for_each(request, queryset, actions.unlink_sign_in, done)

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


@admin.register(Team, site=beheer)
class TeamAdmin(RegisterAdmin):
    """Who is in a team stands on the account of each; its lead is who has the role teamleider."""

    add_roles = MANAGERS
    change_roles = MANAGERS
    list_display = ["name", "lead_names", "size"]
    search_fields = ["name"]

    def get_queryset(self, request):
        working = User.objects.filter(is_active=True)
        return super().get_queryset(request).prefetch_related(Prefetch("members", working, to_attr="working"))

    @admin.display(description=_("teamleider"))
    def lead_names(self, team):
        return ", ".join(member.name for member in team.working if Teamleider.code in member.roles)

    @admin.display(description=_("leden"))
    def size(self, team):
        return len(team.working)


beheer.register(Organisation, registers.OrganisationAdmin)
beheer.register(Agreement, registers.AgreementAdmin)
beheer.register(Covenant, registers.CovenantAdmin)
beheer.register(Processing, registers.ProcessingAdmin)
beheer.waiting += [registers.agreements_lapsing, registers.evaluations_overdue]


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
