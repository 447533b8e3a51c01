"""Searching, and asking the directory."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases import bsn as bsn_rules
from cases import roles
from cases.choices import ANY_DOCUMENT, EntryKind, Purpose, Source
from cases.forms.common import DateInput, WithToday, clean_bsn
from cases.search import as_date

PERIODS = [("", _("Altijd")), ("7", _("De laatste week")), ("30", _("De laatste maand")), ("90", _("Drie maanden"))]


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Zoek in uw dossiers"),
        help_text=_("Naam, adres, geboortedatum, BSN, of woorden uit een notitie"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search", "data-shortcut": "/"}),
    )


class ListForm(forms.Form):
    """What narrows a list, from an address: codes alone, and a code nobody offered counts for nothing."""

    def wanted(self) -> dict:
        """Field → what is chosen; the first choice where nothing valid is."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or field.initial for name, field in self.fields.items()}

    @classmethod
    def names(cls) -> list[str]:
        return list(cls.base_fields)


class DossierFilterForm(ListForm):
    """The list of families: `cases.access.Wanted`."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, initial="open",
        choices=[("open", _("Open")), ("gesloten", _("Gesloten")), ("alles", _("Alle"))],
    )  # fmt: skip
    rol = forms.ChoiceField(label=_("Mijn rol"), required=False, choices=[("", _("Elke rol")), *roles.CHOICES])
    sinds = forms.ChoiceField(label=_("Laatst gewijzigd"), required=False, choices=PERIODS)
    sorteer = forms.ChoiceField(
        label=_("Sorteer op"), required=False, initial="gewijzigd",
        choices=[
            ("gewijzigd", _("Laatst gewijzigd")), ("-gewijzigd", _("Langst niet gewijzigd")),
            ("naam", _("Naam (A–Z)")), ("-naam", _("Naam (Z–A)")),
            ("taak", _("Eerste taak eerst")), ("-taak", _("Laatste taak eerst")),
        ],
    )  # fmt: skip
    veilig = forms.BooleanField(label=_("Let op veiligheid"), required=False)
    taken = forms.BooleanField(label=_("Met een taak voor mij"), required=False)


class RecordFilterForm(ListForm):
    """What is in one dossier: `colleagues` wrote in it."""

    soort = forms.ChoiceField(
        label=_("Soort"), required=False,
        choices=[("", _("Alles")), *EntryKind.choices, (ANY_DOCUMENT, _("Document"))],
    )  # fmt: skip
    bron = forms.ChoiceField(label=_("Bron"), required=False, choices=[("", _("Alle bronnen")), *Source.choices])
    sinds = forms.ChoiceField(label=_("Periode"), required=False, choices=PERIODS)
    wie = forms.ChoiceField(label=_("Geschreven door"), required=False)

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wie"].choices = [("", _("Iedereen")), *((str(user.pk), user.name) for user in colleagues)]


class DirectoryForm(WithToday):
    """§ 2.5 Toegankelijkheid: is somebody known here? By BSN, or by surname and birth date; always with a purpose."""

    bsn = forms.CharField(label=_("Burgerservicenummer"), max_length=11, required=False)
    surname = forms.CharField(label=_("Achternaam"), max_length=200, required=False)
    birth_date = forms.DateField(label=_("Geboortedatum"), required=False, widget=DateInput())
    purpose = forms.ChoiceField(label=_("Waarvoor zoekt u?"), choices=Purpose)

    @staticmethod
    def initial_of(words: str) -> dict:
        """What was searched for in one's own dossiers, in the field it belongs in."""
        bsn = bsn_rules.normalised(words)
        if bsn_rules.is_valid(bsn):
            return {"bsn": bsn}
        day = as_date(words)
        return {"birth_date": day} if day else {"surname": words}

    def clean_bsn(self):
        return clean_bsn(self.cleaned_data["bsn"])

    def clean_birth_date(self):
        return self.refuse_future(self.cleaned_data["birth_date"])

    def clean(self):
        data = super().clean()
        if not self.errors and not data["bsn"] and not (data["surname"] and data["birth_date"]):
            raise ValidationError(_("Vul het BSN in, of de achternaam én de geboortedatum."))
        return data
