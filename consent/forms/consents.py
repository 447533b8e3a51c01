"""Forms of a consent: composing it, explaining it, ending it (§ 3.1 Toestemmingsverklaring)."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.agreements import PartnerSort
from cases.forms import DateInput, WithToday
from consent import wording
from consent.models.consents import Route
from consent.models.texts import Language
from consent.names import told_apart
from consent.policy import DECIDES_WITH_PARENTS
from consent.scope import DataKind

USUAL = timedelta(days=182)
DIRECTIONS = [
    (wording.GIVE, _("Wij geven gegevens aan deze organisatie")),
    (wording.ASK, _("Wij vragen gegevens aan deze organisatie")),
    (wording.BOTH, _("Allebei")),
]
LONG = 2000


class ComposeForm(WithToday):
    """Nothing is ticked beforehand: what somebody agrees to, is chosen."""

    person = forms.ChoiceField(label=_("Over wie"), widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        label=_("Welke organisatie"),
        help_text=_("Kies er één, of schrijf hieronder de naam op van een die er niet staat."),
        queryset=None,
        required=False,
        empty_label=_("Kies een organisatie"),
    )
    new_organisation = forms.CharField(
        label=_("Of: de naam van een andere organisatie"), max_length=200, required=False
    )
    new_sort = forms.ChoiceField(
        label=_("Wat voor organisatie is dat?"), choices=[("", _("Kies")), *PartnerSort.choices], required=False
    )
    professional = forms.CharField(
        label=_("Wie daar"),
        help_text=_("Naam en functie. Leeg: wie daar bij de hulp betrokken is."),
        max_length=300,
        required=False,
    )
    direction = forms.ChoiceField(label=_("Geven of vragen"), choices=DIRECTIONS, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("Welke gegevens"),
        help_text=_("Niet meer dan voor het doel nodig is."),
        choices=DataKind,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies welke gegevens het zijn. Zonder keuze is er geen toestemming.")},
    )
    detail = forms.CharField(
        label=_("Welke gegevens precies"),
        help_text=_("In gewone woorden: de inwoner leest dit en tekent ervoor."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        max_length=LONG,
    )
    goal = forms.CharField(
        label=_("Waarvoor"),
        help_text=_("Eén zin: wat kan er beter met deze gegevens?"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        max_length=LONG,
    )
    valid_from = forms.DateField(label=_("Vanaf"), widget=DateInput())
    valid_until = forms.DateField(label=_("Tot en met"), help_text=_("Hooguit een jaar."), widget=DateInput())

    def __init__(self, *args, people, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(person.pk), name) for person, name in told_apart(people)]
        self.fields["organisation"].queryset = organisations
        self.initial = {"valid_from": self.today, "valid_until": self.today + USUAL} | self.initial

    def clean(self):
        data = super().clean()
        if bool(data.get("organisation")) == bool(data.get("new_organisation")) and not self.errors.get("organisation"):
            self.add_error("organisation", _("Kies een organisatie, of schrijf de naam op van een die er niet staat."))
        if data.get("new_organisation") and not data.get("new_sort"):
            self.add_error("new_sort", _("Kies wat voor organisatie het is."))
        return data

    def facts(self) -> dict:
        """What `compose` takes, but for the organisation."""
        facts = {name: self.cleaned_data[name] for name in ("kinds", "detail", "goal", "professional")}
        facts |= {name: self.cleaned_data[name] for name in ("valid_from", "valid_until")}
        direction = self.cleaned_data["direction"]
        facts |= {"may_give": direction != wording.ASK, "may_ask": direction != wording.GIVE}
        return facts


class ExplainForm(forms.Form):
    """The worker says that it was explained and checked; the resident's own words show it."""

    language = forms.ChoiceField(label=_("In welke taal leest of hoort de inwoner het?"), widget=forms.RadioSelect)
    present = forms.CharField(label=_("Wie was erbij?"), max_length=300, required=False)
    own_words = forms.CharField(
        label=_("Wat zei de inwoner, in eigen woorden?"),
        help_text=_("Vraag: kunt u vertellen wat er gebeurt als u ja zegt?"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=LONG,
    )
    child_informed = forms.CharField(
        label=_("Hoe hoorde het kind het?"),
        help_text=_("In woorden die het begrijpt."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        max_length=LONG,
    )
    understood = forms.BooleanField(label=_("Ik heb het uitgelegd, en nagevraagd of het is begrepen."))

    def __init__(self, *args, texts, age, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(text.language, Language(text.language).label) for text in texts]
        self.initial.setdefault("language", texts[0].language if texts else "")
        if age is None or age >= DECIDES_WITH_PARENTS:
            del self.fields["child_informed"]

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "understood"}


class TakenBackForm(forms.Form):
    """Told to a worker; no reason is needed."""

    route = forms.ChoiceField(
        label=_("Hoe is het gezegd?"),
        choices=[(Route.SPOKEN, Route.SPOKEN.label), (Route.PAPER, Route.PAPER.label)],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Wat zei diegene erover?"),
        help_text=_("Een reden hoeft niet."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        max_length=LONG,
        required=False,
    )


class WithdrawForm(TakenBackForm):
    who = forms.ChoiceField(label=_("Wie trekt de toestemming in?"), widget=forms.RadioSelect)
    field_order = ("route", "who", "reason")

    def __init__(self, *args, signatures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [(str(one.pk), one.name) for one in signatures]
        self.names = {str(one.pk): one.name for one in signatures}

    def facts(self) -> dict:
        said = ": ".join(part for part in (self.names[self.cleaned_data["who"]], self.cleaned_data["reason"]) if part)
        return {"route": self.cleaned_data["route"], "reason": said}
