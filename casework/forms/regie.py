"""§ 4.1 Casusregie: forms with which the regie goes over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.forms.plans import words
from casework.models.regisseur import KEEPS


class OfferForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Aan wie"), queryset=User.objects.none(), empty_label=_("Kies een collega"))
    reason = words(
        _("Waarom gaat de regie over?"),
        help_text=_("Uw collega leest dit voor die antwoordt. Schrijf niets op over het gezin zelf."),
    )
    keeps = forms.ChoiceField(
        label=_("Wat blijft u zelf?"), choices=[("", _("Niets: mijn toegang stopt")), *KEEPS], required=False
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(pk__in=[one.pk for one in colleagues]).order_by("name")


class AnswerForm(forms.Form):
    """Yes shows the duty of secrecy; no may say why."""

    answer = words(_("Wilt u er iets bij zeggen?"), required=False)
