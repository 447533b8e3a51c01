"""Opening and closing a dossier."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import LegalBasis, Purpose
from cases.forms.common import offer_people


class DossierForm(forms.Form):
    legal_basis = forms.ChoiceField(label=_("Grondslag"), choices=LegalBasis)
    purpose = forms.ChoiceField(label=_("Doel"), choices=Purpose, initial=Purpose.COORDINATION)
    question = forms.CharField(
        label=_("Wat is de vraag?"), help_text=_("Schrijf op wat het gezin vraagt."), widget=forms.Textarea
    )
    about = forms.MultipleChoiceField(
        label=_("Over wie gaat het dossier?"), widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("Waarom sluit u dit dossier?"), widget=forms.Textarea(attrs={"rows": 4}))
