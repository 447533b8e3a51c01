"""How somebody can be reached without danger: one question after another."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import Channel, Portal, Weekday
from cases.contact import AT_HOURS, NEEDS_ADDRESS
from cases.forms.common import DateInput, WithToday
from cases.models import ContactProfile
from cases.models.contact import ADDRESS_FIELDS

YES, NO = "ja", "nee"
# Who said long ago where it is safe, may live with somebody else by now.
ASKED_AGAIN_AFTER = timedelta(weeks=26)
AT_MOST = timedelta(days=366)
PHONE = re.compile(r"\+?[\d\s()-]{8,20}")
MOST_LINES = 5
WAYS = [
    (Channel.POST, _("Met de post")),
    (Channel.MAIL, _("Met e-mail")),
    (Channel.PHONE, _("Met de telefoon")),
    (Channel.SMS, _("Met sms")),
    (Channel.IN_PERSON, _("In persoon, in een gesprek")),
]
PORTALS = [
    (Portal.OFF, _("Uit: er is voor deze persoon niets te zien")),
    (Portal.REDUCED, _("Beperkt: alleen wat iedereen mag zien die meekijkt. Dat het beperkt is, ziet niemand")),
    (Portal.FULL, _("Volledig")),
]
MISSING = {
    "safe_address": _("Vul in naar welk adres een brief veilig kan."),
    "safe_email": _("Vul in naar welk adres een e-mail veilig kan."),
    "safe_phone": _("Vul in op welk nummer bellen of sms'en veilig is."),
}
HOURS = ("safe_days", "safe_from", "safe_until")
NOTHING = {"ways": (), "safe_days": (), "portal": Portal.OFF}


def _places_of(ways: set) -> list[str]:
    """The fields that say where these channels go, each once, in the order of the page."""
    needed = {ADDRESS_FIELDS[channel] for channel in NEEDS_ADDRESS & ways}
    return [name for name in MISSING if name in needed]


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class ContactForm(WithToday):
    """What is not ticked is not kept. `facts` are what actions.record_contact takes."""

    may_contact = forms.ChoiceField(
        label=_("Mag de gemeente contact zoeken met deze persoon?"),
        choices=[(YES, _("Ja")), (NO, _("Nee, niet benaderen"))],
        widget=forms.RadioSelect,
    )
    why_not = forms.CharField(
        label=_("Waarom niet?"),
        help_text=_("Bijvoorbeeld: de partner mag niet weten dat er hulp is."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    ways = forms.MultipleChoiceField(
        label=_("Hoe kan het veilig?"), choices=WAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    safe_address = forms.CharField(
        label=_("Naar welk adres kan een brief veilig?"),
        help_text=_("Dit hoeft niet het adres te zijn waar iemand woont. De naam zetten wij er zelf boven."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        required=False,
    )
    safe_email = forms.EmailField(label=_("Naar welk e-mailadres?"), max_length=200, required=False)
    safe_phone = forms.CharField(
        label=_("Op welk nummer?"), widget=forms.TextInput(attrs={"type": "tel"}), max_length=20, required=False
    )
    safe_days = forms.TypedMultipleChoiceField(
        label=_("Op welke dagen?"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    safe_from = forms.TimeField(label=_("Vanaf"), widget=TimeInput(), required=False)
    safe_until = forms.TimeField(label=_("Tot"), widget=TimeInput(), required=False)
    shared_with = forms.CharField(
        label=_("Wie kan de post openen, of meekijken op telefoon of computer?"),
        help_text=_("Bijvoorbeeld: de partner opent alle post. Leeg als u dit vroeg en er niemand is."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    portal = forms.ChoiceField(
        label=_("Hoe ver mag het portaal open?"), choices=PORTALS, initial=Portal.OFF, widget=forms.RadioSelect
    )
    said_by = forms.CharField(
        label=_("Wie heeft dit gezegd?"),
        help_text=_("Vraag het aan de persoon zelf, zonder anderen erbij."),
        max_length=200,
    )
    asked_on = forms.DateField(label=_("Wanneer is het gevraagd?"), widget=DateInput())
    review_on = forms.DateField(label=_("Wanneer vragen wij het opnieuw?"), widget=DateInput())
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_asked_on(self):
        return self.refuse_future(self.cleaned_data["asked_on"])

    def clean_safe_address(self):
        lines = [line.strip() for line in self.cleaned_data["safe_address"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Een adres heeft hooguit %(most)s regels."), params={"most": MOST_LINES})
        return "\n".join(lines)

    def clean_safe_phone(self):
        phone = self.cleaned_data["safe_phone"]
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(_("Dit is geen telefoonnummer. Gebruik alleen cijfers, bijvoorbeeld 06 12345678."))
        return phone

    def clean(self):
        data = super().clean()
        answer = data.get("may_contact")
        ways = set(data.get("ways", ())) if answer == YES else set()
        self._forget_what_is_not_asked(data, answer, ways)
        if answer == NO and not data.get("why_not"):
            self._require("why_not", _("Schrijf op waarom deze persoon niet benaderd mag worden."))
        if answer == YES and not ways:
            self._require("ways", _("Kruis aan hoe het veilig kan, of kies hierboven: niet benaderen."))
        for name in _places_of(ways):
            if not data.get(name):
                self._require(name, MISSING[name])
        if AT_HOURS & ways:
            self._clean_hours(data)
        self._clean_review(data)
        return data

    def _forget_what_is_not_asked(self, data, answer, ways):
        """Nobody sees those fields any more, so nobody has to mend them either."""
        asked = {*_places_of(ways), *(HOURS if AT_HOURS & ways else ())}
        asked |= {"why_not"} if answer == NO else {"ways", "portal"}
        for name in {*MISSING, *HOURS, "why_not", "ways", "portal"} - asked:
            self.errors.pop(name, None)
            data[name] = NOTHING.get(name, "")

    def _require(self, name, sentence):
        if name not in self.errors:
            self.add_error(name, sentence)

    def _clean_hours(self, data):
        if not data.get("safe_days"):
            self._require("safe_days", _("Kruis aan op welke dagen bellen of sms'en veilig is."))
        start, end = data.get("safe_from"), data.get("safe_until")
        for name, given in (("safe_from", start), ("safe_until", end)):
            if not given:
                self._require(name, _("Vul een tijd in, bijvoorbeeld 09:00."))
        if start and end and start >= end:
            self.add_error("safe_until", _("Deze tijd moet later zijn dan de tijd daarvoor."))

    def _clean_review(self, data):
        asked, review = data.get("asked_on"), data.get("review_on")
        if asked and review and not asked < review <= asked + AT_MOST:
            self.add_error("review_on", _("Kies een dag na de dag van vragen, en hooguit een jaar later."))

    def facts(self) -> dict:
        data = self.cleaned_data
        open_portal = [Channel.PORTAL.value] if data["portal"] != Portal.OFF else []
        kept = (*MISSING, "portal", "shared_with", "said_by", "asked_on", "review_on")
        return {
            "channels": sorted([*data["ways"], *open_portal]),
            "safe_hours": self._hours() if data["safe_days"] else None,
            "do_not_contact": data["may_contact"] == NO,
            "reason": data["why_not"],
            **{name: data[name] for name in kept},
        }

    def _hours(self) -> list[dict]:
        data = self.cleaned_data
        start, end = (data[name].strftime("%H:%M") for name in ("safe_from", "safe_until"))
        return [{"days": sorted(data["safe_days"]), "from": start, "until": end}]

    @staticmethod
    def initial_of(profile: ContactProfile | None, today) -> dict:
        """Of the running profile; said and asked anew."""
        initial = {"asked_on": today, "review_on": today + ASKED_AGAIN_AFTER}
        if profile is None:
            return initial
        hours = next(iter(profile.safe_hours or ()), {})
        return initial | {
            "may_contact": NO if profile.do_not_contact else YES,
            "why_not": profile.reason,
            "ways": profile.channels,
            **{name: getattr(profile, name) for name in MISSING},
            "safe_days": hours.get("days", []),
            "safe_from": hours.get("from"),
            "safe_until": hours.get("until"),
            "portal": profile.portal,
            "shared_with": profile.shared_with,
            "said_by": profile.said_by,
            "replaces": profile.pk,
        }
