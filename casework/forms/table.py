"""§ 4 Betrokkenheid cliënt: who looks along, and what they say of how it goes."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_TEXT = 10_000


class TableForm(forms.Form):
    """`people`: whom the dossier is about, opened."""

    people = forms.MultipleChoiceField(
        label=_("Wie kijken er mee?"),
        help_text=_("U laat alleen zien wat ieder van hen mag zien. Komt er iemand bij? Zet het dan opnieuw aan."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies wie er meekijken.")},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(person.pk), person.full_name) for person in people]

    def clean_people(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["people"]]


class EvaluationForm(forms.Form):
    text = forms.CharField(
        label=_("Hoe gaat het, en wat kan anders?"),
        help_text=_("In de woorden van wie het zegt. Het komt in het dossier, en zij mogen het lezen."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_TEXT,
        error_messages={"required": _("Schrijf op wat er gezegd is.")},
    )
