"""§ 4.1 Casusregie: forms of a plan. What somebody types of a resident is in the resident's own words."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.forms import DateInput, WithToday
from cases.forms.common import offer_people
from casework.domains import CHOICES
from casework.models import PartKind, PlanPart
from casework.models.plan import Outcome

USUAL = timedelta(days=90)
LONG = 2000


def words(label, *, rows=2, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), max_length=LONG, **kwargs
    )


class BeginForm(WithToday):
    wish = words(
        _("Wat wil het gezin bereiken?"),
        help_text=_("In hun eigen woorden. Iedereen die tekent, leest dit."),
    )
    about = forms.MultipleChoiceField(label=_("Voor wie"), widget=forms.CheckboxSelectMultiple)
    evaluate_on = forms.DateField(
        label=_("Wanneer bekijken wij het plan samen?"), help_text=_("Uiterlijk op deze dag."), widget=DateInput()
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)
        self.fields["evaluate_on"].initial = self.today + USUAL

    def clean_about(self):
        return [UUID(one) for one in self.cleaned_data["about"]]


class EndForm(forms.Form):
    reason = words(_("Waarom is het plan klaar?"))


class RenewForm(forms.Form):
    why = words(_("Wat verandert er, en waarom?"))


class PartForm(forms.Form):
    """What every part asks; the kinds below add their own. `version`: a door handed it out, with `rows`."""

    text = words(_("Wat spreken jullie af?"))
    who = forms.CharField(label=_("Wie"), max_length=200)
    about = forms.MultipleChoiceField(
        label=_("Over wie gaat dit?"),
        help_text=_("Alleen deze mensen lezen dit, en tekenen ervoor."),
        widget=forms.CheckboxSelectMultiple,
    )
    withheld = forms.BooleanField(
        label=_("Niet tonen aan de inwoner"),
        help_text=_("Voor wat iemand in gevaar kan brengen. Het staat dan niet in de tekst en niet in het portaal."),
        required=False,
    )
    LEFT_OUT: tuple[str, ...] = ("who",)

    def __init__(self, *args, version, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = version
        people = [person for person in people if person.pk in version.about]
        offer_people(self.fields["about"], people)
        for name in self.LEFT_OUT:
            del self.fields[name]

    def clean_about(self):
        return [UUID(one) for one in self.cleaned_data["about"]]

    def facts(self) -> dict:
        return dict(self.cleaned_data)


class StrengthForm(PartForm):
    text = words(_("Wat gaat er goed, en wie helpt er al?"), help_text=_("Familie, buren, vrienden, hobby's."))


class SafetyForm(PartForm):
    text = words(_("Welke afspraak houdt iedereen veilig?"), help_text=_("Wat doet wie als het misgaat?"))


class GoalForm(PartForm):
    text = words(_("Wat wil de inwoner bereiken?"), help_text=_("In eigen woorden: “ik wil weer rustig slapen”."))
    domain = forms.ChoiceField(label=_("Leefgebied"), choices=[("", _("Kies een leefgebied")), *CHOICES])
    field_order = ("text", "domain")


class ActionForm(PartForm):
    text = words(_("Wat gaat er gebeuren?"))
    who = forms.CharField(label=_("Wie doet dit?"), max_length=200)
    due_on = forms.DateField(label=_("Wanneer is het klaar?"), widget=DateInput(), required=False)
    goal = forms.ChoiceField(label=_("Bij welk doel?"))
    LEFT_OUT = ()
    field_order = ("goal", "text", "who", "due_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.goals = {str(part.pk): part for part in self.version.rows if part.kind == PartKind.GOAL}
        self.fields["goal"].choices = [(pk, part.text[:80]) for pk, part in self.goals.items()]

    def clean_goal(self):
        return self.goals[self.cleaned_data["goal"]]


class InvolvedForm(PartForm):
    """§ 3 Toestemming, tenzij: exactly these people share what the help needs."""

    who = forms.CharField(label=_("Wie"), help_text=_("Naam en functie."), max_length=200)
    organisation = forms.ModelChoiceField(
        label=_("Organisatie"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Geen organisatie"),
    )
    text = words(_("Wat doet deze persoon?"), required=False)
    replaces = forms.ChoiceField(label=_("Vervangt iemand"), required=False)
    LEFT_OUT = ()
    field_order = ("who", "organisation", "text", "replaces")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(enforces=False).order_by("name")
        own = self.initial.get("pk")
        others = [part for part in self.version.rows if part.kind == PartKind.INVOLVED and part.pk != own]
        self.others = {str(part.pk): part for part in others if not part.replaces_id}
        self.fields["replaces"].choices = [("", _("Niemand")), *((pk, one.who) for pk, one in self.others.items())]

    def clean_replaces(self):
        return self.others.get(self.cleaned_data["replaces"])


FORMS = {
    PartKind.STRENGTH: StrengthForm,
    PartKind.GOAL: GoalForm,
    PartKind.ACTION: ActionForm,
    PartKind.SAFETY: SafetyForm,
    PartKind.INVOLVED: InvolvedForm,
}


def initial_of(part: PlanPart) -> dict:
    """A part as its form shows it."""
    shown = {name: getattr(part, name) for name in ("pk", "text", "who", "domain", "due_on", "withheld")}
    return shown | {
        "about": [str(person) for person in part.about],
        "goal": str(part.goal_id),
        "organisation": part.organisation_id,
        "replaces": str(part.replaces_id or ""),
    }


class EvaluationForm(WithToday):
    """`goals`: of the version that holds; each gets an outcome and some words."""

    held_on = forms.DateField(label=_("Wanneer was het gesprek?"), widget=DateInput())
    present = forms.CharField(label=_("Wie waren erbij?"), max_length=500)

    def __init__(self, *args, goals, **kwargs):
        super().__init__(*args, **kwargs)
        self.goals = goals
        self.fields["held_on"].initial = self.today
        for goal in goals:
            self.fields[f"outcome_{goal.pk}"] = forms.ChoiceField(
                label=goal.text[:200], choices=Outcome, widget=forms.RadioSelect
            )
            self.fields[f"words_{goal.pk}"] = words(_("Hoe gaat het hiermee?"), required=False)
        self.fields["conclusion"] = words(_("Wat spreken jullie af?"))
        self.fields["next_on"] = forms.DateField(
            label=_("Wanneer bekijken jullie het plan weer?"), widget=DateInput(), initial=self.today + USUAL
        )

    def facts(self) -> dict:
        data = self.cleaned_data
        kept = {name: data[name] for name in ("held_on", "present", "conclusion", "next_on")}
        outcomes = {
            goal.pk: {"outcome": data[f"outcome_{goal.pk}"], "words": data[f"words_{goal.pk}"]} for goal in self.goals
        }
        return kept | {"outcomes": outcomes}
