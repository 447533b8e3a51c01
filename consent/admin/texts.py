"""The texts of consents in /beheer/: a new version, a look at what somebody would sign, and taking a version back."""

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.beheer import RegisterAdmin, beheer
from accounts.roles import PrivacyOfficer
from consent import wording
from consent.actions import texts as actions
from consent.models import ConsentText
from consent.models.texts import Language


def places() -> str:
    return "; ".join(f"{{{name}}}: {label}" for name, label in wording.PLACES.items())


class ConsentTextForm(forms.ModelForm):
    lines = forms.CharField(
        label=_("Woorden"),
        help_text=_("Per regel een code, een dubbele punt, en hoe deze taal het zegt."),
        widget=forms.Textarea(attrs={"rows": 18, "cols": 90, "dir": "auto"}),
    )

    class Meta:
        model = ConsentText
        fields = ["language", "title", "body", "in_force_from"]
        widgets = {"body": forms.Textarea(attrs={"rows": 24, "cols": 90, "dir": "auto"})}

    def clean_in_force_from(self):
        day = self.cleaned_data["in_force_from"]
        if day < self.today:
            raise forms.ValidationError(_("Een tekst gaat niet in het verleden in."))
        return day

    def clean(self):
        data = super().clean()
        if "body" in data and (why := wording.refusal_of_body(f"{data.get('title', '')}\n{data['body']}")):
            self.add_error("body", why)
        data["words"] = wording.words_from_lines(data.get("lines", ""))
        if why := wording.refusal_of_words(data["words"]):
            self.add_error("lines", why)
        return data


@admin.register(ConsentText, site=beheer)
class ConsentTextAdmin(RegisterAdmin):
    """§ 3.1 Toestemmingsverklaring: never changed; a better text is a new version, in B1."""

    form = ConsentTextForm
    add_roles = (PrivacyOfficer.code,)
    list_display = ["language", "version", "title", "in_force_from", "withdrawn_at", "created_by"]
    list_filter = ["language"]
    list_select_related = ["created_by"]
    fields = ["language", "title", "body", "lines", "in_force_from"]
    readonly_fields = ["preview", "fingerprint"]
    actions = ["take_back"]

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.fields
        shown = ["language", "version", "title", "body", "words", "in_force_from", "withdrawn_at"]
        return [*shown, "created_by", "preview", "fingerprint"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.today = request.today
        if obj is None:
            form.base_fields["body"].help_text = places()
        return form

    def get_changeform_initial_data(self, request):
        """The newest of the language that was asked for, or else of Dutch: to write on from."""
        wanted = request.GET.get("language", Language.DUTCH)
        newest = ConsentText.objects.filter(language=wanted).first()
        newest = newest or ConsentText.objects.filter(language=Language.DUTCH).first()
        begin = {"language": wanted, "in_force_from": request.today}
        if newest is None:
            return begin
        return begin | {"title": newest.title, "body": newest.body, "lines": wording.words_as_lines(newest.words)}

    def has_take_back_permission(self, request):
        return self.has_add_permission(request)

    @admin.display(description=_("voorbeeld"))
    def preview(self, text):
        words = wording.shown(
            wording.Text(text.language, text.title, text.body, text.words), wording.example(text.in_force_from)
        )
        lines = mark_safe(linebreaks(words, autoescape=True))  # noqa: S308 – escaped just now
        return format_html('<div lang="{}" dir="auto">{}</div>', text.language, lines)

    @admin.display(description=_("vingerafdruk"))
    def fingerprint(self, text):
        return text.sha256

    def save_model(self, request, obj, form, change):
        data = {name: form.cleaned_data[name] for name in ("language", "title", "body", "words", "in_force_from")}
        new = actions.publish(by=request.user, now=request.now, **data)
        obj.pk, obj.version = new.pk, new.version

    @admin.action(description=_("Versie intrekken: niemand tekent haar meer"), permissions=["take_back"])
    def take_back(self, request, queryset):
        for text in queryset:
            actions.withdraw_text(text, by=request.user, now=request.now)
            said = _("Versie %(number)s is ingetrokken.") % {"number": text.version}
            self.message_user(request, said, messages.SUCCESS)
