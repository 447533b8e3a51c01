"""What the forms of this room share."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms import DateInput, WithToday
from consent.access import Subject

MOST = 2000


class Words(forms.CharField):
    """Some sentences."""

    def __init__(self, *, rows=3, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=MOST, **kwargs)


class Day(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(widget=DateInput(), **kwargs)


class RecordForm(WithToday):
    """About one person; `subject` says what may be chosen from. Days of `PAST` lie not ahead."""

    PAST: tuple[str, ...] = ()

    def __init__(self, *args, subject: Subject, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject = subject

    def clean(self):
        data = super().clean()
        for name in self.PAST:
            try:
                self.refuse_future(data.get(name))
            except ValidationError as error:
                self.add_error(name, error)
        return data

    def in_order(self, first: str, last: str) -> None:
        """A last day that lies before the first one is said so, where the last is asked."""
        begins, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begins and ends and ends < begins:
            self.add_error(last, _("Deze dag ligt voor de eerste dag."))


class SomebodyNamed(RecordForm):
    """About somebody who is already recorded: a representative or who has authority, and where it fits the resident."""

    WITH_RESIDENT = False

    who = forms.ChoiceField(label=_("Over wie gaat het?"), choices=[], widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.named = named_in(self.subject, with_resident=self.WITH_RESIDENT)
        self.fields["who"].choices = [(key, name) for key, (name, _id) in self.named.items()]
        if not self.named:
            self.fields["who"].help_text = _("Leg eerst vast wie het gezag heeft of vertegenwoordigt.")

    def whom(self) -> tuple[str, UUID | None]:
        """Name, and id where they are a person of ours."""
        return self.named[self.cleaned_data.pop("who")]


def named_in(subject: Subject, *, with_resident: bool) -> dict[str, tuple[str, UUID | None]]:
    """Under a key that stays the same while others are added: the id, or else the name."""
    recorded, person = subject.recorded, subject.person
    people = [(person.full_name, person.pk)] if with_resident else []
    people += [(one.name, one.representative_id) for one in recorded.representations if one.ended_on is None]
    for outcome in recorded.running_authorities:
        people += [(holder["name"], UUID(holder["person"]) if holder["person"] else None) for holder in outcome.holders]
    return {str(person_id or name): (name, person_id) for name, person_id in people if name}


class EndForm(WithToday):
    ended_on = Day(label=_("Vanaf welke dag geldt het niet meer?"))
    reason = Words(label=_("Waarom?"))

    def clean_ended_on(self):
        return self.refuse_future(self.cleaned_data["ended_on"])
