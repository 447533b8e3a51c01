"""§ 1.5 Minderjarigen en wilsonbekwamen: whether somebody can decide this, and what they said no to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.ability import Decision, Objection, Result
from consent.forms.common import Day, RecordForm, Words


class AssessmentForm(RecordForm):
    PAST = ("assessed_on",)

    decision = forms.ChoiceField(label=_("Over welke beslissing gaat het?"), choices=Decision)
    result = forms.ChoiceField(label=_("Wat is de uitkomst?"), choices=Result, widget=forms.RadioSelect)
    assessor = forms.CharField(
        label=_("Wie heeft dat beoordeeld?"),
        help_text=_("De functie, bijvoorbeeld: huisarts of gedragswetenschapper."),
        max_length=200,
    )
    explanation = Words(label=_("Waaruit blijkt dat?"), help_text=_("Zo kort als kan."))
    assessed_on = Day(label=_("Op welke dag?"))
    review_on = Day(label=_("Wanneer moet het opnieuw?"))

    def clean(self):
        data = super().clean()
        assessed, review = data.get("assessed_on"), data.get("review_on")
        if assessed and review and review <= assessed:
            self.add_error("review_on", _("Deze dag moet na de beoordeling liggen."))
        return data


class RefusalForm(RecordForm):
    PAST = ("refused_on",)

    kind = forms.ChoiceField(label=_("Wat is er?"), choices=Objection, widget=forms.RadioSelect)
    decision = forms.ChoiceField(label=_("Over welke beslissing gaat het?"), choices=Decision)
    what = Words(label=_("Waartegen precies, en hoe liet de inwoner dat merken?"))
    refused_on = Day(label=_("Op welke dag?"))
