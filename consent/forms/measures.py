"""§ 1.6 Gedwongen kader: what a court ordered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.forms.common import Day, RecordForm
from consent.measures import MeasureKind, category_of


class MeasureForm(RecordForm):
    """Offers what one may read: who may not read forced care records none either."""

    PAST = ("ordered_on",)

    kind = forms.ChoiceField(label=_("Welke maatregel?"), choices=[])
    order = forms.CharField(label=_("Nummer van de beschikking"), max_length=100)
    institution = forms.CharField(
        label=_("Wie voert de maatregel uit?"),
        help_text=_("Meestal een gecertificeerde instelling (GI)."),
        max_length=200,
        required=False,
    )
    ordered_on = Day(label=_("Van welke dag is de beschikking?"))
    starts_on = Day(label=_("Vanaf"))
    ends_on = Day(label=_("Tot en met"), help_text=_("Leeg: er is geen laatste dag."), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        opens = self.subject.opens
        self.fields["kind"].choices = [(kind, kind.label) for kind in MeasureKind if category_of(kind) in opens]

    def clean(self):
        data = super().clean()
        self.in_order("starts_on", "ends_on")
        return data
