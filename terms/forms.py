from django import forms
from django.utils.translation import gettext_lazy as _

from terms import categories


class PutIntoForceForm(forms.Form):
    """What the privacy officer decides: from when, for everything or one category, and why."""

    from_on = forms.DateField(
        label=_("In werking vanaf"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Vandaag of later."),
    )
    category = forms.ChoiceField(
        label=_("Voor welke categorie"), choices=[("", _("Alle categorieën")), *categories.CHOICES], required=False
    )
    reason = forms.CharField(
        label=_("Waarom"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("Schrijf geen namen van inwoners op."),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("from_on", today)

    def clean_from_on(self):
        day = self.cleaned_data["from_on"]
        if day < self.today:
            raise forms.ValidationError(_("Een set gaat in op vandaag of later, niet in het verleden."))
        return day
