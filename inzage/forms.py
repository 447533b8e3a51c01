"""Forms of requests: writing one down, what is not shown, reading along, deciding."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.choices import IdentityDocument
from cases.forms import DateInput, WithToday
from consent.policy import REPRESENTATIVE, RESIDENT, Signer
from inzage.actions import preparing
from inzage.choices import FACE_TO_FACE, Asker, Exit, Outcome, RequestKind, ShieldGround
from inzage.errors import NotPossible
from inzage.passages import found_again
from inzage.proposing import Proposal
from retention.forms import AskedByHand

LONGEST = 4000


def long_text(rows: int = 4, **facts) -> forms.CharField:
    return forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **facts)


def capacity_of(signer: Signer) -> str:
    """As whom somebody asks, in a word of `Asker`."""
    if signer.capacity == RESIDENT:
        return Asker.SELF
    return Asker.REPRESENTATIVE if signer.capacity == REPRESENTATIVE else Asker.PARENT


class Asked(WithToday):
    """What is asked, and about which time."""

    kind = forms.ChoiceField(label=_("Wat wordt er gevraagd?"), widget=forms.RadioSelect, choices=RequestKind)
    wish = long_text(
        label=_("In eigen woorden"), help_text=_("Wat precies, en over welk deel? Hoe gerichter, hoe sneller.")
    )
    from_on = forms.DateField(
        label=_("Over de tijd vanaf"), help_text=_("Niets ingevuld? Dan vanaf het begin."), required=False,
        widget=DateInput(),
    )  # fmt: skip
    until_on = forms.DateField(
        label=_("Tot en met"), help_text=_("Niets ingevuld? Dan tot nu."), required=False, widget=DateInput()
    )

    def clean(self):
        data = super().clean()
        if data.get("from_on") and data.get("until_on") and data["until_on"] < data["from_on"]:
            self.add_error("until_on", _("Deze dag ligt vóór het begin."))
        return data

    def asked(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("kind", "wish", "from_on", "until_on")}


WISHES = {
    RequestKind.INSIGHT: _("Wat wilt u zien?"),
    RequestKind.COPY: _("Waarvan wilt u een kopie?"),
    RequestKind.CORRECTION: _("Wat klopt er niet, en wat moet er staan?"),
    RequestKind.STATEMENT: _("Wat is uw verhaal? Wij zetten het erbij zoals u het schrijft."),
    RequestKind.DESTRUCTION: _("Wat wilt u weg hebben?"),
    RequestKind.RESTRICTION: _("Wat mogen wij een tijd niet gebruiken, en waarom?"),
    RequestKind.OBJECTION: _("Waar bent u het niet mee eens, en waarom?"),
    RequestKind.COMPLAINT: _("Wat ging er niet goed?"),
}
# Of these one can say over which time.
WITH_PERIOD = (RequestKind.INSIGHT, RequestKind.COPY)


class AskForm(Asked):
    """In the portal. `kind`, `person`: what and about whom, chosen on the pages before; `own`: who asks."""

    def __init__(self, *args, kind: str, person, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.own, self.kind, self.person = own, kind, person
        del self.fields["kind"]
        self.fields["wish"].label, self.fields["wish"].help_text = WISHES[kind], ""
        self.fields["wish"].error_messages["required"] = _("Schrijf in uw eigen woorden wat u vraagt.")
        self.fields["from_on"].label, self.fields["until_on"].label = _("Vanaf welke dag?"), _("Tot en met welke dag?")
        if kind not in WITH_PERIOD:
            del self.fields["from_on"], self.fields["until_on"]

    def asked(self) -> dict:
        given = {name: self.cleaned_data.get(name) for name in ("wish", "from_on", "until_on")}
        return given | {"kind": self.kind}


class RequestForm(AskedByHand, Asked):
    """Asked on paper or at the desk."""

    came_on = forms.DateField(
        label=_("Wanneer is het gevraagd?"),
        help_text=_("Van een brief: de dag waarop die binnenkwam. Vanaf die dag loopt de termijn."),
        widget=DateInput(),
    )
    field_order = ("asked_by", "kind", "wish", "from_on", "until_on", "way", "came_on", "checked")

    def facts(self) -> dict:
        signer = self.signer
        who = {"asker_id": signer.person, "asked_by": signer.name, "capacity": capacity_of(signer)}
        return who | self.asked() | {name: self.cleaned_data[name] for name in ("way", "came_on")}


@dataclass(frozen=True)
class Chosen:
    """What somebody says is not shown: of a `field` these words at this place; without words all of it; without a
    field the whole record."""

    field: str = ""
    words: str = ""
    place: int = 0


class KeepForm(WithToday):
    """Until which day something stays shielded before somebody looks again."""

    review_on = forms.DateField(
        label=_("Wanneer kijkt u opnieuw?"), help_text=_("Binnen een jaar."), widget=DateInput()
    )

    def clean_review_on(self) -> date:
        try:
            preparing.refuse_look(self.cleaned_data["review_on"], self.today)
        except NotPossible as error:
            raise ValidationError(str(error)) from None
        return self.cleaned_data["review_on"]


class ShieldForm(KeepForm):
    """Of one record. `texts`: its texts (inzage.showing); `own`: which of them are words of who asks; `proposals`: what
    the machine found in them."""

    WHOLE = "alles"

    proposed = forms.MultipleChoiceField(
        label=_("Dit vond de computer"),
        help_text=_("Zet een vinkje bij wat u niet toont. U beslist; de computer stelt alleen voor."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[],
    )
    where = forms.ChoiceField(label=_("Zelf iets aanwijzen"), required=False, choices=[])
    words = long_text(
        rows=3,
        label=_("Welke woorden daarin?"),
        help_text=_("Neem de woorden precies over. Niets ingevuld? Dan wordt alles in dat onderdeel afgeschermd."),
        required=False,
    )
    ground = forms.ChoiceField(label=_("Op welke grond?"), widget=forms.RadioSelect, choices=ShieldGround)
    reason = long_text(
        rows=3, label=_("Waarom?"), help_text=_("De inwoner krijgt de grond te lezen, en deze reden niet.")
    )
    field_order = ("proposed", "where", "words", "ground", "reason", "review_on")

    def __init__(self, *args, texts, own, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = own
        self.texts = {text.field: text for text in texts}
        self.proposals = {f"{one.field}|{one.start}|{one.end}": one for one in proposals}
        self.fields["proposed"].choices = [(key, _proposed(one)) for key, one in self.proposals.items()]
        if not proposals:
            del self.fields["proposed"]
        elif all(one.ground == ShieldGround.RESIDENT for one in proposals):
            self.fields["ground"].initial = ShieldGround.RESIDENT
        parts = [(field, text.label) for field, text in self.texts.items()]
        self.fields["where"].choices = [("", _("Niets")), *parts, (self.WHOLE, _("Het hele stuk"))]

    def clean(self):
        data = super().clean()
        words, where = data.get("words", ""), data.get("where", "")
        if words and where not in self.texts:
            self.add_error("where", _("Kies in welk onderdeel deze woorden staan."))
        elif words and not found_again(self.texts[where].text, words):
            self.add_error("words", _("Deze woorden staan er niet zo. Neem ze precies over."))
        elif where in self.own and not words:
            self.add_error("words", preparing.OWN_WORDS)
        elif not where and not data.get("proposed"):
            self.add_error(None, _("Kies wat u niet toont."))
        return data

    def chosen(self) -> list[Chosen]:
        found = [self.proposals[key] for key in self.cleaned_data.get("proposed", [])]
        chosen = [Chosen(one.field, one.words, one.start) for one in found]
        return [*chosen, *self._pointed_out()]

    def _pointed_out(self) -> list[Chosen]:
        where, words = self.cleaned_data["where"], self.cleaned_data["words"]
        if not where:
            return []
        if where == self.WHOLE:
            return [Chosen()]
        if not words:
            return [Chosen(where)]
        text = self.texts[where].text
        return [Chosen(where, text[start:end], start) for start, end in found_again(text, words)]

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("ground", "reason", "review_on")}


def _proposed(one: Proposal) -> str:
    said = f"“{one.words}”. {one.why}."
    if one.ground == ShieldGround.OTHERS:
        return said
    return _("%(said)s Grond: %(ground)s.") % {"said": said, "ground": ShieldGround(one.ground).label}


class ReadForm(forms.Form):
    """Everything was looked at: who reads along, and what the decider must know."""

    second = forms.ModelChoiceField(
        label=_("Wie leest mee?"), queryset=User.objects.none(), empty_label=_("Kies een collega")
    )
    advice = long_text(
        label=_("Wat geeft u de beslisser mee?"), help_text=_("Uw advies, en waar de beslisser op moet letten.")
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["second"].queryset = User.objects.filter(pk__in=[user.pk for user in colleagues])


class AgreeForm(forms.Form):
    YES, NO = "ja", "nee"

    outcome = forms.ChoiceField(
        label=_("Klopt het zo?"),
        widget=forms.RadioSelect,
        choices=[(YES, _("Ja, dit kan naar de beslisser")), (NO, _("Nee, kijk er opnieuw naar"))],
    )


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Wat is het besluit?"), widget=forms.RadioSelect, choices=Outcome)
    reasons = long_text(
        label=_("Waarom?"),
        help_text=_("Dit komt in de brief, in gewone woorden. Bij “Ja, helemaal” hoeft het niet."),
        required=False,
    )


class WeighForm(forms.Form):
    weighing = long_text(
        rows=6,
        label=_("De afweging"),
        help_text=_(
            "Wat is het belang van wie vraagt? Wat is het belang van het kind of de inwoner? Is het veilig? "
            "Wat vindt die er zelf van?"
        ),
    )


class ExtendForm(forms.Form):
    reason = long_text(label=_("Waarom duurt het langer?"), help_text=_("De inwoner krijgt dit te lezen."))


SHOWN = [("", _("Kies")), *IdentityDocument.choices]


class LeftForm(WithToday):
    """How a letter left, and when. `ways`: by which it may."""

    way = forms.ChoiceField(
        label=_("Hoe kwam het bij de inwoner?"),
        widget=forms.RadioSelect,
        choices=[],
        error_messages={"required": _("Kies hoe het bij de inwoner kwam.")},
    )
    gone_on = forms.DateField(
        label=_("Op welke dag?"), help_text=_("De dag van de post, of de dag waarop u het afgaf."), widget=DateInput()
    )
    shown = forms.ChoiceField(
        label=_("Afgegeven? Waarmee liet de inwoner zien wie het is?"),
        help_text=_("Kijk alleen. Maak geen kopie en schrijf geen nummer op."),
        required=False,
        choices=SHOWN,
    )
    trace = forms.CharField(
        label=_("Aangetekend? Nummer van de brief"),
        help_text=_("Het staat op het bewijs van het postkantoor."),
        required=False,
        max_length=40,
    )

    def __init__(self, *args, ways, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way.value, way.label) for way in ways]
        if len(ways) == 1:
            self.fields["way"].initial, self.fields["way"].widget = ways[0].value, forms.HiddenInput()
        if Exit.TOLD in ways:
            self.fields["gone_on"].help_text = _("De dag waarop u het vertelde.")
        self.fields["gone_on"].initial = self.today
        if Exit.HANDED not in ways:
            del self.fields["shown"]
        if Exit.REGISTERED not in ways:
            del self.fields["trace"]

    def clean_gone_on(self) -> date:
        return self.refuse_future(self.cleaned_data["gone_on"])

    def clean(self):
        data = super().clean()
        if data.get("way") in FACE_TO_FACE and not data.get("shown") and "shown" not in self.errors:
            self.add_error("shown", _("Kies waarmee die liet zien wie het is."))
        return data

    def facts(self) -> dict:
        """Of a way what belongs to it; the rest is not kept."""
        way, data = self.cleaned_data["way"], self.cleaned_data
        return {
            "way": way,
            "on": data["gone_on"],
            "shown": data.get("shown", "") if way in FACE_TO_FACE else "",
            "trace": data.get("trace", "") if way == Exit.REGISTERED else "",
        }


class WhoIsThereForm(forms.Form):
    """Before somebody reads along."""

    shown = forms.ChoiceField(
        label=_("Waarmee liet de inwoner zien wie het is?"),
        help_text=_("Kijk alleen. Maak geen kopie en schrijf geen nummer op."),
        choices=SHOWN,
        error_messages={"required": _("Kijk eerst wie u voor u hebt.")},
    )


class ShowForm(forms.Form):
    reason = long_text(label=_("Waarom mag het weer getoond worden?"))


def ids_in(values) -> list[UUID]:
    """Of hidden fields of our own page; what is no id is left out."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
