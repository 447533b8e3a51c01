"""§ 4 Betrokkenheid cliënt: a letter in plain language, filled in from the dossier, changed by whoever writes it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from cases import access, actions, letters
from cases.choices import Channel
from cases.contact import Answer, may_send
from cases.errors import CaseError, MayNotBeReached
from cases.forms import LetterChoiceForm, LetterForm
from cases.models import ContactProfile, Person

KEPT = {
    Channel.IN_PERSON: _lazy("De brief is bewaard als document. Druk hem af en geef hem zelf af."),
    Channel.POST: _lazy(
        "De brief is bewaard als document. Druk hem af en doe hem in een envelop met alleen de naam van de gemeente."
    ),
}


@dataclass(frozen=True)
class Ways:
    """Whether a letter can get to somebody, by each channel, and why (not). `profile`: None while nobody asked."""

    person: Person
    profile: ContactProfile | None
    answers: dict[str, Answer]

    @property
    def allowed(self) -> list[str]:
        return [Channel(channel).label for channel, answer in self.answers.items() if answer.allowed]

    @property
    def ask_again(self) -> bool:
        return any(answer.ask_again for answer in self.answers.values())

    @property
    def why_not(self) -> str:
        """Where no way is open: why."""
        return "" if self.allowed else next(iter(self.answers.values())).why


@require_http_methods(["GET", "POST"])
def letter_new(request, pk):
    """First which letter and to whom, then its text; both by POST, for an address would tell who is written to."""
    dossier = access.dossier_to_change(request, pk)
    people = access.persons_of(request, dossier)
    if "text" in request.POST:
        return _keep(request, dossier, people)
    ways = _ways_to(request, dossier, people)
    answers = {str(way.person.pk): way.answers for way in ways}
    form = LetterChoiceForm(request.POST or None, people=people, answers=answers)
    if not form.is_valid():
        return _page(request, "cases/letter_choice.html", dossier, form, ways=ways)
    return _page(request, "cases/letter_form.html", dossier, _begun(request, dossier, people, **form.cleaned_data))


def _ways_to(request, dossier, people) -> list[Ways]:
    """Of whoever lives; first those who may get a letter."""
    profiles = access.contact_profiles_in(request, dossier)
    ways = [_ways(person, profiles.get(person.pk), request.now) for person in people if not person.deceased_text]
    return sorted(ways, key=lambda way: not way.allowed)


def _ways(person, profile, now) -> Ways:
    facts = profile.facts if profile else None
    return Ways(person, profile, {channel: may_send(facts, channel, now) for channel in letters.CHANNELS})


def _begun(request, dossier, people, *, template, addressee, channel) -> LetterForm:
    """The form with the chosen text, filled in with what we know."""
    person = _named(people, addressee)
    initial = {
        "title": template.title,
        "text": letters.filled_in(template.text, to=person.full_name, by=request.user, on=request.today),
        "addressee": addressee,
        "channel": channel,
        "about": [addressee],
    }
    return LetterForm(**_arguments(request, dossier, people, **initial))


def _keep(request, dossier, people):
    form = LetterForm(request.POST, **_arguments(request, dossier, people))
    if form.is_valid():
        facts = form.facts()
        to = _named(people, facts.pop("addressee"))
        facts["about"] = [UUID(person) for person in facts["about"]]
        try:
            document = actions.write_letter(dossier, to=to, by=request.user, now=request.now, on=request.today, **facts)
        except MayNotBeReached as error:
            form.add_error(None, str(error))
        except CaseError as error:
            form.add_error("text", str(error))
        except OSError:
            form.add_error(None, _("De brief kan nu niet worden bewaard. Er is niets opgeslagen."))
        else:
            messages.success(request, KEPT[facts["channel"]])
            return redirect(document)
    return _page(request, "cases/letter_form.html", dossier, form)


def _arguments(request, dossier, people, **initial) -> dict:
    prefilled = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis, **initial}
    return {"today": request.today, "people": people, "opens": dossier.why.opens, "initial": prefilled}


def _named(people, pk: str):
    return next(person for person in people if str(person.pk) == pk)


def _page(request, template, dossier, form, **more):
    context = {"dossier": dossier, "household": dossier.household, "form": form, "why": dossier.why, **more}
    return TemplateResponse(request, template, context)
