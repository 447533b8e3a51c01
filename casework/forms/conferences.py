"""§ 4.1 Casusregie en procescoördinatie: what is asked of a conference, and of who takes part."""

from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.choices import LegalBasis
from cases.forms.common import DateInput, WithToday, offer_people
from casework.conferences import Reply
from consent.scope import OF_CATEGORY, DataKind
from terms.categories import SEPARATE

LONGEST = 4000
SHORT = 200
FURTHEST = timedelta(days=366)
LONGEST_TO_ALIGN = timedelta(days=60)
MOST_AGREED = 3
# What is kept apart is no point of a conference: it goes by itself, to who may have it.
NOT_APART = [(one.value, one.label) for one in DataKind if one not in {OF_CATEGORY[code] for code in SEPARATE}]


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class Words(forms.CharField):
    def __init__(self, *, rows=3, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=LONGEST, **kwargs)


class PlanForm(WithToday):
    """§ 3.4 Proportionaliteit en subsidiariteit: asked at every conference, in two questions."""

    on = forms.DateField(label=_("Welke dag?"), widget=DateInput())
    at = forms.TimeField(label=_("Hoe laat?"), widget=TimeInput())
    is_online = forms.BooleanField(label=_("Online"), required=False)
    place = forms.CharField(label=_("Waar?"), help_text=_("Online: hoe iedereen erbij komt."), max_length=SHORT)
    goal = Words(label=_("Wat moet dit overleg opleveren?"))
    legal_basis = forms.ChoiceField(label=_("Op welke grond?"), choices=LegalBasis)
    about = forms.MultipleChoiceField(label=_("Over wie gaat het?"), widget=forms.CheckboxSelectMultiple)
    needed = Words(label=_("Waarom is dit overleg nodig?"), help_text=_("Een zin is genoeg."), rows=2)
    less = Words(label=_("Waarom kan het niet met minder?"), help_text=_("Minder mensen, of minder gegevens."), rows=2)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if not self.today <= day <= self.today + FURTHEST:
            raise ValidationError(_("Kies een dag vanaf vandaag, en binnen een jaar."))
        return day

    def facts(self) -> dict:
        said = self.cleaned_data
        return {
            "starts_at": make_aware(datetime.combine(said["on"], said["at"])),
            "is_online": said["is_online"],
            "place": said["place"],
            "goal": said["goal"],
            "legal_basis": said["legal_basis"],
            "about": [UUID(one) for one in said["about"]],
            "careful": {"nodig": said["needed"], "minder": said["less"]},
        }


class InviteForm(forms.Form):
    who = forms.ChoiceField(
        label=_("Wie?"), help_text=_("Een professional van buiten heeft een account nodig om hier te kunnen lezen.")
    )
    why = Words(label=_("Waarom doet deze persoon mee?"), help_text=_("De grond: waarvoor is dat nodig?"), rows=2)

    def __init__(self, *args, groups, **kwargs):
        """`groups`: (label, [(key, name), …])."""
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [
            ("", _now("Kies iemand")),
            *((label, chosen) for label, chosen in groups if chosen),
        ]


class TellForm(WithToday):
    people = forms.MultipleChoiceField(label=_("Wie weet het?"), widget=forms.CheckboxSelectMultiple)
    coordination_on = forms.DateField(
        label=_("Wanneer is verteld dat hulp op elkaar wordt afgestemd?"), widget=DateInput()
    )
    on = forms.DateField(label=_("Wanneer is verteld dat dit overleg er is, en wie meedoen?"), widget=DateInput())
    how = Words(label=_("Wat is er verteld, en aan wie?"), help_text=_("Bij een kind ook: aan wie het gezag heeft."))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["people"], people)
        # Who knows is said by whoever told them, never by a box that was ticked already.
        self.initial.setdefault("people", [])
        self.initial.setdefault("on", self.today)

    def clean_on(self):
        return self.refuse_future(self.cleaned_data["on"])

    def clean_coordination_on(self):
        return self.refuse_future(self.cleaned_data["coordination_on"])


class BringForm(forms.Form):
    """What somebody brings, and on which ground."""

    title = forms.CharField(label=_("Punt"), max_length=SHORT)
    text = Words(label=_("Toelichting"), help_text=_("De inwoner mag dit lezen."), rows=6)
    why = Words(label=_("Waarom mag en moet u dit inbrengen?"), rows=2)
    kinds = forms.MultipleChoiceField(
        label=_("Om welke gegevens gaat het?"), choices=NOT_APART, widget=forms.CheckboxSelectMultiple
    )


class ItemForm(BringForm):
    about = forms.MultipleChoiceField(label=_("Over wie gaat het?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["about"], people)

    def facts(self) -> dict:
        return self.cleaned_data | {"about": [UUID(one) for one in self.cleaned_data["about"]]}


class MaskForm(forms.Form):
    words = forms.CharField(
        label=_("Wat moet nog meer weg?"),
        help_text=_("Een woord of zinsdeel op elke regel. Wat al gemaskeerd is, blijft gemaskeerd."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        required=False,
    )

    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]


class ReplyForm(WithToday):
    reply = forms.ChoiceField(label=_("Doet u mee?"), choices=Reply, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Tot wanneer hebt u tijd nodig?"),
        help_text=_("Alleen als u wilt afstemmen. Leeg: tot u opnieuw antwoordt."),
        widget=DateInput(),
        required=False,
    )
    text = Words(label=_("Toelichting"), required=False, rows=2)

    def clean_until(self):
        day = self.cleaned_data["until"]
        if day and not self.today <= day <= self.today + LONGEST_TO_ALIGN:
            raise ValidationError(_("Kies een dag vanaf vandaag, en binnen twee maanden."))
        return day


class CloseForm(WithToday):
    """The minutes, and some agreed actions; each of them whole, or not at all."""

    minutes = Words(label=_("Verslag"), help_text=_("Blijft in het dossier. Deelnemers lezen het hier niet."), rows=10)
    ahead_reason = Words(label=_("Waarom ging het door zonder te wachten?"), rows=2)

    def __init__(self, *args, workers, waiting, goals, **kwargs):
        super().__init__(*args, **kwargs)
        self.goals = {str(goal.pk): goal for goal in goals}
        if not waiting:
            del self.fields["ahead_reason"]
        for number in range(1, MOST_AGREED + 1):
            named = {"number": number}
            self.fields[f"title{number}"] = forms.CharField(
                label=_("Afspraak %(number)d") % named, max_length=SHORT, required=False
            )
            self.fields[f"to{number}"] = forms.ModelChoiceField(
                label=_("Wie zorgt voor afspraak %(number)d?") % named,
                queryset=workers,
                empty_label=_("Kies iemand"),
                required=False,
            )
            self.fields[f"due{number}"] = forms.DateField(
                label=_("Wanneer is afspraak %(number)d klaar?") % named, widget=DateInput(), required=False
            )
            if goals:
                self.fields[f"goal{number}"] = forms.ChoiceField(
                    label=_("Bij welk doel van het plan hoort afspraak %(number)d?") % named,
                    choices=[("", _("Niet in het plan")), *((pk, goal.text) for pk, goal in self.goals.items())],
                    required=False,
                )

    def clean(self):
        data = super().clean()
        for number in range(1, MOST_AGREED + 1):
            if data.get(f"title{number}"):
                for name, sentence in (("to", _("Kies wie ervoor zorgt.")), ("due", _("Kies een dag."))):
                    if not data.get(f"{name}{number}") and f"{name}{number}" not in self.errors:
                        self.add_error(f"{name}{number}", sentence)
        return data

    def agreed(self) -> list[dict]:
        numbers = [number for number in range(1, MOST_AGREED + 1) if self.cleaned_data.get(f"title{number}")]
        return [self._agreed(number) for number in numbers]

    def _agreed(self, number: int) -> dict:
        said = self.cleaned_data
        facts = {"title": said[f"title{number}"], "assigned_to": said[f"to{number}"], "due_on": said[f"due{number}"]}
        return facts | {"goal": self.goals.get(said.get(f"goal{number}"))}
