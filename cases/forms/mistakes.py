"""Moving what stands in the wrong dossier: first where to, then about whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.common import offer_people


class WhereToForm(forms.Form):
    dossier = forms.ChoiceField(
        label=_("In welk dossier hoort het?"),
        widget=forms.RadioSelect,
        choices=[],
        error_messages={
            "required": _("Kies een dossier."),
            "invalid_choice": _("In dat dossier kunt u nu niet schrijven. Kies een ander dossier."),
        },
    )

    def __init__(self, *args, dossiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dossier"].choices = [(str(dossier.pk), dossier.choice_label) for dossier in dossiers]


class MoveForm(forms.Form):
    """`report`: somebody may have seen it in a way the log cannot know, on paper or over a shoulder."""

    about = forms.MultipleChoiceField(
        label=_("Over wie gaat het?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[],
        error_messages={"required": _("Kies minstens één persoon.")},
    )
    report = forms.BooleanField(
        label=_("Meld als datalek, ook als geen collega het las"),
        help_text=_("Bijvoorbeeld omdat iemand het op papier of op uw scherm zag."),
        required=False,
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)
