"""Forms of this room. Errors are Dutch sentences; a form asks only what its purpose needs (§ 2 Need to know)."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases import bsn as bsn_rules
from cases import roles, uploads
from cases.choices import BsnReason, EntryKind, Gender, IdentityDocument, LegalBasis, Purpose, Source
from cases.errors import UploadRefused
from cases.partialdate import PartialDate
from terms.categories import CHOICES as CATEGORY_CHOICES

EARLIEST_YEAR = 1880
MOST_YEARS_AHEAD = 20


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def clean_bsn(text: str) -> str:
    """The nine digits, or a ValidationError; empty stays empty."""
    bsn = bsn_rules.normalised(text)
    if bsn and not bsn_rules.is_valid(bsn):
        raise ValidationError(_("Dit is geen geldig burgerservicenummer. Controleer de cijfers."))
    return bsn


class WithToday(forms.Form):
    """A form that must know what day it is: the view passes the request's day."""

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def refuse_future(self, day: date | None) -> date | None:
        if day and day > self.today:
            raise ValidationError(_("Deze datum ligt in de toekomst."))
        if day and day.year < EARLIEST_YEAR:
            raise ValidationError(_("Deze datum ligt te ver terug."))
        return day


def offer_people(field: forms.MultipleChoiceField, people) -> None:
    """Whom it can be about; everybody, until somebody is taken out."""
    field.choices = [(str(person.pk), person.full_name) for person in people]
    field.initial = [str(person.pk) for person in people]


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Zoek in uw dossiers"),
        help_text=_("Naam, adres, geboortedatum of BSN"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


class DirectoryForm(WithToday):
    """§ 2.5 Toegankelijkheid: is somebody known here? By BSN, or by surname and birth date; always with a purpose."""

    bsn = forms.CharField(label=_("Burgerservicenummer"), max_length=11, required=False)
    surname = forms.CharField(label=_("Achternaam"), max_length=200, required=False)
    birth_date = forms.DateField(label=_("Geboortedatum"), required=False, widget=DateInput())
    purpose = forms.ChoiceField(label=_("Waarvoor zoekt u?"), choices=Purpose)

    def clean_bsn(self):
        return clean_bsn(self.cleaned_data["bsn"])

    def clean_birth_date(self):
        return self.refuse_future(self.cleaned_data["birth_date"])

    def clean(self):
        data = super().clean()
        if not self.errors and not data["bsn"] and not (data["surname"] and data["birth_date"]):
            raise ValidationError(_("Vul het BSN in, of de achternaam én de geboortedatum."))
        return data


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

    def clean_bsn(self):
        return clean_bsn(self.cleaned_data["bsn"])

    def clean_identity_checked_on(self):
        return self.refuse_future(self.cleaned_data["identity_checked_on"])

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        data["birth"] = self._birth(data).as_json()
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
        names = ("given_names", "prefix", "surname", "gender", "birth", "address_secret", "bsn")
        facts = {name: data[name] for name in names}
        facts["address"] = {name: data[name] for name in ("street", "number", "postcode", "town") if data[name]} or None
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
            **{name: address.get(name, "") for name in ("street", "number", "postcode", "town")},
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


class DossierForm(forms.Form):
    legal_basis = forms.ChoiceField(label=_("Grondslag"), choices=LegalBasis)
    purpose = forms.ChoiceField(label=_("Doel"), choices=Purpose, initial=Purpose.COORDINATION)
    question = forms.CharField(
        label=_("Wat is de vraag?"), help_text=_("Schrijf op wat het gezin vraagt."), widget=forms.Textarea
    )
    about = forms.MultipleChoiceField(
        label=_("Over wie gaat het dossier?"), widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)


class RecordForm(WithToday):
    """What every record carries; prefilled from the dossier, in one line one can open."""

    about = forms.MultipleChoiceField(label=_("Over wie"), widget=forms.CheckboxSelectMultiple, choices=[])
    source = forms.ChoiceField(label=_("Bron"), choices=Source, initial=Source.OWN)
    purpose = forms.ChoiceField(label=_("Doel"), choices=Purpose)
    legal_basis = forms.ChoiceField(label=_("Grondslag"), choices=LegalBasis)
    category = forms.ChoiceField(label=_("Categorie"), choices=CATEGORY_CHOICES, initial="casusregie")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)

    def facts(self) -> dict:
        """What the actions take; own observation follows from the source."""
        return {**self.cleaned_data, "own_observation": self.cleaned_data["source"] == Source.OWN}


class EntryForm(RecordForm):
    text = forms.CharField(
        label=_("Notitie"),
        help_text=_("De inwoner mag dit lezen. Schrijf op wat u zag en hoorde, en van wie."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    kind = forms.ChoiceField(label=_("Soort"), choices=EntryKind, initial=EntryKind.PHONE)
    happened_on = forms.DateField(label=_("Datum"), widget=DateInput())

    field_order = ("text", "kind", "happened_on")

    def clean_happened_on(self):
        return self.refuse_future(self.cleaned_data["happened_on"])


class DocumentForm(RecordForm):
    upload = forms.FileField(label=_("Bestand"), help_text=_("Pdf, foto, Word, Excel, OpenDocument of tekst."))
    title = forms.CharField(label=_("Wat is het?"), max_length=200)

    field_order = ("upload", "title")

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        try:
            return uploads.checked(upload.name, upload.read())
        except UploadRefused as error:
            raise ValidationError(str(error)) from None


class TaskForm(RecordForm):
    title = forms.CharField(label=_("Wat moet er gebeuren?"), max_length=200)
    assigned_to = forms.ModelChoiceField(
        label=_("Wie"), queryset=User.objects.none(), empty_label=_("Kies een collega")
    )
    due_on = forms.DateField(label=_("Uiterlijk"), widget=DateInput())

    field_order = ("title", "assigned_to", "due_on")

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = colleagues


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("Waarom sluit u dit dossier?"), widget=forms.Textarea(attrs={"rows": 4}))


class GrantForm(WithToday):
    """§ 1.1 Geheimhoudingsplicht: who, which role, why, from when and until when."""

    user = forms.ModelChoiceField(label=_("Collega"), queryset=User.objects.none(), empty_label=_("Kies een collega"))
    role = forms.ChoiceField(label=_("Rol op dit dossier"), choices=roles.CHOICES, initial=roles.Hulpverlener.code)
    reason = forms.CharField(label=_("Waarom is toegang nodig?"), max_length=500)
    valid_from = forms.DateField(label=_("Vanaf"), widget=DateInput())
    valid_until = forms.DateField(
        label=_("Tot en met"), required=False, widget=DateInput(), help_text=_("Leeg: zolang het nodig is.")
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues
        self.fields["valid_from"].initial = self.today

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day < self.today:
            raise ValidationError(_("Toegang kan niet met terugwerkende kracht worden gegeven."))
        return day

    def clean_valid_until(self):
        day = self.cleaned_data["valid_until"]
        if day and day.year > self.today.year + MOST_YEARS_AHEAD:
            raise ValidationError(_("Deze dag ligt te ver vooruit. Laat het veld leeg als er geen einddatum is."))
        return day

    def clean(self):
        data = super().clean()
        if data.get("valid_until") and data.get("valid_from") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", _("Deze dag ligt vóór de eerste dag."))
        return data
