"""Forms of the portal: one question each (§ 4 Betrokkenheid cliënt)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from inzage.calling import Call

LONGEST = 2000
MYSELF = "ik"


class CallForm(forms.Form):
    """`calls`: what is safe; with one of them it stands ready."""

    when = forms.ChoiceField(label=_("Wanneer mogen wij bellen?"), widget=forms.RadioSelect)

    def __init__(self, *args, calls: Sequence[Call], **kwargs):
        super().__init__(*args, **kwargs)
        self._calls = {one.part.value: one for one in calls}
        self.fields["when"].choices = [(part, _on(one)) for part, one in self._calls.items()]
        if len(self._calls) == 1:
            self.initial["when"] = next(iter(self._calls))

    @property
    def call(self) -> Call:
        return self._calls[self.cleaned_data["when"]]


def _on(call: Call) -> str:
    return f"{date_format(call.on, 'l j F').capitalize()}. {call.part.label}"


class NotRightForm(forms.Form):
    words = forms.CharField(
        label=_("Wat klopt er niet?"),
        help_text=_("Schrijf het op in uw eigen woorden. Een paar zinnen is genoeg."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=LONGEST,
    )


class ForWhomForm(forms.Form):
    who = forms.ChoiceField(label=_("Voor wie wilt u kijken?"), widget=forms.RadioSelect)

    def __init__(self, *args, people: Iterable[Person], **kwargs):
        super().__init__(*args, **kwargs)
        others = [(str(person.pk), person.given_names) for person in people]
        self.fields["who"].choices = [(MYSELF, _("Voor mijzelf")), *others]

    @property
    def chosen(self) -> UUID | None:
        who = self.cleaned_data["who"]
        return None if who == MYSELF else UUID(who)
