"""§ 2.4 Triage: the intake, filled in bit by bit."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms import DateInput, WithToday
from cases.forms.common import offer_people
from casework.choices import LeafletWay, SupportAnswer
from casework.forms.triage import EMPTY, LONGEST, area

DAYS = ("leaflet_on", "support_on", "held_on")


class IntakeForm(WithToday):
    leaflet_on = forms.DateField(label=_("Folder gegeven op"), widget=DateInput(), required=False)
    leaflet_way = forms.ChoiceField(label=_("Hoe?"), choices=[*EMPTY, *LeafletWay.choices], required=False)
    support_on = forms.DateField(label=_("Cliëntondersteuning aangeboden op"), widget=DateInput(), required=False)
    support_answer = forms.ChoiceField(
        label=_("Wat was het antwoord?"), choices=[*EMPTY, *SupportAnswer.choices], required=False
    )
    held_on = forms.DateField(label=_("Eerste gesprek op"), widget=DateInput(), required=False)
    present = forms.CharField(label=_("Wie waren erbij?"), max_length=LONGEST, widget=area(2), required=False)
    asked = forms.CharField(
        label=_("Wat hebt u gevraagd?"),
        help_text=_("Alleen wat u nodig hebt voor de vraag. De inwoner mag dit lezen."),
        max_length=LONGEST,
        widget=area(5),
        required=False,
    )
    about = forms.MultipleChoiceField(label=_("Met wie?"), widget=forms.CheckboxSelectMultiple, choices=[])

    def __init__(self, *args, people, latest: str, **kwargs):
        """`latest`: which version of the intake stands there now; empty when none does."""
        super().__init__(*args, **kwargs)
        self.latest = latest
        offer_people(self.fields["about"], people)

    def clean(self):
        data = super().clean()
        for name in DAYS:
            self._past(data, name)
        self._pair(data, "leaflet_on", "leaflet_way", _("Zeg ook hoe u de folder gaf."))
        self._pair(data, "support_on", "support_answer", _("Zeg ook wat het antwoord was."))
        if (data.get("present") or data.get("asked")) and not data.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", _("Zeg ook op welke dag u dit vroeg."))
        self._leaflet_first(data)
        # The page carries it along, always as it is now: who saves once more has compared.
        if self.data.get("seen", "") != self.latest:
            raise ValidationError(
                _(
                    "Een collega wijzigde deze intake intussen. Open de intake in een nieuw tabblad en vergelijk. "
                    "Sla dan nog een keer op."
                )
            )
        return data

    def _past(self, data, name) -> None:
        try:
            self.refuse_future(data.get(name))
        except ValidationError as error:
            self.add_error(name, error)

    def _pair(self, data, day: str, beside: str, text) -> None:
        if data.get(day) and not data.get(beside) and beside not in self.errors:
            self.add_error(beside, text)
        if data.get(beside) and not data.get(day) and day not in self.errors:
            self.add_error(day, _("Kies ook de dag."))

    def _leaflet_first(self, data) -> None:
        """§ 1.2 Hulpverlening versus toezicht / handhaving: rights and duties are told before anything is asked."""
        held, given = data.get("held_on"), data.get("leaflet_on")
        if held and (not given or given > held) and "leaflet_on" not in self.errors:
            self.add_error(
                "leaflet_on",
                _("Vertel eerst over rechten en plichten: de folder gaat voor het gesprek, of op dezelfde dag."),
            )
