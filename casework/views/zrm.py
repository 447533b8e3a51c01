"""§ 4.2 Casusregiedossier: the zelfredzaamheidsmatrix of the people of a dossier."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import Refused, dossier_to_change, dossier_to_read, persons_of, relations_among
from cases.choices import RelationKind
from cases.models import Dossier, Person
from casework import access, actions, drawing, zrm
from casework.domains import ALL, Domain
from casework.forms.zrm import ZrmForm
from consent.views.common import attempt, in_dossier, who

# Beside an address: with the domains of parents, also where no child is known; and the day that is bettered.
AS_PARENT, DAY = "ouder", "dag"


@dataclass(frozen=True)
class Subject:
    """`domains`: what the reader may read and score of them, before anything was scored."""

    person: Person
    is_parent: bool
    domains: tuple[Domain, ...]


@require_safe
def overview(request, pk):
    dossier = dossier_to_read(request, pk)
    matrices = access.matrices_in(request, dossier)
    subjects = _subjects(request, dossier)
    rows = [(subject, _latest(matrices, subject)) for subject in subjects]
    return in_dossier(request, "casework/zrm.html", dossier, {"rows": rows, "closed_domains": _are_closed(dossier)})


def _latest(matrices, subject: Subject) -> dict:
    moments = matrices.get(subject.person.pk, [])
    last = moments[-1] if moments else None
    return {"moment": last, "times": len(moments), "lowest": zrm.lowest(last) if last else []}


@require_safe
def of_person(request, pk, person_pk):
    dossier = dossier_to_read(request, pk)
    subject = _subject(request, dossier, person_pk)
    moments = access.matrices_in(request, dossier, subject.person.pk).get(subject.person.pk, [])
    domains = zrm.scored(moments, ())
    context = {
        "subject": subject,
        "moments": moments,
        "latest": moments[-1] if moments else None,
        "lowest": zrm.lowest(moments[-1]) if moments else [],
        "pictures": drawing.pictures(domains, moments),
        "rows": drawing.rows(domains, moments),
        "shown": moments[-drawing.MOST_DAYS :],
        "closed_domains": _are_closed(dossier),
        "as_parent": AS_PARENT,
    }
    return in_dossier(request, "casework/zrm_person.html", dossier, context)


@require_http_methods(["GET", "POST"])
def new(request, pk, person_pk):
    dossier = dossier_to_change(request, pk)
    subject = _subject(request, dossier, person_pk)
    day = _day(request)
    parts = access.parts_of_day(request, dossier, person_pk, day) if day else []
    changes = next(iter(zrm.moments_of(parts)), None)
    domains = _asked(request, dossier, subject, changes)
    form = ZrmForm(request.POST or None, today=request.today, domains=domains, changes=changes)
    if domains and form.is_valid() and attempt(form, lambda: _score(request, dossier, subject, parts, day, form)):
        messages.success(request, _("De ZRM is bewaard."))
        return redirect("casework:zrm_person", pk, person_pk)
    context = {"form": form, "subject": subject, "changes": changes, "closed_domains": _are_closed(dossier)}
    context["more_of_parents"] = not any(domain.of_parents for domain in domains)
    return in_dossier(request, "casework/zrm_form.html", dossier, context | {"as_parent": AS_PARENT})


def _score(request, dossier, subject, parts, day, form):
    on = day if parts else form.cleaned_data["scored_on"]
    asked = [domain.code for domain in form.domains]
    own = {"person_id": subject.person.pk, "on": on, "parts": parts, "asked": asked, "scores": form.scores}
    return actions.score(dossier, **who(request), **own)


def _asked(request, dossier, subject, changes) -> tuple[Domain, ...]:
    """What the form asks: of somebody of this age, and on a day that is bettered all that was scored then."""
    is_parent = subject.is_parent or AS_PARENT in request.GET
    domains = zrm.domains_of(subject.person.age_on(request.today), is_parent=is_parent)
    return zrm.scored([changes] if changes else [], zrm.readable(domains, dossier.why.opens))


def _subject(request, dossier: Dossier, person_pk) -> Subject:
    found = next((one for one in _subjects(request, dossier) if one.person.pk == person_pk), None)
    if found is None:
        raise Refused("persoon", person_pk, dossier_id=dossier.pk)
    return found


def _subjects(request, dossier: Dossier) -> list[Subject]:
    """Everybody of a dossier that a door handed out; who has a child in it that is not grown up, is a parent."""
    people = persons_of(request, dossier)
    ages = {person.pk: person.age_on(request.today) for person in people}
    parents = {
        person
        for person, kind, relative in relations_among(people)
        if kind == RelationKind.CHILD and (ages[relative] is None or ages[relative] < zrm.ADULT)
    }
    return [_of(person, ages[person.pk], person.pk in parents, dossier.why.opens) for person in people]


def _of(person: Person, age: int | None, is_parent: bool, opens) -> Subject:
    return Subject(person, is_parent, zrm.readable(zrm.domains_of(age, is_parent=is_parent), opens))


def _are_closed(dossier: Dossier) -> bool:
    """Whether there are domains that this reader may never read here, scored or not."""
    return len(zrm.readable(ALL, dossier.why.opens)) < len(ALL)


def _day(request) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(DAY, ""))
    except ValueError:
        return None
