"""Letters: which text, to whom; and then the text itself."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import Channel
from cases.forms.records import RecordForm
from cases.models import StandardText, TextKind

LONGEST = 20_000
WAYS = [(Channel.IN_PERSON, _("Ik geef hem zelf af")), (Channel.POST, _("Met de post"))]
GAP = re.compile(r"\[[^\[\]\n]+\]")


def choices_of(people) -> list[tuple[str, str]]:
    """Whom one can write to; nobody who has died."""
    return [(str(person.pk), person.full_name) for person in people if not person.deceased_text]


class LetterChoiceForm(forms.Form):
    """`answers`: person → channel → cases.contact.Answer."""

    template = forms.ModelChoiceField(
        label=_("Welke brief?"), queryset=StandardText.objects.none(), empty_label=_("Kies een brief")
    )
    addressee = forms.ChoiceField(label=_("Voor wie?"), choices=[])
    channel = forms.ChoiceField(
        label=_("Hoe gaat de brief?"), choices=WAYS, initial=Channel.IN_PERSON, widget=forms.RadioSelect
    )

    def __init__(self, *args, people, answers, **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = answers
        self.fields["template"].queryset = StandardText.objects.in_use(TextKind.LETTER)
        self.fields["addressee"].choices = [("", _("Kies een persoon")), *choices_of(people)]

    def clean(self):
        data = super().clean()
        if "addressee" in data and "channel" in data:
            answer = self.answers[data["addressee"]][data["channel"]]
            if not answer.allowed:
                self.add_error("addressee", answer.why)
        return data


class LetterForm(RecordForm):
    title = forms.CharField(label=_("Onderwerp"), max_length=100)
    text = forms.CharField(
        label=_("Brief"),
        help_text=_("Vul in wat tussen vierkante haken staat. Schrijf kort en gewoon, zoals u het zou zeggen."),
        widget=forms.Textarea(attrs={"rows": 20}),
        max_length=LONGEST,
    )
    addressee = forms.ChoiceField(widget=forms.HiddenInput, choices=[])
    channel = forms.ChoiceField(widget=forms.HiddenInput, choices=WAYS)

    field_order = ("title", "text")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, people=people, **kwargs)
        self.fields["addressee"].choices = choices_of(people)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if gaps := GAP.findall(text):
            raise ValidationError(_("Vul nog in: %(gaps)s."), params={"gaps": ", ".join(dict.fromkeys(gaps))})
        return text
