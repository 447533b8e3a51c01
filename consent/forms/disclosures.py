"""§ 3 Toestemming, tenzij: what somebody wants to share, with whom, and what must be said with it."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.forms.common import DateInput, WithToday
from consent.models.disclosures import DisclosureKind, Medium
from consent.names import told_apart
from consent.scope import DataKind

LONGEST = 4000
LONGEST_SHIELD = timedelta(days=366)
KINDS = [
    (DisclosureKind.GIVEN.value, _("Ik geef gegevens")),
    (DisclosureKind.QUESTION.value, _("Ik vraag gegevens")),
    (DisclosureKind.HANDOVER.value, _("Warme overdracht")),
]
# § 5 Convenant / reglement: one of a row asks for an agreement as well.
ONCE, STRUCTURAL = "eenmalig", "structureel"
HOW_OFTEN = [(ONCE, _("Eenmalig")), (STRUCTURAL, _("Steeds weer: een vaste afspraak met deze organisatie"))]


class ChooseForm(forms.Form):
    """Sent by GET: an address one can come back to. Nothing is required; the answer says what is missing."""

    soort = forms.ChoiceField(label=_("Wat wilt u doen?"), choices=KINDS, required=False, widget=forms.RadioSelect)
    over = forms.MultipleChoiceField(label=_("Over wie?"), required=False, widget=forms.CheckboxSelectMultiple)
    met = forms.ModelChoiceField(
        label=_("Met wie?"), queryset=Organisation.objects.none(), required=False, empty_label=_("Kies een organisatie")
    )
    gegevens = forms.MultipleChoiceField(
        label=_("Welke gegevens?"), choices=DataKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    stukken = forms.MultipleChoiceField(label=_("Welke stukken?"), required=False, widget=forms.CheckboxSelectMultiple)
    hoe = forms.ChoiceField(label=_("Hoe?"), choices=Medium, required=False, widget=forms.RadioSelect)
    vast = forms.ChoiceField(label=_("Hoe vaak?"), choices=HOW_OFTEN, required=False, widget=forms.RadioSelect)

    def __init__(self, *args, people, organisations, records, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["over"].choices = [(str(person.pk), name) for person, name in told_apart(people)]
        self.fields["met"].queryset = organisations
        self.fields["stukken"].choices = [(str(record.pk), record) for record in records]

    def say_plainly(self):
        """Not "(niet verplicht)" with every question: what is missing, the answer says. After what came was checked."""
        for field in self.fields.values():
            field.required = True


class SendForm(WithToday):
    """What goes with it. Only what this way of sharing asks for is in it."""

    name = forms.CharField(label=_("Wie daar?"), help_text=_("Voor- en achternaam van wie het krijgt."), max_length=120)
    function = forms.CharField(label=_("Functie"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mailadres"), help_text=_("Alleen de link gaat per mail. Wat u deelt, staat niet in de mail.")
    )
    system = forms.CharField(label=_("In welk systeem?"), max_length=120)
    told_on = forms.DateField(label=_("Wanneer was het gesprek?"), widget=DateInput())
    text = forms.CharField(label=_("Bericht"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST)
    what = forms.CharField(
        label=_("Wat wilt u weten?"), help_text=_("Een gerichte vraag, niet “alles over …”."), max_length=LONGEST
    )
    why = forms.CharField(
        label=_("Waarom hebt u dat nodig?"), help_text=_("Wie de vraag krijgt, leest dit ook."), max_length=LONGEST
    )
    period = forms.CharField(label=_("Over welke periode?"), max_length=120)
    careful = forms.CharField(
        label=_("Waarom is dit nodig, en kan het niet met minder?"),
        help_text=_("Een zin is genoeg."),
        max_length=500,
    )
    toch = forms.CharField(
        label=_("Waarom vraagt u toch nu iets?"),
        help_text=_("Er is tijd gevraagd om af te stemmen. Uw reden blijft bij deze vraag bewaard."),
        max_length=500,
    )
    without_bsn = forms.CharField(
        label=_("Waarom kan het zonder BSN?"),
        help_text=_("Van iemand is geen BSN bekend. De Jeugdwet en de Wmo vragen erom."),
        max_length=500,
    )
    whole_reason = forms.CharField(
        label=_("Waarom is het hele dossier nodig?"), help_text=_("U koos alles wat erin staat."), max_length=500
    )

    def __init__(self, *args, asks, optional=(), **kwargs):
        """`asks`: the names of the fields that are in it; `optional`: of those that may stay empty."""
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if name not in asks]:
            del self.fields[name]
        for name in optional:
            self.fields[name].required = False
        if "told_on" in self.fields:
            self.fields["text"].label = _("Wat is er verteld?")
            self.initial.setdefault("told_on", self.today)

    def clean_told_on(self):
        return self.refuse_future(self.cleaned_data["told_on"])


class ShieldForm(WithToday):
    """§ 3.3 Zorgvuldigheid: why it is not shown at inzage, and when somebody looks at that again."""

    reason = forms.CharField(label=_("Waarom mag de inwoner dit nu niet zien?"), max_length=500)
    review_on = forms.DateField(
        label=_("Wanneer kijkt u hier opnieuw naar?"),
        help_text=_("Op die dag krijgt u een taak. De afscherming stopt niet vanzelf."),
        widget=DateInput(),
    )

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if day <= self.today:
            raise ValidationError(_("Kies een dag na vandaag."))
        if day - self.today > LONGEST_SHIELD:
            raise ValidationError(_("Kies een dag binnen een jaar."))
        return day


class CodeForm(forms.Form):
    """Of a receiver: the code from the telephone, and the duty of secrecy, on one page."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Acht cijfers. U krijgt ze aan de telefoon."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    secrecy = forms.BooleanField(
        label=_("Ik houd dit geheim, gebruik het alleen waarvoor ik het krijg, en geef het niet door."),
        error_messages={"required": _("Zonder deze belofte kunt u het niet openen.")},
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Uw antwoord"),
        help_text=_("De inwoner mag dit lezen. Schrijf alleen wat is gevraagd."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST,
    )
