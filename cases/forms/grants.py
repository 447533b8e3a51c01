"""§ 1.1 Geheimhoudingsplicht: giving access."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases import authorisation, roles
from cases.forms.common import DateInput, WithToday

MOST_YEARS_AHEAD = 20


class CategoriesField(forms.MultipleChoiceField):
    """§ 2 Need to know: what is authorised apart. Not filled in: without a word nobody gets more than the ordinary."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Mag ook lezen"),
            help_text=_("Alleen wat voor de taak van deze collega nodig is. Zonder kruisje blijft het onzichtbaar."),
            choices=authorisation.CHOICES,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            **kwargs,
        )


class AuthoriseForm(forms.Form):
    """Which categories a colleague's access opens beside the ordinary, and why."""

    categories = CategoriesField()
    reason = forms.CharField(label=_("Waarom?"), max_length=500)


class GrantForm(WithToday):
    """§ 1.1 Geheimhoudingsplicht: who, which role, why, from when and until when."""

    user = forms.ModelChoiceField(label=_("Collega"), queryset=User.objects.none(), empty_label=_("Kies een collega"))
    role = forms.ChoiceField(label=_("Rol op dit dossier"), choices=[], initial=roles.Hulpverlener.code)
    categories = CategoriesField()
    reason = forms.CharField(label=_("Waarom is toegang nodig?"), max_length=500)
    valid_from = forms.DateField(label=_("Vanaf"), widget=DateInput())
    valid_until = forms.DateField(
        label=_("Tot en met"),
        required=False,
        widget=DateInput(),
        help_text=_("Leeg: zolang het nodig is. Een plaatsvervanger heeft altijd een laatste dag."),
    )

    def __init__(self, *args, colleagues, own_role, **kwargs):
        """`own_role`: nobody gives more than they have."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            (role.code, role.label) for role in roles.GIVEN_ROLES.values() if own_role.allows_all_of(role)
        ]
        self.fields["user"].queryset = colleagues
        self.fields["valid_from"].initial = self.today

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day < self.today:
            raise ValidationError(_("Toegang kan niet met terugwerkende kracht worden gegeven."))
        return day

    def clean_valid_until(self):
        day = self.cleaned_data["valid_until"]
        if day and day.year > self.today.year + MOST_YEARS_AHEAD:
            raise ValidationError(_("Deze dag ligt te ver vooruit. Laat het veld leeg als er geen einddatum is."))
        if day is None and _must_end(self.cleaned_data.get("role")):
            raise ValidationError(_("Bij deze rol hoort een laatste dag. Vul die in."))
        return day

    def clean(self):
        data = super().clean()
        if data.get("valid_until") and data.get("valid_from") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", _("Deze dag ligt vóór de eerste dag."))
        return data


def _must_end(role: str | None) -> bool:
    return role in roles.CASE_ROLES and roles.CASE_ROLES[role].must_end
