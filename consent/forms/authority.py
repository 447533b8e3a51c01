"""Authority, recorded by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import DateInput, WithToday
from consent.models import AuthorityKind, AuthoritySource

MOST_HOLDERS = 2


class AuthorityForm(WithToday):
    """§ 1.5 Minderjarigen en wilsonbekwamen: authority as somebody found it, with its source and day."""

    source = forms.ChoiceField(label=_("Waar hebt u het gevonden?"), choices=AuthoritySource)
    recorded_on = forms.DateField(label=_("Op welke dag?"), widget=DateInput())
    kind = forms.ChoiceField(label=_("Wat is de uitkomst?"), choices=AuthorityKind)
    holders = forms.CharField(
        label=_("Wie hebben het gezag?"),
        help_text=_("Eén naam op een regel. Leeg als niemand het gezag heeft of als het niet te bepalen is."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    explanation = forms.CharField(label=_("Toelichting"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    in_research = forms.BooleanField(label=_("Het gezag is in onderzoek"), required=False)

    HOW_MANY = {
        AuthorityKind.JOINT_PARENTS: (2, 2),
        AuthorityKind.ONE_PARENT: (1, 1),
        AuthorityKind.JOINT_THIRD: (1, 2),
        AuthorityKind.GUARDIAN: (0, MOST_HOLDERS),
    }

    def clean_recorded_on(self):
        return self.refuse_future(self.cleaned_data["recorded_on"])

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        names = [line.strip() for line in data["holders"].splitlines() if line.strip()]
        least, most = self.HOW_MANY.get(data["kind"], (0, 0))
        if not least <= len(names) <= most:
            self.add_error("holders", self._wrong_number(least, most))
        role = "voogd" if data["kind"] == AuthorityKind.GUARDIAN else "ouder"
        data["holders"] = [
            {"name": name, "bsn_index": None, "person": None, "role": role, "known": True} for name in names
        ]
        return data

    @staticmethod
    def _wrong_number(least, most):
        if most == 0:
            return _("Bij deze uitkomst heeft niemand het gezag: laat de namen leeg.")
        if least == most:
            return _("Bij deze uitkomst horen precies %(number)s namen.") % {"number": most}
        return _("Bij deze uitkomst horen %(least)s tot %(most)s namen.") % {"least": least, "most": most}
