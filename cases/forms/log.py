"""What an officer asks of the access log. Always a stretch of time: the log has millions of rows."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import FunctionarisGegevensbescherming, PrivacyOfficer
from audit.choices import Action, Outcome
from cases import roles
from cases.forms.common import DateInput
from cases.models import Dossier

MOST_DAYS = 366
DEFAULT_DAYS = 30
# What a row can be about, as it stands in the log.
KINDS = {
    "dossier": _("dossier"),
    "aan_tafel": _("dossier, met inwoners die meekijken"),
    "inhoud": _("inhoud van dossiers"),
    "entry": _("notitie"),
    "document": _("document"),
    "task": _("taak"),
    "draft": _("concept"),
    "enquiry": _("vraag zonder dossier"),
    "triage": _("triage"),
    "intake": _("intake"),
    "zrm": _("zelfredzaamheidsmatrix"),
    "persoon": _("persoon"),
    "gezin": _("gezin"),
    "hold": _("reden om niet te vernietigen"),
    "announcement": _("aankondiging van vernietiging"),
    "destruction_request": _("verzoek om vernietiging"),
    "verzoek": _("verzoek van een inwoner"),
    "brief": _("brief over een verzoek"),
    "toegang": _("toegang"),
    "noodtoegang": _("noodtoegang"),
    "achterwacht": _("achterwacht"),
    "inspectie": _("inzage door de FG"),
    "logboek": _("wie in een dossier keek"),
    "toegangslog": _("toegangslog"),
    "leesgedrag": _("ongewoon leesgedrag"),
    "datalek": _("datalek"),
    "accounts.User": _("account"),
    "accounts.Organisation": _("organisatie"),
    "accounts.Agreement": _("overeenkomst"),
    "accounts.Covenant": _("convenant"),
    "accounts.Processing": _("verwerking"),
    "verwerkingen": _("register van verwerkingen"),
}
WITHOUT_GRANT = [(role.code, role.label) for role in (PrivacyOfficer, FunctionarisGegevensbescherming)]


def _any(choices) -> list:
    return [("", _("Alle")), *choices]


class LogForm(forms.Form):
    """The names of the fields are what stands in the address."""

    van = forms.DateField(label=_("Van"), widget=DateInput())
    tot = forms.DateField(label=_("Tot en met"), widget=DateInput())
    wie = forms.ModelChoiceField(label=_("Wie"), queryset=User.objects.none(), required=False, empty_label=_("Alle"))
    rol = forms.ChoiceField(label=_("Rol"), choices=_any([*roles.CHOICES, *WITHOUT_GRANT]), required=False)
    handeling = forms.ChoiceField(label=_("Handeling"), choices=_any(Action.choices), required=False)
    uitkomst = forms.ChoiceField(label=_("Uitkomst"), choices=_any(Outcome.choices), required=False)
    nood = forms.ChoiceField(label=_("Noodtoegang"), choices=_any([("ja", _("Ja")), ("nee", _("Nee"))]), required=False)
    soort = forms.ChoiceField(label=_("Soort"), choices=_any(KINDS.items()), required=False)
    dossier = forms.CharField(label=_("Dossier (codenaam of nummer)"), max_length=60, required=False)
    q = forms.CharField(label=_("Heel nummer van een gebruiker, record of verzoek"), max_length=60, required=False)

    def __init__(self, data, *, today):
        """Without an answer about the time: the last thirty days."""
        since = today - timedelta(days=DEFAULT_DAYS - 1)
        data = data.copy()
        data.setdefault("van", since.isoformat())
        data.setdefault("tot", today.isoformat())
        super().__init__(data, label_suffix="")
        self.fields["wie"].queryset = User.objects.order_by("name")

    def clean_dossier(self) -> UUID | None:
        """The id of a dossier that is there, or was: an id in the log outlives its dossier."""
        asked = self.cleaned_data["dossier"].strip()
        if not asked:
            return None
        found = Dossier.objects.filter(codename__iexact=asked).values_list("pk", flat=True).first()
        return found or _uuid(asked, _("Er is geen dossier met deze codenaam. Vul anders het hele nummer in."))

    def clean_q(self) -> UUID | None:
        asked = self.cleaned_data["q"].strip()
        return _uuid(asked, _("Vul het hele nummer in.")) if asked else None

    def clean(self):
        data = super().clean()
        since, until = data.get("van"), data.get("tot")
        if since and until and until < since:
            self.add_error("tot", _("Deze dag ligt voor de eerste dag."))
        elif since and until and (until - since).days >= MOST_DAYS:
            self.add_error("van", _("Kies hooguit een jaar: de log is groot."))
        return data

    def conditions(self) -> dict:
        """Beside the time and `q`, for the rows of the log."""
        asked = self.cleaned_data
        user = asked["wie"]
        conditions = {
            "user_id": user.pk if user else None,
            "role": asked["rol"],
            "action": asked["handeling"],
            "outcome": asked["uitkomst"],
            "object_type": asked["soort"],
            "dossier_id": asked["dossier"],
        }
        conditions = {name: value for name, value in conditions.items() if value}
        return conditions | ({"break_glass": asked["nood"] == "ja"} if asked["nood"] else {})

    def asked(self) -> list[str]:
        """The names of the filters that were used."""
        return [name for name in self.fields if self.cleaned_data.get(name) and name not in ("van", "tot")]


def _uuid(text: str, otherwise) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError(otherwise) from None


class UnusualForm(forms.ModelForm):
    """Decided once, with a few words. The choices are those of the model, without an empty one to hide behind."""

    class Meta:
        fields = ["outcome", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
