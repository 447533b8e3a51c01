"""§ 3.2 Uitzonderingen: a ground and its questions, what a second person says of it, and acute danger."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cases.choices import LegalBasis, Purpose
from cases.forms import DateInput, WithToday
from cases.forms.common import offer_categories, offer_people
from consent.grounds import GroundRule
from terms.categories import CHOICES as CATEGORY_CHOICES

LONGEST = 5000
QUESTION = "vraag_"


def area(rows: int = 3, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", **attrs})


def partners():
    """Whoever could receive or give something."""
    return Organisation.objects.filter(kind=Organisation.Kind.PARTNER).order_by("name")


class AnswersForm(forms.Form):
    """The questions of one ground. Without a second person it is kept as it is; with one every answer must be there."""

    to = forms.ModelChoiceField(
        label=_("Wie kijkt mee?"),
        help_text=_("Een collega die in dit dossier mag. Weet u het nog niet? Dan bewaren wij wat er staat."),
        queryset=User.objects.none(),
        empty_label=_("Nog niemand: alleen bewaren"),
        required=False,
    )

    def __init__(self, *args, rule: GroundRule, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.rule = rule
        for question in rule.questions:
            self.fields[QUESTION + question.code] = forms.CharField(
                label=question.text, help_text=question.help, max_length=LONGEST, required=False, widget=area()
            )
        self.fields["to"].queryset = User.objects.filter(pk__in=[user.pk for user in colleagues]).order_by("name")
        self.order_fields([name for name in self.fields if name != "to"])

    @property
    def answers(self) -> dict[str, str]:
        return {question.code: self.cleaned_data[QUESTION + question.code] for question in self.rule.questions}

    @property
    def question_fields(self):
        return [self[QUESTION + question.code] for question in self.rule.questions]

    def clean(self):
        data = super().clean()
        if data.get("to"):
            for field in self.question_fields:
                if not (data.get(field.name) or "").strip():
                    self.add_error(field.name, _("Beantwoord deze vraag voordat een ander meekijkt."))
        return data


def answered(answers: dict) -> dict:
    """What an `AnswersForm` begins with."""
    return {QUESTION + code: text for code, text in (answers or {}).items()}


class GroundForm(AnswersForm):
    about = forms.MultipleChoiceField(label=_("Over wie"), widget=forms.CheckboxSelectMultiple, choices=[])
    organisation = forms.ModelChoiceField(
        label=_("Met welke organisatie?"), queryset=Organisation.objects.none(), empty_label=_("Kies een organisatie")
    )
    purpose = forms.ChoiceField(label=_("Doel"), choices=Purpose)
    legal_basis = forms.ChoiceField(label=_("Grondslag"), choices=LegalBasis)
    category = forms.ChoiceField(label=_("Categorie"), choices=CATEGORY_CHOICES, initial="casusregie")

    def __init__(self, *args, people, opens, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)
        offer_categories(self.fields["category"], opens)
        organisations = partners()
        if self.rule.receivers:
            organisations = organisations.filter(sort__in=self.rule.receivers)
        self.fields["organisation"].queryset = organisations

    @property
    def folded(self):
        """What is filled in already."""
        return [self[name] for name in ("purpose", "legal_basis", "category")]


class JudgeForm(WithToday):
    """Of the second person. `last`: the last day it can run to; None where no day is asked."""

    YES, NO = "ja", "nee"

    outcome = forms.ChoiceField(label=_("Wat vindt u?"), widget=forms.RadioSelect)
    opinion = forms.CharField(label=_("Waarom?"), max_length=LONGEST, widget=area(4))
    until = forms.DateField(label=_("Wanneer kijkt u opnieuw?"), widget=DateInput(), required=False)

    def __init__(self, *args, yes, no, last: date | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(self.YES, yes), (self.NO, no)]
        self.last = last
        if last is None:
            del self.fields["until"]
        else:
            self.fields["until"].initial = last
            self.fields["until"].help_text = _("Uiterlijk %(day)s. Tot en met die dag mag er gedeeld worden.") % {
                "day": date_format(last, "j F Y")
            }

    def clean(self):
        data = super().clean()
        until = data.get("until")
        if until and not self.today < until <= self.last:
            self.add_error("until", _("Kies een dag na vandaag, en niet later dan de laatste dag hierboven."))
        if self.last and data.get("outcome") == self.YES and "until" in data and not until:
            self.add_error("until", _("Kies de dag waarop iemand er opnieuw naar kijkt."))
        return data


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Waarom is het niet meer nodig?"), max_length=LONGEST, widget=area())


class UrgentForm(forms.Form):
    """Three things must be said; nothing is looked up, checked or asked of anybody else."""

    organisation = forms.CharField(
        label=_("Met wie deelt u het?"),
        help_text=_("De organisatie, geen naam van een mens. Staat die niet in de lijst, typ de naam dan zelf."),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off", "autofocus": True}),
    )
    danger = forms.CharField(label=_("Welk gevaar is er nu?"), max_length=LONGEST, widget=area())
    told = forms.CharField(label=_("Wat vertelt u?"), max_length=LONGEST, widget=area())
    why_now = forms.CharField(
        label=_("Waarom kan het niet wachten?"), max_length=LONGEST, required=False, widget=area(2)
    )
    receiver = forms.CharField(label=_("Wie sprak u daar?"), max_length=200, required=False)
    about = forms.MultipleChoiceField(label=_("Over wie"), widget=forms.CheckboxSelectMultiple, choices=[])

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)
        if self.is_bound:
            del self.fields["organisation"].widget.attrs["autofocus"]
