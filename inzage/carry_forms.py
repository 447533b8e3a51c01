"""Forms of carrying out what was decided, and of what may only be stored since (AVG art. 18)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import DateInput, WithToday
from inzage.choices import RestrictionGround, UseGround
from inzage.forms import long_text
from retention.holds import LOOK_WITHIN


class MendedForm(forms.Form):
    words = long_text(
        label=_("Wat hebt u verbeterd?"),
        help_text=_("Verbeter het eerst op de bladzijde van het stuk zelf. Schrijf hier op wat er nu anders staat."),
    )


class StatementForm(forms.Form):
    words = long_text(
        rows=6,
        label=_("Wat zegt de inwoner hier zelf over?"),
        help_text=_("In de woorden van de inwoner. Het gaat altijd mee als dit stuk wordt gedeeld."),
    )


class LookForm(WithToday):
    """No restriction without a day on which somebody looks again."""

    review_on = forms.DateField(
        label=_("Wanneer kijkt u opnieuw?"), help_text=_("Binnen een half jaar."), widget=DateInput()
    )

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if not self.today < day <= self.today + LOOK_WITHIN:
            raise forms.ValidationError(_("Kies een dag na vandaag, binnen een half jaar."))
        return day


class RestrictForm(LookForm):
    ground = forms.ChoiceField(
        label=_("Waarom mag dit nu niet gebruikt worden?"), widget=forms.RadioSelect, choices=RestrictionGround
    )
    reason = long_text(
        label=_("Toelichting"),
        help_text=_("Iedereen in het dossier leest dit. Schrijf hier niet op wat er in het stuk staat."),
    )
    field_order = ("ground", "reason", "review_on")


class UseForm(forms.Form):
    """AVG art. 18 lid 2: asked each time."""

    goal = forms.ChoiceField(label=_("Waarvoor moet u dit lezen?"), widget=forms.RadioSelect, choices=UseGround)
    reason = long_text(
        label=_("Waarom kan het niet anders?"), help_text=_("Dit wordt bewaard, met uw naam en het tijdstip.")
    )


class ToldForm(forms.Form):
    told = long_text(
        label=_("Wat hebt u de inwoner verteld?"),
        help_text=_("De inwoner leest dit ook bij het verzoek in het portaal."),
    )


class LiftForm(forms.Form):
    reason = long_text(label=_("Waarom mag het weer gebruikt worden?"))


class DoneForm(forms.Form):
    nothing_done = long_text(
        label=_("Is er niets gedaan? Schrijf op waarom."),
        help_text=_("Hebt u gedaan wat er is besloten? Laat dit dan leeg."),
        required=False,
    )
