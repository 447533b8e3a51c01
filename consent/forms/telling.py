"""§ 4 Betrokkenheid cliënt: the resident was told, or not yet; it is shown, or not yet."""

from datetime import datetime, time

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from cases.forms import DateInput, WithToday
from consent.actions.telling import AT_MOST
from consent.forms.grounds import LONGEST, area

YES, NOT_YET = "ja", "nee"
NOON = time(12)


class LaterForm(WithToday):
    """A yes, or a "not yet" with a reason and the day on which somebody decides again."""

    outcome = forms.ChoiceField(label=_("Wat besluit u?"), widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Wanneer beslist u opnieuw?"),
        help_text=_("Alleen bij “nog niet”. Die dag komt het terug op de lijst; vanzelf gebeurt er niets."),
        widget=DateInput(),
        required=False,
    )
    reason = forms.CharField(label=_("Waarom?"), max_length=LONGEST, widget=area())

    YES_LABEL, NOT_YET_LABEL = "", ""

    def __init__(self, *args, may_wait=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(YES, self.YES_LABEL), (NOT_YET, self.NOT_YET_LABEL)]
        if not may_wait:
            self.fields["outcome"].choices = [(YES, self.YES_LABEL)]
            self.fields["outcome"].initial = YES
            del self.fields["until"]

    @property
    def is_yes(self) -> bool:
        return self.cleaned_data["outcome"] == YES

    def clean(self):
        data = super().clean()
        if data.get("outcome") == NOT_YET and "until" not in self.errors:
            until = data.get("until")
            if not until or not self.today < until <= self.today + AT_MOST:
                self.add_error("until", _("Kies een dag na vandaag, en binnen drie maanden."))
        return data


class TellForm(LaterForm):
    YES_LABEL, NOT_YET_LABEL = _("De inwoner weet het"), _("Nog niet: dat kan nu niet")

    told_on = forms.DateField(
        label=_("Wanneer is het verteld?"),
        help_text=_("Alleen als het is verteld."),
        widget=DateInput(),
        required=False,
    )

    field_order = ("outcome", "told_on", "until", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].label = _("Is het verteld?")
        self.fields["reason"].label = _("Wat is er verteld en aan wie, of waarom nog niet?")

    def clean_told_on(self):
        return self.refuse_future(self.cleaned_data["told_on"])

    def clean(self):
        data = super().clean()
        if data.get("outcome") == YES and "told_on" not in self.errors and not data.get("told_on"):
            self.add_error("told_on", _("Vul de dag in waarop het is verteld."))
        return data

    @property
    def told_at(self) -> datetime:
        """Nobody asks the hour."""
        return at_noon(self.cleaned_data["told_on"])


class ReleaseForm(LaterForm):
    YES_LABEL, NOT_YET_LABEL = _("De inwoner mag dit zien"), _("Nog niet tonen")


def at_noon(day) -> datetime:
    return make_aware(datetime.combine(day, NOON))
