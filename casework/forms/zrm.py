"""§ 4.2 Casusregiedossier: one screen on which worker and resident score side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.forms import DateInput, WithToday
from casework.domains import Domain, Level
from casework.zrm import Moment, Score

WORKER, RESIDENT, NOTE = "medewerker", "inwoner", "toelichting"
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Choice:
    """A line of a domain: what a level means, and who chose it. `value`: empty where it was not discussed."""

    value: str
    label: str
    text: str
    worker: bool
    resident: bool


@dataclass(frozen=True)
class Block:
    """One domain as it stands on the screen."""

    domain: Domain
    worker: BoundField
    resident: BoundField
    note: BoundField
    choices: list[Choice]

    @property
    def errors(self) -> list[str]:
        return [*self.worker.errors, *self.resident.errors, *self.note.errors]


class ZrmForm(WithToday):
    """`domains`: what this writer may score of this person; `changes`: the day that is bettered, if one is."""

    scored_on = forms.DateField(label=_("Gescoord op"), widget=DateInput())

    def __init__(self, *args, domains: Iterable[Domain], changes: Moment | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.domains, self.changes = tuple(domains), changes
        for domain in self.domains:
            self._add(domain)
        if changes:
            del self.fields["scored_on"]
        else:
            self.initial.setdefault("scored_on", self.today)

    def _add(self, domain: Domain) -> None:
        score = self.changes.of(domain) if self.changes else Score()
        for who, level in ((WORKER, score.worker), (RESIDENT, score.resident)):
            self.fields[f"{who}_{domain.code}"] = forms.TypedChoiceField(
                label=domain.label,
                choices=[("", _("Niet besproken")), *Level.choices],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=level or "",
            )
        self.fields[f"{NOTE}_{domain.code}"] = forms.CharField(
            label=_("Toelichting"),
            max_length=LONGEST_NOTE,
            required=False,
            initial=score.note,
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        )

    @property
    def latest(self) -> str:
        return self.changes.changed_at.isoformat() if self.changes else ""

    @property
    def blocks(self) -> list[Block]:
        return [self._block(domain) for domain in self.domains]

    def _block(self, domain: Domain) -> Block:
        worker, resident, note = (self[f"{what}_{domain.code}"] for what in (WORKER, RESIDENT, NOTE))
        chosen = [str(field.value() or "") for field in (worker, resident)]
        lines = [(str(level.value), level.label, domain.help_of(level)) for level in Level]
        lines.append(("", _("Niet besproken"), ""))
        choices = [Choice(value, label, text, *(value == one for one in chosen)) for value, label, text in lines]
        return Block(domain, worker, resident, note, choices)

    @property
    def scores(self) -> dict[str, Score]:
        """Of a valid form: domain code → what was said of it."""
        told = self.cleaned_data
        return {
            domain.code: Score(*(told[f"{what}_{domain.code}"] for what in (WORKER, RESIDENT, NOTE)))
            for domain in self.domains
        }

    def clean_scored_on(self):
        return self.refuse_future(self.cleaned_data["scored_on"])

    def clean(self):
        data = super().clean()
        if not any(data.get(f"{who}_{domain.code}") for who in (WORKER, RESIDENT) for domain in self.domains):
            raise ValidationError(_("Kies bij minstens één leefgebied een niveau."))
        # The page carries it along, always as it is now: who saves once more has compared.
        if self.data.get("seen", "") != self.latest:
            raise ValidationError(
                _(
                    "Een collega wijzigde deze ZRM intussen. Open hem in een nieuw tabblad en vergelijk. "
                    "Sla dan nog een keer op."
                )
            )
        return data
