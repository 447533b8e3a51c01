"""§ 4.1 Casusregie: forms with which the life of a family changes."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.forms import DateInput, WithToday
from cases.models import Person
from casework.changes import Chosen
from casework.forms.plans import words


class SplitForm(forms.Form):
    leaving = forms.MultipleChoiceField(
        label=_("Wie gaat weg uit dit gezin?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies wie er weggaat.")},
    )
    safety = forms.BooleanField(
        label=_("Het gaat om hun veiligheid"),
        help_text=_(
            "Dan ziet niemand van dit dossier waar zij zijn. Het nieuwe dossier is meteen besloten. Niemand gaat mee "
            "of houdt beide dossiers, behalve wie u hieronder kiest."
        ),
        required=False,
    )
    question = words(
        _("Waar gaat het nieuwe dossier over?"), help_text=_("Schrijf niets over wie hier blijft dat er niet toe doet.")
    )
    along = forms.MultipleChoiceField(
        label=_("Wie gaat mee naar het nieuwe dossier?"),
        help_text=_("U wordt er regisseur. Een collega van een partner komt erbij als er opnieuw toestemming is."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    both = forms.MultipleChoiceField(
        label=_("Wie houdt daarbij dit dossier?"),
        help_text=_("Alleen nodig bij veiligheid: anders houdt wie meegaat ook dit dossier."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    both_reason = words(_("Waarom houdt iemand beide?"), required=False)
    successor = forms.ChoiceField(
        label=_("Wie leidt dit dossier als u er niet meer bij kunt?"),
        help_text=_("Alleen nodig bij veiligheid, en als er geen plan loopt."),
        required=False,
    )

    def __init__(self, *args, people, colleagues, doer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leaving"].choices = [(str(person.pk), _named(person)) for person in people]
        named = [(str(one.pk), one.name) for one in colleagues]
        self.fields["along"].choices = named
        self.fields["both"].choices = [(str(doer.pk), _("Ikzelf")), *named]
        self.fields["successor"].choices = [("", _("Kies een collega")), *named]

    def chosen(self) -> Chosen:
        data = self.cleaned_data
        return Chosen(
            leaving=_ids(data["leaving"]),
            safety=data["safety"],
            along=_ids(data["along"]),
            both=_ids(data["both"]) if data["safety"] else frozenset(),
            both_reason=data["both_reason"] if data["safety"] else "",
            successor=UUID(data["successor"]) if data["safety"] and data["successor"] else None,
        )


class DeathForm(WithToday):
    died_on = forms.DateField(label=_("Op welke dag overleed deze inwoner?"), widget=DateInput())

    def clean_died_on(self):
        return self.refuse_future(self.cleaned_data["died_on"])


class MergeForm(forms.Form):
    other = forms.ChoiceField(
        label=_("Wie is dezelfde inwoner?"),
        help_text=_("U ziet wie in uw dossiers dezelfde achternaam of geboortedatum heeft."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wie dezelfde inwoner is.")},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [(str(person.pk), _named(person)) for person in people]

    def chosen(self) -> UUID:
        return UUID(self.cleaned_data["other"])


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Wie helpt dit gezin daar?"),
        help_text=_("De andere gemeente, of wie daar de hulp geeft."),
        queryset=Organisation.objects.none(),
        empty_label=_("Kies een organisatie"),
    )
    why_nothing = words(
        _("Gaat er niets mee? Schrijf dan op waarom"),
        help_text=_("Laat dit leeg als iedereen warm is overgedragen. Schrijf niet op waar het gezin gaat wonen."),
        required=False,
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = organisations


class JoinForm(forms.Form):
    other = forms.ChoiceField(
        label=_("Met welk dossier wordt dit gezin één?"),
        help_text=_("Dat dossier sluit; dit gaat door. U kunt kiezen uit de dossiers waarvan u regisseur bent."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een dossier.")},
    )

    def __init__(self, *args, dossiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [(str(one.pk), one.choice_label) for one in dossiers]

    def chosen(self) -> UUID:
        return UUID(self.cleaned_data["other"])


class SecondHomeForm(forms.Form):
    child = forms.ChoiceField(
        label=_("Welk kind woont ook hier?"),
        help_text=_("U ziet de kinderen van wie in dit dossier staat."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een kind.")},
    )

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(str(one.id), f"{one.name} ({one.born})" if one.born else one.name) for one in children]
        self.fields["child"].choices = named

    def chosen(self) -> UUID:
        return UUID(self.cleaned_data["child"])


def _named(person: Person) -> str:
    """In one family a father and a son can have one name."""
    return f"{person.full_name} ({person.birth_text})" if person.birth_text else person.full_name


def _ids(texts: list[str]) -> frozenset[UUID]:
    return frozenset(UUID(one) for one in texts)
