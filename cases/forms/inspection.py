"""What the FG says before a dossier opens (AVG art. 38 lid 2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import InspectionTask


class InspectionForm(forms.Form):
    codename = forms.CharField(
        label=_("Codenaam van het dossier"),
        help_text=_("Twee woorden, zoals die in het beheer en op een brief staan."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    task = forms.ChoiceField(label=_("Voor welke taak?"), choices=InspectionTask, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Waarom is het nodig om dit dossier te lezen?"),
        help_text=_("De regisseur en de privacy officer krijgen bericht dat u het leest, zonder deze reden."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
