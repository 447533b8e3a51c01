"""§ 4.1 Casusregie: the life of a family changes: first what follows whom, then it happens."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from cases.access import grants_of, person_to_change, persons_of
from cases.errors import CaseError
from casework.access import changes as access
from casework.actions import deaths, homes, joining, merging, moving, splitting
from casework.changes import mark_of
from casework.following import foreseen
from casework.forms.changes import DeathForm, JoinForm, MergeForm, MoveForm, SecondHomeForm, SplitForm
from casework.views.common import attempt, in_dossier
from consent.choosing import organisations_for
from consent.tasks import NOTICES


@require_http_methods(["GET", "POST"])
def split(request, pk):
    """Part of the household goes its own way. What was looked at is what happens; else it is looked at again."""
    dossier = access.dossier_to_split(request, pk)
    people = persons_of(request, dossier)
    colleagues = access.who_can_come_along(request, dossier)
    form = SplitForm(request.POST or None, people=people, colleagues=colleagues, doer=request.user)
    made = []
    if (
        form.is_valid()
        and "doen" in request.POST
        and attempt(form, lambda: made.append(_split(request, dossier, form)))
    ):
        messages.success(
            request, _("Het gezin is gesplitst. Dit is het nieuwe dossier. Vraag hier opnieuw toestemming.")
        )
        return redirect(made[0].opened)
    context = in_dossier(dossier, form=form, preview=_preview(request, dossier, people, form))
    return TemplateResponse(request, "casework/split.html", context)


def _split(request, dossier, form) -> splitting.Split:
    facts = {"question": form.cleaned_data["question"], "mark": request.POST.get("mark", ""), "notices": NOTICES}
    return splitting.split(dossier, form.chosen(), by=request.user, now=request.now, **facts)


def _preview(request, dossier, people, form) -> dict | None:
    if not hasattr(form, "cleaned_data") or "leaving" not in form.cleaned_data or form.has_error("question"):
        return None
    chosen = form.chosen()
    try:
        plan = foreseen(dossier, chosen, by=request.user, now=request.now)
    except CaseError as error:
        if str(error) not in form.non_field_errors():
            form.add_error(None, str(error))
        return None
    ids = {part for part, _about in (*plan.here, *plan.there)}
    parts = {part.pk: part for part in access.parts_listed(request, dossier, ids)}
    users = User.objects.filter(pk__in=plan.comes).order_by("name")
    return {
        "mark": plan.mark,
        "safety": chosen.safety,
        "leaving": [person for person in people if person.pk in chosen.leaving],
        "lists": access.listed(request, dossier, plan),
        "here": [parts[pk] for pk, _about in plan.here],
        "there": [parts[pk] for pk, _about in plan.there],
        "seats": [(user, user.pk in plan.goes_out) for user in users],
    }


@require_http_methods(["GET", "POST"])
def death(request, pk):
    """Somebody died: what ends with it, and then it does. The same happens when the BRP says so."""
    person = person_to_change(request, pk)
    form = DeathForm(request.POST or None, today=request.today)
    who = {"by": request.user, "now": request.now}
    if form.is_valid() and not person.death:
        facts = form.cleaned_data | {"notices": NOTICES}
        if attempt(form, lambda: deaths.record(person, **facts, **who)):
            said = _("Bewaard. Er gaan geen brieven of berichten meer uit, en het portaal is dicht.")
            messages.success(request, said)
            return redirect("cases:person", pk)
    context = {"person": person, "form": form, "why": person.why, "ends": access.ends_at_death(request, person)}
    return TemplateResponse(request, "casework/death.html", context)


@require_POST
def death_take_back(request, pk):
    """It was a mistake."""
    person = person_to_change(request, pk)
    try:
        deaths.take_back(person, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Teruggenomen. Wat was geëindigd, vraagt u opnieuw."))
    return redirect("cases:person", pk)


@require_http_methods(["GET", "POST"])
def merge(request, pk):
    """Somebody who was registered twice. What was looked at is what happens; else it is looked at again."""
    person = access.person_to_merge(request, pk)
    alike = access.likely_the_same(request, person)
    form = MergeForm(request.POST or None, people=alike)
    preview = _merge_preview(request, person, form) if form.is_valid() else None
    if preview and "doen" in request.POST:
        if request.POST.get("mark") == preview["mark"] and attempt(form, lambda: _merge(request, preview["pair"])):
            messages.success(request, _("Samengevoegd. Klopt het niet? Dan kunt u het zes weken lang terugdraaien."))
            return redirect("cases:person", preview["pair"].kept.pk)
        if not form.errors:
            form.add_error(None, _("Er is intussen iets veranderd. Kijk opnieuw wat er gebeurt, en bevestig het dan."))
    context = {"person": person, "form": form, "why": person.why, "alike": alike, "preview": preview}
    return TemplateResponse(request, "casework/merge.html", context | {"undo": access.merge_to_undo(request, person)})


def _merge(request, pair: merging.Pair) -> None:
    merging.merge(pair, by=request.user, now=request.now)


def _merge_preview(request, person, form) -> dict | None:
    other = access.person_to_merge(request, form.chosen())
    try:
        pair = merging.pair_of(person, other, now=request.now)
    except CaseError as error:
        form.add_error(None, str(error))
        return None
    follows = access.goes_with(request, pair.gone)
    ids = [one.id for _dossier, pieces in follows for one in pieces]
    stays = access.dossiers_with(request, pair.kept)
    return {"pair": pair, "follows": follows, "stays": stays, "mark": mark_of([f"{pair.kept.pk} {pair.gone.pk}", *ids])}


@require_POST
def merge_undo(request, pk):
    """They are two after all."""
    person = access.person_to_merge(request, pk)
    try:
        merging.unmerge(person, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Teruggedraaid. Wat sindsdien is vastgelegd, blijft bij deze inwoner staan."))
    return redirect("cases:person", pk)


@require_http_methods(["GET", "POST"])
def second_home(request, pk):
    """A child of the family lives in another household as well; what is of there stays there."""
    dossier = access.dossier_to_split(request, pk)
    children = access.children_elsewhere(request, dossier)
    form = SecondHomeForm(request.POST or None, children=children)
    child = next((one for one in children if form.is_valid() and one.id == form.chosen()), None)
    who = {"by": request.user, "now": request.now}
    if child and "doen" in request.POST and attempt(form, lambda: homes.at_home_here_too(dossier, child.id, **who)):
        messages.success(request, _("Toegevoegd. Leg voor dit gezin zelf vast hoe u het kind veilig bereikt."))
        return redirect(dossier)
    context = in_dossier(dossier, form=form, children=children, child=child)
    return TemplateResponse(request, "casework/second_home.html", context)


@require_http_methods(["GET", "POST"])
def join(request, pk):
    """Two households become one. What was looked at is what happens; else it is looked at again."""
    dossier = access.dossier_to_split(request, pk)
    others = access.led_besides(request, dossier)
    form = JoinForm(request.POST or None, dossiers=others)
    preview = _join_preview(request, dossier, form) if form.is_valid() else None
    mark = request.POST.get("mark", "")
    if preview and "doen" in request.POST and attempt(form, lambda: _join(request, preview["pair"], mark)):
        messages.success(request, _("De gezinnen zijn één. Het andere dossier is gesloten."))
        return redirect(dossier)
    return TemplateResponse(
        request, "casework/join.html", in_dossier(dossier, form=form, others=others, preview=preview)
    )


def _join(request, pair: joining.Pair, mark: str) -> None:
    joining.join(pair, mark=mark, by=request.user, now=request.now, notices=NOTICES)


def _join_preview(request, dossier, form) -> dict | None:
    other = access.dossier_to_split(request, form.chosen())
    pair = joining.Pair(dossier, other)
    try:
        seen = joining.foreseen(pair, by=request.user, now=request.now)
    except CaseError as error:
        form.add_error(None, str(error))
        return None
    return {
        "pair": pair,
        "seen": seen,
        "people": persons_of(request, other),
        "ends": access.agreed_listed(request, other, seen.pieces),
    }


@require_http_methods(["GET", "POST"])
def move_away(request, pk):
    """The family goes to live in another municipality. What was looked at is what happens."""
    dossier = access.dossier_to_split(request, pk)
    form = MoveForm(request.POST or None, organisations=organisations_for(dossier, request.today))
    preview = _move_preview(request, dossier, form) if form.is_valid() else None
    facts = {"mark": request.POST.get("mark", ""), "by": request.user, "now": request.now, "notices": NOTICES}
    do = partial(moving.move_away, dossier, preview["wish"], **facts) if preview and "doen" in request.POST else None
    if do and attempt(form, do):
        messages.success(request, _("Afgesloten. De bewaartermijnen zijn begonnen."))
        return redirect(dossier)
    return TemplateResponse(request, "casework/move.html", in_dossier(dossier, form=form, preview=preview))


def _move_preview(request, dossier, form) -> dict | None:
    wish = moving.Wish(**form.cleaned_data)
    try:
        seen = moving.foreseen(dossier, wish, by=request.user, now=request.now)
    except CaseError as error:
        form.add_error(None, str(error))
        return None
    grants = [given for given in grants_of(request, dossier) if given.pk in seen.grants]
    return {
        "wish": wish,
        "seen": seen,
        "ends": access.agreed_listed(request, dossier, seen.pieces),
        "tasks": access.tasks_listed(request, dossier, seen.tasks),
        "grants": grants,
    }
