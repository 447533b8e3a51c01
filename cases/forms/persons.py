"""Persons and households."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import BsnReason, Gender, IdentityDocument, Purpose
from cases.forms.common import EARLIEST_YEAR, DateInput, WithToday, clean_bsn
from cases.partialdate import PartialDate

ADDRESS = ("street", "number", "postcode", "town")


class PersonForm(WithToday):
    """§ 1.4 Uitzonderingen BSN: with a BSN its identity check, without one the reason."""

    given_names = forms.CharField(label=_("Voornamen"), max_length=200, required=False)
    prefix = forms.CharField(label=_("Voorvoegsel"), max_length=20, required=False)
    surname = forms.CharField(label=_("Achternaam"), max_length=200)
    birth_year = forms.IntegerField(
        label=_("Geboortejaar"), required=False, min_value=EARLIEST_YEAR, max_value=date.max.year
    )
    birth_month = forms.IntegerField(label=_("Geboortemaand"), required=False, min_value=1, max_value=12)
    birth_day = forms.IntegerField(label=_("Geboortedag"), required=False, min_value=1, max_value=31)
    gender = forms.ChoiceField(label=_("Geslacht"), choices=Gender, initial=Gender.UNKNOWN)
    street = forms.CharField(label=_("Straat"), max_length=200, required=False)
    number = forms.CharField(label=_("Huisnummer en toevoeging"), max_length=20, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=7, required=False)
    town = forms.CharField(label=_("Woonplaats"), max_length=100, required=False)
    address_secret = forms.BooleanField(label=_("Het adres is geheim"), required=False)
    bsn = forms.CharField(label=_("Burgerservicenummer"), max_length=11, required=False)
    identity_document = forms.ChoiceField(
        label=_("Identiteit gecontroleerd met"), choices=[("", "–"), *IdentityDocument.choices], required=False
    )
    identity_checked_on = forms.DateField(label=_("Gecontroleerd op"), required=False, widget=DateInput())
    bsn_reason = forms.ChoiceField(
        label=_("Waarom is er geen BSN?"), choices=[("", "–"), *BsnReason.choices], required=False
    )

    # Not to be seen by who fills it in: then it can be neither changed nor made known by unticking that it is secret.
    address_closed = False

    def clean_bsn(self):
        return clean_bsn(self.cleaned_data["bsn"])

    def clean_identity_checked_on(self):
        return self.refuse_future(self.cleaned_data["identity_checked_on"])

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        data["birth"] = self._birth(data).as_json()
        if self.address_closed and {*ADDRESS, "address_secret"} & set(self.changed_data):
            self.add_error(None, _("Dit adres kunnen wij niet bewaren. Laat de velden van het adres zoals ze waren."))
        if data["bsn"] and not (data["identity_document"] and data["identity_checked_on"]):
            self.add_error("identity_document", _("Bij een BSN hoort een controle van de identiteit, met de datum."))
        if not data["bsn"] and not data["bsn_reason"]:
            self.add_error("bsn_reason", _("Kies waarom er geen BSN is."))
        return data

    def _birth(self, data) -> PartialDate:
        """A day needs its month, a month its year; the date must exist and not lie in the future."""
        year, month, day = data["birth_year"], data["birth_month"], data["birth_day"]
        if (day and not month) or (month and not year):
            raise ValidationError({"birth_year": _("Vul bij een dag ook de maand in, en bij een maand het jaar.")})
        birth = PartialDate(year, month, day)
        try:
            self.refuse_future(birth.earliest())
        except ValueError:
            raise ValidationError({"birth_year": _("Deze geboortedatum bestaat niet.")}) from None
        except ValidationError as error:
            raise ValidationError({"birth_year": error.messages}) from None
        return birth

    def facts(self) -> dict:
        """What `actions.add_person` and `change_person` take."""
        data = self.cleaned_data
        names = ("given_names", "prefix", "surname", "gender", "birth", "bsn")
        facts = {name: data[name] for name in names}
        if not self.address_closed:
            facts["address_secret"] = data["address_secret"]
            facts["address"] = {name: data[name] for name in ADDRESS if data[name]} or None
        facts["bsn_reason"] = "" if data["bsn"] else data["bsn_reason"]
        facts["identity_document"] = data["identity_document"] if data["bsn"] else ""
        facts["identity_checked_on"] = data["identity_checked_on"] if data["bsn"] else None
        return facts

    @staticmethod
    def initial_of(person) -> dict:
        birth, address = person.birth_date, person.address or {}
        return {
            "given_names": person.given_names,
            "prefix": person.prefix,
            "surname": person.surname,
            "gender": person.gender,
            "birth_year": birth.year,
            "birth_month": birth.month,
            "birth_day": birth.day,
            "address_secret": person.address_secret,
            "bsn": person.bsn,
            "bsn_reason": person.bsn_reason,
            "identity_document": person.identity_document,
            "identity_checked_on": person.identity_checked_on,
            **{name: address.get(name, "") for name in ADDRESS},
        }


class PersonNewForm(PersonForm):
    purpose = forms.ChoiceField(label=_("Waarvoor neemt u deze persoon op?"), choices=Purpose)


class RevealBsnForm(forms.Form):
    purpose = forms.ChoiceField(label=_("Waarvoor hebt u het BSN nodig?"), choices=Purpose)


class HouseholdForm(forms.Form):
    name = forms.CharField(label=_("Naam van het gezin"), max_length=200)
    safety_line = forms.CharField(
        label=_("Veiligheidsregel"),
        help_text=_("Eén regel die iedereen moet kennen die bij dit gezin komt. Leeg als er niets is."),
        max_length=300,
        required=False,
    )
