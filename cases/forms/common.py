"""What the forms of this room share."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases import bsn as bsn_rules
from terms.categories import CHOICES as CATEGORY_CHOICES

EARLIEST_YEAR = 1880


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def clean_bsn(text: str) -> str:
    """The nine digits, or a ValidationError; empty stays empty."""
    bsn = bsn_rules.normalised(text)
    if bsn and not bsn_rules.is_valid(bsn):
        raise ValidationError(_("Dit is geen geldig burgerservicenummer. Controleer de cijfers."))
    return bsn


class WithToday(forms.Form):
    """A form that must know what day it is: the view passes the request's day."""

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def refuse_future(self, day: date | None) -> date | None:
        if day and day > self.today:
            raise ValidationError(_("Deze datum ligt in de toekomst."))
        if day and day.year < EARLIEST_YEAR:
            raise ValidationError(_("Deze datum ligt te ver terug."))
        return day


def offer_people(field: forms.MultipleChoiceField, people) -> None:
    """Whom it can be about; everybody, until somebody is taken out."""
    field.choices = [(str(person.pk), person.full_name) for person in people]
    field.initial = [str(person.pk) for person in people]


def offer_categories(field: forms.ChoiceField, opens) -> None:
    """`opens`: the categories one may read in this dossier; one writes in no other."""
    field.choices = [choice for choice in CATEGORY_CHOICES if choice[0] in opens]
