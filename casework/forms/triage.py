"""§ 2.4 Triage: the question, how serious and urgent it is, what is needed, and what it comes to."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.choices import LegalBasis, Purpose
from cases.forms import DateInput, WithToday
from casework import triage
from casework.choices import Decision, Severity, Topic, Urgency

LONGEST = 5000
LATER = "later"
EMPTY = [("", _("Kies"))]


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class TriageForm(WithToday):
    """Put aside (`later`) it needs the question alone; decided it needs what that decision needs."""

    question = forms.CharField(
        label=_("Wat is de vraag?"),
        help_text=_("In de woorden van wie belt of schrijft. Een naam is nu nog niet nodig."),
        max_length=LONGEST,
        widget=area(4),
    )
    topic = forms.ChoiceField(label=_("Waar gaat het over?"), choices=[*EMPTY, *Topic.choices], required=False)
    severity = forms.ChoiceField(
        label=_("Hoe ernstig is het?"),
        help_text=_("Hoe minder ernstig, hoe minder wij vastleggen."),
        choices=Severity,
        widget=forms.RadioSelect,
        required=False,
    )
    urgency = forms.ChoiceField(
        label=_("Hoeveel haast heeft het?"), choices=Urgency, widget=forms.RadioSelect, required=False
    )
    needed = forms.CharField(
        label=_("Wat is er echt nodig?"),
        help_text=_("Soms is dat iets anders dan de vraag. Wat lukt zelf, of met mensen in de buurt?"),
        max_length=LONGEST,
        widget=area(3),
        required=False,
    )
    decision = forms.ChoiceField(label=_("Wat besluit u?"), choices=Decision, widget=forms.RadioSelect, required=False)
    follow_up_on = forms.DateField(label=_("Terugbellen op"), widget=DateInput(), required=False)
    reach = forms.CharField(
        label=_("Wie, en op welk nummer?"),
        help_text=_("Alleen voor dit ene gesprek. Vraag of terugbellen veilig is."),
        max_length=200,
        required=False,
    )
    purpose = forms.ChoiceField(label=_("Doel van het dossier"), choices=[*EMPTY, *Purpose.choices], required=False)
    legal_basis = forms.ChoiceField(label=_("Grondslag"), choices=[*EMPTY, *LegalBasis.choices], required=False)
    reason = forms.CharField(
        label=_("Waarom toch een dossier?"),
        help_text=_("Alleen als het licht is. Weinig ernst is een reden om weinig vast te leggen."),
        max_length=LONGEST,
        widget=area(2),
        required=False,
    )

    def __init__(self, *args, asked_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked_on = asked_on
        self.last_call = triage.last_follow_up(asked_on, self.today)
        self.fields["follow_up_on"].help_text = _("Uiterlijk %(day)s. Daarna is de vraag hier vanzelf weg.") % {
            "day": date_format(self.last_call, "j F Y")
        }

    @property
    def is_put_aside(self) -> bool:
        return LATER in self.data

    def clean_follow_up_on(self):
        day = self.cleaned_data["follow_up_on"]
        if day and not triage.may_follow_up_on(day, asked_on=self.asked_on, on=self.today):
            raise ValidationError(
                _("Kies een dag na vandaag, en uiterlijk %(day)s."),
                params={"day": date_format(self.last_call, "j F Y")},
            )
        return day

    def clean(self):
        data = super().clean()
        if self.is_put_aside:
            # Nothing is decided by putting it aside, and nobody is called back before somebody decided so.
            return data | {"decision": "", "follow_up_on": None}
        if data.get("decision") == Decision.EMERGENCY:
            # Nothing stands before a life: what the decision says itself is not asked.
            self._emergency(data)
        self._require(data, "topic", "severity", "urgency", "decision")
        if triage.leads_to_dossier(data.get("decision", "")):
            self._for_dossier(data)
        elif data.get("reach") and not data.get("follow_up_on") and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", _("Kies een dag, of laat ook het nummer leeg."))
        return data

    def _emergency(self, data) -> None:
        for name, value in (
            ("severity", Severity.SERIOUS),
            ("urgency", Urgency.NOW),
            ("topic", Topic.SAFETY),
        ):
            data[name] = data.get(name) or value

    def _for_dossier(self, data) -> None:
        data["follow_up_on"], data["reach"] = None, ""
        if data["decision"] == Decision.DOSSIER:
            self._require(data, "needed", "purpose", "legal_basis")
        if triage.needs_reason(data.get("severity", ""), data["decision"]):
            self._require(data, "reason")
        else:
            data["reason"] = ""

    def _require(self, data, *names: str) -> None:
        for name in names:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Vul dit in voordat u besluit."))
