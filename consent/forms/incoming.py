"""§ 1.3 Verstrekkingen van politie: what others gave us, and whether the resident knows."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.forms import DateInput
from cases.forms.records import RecordForm
from consent.actions.telling import AT_MOST
from consent.forms.grounds import LONGEST, area, partners
from consent.incoming import CameBy, must_be_told

YES, NOT_YET = "ja", "nee"
TELL_WITHIN = timedelta(days=30)


class IncomingForm(RecordForm):
    organisation = forms.ModelChoiceField(
        label=_("Van welke organisatie?"), queryset=Organisation.objects.none(), empty_label=_("Kies een organisatie")
    )
    giver = forms.CharField(label=_("Wie daar?"), max_length=200, required=False)
    came_on = forms.DateField(label=_("Wanneer kregen wij het?"), widget=DateInput())
    came_by = forms.ChoiceField(label=_("Op welke grond?"), choices=[("", _("Kies een grond")), *CameBy.choices])
    text = forms.CharField(
        label=_("Wat kregen wij?"),
        help_text=_("Schrijf het op zoals zij het zeiden. Wat u er zelf van vindt, hoort in een notitie."),
        max_length=LONGEST,
        widget=area(6),
    )
    informed = forms.ChoiceField(
        label=_("Weet de inwoner ervan?"),
        help_text=_("Niet nodig als de inwoner het zelf bracht of toestemming gaf."),
        choices=[(YES, _("Ja, de inwoner is ingelicht")), (NOT_YET, _("Nee, nog niet"))],
        widget=forms.RadioSelect,
        required=False,
    )
    day = forms.DateField(
        label=_("Wanneer is of wordt het verteld?"), widget=DateInput(), required=False,
        help_text=_("Nog niet? Dan komt het uiterlijk die dag op de lijst van de regisseur."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Wat is er verteld, of waarom nog niet?"), max_length=LONGEST, required=False, widget=area()
    )

    field_order = ("organisation", "giver", "came_on", "came_by", "text", "informed", "day", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Where it comes from follows from the organisation and the ground.
        del self.fields["source"]
        self.fields["organisation"].queryset = partners()

    @property
    def folded(self):
        """What is filled in already."""
        return [self[name] for name in ("about", "purpose", "legal_basis", "category")]

    def clean_came_on(self):
        return self.refuse_future(self.cleaned_data["came_on"])

    def clean(self):
        data = super().clean()
        if must_be_told(data.get("came_by") or CameBy.RESIDENT):
            for name, words in (
                ("informed", _("Zeg of de inwoner ervan weet.")),
                ("day", _("Vul de dag in.")),
                ("reason", _("Schrijf op wat er is verteld, of waarom nog niet.")),
            ):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, words)
            self._refuse_day(data)
        return data

    def _refuse_day(self, data):
        day, informed = data.get("day"), data.get("informed")
        if not day or "day" in self.errors:
            return
        if informed == YES and day > self.today:
            self.add_error("day", _("Deze datum ligt in de toekomst."))
        if informed == NOT_YET and not self.today < day <= self.today + AT_MOST:
            self.add_error("day", _("Kies een dag na vandaag, en binnen drie maanden."))
