"""§ 4.1 Casusregie: who is not reached, and what came of each call."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.forms import DateInput, WithToday, offer_people
from casework.choices import CallOutcome
from casework.forms.triage import EMPTY, area

LONGEST_TIME = timedelta(days=14)
OTHER = ("anders", _("Iemand anders"))


class EscalationForm(forms.Form):
    professional = forms.CharField(label=_("Wie kunt u niet bereiken?"), max_length=120)
    organisation = forms.ModelChoiceField(
        label=_("Van welke organisatie?"),
        help_text=_("Staat die er niet bij? Vraag de privacy officer om haar toe te voegen."),
        queryset=Organisation.objects.none(),
        empty_label=_("Kies een organisatie"),
    )
    situation = forms.CharField(
        label=_("Waarom is deze behandelaar nu nodig?"),
        help_text=_("Een of twee zinnen. Schrijf niets over de behandeling zelf."),
        widget=area(3),
        max_length=1000,
    )
    safety = forms.BooleanField(label=_("Het gaat om veiligheid: laat de inwoner dit niet zien"), required=False)
    about = forms.MultipleChoiceField(label=_("Om wie gaat het?"), widget=forms.CheckboxSelectMultiple, choices=[])

    def __init__(self, *args, people, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        offer_people(self.fields["about"], people)

    def clean_about(self):
        return [UUID(person) for person in self.cleaned_data["about"]]


class AttemptForm(WithToday):
    """One call. Time to align takes a day until when."""

    step = forms.ChoiceField(label=_("Welke stap van het protocol?"), choices=[])
    who = forms.CharField(
        label=_("Wie hebt u gebeld?"), help_text=_("Naam of functie, en het nummer als dat helpt."), max_length=120
    )
    at = forms.DateTimeField(
        label=_("Wanneer?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    outcome = forms.ChoiceField(label=_("Wat kwam eruit?"), choices=CallOutcome, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Tijd nodig tot en met"),
        help_text=_("Alleen als er tijd nodig is om af te stemmen. Tot die dag vraagt u daar niets nieuws."),
        widget=DateInput(),
        required=False,
    )
    note = forms.CharField(label=_("Wat is er gezegd of afgesproken?"), widget=area(2), max_length=1000, required=False)

    def __init__(self, *args, steps, now, **kwargs):
        """`steps`: titles of the protocol, in order."""
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["step"].choices = [*EMPTY, *((title, title) for title in steps), OTHER]

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at > self.now:
            raise ValidationError(_("Dit tijdstip moet nog komen."))
        if at < self.now - LONGEST_TIME:
            raise ValidationError(_("Dit is langer dan veertien dagen geleden."))
        return at

    def clean(self):
        data = super().clean()
        needs, until = data.get("outcome") == CallOutcome.NEEDS_TIME, data.get("until")
        if needs and not until and "until" not in self.errors:
            self.add_error("until", _("Schrijf tot en met welke dag er tijd nodig is."))
        if needs and until and not self.today <= until <= self.today + LONGEST_TIME:
            self.add_error("until", _("Kies een dag vanaf vandaag en binnen veertien dagen."))
        if not needs and until:
            self.add_error("until", _("Een dag hoort alleen bij “tijd nodig om af te stemmen”."))
        return data
