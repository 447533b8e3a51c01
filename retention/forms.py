"""Forms of the page Bewaren: a procedure that runs, longer for good care, what starts a term."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.forms import DateInput, WithToday
from cases.forms.common import offer_categories, offer_people
from consent.policy import Asking, Signer
from retention import holds
from retention.choices import BY_COLLEAGUE
from retention.models import HoldKind, Kept
from retention.models.brakes import BY_HAND
from terms.categories import CATEGORIES, INGETROKKEN_AANVRAAG, SIGNAAL

LONGEST = 2000
ALL = ("", _("Alles in het dossier"))
# The other events follow from what is recorded (retention.events).
SAID = (INGETROKKEN_AANVRAAG.code, SIGNAAL.code)


def allowed(refuse, day: date | None, today: date) -> date | None:
    """The day, or as a mistake of its field what the rule has against it."""
    if day:
        try:
            refuse(day, today)
        except holds.NotThisDay as error:
            raise ValidationError(str(error)) from None
    return day


class Concerns(WithToday):
    """Which part of the dossier. `people`: of whom one can choose; `opens`: the categories one may read."""

    category = forms.ChoiceField(label=_("Welke gegevens?"), required=False, choices=[])
    about = forms.MultipleChoiceField(
        label=_("Over wie?"),
        help_text=_("Wat alleen over een ander gaat, wordt wel op zijn dag vernietigd."),
        widget=forms.CheckboxSelectMultiple,
        choices=[],
    )

    def __init__(self, *args, people, opens, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)
        offer_categories(self.fields["category"], opens)
        self.fields["category"].choices = [ALL, *self.fields["category"].choices]
        self._everybody = {str(person.pk) for person in people}

    def concerns(self) -> dict:
        """Everybody is nobody in particular: who comes into the dossier later is meant too."""
        about = self.cleaned_data["about"]
        return {
            "category": self.cleaned_data["category"],
            "about": [] if set(about) == self._everybody else about,
        }


class HoldForm(Concerns):
    kind = forms.ChoiceField(
        label=_("Wat loopt er?"),
        choices=[(kind.value, kind.label) for kind in BY_HAND],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Waarom mag dit nog niet weg?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    review_on = forms.DateField(
        label=_("Wanneer kijkt u of het nog loopt?"),
        help_text=_("Binnen een half jaar. U krijgt dan een taak."),
        widget=DateInput(),
    )
    field_order = ["kind", "reason", "about", "category", "review_on"]

    def clean_review_on(self) -> date:
        return allowed(holds.refuse_look, self.cleaned_data["review_on"], self.today)

    def kind_of_hold(self) -> HoldKind:
        return HoldKind(self.cleaned_data["kind"])


class ExtendForm(Concerns):
    """§ 2.3 Bewaartermijnen: "als dat redelijkerwijs uit de zorg van een goed hulpverlener voortvloeit"."""

    reason = forms.CharField(
        label=_("Waarom is het voor goede zorg nodig om dit langer te bewaren?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    ends_on = forms.DateField(label=_("Tot welke dag?"), widget=DateInput())
    second = forms.ModelChoiceField(
        label=_("Wie kijkt mee?"),
        help_text=_("De verlenging geldt pas als deze collega het ermee eens is."),
        queryset=User.objects.none(),
        empty_label=_("Kies een collega"),
    )
    field_order = ["reason", "about", "category", "ends_on", "second"]

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        # The second person reads what it is about: of one category at a time that can be said.
        self.fields["category"].required = True
        self.fields["category"].choices = self.fields["category"].choices[1:]
        self.fields["second"].queryset = User.objects.filter(pk__in=[user.pk for user in colleagues])
        last = date_format(holds.last_end(self.today), "j F Y")
        self.fields["ends_on"].help_text = _("Uiterlijk %(day)s. Op die dag wordt het vernietigd.") % {"day": last}

    def clean_ends_on(self) -> date:
        return allowed(holds.refuse_end, self.cleaned_data["ends_on"], self.today)


class EventForm(WithToday):
    """What starts a term without the dossier being closed."""

    category = forms.ChoiceField(label=_("Wat is er gebeurd?"), choices=[], widget=forms.RadioSelect)
    happened_on = forms.DateField(label=_("Op welke dag?"), widget=DateInput())
    about = forms.MultipleChoiceField(label=_("Over wie?"), widget=forms.CheckboxSelectMultiple, choices=[])

    def __init__(self, *args, people, opens, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)
        offered = [CATEGORIES[code] for code in SAID if code in opens]
        self.fields["category"].choices = [(one.code, f"{one.label}: {one.start_event.label}") for one in offered]

    def clean_happened_on(self) -> date:
        return self.refuse_future(self.cleaned_data["happened_on"])


class JudgeForm(forms.Form):
    YES, NO = "ja", "nee"

    outcome = forms.ChoiceField(
        label=_("Is dit voor goede zorg nodig?"),
        widget=forms.RadioSelect,
        choices=[(YES, _("Ja, bewaar het langer")), (NO, _("Nee, vernietig het op zijn dag"))],
    )


class LookForm(WithToday):
    """`can_wait`: a procedure may run on to a new day; an extension has its end."""

    ON, OVER = "loopt", "over"

    outcome = forms.ChoiceField(label=_("Loopt het nog?"), widget=forms.RadioSelect)
    review_on = forms.DateField(label=_("Wanneer kijkt u opnieuw?"), widget=DateInput(), required=False)

    def __init__(self, *args, can_wait: bool, **kwargs):
        super().__init__(*args, **kwargs)
        over = (self.OVER, _("Het is voorbij: wat over zijn dag is, wordt vernietigd"))
        self.fields["outcome"].choices = [(self.ON, _("Ja, het loopt nog")), over] if can_wait else [over]
        if can_wait:
            self.fields["review_on"].help_text = _("Alleen als het nog loopt. Binnen een half jaar.")
        else:
            self.fields["outcome"].label = _("Is langer bewaren nog nodig?")
            del self.fields["review_on"]

    def clean_review_on(self) -> date | None:
        return allowed(holds.refuse_look, self.cleaned_data["review_on"], self.today)

    def clean(self):
        data = super().clean()
        if data.get("outcome") == self.ON and not data.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", _("Kies de dag waarop u opnieuw kijkt."))
        return data


class AskedByHand(WithToday):
    """Asked on paper or at the desk. `asking`: who may ask this, by the rules (consent.policy)."""

    asked_by = forms.ChoiceField(label=_("Wie vraagt het?"), widget=forms.RadioSelect, choices=[])
    way = forms.ChoiceField(label=_("Hoe is het gevraagd?"), widget=forms.RadioSelect, choices=BY_COLLEAGUE)
    came_on = forms.DateField(label=_("Wanneer is het gevraagd?"), widget=DateInput())
    checked = forms.BooleanField(
        label=_("Ik heb gezien wie het vraagt, met een legitimatiebewijs of omdat ik die ken.")
    )

    def __init__(self, *args, asking: Asking, **kwargs):
        super().__init__(*args, **kwargs)
        self.signers = list(dict.fromkeys((*asking.who, *asking.weighed)))
        self.fields["asked_by"].choices = [
            (str(number), f"{one.name} ({one.capacity})") for number, one in enumerate(self.signers)
        ]

    def clean_came_on(self) -> date:
        return self.refuse_future(self.cleaned_data["came_on"])

    @property
    def signer(self) -> Signer:
        """Who asks it."""
        return self.signers[int(self.cleaned_data["asked_by"])]


class RequestForm(AskedByHand):
    """To destroy. `own`: the name of whom it is about."""

    came_on = forms.DateField(
        label=_("Wanneer is het gevraagd?"),
        help_text=_("Vanaf deze dag heeft u drie maanden om te beslissen."),
        widget=DateInput(),
    )
    wish = forms.CharField(
        label=_("Wat wil deze persoon?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    weighed = forms.BooleanField(
        label=_("Vraagt een ander dan de inwoner het? Dan heb ik gewogen of dat veilig is."), required=False
    )

    field_order = ("asked_by", "way", "came_on", "wish", "checked", "weighed")

    def __init__(self, *args, own: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = own

    def clean(self):
        data = super().clean()
        if data.get("asked_by") and self.signer.name != self.own and not data.get("weighed"):
            self.add_error("weighed", _("Weeg eerst of het veilig is dat deze persoon dit vraagt."))
        return data


class PrepareForm(forms.Form):
    """Of each category that there is something of: whether it goes, or why it stays."""

    DESTROY = "weg"

    explanation = forms.CharField(
        label=_("Waarom besluit u dit?"),
        help_text=_("Schrijf het zo op, dat u het aan de inwoner kunt vertellen."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    second = forms.ModelChoiceField(
        label=_("Wie kijkt mee?"), queryset=User.objects.none(), empty_label=_("Kies een collega")
    )

    def __init__(self, *args, asked, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["second"].queryset = User.objects.filter(pk__in=[user.pk for user in colleagues])
        for one in asked:
            self.fields[f"over_{one.category}"] = forms.ChoiceField(
                label=CATEGORIES[one.category].label, widget=forms.RadioSelect, choices=self._choices(one)
            )
        self.order_fields([f"over_{one.category}" for one in asked])

    def _choices(self, one) -> list[tuple]:
        if one.is_referred:
            return [(Kept.TREATING.value, Kept.TREATING.label)]
        kept = [(kept.value, kept.label) for kept in (Kept.OTHER, Kept.LAW)]
        destroy = ngettext("Vernietig %(number)d stuk", "Vernietig %(number)d stukken", one.alone)
        return [(self.DESTROY, destroy % {"number": one.alone}), *kept] if one.alone else kept

    def decision(self) -> dict[str, str]:
        found = {name.removeprefix("over_"): why for name, why in self.cleaned_data.items() if name.startswith("over_")}
        return {category: "" if why == self.DESTROY else why for category, why in found.items()}


class AgreeForm(forms.Form):
    YES, NO = "ja", "nee"

    outcome = forms.ChoiceField(
        label=_("Wat vindt u?"),
        widget=forms.RadioSelect,
        choices=[(YES, _("Eens: voer het uit. Wat weg is, komt nooit terug.")), (NO, _("Niet eens: opnieuw bekijken"))],
    )
