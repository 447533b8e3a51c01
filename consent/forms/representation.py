"""§ 4.3 Wilsonbekwaamheid: who represents, a suspicion about somebody, and whether it is safe to approach them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import WithToday
from consent.forms.common import Day, RecordForm, SomebodyNamed, Words
from consent.models import Flag
from consent.representation import APPOINTED, Capacity, Evidence, Part, Verdict, fits

YES, NO = "ja", "nee"


class RepresentationForm(RecordForm):
    PAST = ("evidence_on",)

    representative = forms.ChoiceField(
        label=_("Is het iemand uit uw dossier?"),
        help_text=_("Zo niet: laat dit leeg en vul de naam in."),
        choices=[],
        required=False,
    )
    name = forms.CharField(label=_("Naam"), max_length=200, required=False)
    contact = forms.CharField(label=_("Telefoon of adres"), max_length=500, required=False)
    capacity = forms.ChoiceField(label=_("Als wat?"), choices=Capacity)
    parts = forms.MultipleChoiceField(
        label=_("Wat staat er in de volmacht?"),
        help_text=_("Alleen bij een schriftelijk gemachtigde. De volmacht geeft niet meer dan er staat."),
        choices=Part,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    evidence = forms.ChoiceField(label=_("Waar blijkt het uit?"), choices=Evidence)
    evidence_on = Day(label=_("Van welke dag is dat bewijs?"))
    scope = Words(
        label=_("Waarover gaat het?"), help_text=_("Bijvoorbeeld: alleen zorg, of alleen de Wmo."), required=False
    )
    valid_from = Day(label=_("Vanaf"))
    valid_until = Day(label=_("Tot en met"), help_text=_("Leeg: er is geen laatste dag."), required=False)
    unwilling = forms.BooleanField(
        label=_("Deze naaste wil niet vertegenwoordigen"),
        help_text=_("Dan komt de volgende in de volgorde. Wie is benoemd of gemachtigd kan dit niet zo zeggen."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.beside = {str(person.pk): person for person in self.subject.beside}
        choices = [(key, person.full_name) for key, person in self.beside.items()]
        self.fields["representative"].choices = [("", _("Nee, iemand anders")), *choices]
        self.fields["valid_from"].initial = self.today

    def clean(self):
        data = super().clean()
        known = self.beside.get(data.get("representative"))
        data["representative"] = known
        data["name"] = data.get("name") or (known.full_name if known else "")
        if not data["name"]:
            self.add_error("name", _("Kies iemand uit uw dossier, of vul een naam in."))
        self.in_order("valid_from", "valid_until")
        self._clean_capacity(data)
        return data

    def _clean_capacity(self, data):
        capacity, evidence = data.get("capacity"), data.get("evidence")
        if capacity and evidence and not fits(evidence, capacity):
            self.add_error("evidence", _("Dit bewijs past niet bij: %(capacity)s.") % {"capacity": _label(capacity)})
        if capacity == Capacity.AUTHORISED and not data.get("parts"):
            self.add_error("parts", _("Kies wat er in de volmacht staat."))
        if capacity and capacity != Capacity.AUTHORISED and data.get("parts"):
            self.add_error("parts", _("Dit hoort alleen bij een schriftelijk gemachtigde."))
        if data.get("unwilling") and capacity in {*APPOINTED, Capacity.BEWINDVOERDER}:
            self.add_error("unwilling", _("Wie is benoemd of gemachtigd, vertegenwoordigt tot dat eindigt."))


def _label(capacity):
    return Capacity(capacity).label.lower()


class FlagForm(SomebodyNamed):
    """Whom it is about is named already: it works on what they could sign."""

    PAST = ("flagged_on",)

    reason = Words(label=_("Wat vermoedt u, en waarom?"), rows=5)
    flagged_on = Day(label=_("Sinds welke dag?"))

    def clean(self):
        data = super().clean()
        if not self.errors:
            data["name"], data["flagged_id"] = self.whom()
        return data


class JudgeForm(WithToday):
    """No verdict without the conversation; the conversation alone can be kept until there is one."""

    conversation_on = Day(label=_("Wanneer sprak u de inwoner alleen?"))
    conversation = Words(
        label=_("Wat zei de inwoner?"),
        help_text=_("Kan de inwoner niet praten? Schrijf op hoe u zag hoe het gaat, zonder die ander erbij."),
        rows=5,
    )
    verdict = forms.ChoiceField(
        label=_("Wat besluit u?"),
        choices=[("", _("Nog niets: eerst verder uitzoeken")), *Verdict.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    verdict_reason = Words(label=_("Waarom besluit u dat?"), required=False)

    def __init__(self, *args, flag: Flag, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {
            "conversation_on": flag.conversation_on or self.today,
            "conversation": flag.conversation,
            "verdict": flag.verdict,
        } | self.initial
        if flag.verdict:
            self.fields["verdict"].choices = Verdict.choices
            self.fields["verdict"].required = True

    def clean_conversation_on(self):
        return self.refuse_future(self.cleaned_data["conversation_on"])

    def clean(self):
        data = super().clean()
        if data.get("verdict") and not data.get("verdict_reason"):
            self.add_error("verdict_reason", _("Schrijf op waarom u dit besluit."))
        return data


class CheckForm(SomebodyNamed):
    PAST = ("checked_on",)
    WITH_RESIDENT = True

    safe = forms.ChoiceField(
        label=_("Is het veilig om deze persoon te benaderen?"),
        choices=[(YES, _("Ja, dat is veilig")), (NO, _("Nee, of ik weet het niet zeker"))],
        widget=forms.RadioSelect,
    )
    reason = Words(label=_("Hoe weet u dat?"))
    checked_on = Day(label=_("Op welke dag hebt u dat bekeken?"))

    def clean(self):
        data = super().clean()
        if not self.errors:
            data["name"], data["approached_id"] = self.whom()
            data["safe"] = data["safe"] == YES
        return data
