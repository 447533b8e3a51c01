"""§ 1.1 Geheimhoudingsplicht, § 4.1 Casusregie: covering for a colleague, leaving, and access that is still needed."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from cases.forms.common import DateInput, WithToday

LONGEST_COVER = timedelta(days=366)
NEEDED, STOP = "nodig", "stoppen"


class Colleague(forms.ChoiceField):
    """Somebody of a list; the team first. Its clean value is the account itself."""

    def offer(self, *groups):
        """`groups`: (label, accounts). One group needs no label."""
        filled = [(label, [(str(one.pk), one.name) for one in people]) for label, people in groups if people]
        self.people = {str(one.pk): one for _label, people in groups for one in people}
        choices = filled if len(filled) > 1 else [choice for _label, people in filled for choice in people]
        self.choices = [("", _text("Kies een collega")), *choices]

    def clean(self, value):
        value = super().clean(value)
        return self.people[value] if value else None


class CoverForm(WithToday):
    """Everything is filled in but who takes over: next week, all running dossiers, and why."""

    colleague = Colleague(label=_("Wie neemt waar?"))
    valid_from = forms.DateField(label=_("Vanaf"), widget=DateInput())
    valid_until = forms.DateField(label=_("Tot en met"), widget=DateInput())
    dossiers = forms.MultipleChoiceField(
        label=_("Welke dossiers?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies ten minste één dossier.")},
    )
    reason = forms.CharField(label=_("Waarom is toegang nodig?"), max_length=500)

    def __init__(self, *args, to_cover, **kwargs):
        super().__init__(*args, **kwargs)
        self.absent = to_cover.absent
        self.grants = {str(given.pk): given for given in to_cover.grants}
        self.fields["colleague"].offer((_text("Team"), to_cover.team), (_text("Andere collega's"), to_cover.others))
        self.fields["dossiers"].choices = [(key, given.label) for key, given in self.grants.items()]
        monday = self.today + timedelta(days=7 - self.today.weekday())
        self.proposed = {"valid_from": monday, "valid_until": monday + timedelta(days=6)}
        self.initial |= self.proposed
        self.initial |= {"dossiers": list(self.grants), "reason": self.reason_for(**self.proposed)}

    def reason_for(self, *, valid_from: date, valid_until: date) -> str:
        return _text("Vervangt %(name)s van %(first)s tot en met %(last)s.") % {
            "name": self.absent.name,
            "first": date_format(valid_from, "j F Y"),
            "last": date_format(valid_until, "j F Y"),
        }

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day < self.today:
            raise ValidationError(_("Toegang kan niet met terugwerkende kracht worden gegeven."))
        return day

    def clean_dossiers(self):
        return [self.grants[key] for key in self.cleaned_data["dossiers"]]

    def clean(self):
        data = super().clean()
        first, last = data.get("valid_from"), data.get("valid_until")
        if not (first and last):
            return data
        if last < first:
            self.add_error("valid_until", _("Deze dag ligt vóór de eerste dag."))
        elif last - first > LONGEST_COVER:
            self.add_error("valid_until", _("Een vervanging duurt ten hoogste een jaar."))
        elif data.get("reason") == self.reason_for(**self.proposed):
            # Left as it was proposed: then it follows the days.
            data["reason"] = self.reason_for(valid_from=first, valid_until=last)
        return data


class LeaveForm(forms.Form):
    """Who takes over what somebody leads alone; asked when there is such a dossier and somebody who can."""

    successor = Colleague(label=_("Wie wordt regisseur van deze dossiers?"))

    def __init__(self, *args, colleagues, needed, **kwargs):
        super().__init__(*args, **kwargs)
        if needed and colleagues:
            self.fields["successor"].offer(("", colleagues))
        else:
            del self.fields["successor"]


class AppointForm(forms.Form):
    dossier = forms.UUIDField(widget=forms.HiddenInput)
    colleague = Colleague(label=_("Nieuwe regisseur"))

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colleague"].offer(("", colleagues))


class StopCoverForm(forms.Form):
    absent = forms.UUIDField()
    to = forms.UUIDField()


class RecertifyForm(forms.Form):
    """One question per grant, with no answer filled in: an answer nobody gave is no answer."""

    def __init__(self, *args, grants, **kwargs):
        super().__init__(*args, **kwargs)
        self.grants = {f"toegang-{given.pk}": given for given in grants}
        for name, given in self.grants.items():
            self.fields[name] = forms.ChoiceField(
                label=given.user.name,
                choices=[(NEEDED, _("Nodig")), (STOP, _("Stoppen"))],
                widget=forms.RadioSelect,
                required=False,
            )

    def field_of(self, given):
        return self[f"toegang-{given.pk}"]

    def answers(self):
        """(grant, answer) for each that was answered."""
        return [(self.grants[name], answer) for name, answer in self.cleaned_data.items() if answer]
