"""§ 2.5 Toegankelijkheid: what is asked before the glass is broken, and afterwards."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.emergency import was_tried_now
from cases.forms.common import DateInput, clean_bsn
from cases.models import EmergencyOutcome

# Somebody fills in the time of the call, never its date: what lies ahead was yesterday evening.
A_DAY = timedelta(days=1)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class DangerField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            label=_("Welk gevaar is er nu?"),
            help_text=_("Voor wie, en waarom het niet kan wachten. De regisseur leest dit."),
            widget=forms.Textarea(attrs={"rows": 4}),
            max_length=2000,
            **kwargs,
        )


class EmergencyForm(forms.Form):
    """Of somebody who stands before it alone: first the regisseur is tried, and the deputy where there is one."""

    danger = DangerField()
    regisseur_tried_at = forms.TimeField(
        label=_("Hoe laat belde u de regisseur, zonder antwoord?"), widget=TimeInput(attrs={"autocomplete": "off"})
    )
    deputy_tried_at = forms.TimeField(
        label=_("Hoe laat belde u de plaatsvervanger, zonder antwoord?"),
        widget=TimeInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, now, has_deputy, **kwargs):
        """`now`: the clock of the request, in Dutch time."""
        super().__init__(*args, **kwargs)
        self.now = now
        if not has_deputy:
            del self.fields["deputy_tried_at"]

    def clean_regisseur_tried_at(self):
        return self._moment("regisseur_tried_at")

    def clean_deputy_tried_at(self):
        return self._moment("deputy_tried_at")

    def _moment(self, name):
        at = self.now.replace(
            hour=self.cleaned_data[name].hour, minute=self.cleaned_data[name].minute, second=0, microsecond=0
        )
        at = at - A_DAY if at > self.now else at
        if not was_tried_now(at, self.now):
            raise ValidationError(_("Dat is te lang geleden. Bel nog een keer; neemt niemand op, vul dan die tijd in."))
        return at


class OnCallForm(forms.Form):
    """Of who is on call, with a colleague on the telephone."""

    bsn = forms.CharField(label=_("Burgerservicenummer"), max_length=11, required=False)
    surname = forms.CharField(label=_("Achternaam"), max_length=200, required=False)
    birth_date = forms.DateField(label=_("Geboortedatum"), required=False, widget=DateInput())
    user = forms.ModelChoiceField(
        label=_("Wie belt u?"),
        help_text=_("Deze collega kan het dossier twee uur lezen. U krijgt zelf niets te zien."),
        queryset=User.objects.none(),
        empty_label=_("Kies een collega"),
    )
    danger = DangerField()

    def __init__(self, *args, workers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = workers

    def clean_bsn(self):
        return clean_bsn(self.cleaned_data["bsn"])

    def clean(self):
        data = super().clean()
        if not self.errors and not data["bsn"] and not (data["surname"] and data["birth_date"]):
            raise ValidationError(_("Vul het BSN in, of de achternaam én de geboortedatum."))
        return data


class ReviewForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Was het terecht?"), choices=EmergencyOutcome, widget=forms.RadioSelect)
    review = forms.CharField(
        label=_("Waarom?"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Ook wat er nu moet gebeuren.")
    )
    withheld = forms.BooleanField(
        label=_("Niet tonen in het overzicht van de inwoner"),
        help_text=_("Alleen als iemand gevaar loopt wanneer een gezinslid ziet dat het dossier is geopend."),
        required=False,
    )


class ProtectForm(forms.Form):
    safety_marked = forms.BooleanField(
        label=_("Veiligheidsmarkering"),
        help_text=_("Niemand hoort bij “al bekend bij een collega” dat dit dossier er is."),
        required=False,
    )
    restricted = forms.BooleanField(
        label=_("Besloten dossier"),
        help_text=_("Van een collega, of met een opvangadres. Ook noodtoegang gaat dan alleen via de achterwacht."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Waarom?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self):
        data = super().clean()
        if (data.get("safety_marked") or data.get("restricted")) and not data.get("reason"):
            self.add_error("reason", _("Schrijf op waarom dit dossier beschermd moet worden."))
        return data
