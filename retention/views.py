"""§ 2.3 Bewaartermijnen: the page Bewaren of a dossier, and what keeps a part of it past its day."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.access import dossier_to_read, persons_of
from consent.views.common import attempt, in_dossier, who
from retention import access, announcing, events, holds, keeping
from retention.forms import EventForm, ExtendForm, HoldForm, JudgeForm, LookForm


@require_safe
def keeping_page(request, pk):
    dossier = dossier_to_read(request, pk)
    stages = keeping.stages(dossier, dossier.why.opens)
    people = persons_of(request, dossier)
    context = {
        "stages": stages,
        "picture": keeping.picture(stages, request.today),
        "holds": [(hold, _named(hold, people)) for hold in access.holds_of(request, dossier)],
        "brakes": access.brakes_of(dossier),
        "announced": access.announced_of(request, dossier),
        "requests": [
            (one, [person.full_name for person in people if person.pk == one.person_id])
            for one in access.requests_of(request, dossier)
        ],
        "may_keep": dossier.why.grant.role.may_grant,
    }
    return in_dossier(request, "retention/keeping.html", dossier, context)


@require_POST
def announcements_seen(request, pk):
    """§ 2.3 Bewaartermijnen: who is responsible looked, and good care does not ask for longer."""
    dossier = access.dossier_to_keep(request, pk)
    announcing.answer(dossier, dossier.why.opens, **who(request), on=request.today)
    messages.success(request, _("Vastgelegd. Het wordt op zijn dag vernietigd."))
    return redirect("retention:keeping", pk)


def _named(hold, people) -> list[str]:
    return [person.full_name for person in people if person.pk in hold.about]


@require_http_methods(["GET", "POST"])
def hold_new(request, pk):
    """A procedure that runs elsewhere: as long as it does, what it concerns stays."""
    dossier = access.dossier_to_keep(request, pk)
    form = HoldForm(request.POST or None, **_choices(request, dossier))
    if form.is_valid() and (made := attempt(form, lambda: _place(request, dossier, form))):
        messages.success(request, _("Bewaard. Wat dit betreft, wordt niet vernietigd zolang dit loopt."))
        return redirect(made)
    lead = _("Wat nodig is voor een procedure, wordt niet vernietigd tot u zegt dat die voorbij is.")
    return _form_page(request, dossier, form, _("Er loopt een procedure"), lead)


def _choices(request, dossier) -> dict:
    people = persons_of(request, dossier)
    return {"people": people, "opens": dossier.why.opens, "today": request.today}


def _place(request, dossier, form):
    given = form.cleaned_data
    return holds.place(
        dossier,
        form.kind_of_hold(),
        **who(request),
        on=request.today,
        reason=given["reason"],
        review_on=given["review_on"],
        **_concerns(form),
    )


def _concerns(form) -> dict:
    found = form.concerns()
    return found | {"about": [UUID(person) for person in found["about"]]}


@require_http_methods(["GET", "POST"])
def extend(request, pk):
    dossier = access.dossier_to_keep(request, pk)
    colleagues = access.seconds_of(request, dossier, request.POST.get("category", ""))
    form = ExtendForm(request.POST or None, colleagues=colleagues, **_choices(request, dossier))
    if form.is_valid() and (made := attempt(form, lambda: _extend(request, dossier, form))):
        said = _("Bewaard. %(name)s krijgt een taak. Tot die het eens is, verandert er niets.")
        messages.success(request, said % {"name": made.second.name})
        return redirect(made)
    lead = _("Dat mag alleen als goede zorg het nodig maakt. Een collega kijkt mee, en er is altijd een einddag.")
    return _form_page(request, dossier, form, _("Langer bewaren"), lead)


def _extend(request, dossier, form):
    given = form.cleaned_data
    return holds.extend(
        dossier,
        **who(request),
        on=request.today,
        reason=given["reason"],
        ends_on=given["ends_on"],
        second=given["second"],
        **_concerns(form),
    )


@require_http_methods(["GET", "POST"])
def event_new(request, pk):
    """What starts a term of its own, in an open dossier as well."""
    dossier = access.dossier_to_keep(request, pk)
    form = EventForm(request.POST or None, **_choices(request, dossier))
    if form.is_valid():
        given = form.cleaned_data
        changed = events.say(
            dossier,
            given["category"],
            happened_on=given["happened_on"],
            about=[UUID(person) for person in given["about"]],
            **who(request),
            today=request.today,
        )
        messages.success(
            request, _("Vastgelegd. Stukken met een nieuwe bewaartermijn: %(number)d.") % {"number": changed}
        )
        return redirect("retention:keeping", pk)
    lead = _("Bij sommige stukken begint de bewaartermijn niet met het sluiten, maar met wat hier staat.")
    return _form_page(request, dossier, form, _("Er is iets gebeurd"), lead)


def _form_page(request, dossier, form, title, lead):
    return in_dossier(request, "retention/form.html", dossier, {"form": form, "title": title, "lead": lead})


@require_http_methods(["GET", "POST"])
def hold(request, pk):
    """What holds and why; of the second person whether it may, of who leads whether it is needed still."""
    found = access.hold_to_read(request, pk)
    form = _form_of(request, found)
    if form and form.is_valid() and attempt(form, lambda: _decide(request, found, form)):
        messages.success(request, _("Vastgelegd."))
        return redirect("retention:keeping", found.dossier_id)
    people = persons_of(request, found.dossier)
    context = {"hold": found, "form": form, "people": _named(found, people), "past": found.review_on < request.today}
    return in_dossier(request, "retention/hold.html", found.dossier, context)


def _form_of(request, found):
    if access.may_judge(request, found):
        return JudgeForm(request.POST or None)
    if access.may_look(found):
        return LookForm(request.POST or None, can_wait=not found.is_extension, today=request.today)
    return None


def _decide(request, found, form):
    given = form.cleaned_data
    if isinstance(form, JudgeForm):
        agrees = given["outcome"] == JudgeForm.YES
        return holds.judge(found, agrees=agrees, **who(request), on=request.today)
    if given["outcome"] == LookForm.ON:
        return holds.look_again(found, review_on=given["review_on"], **who(request), on=request.today)
    return holds.release(found, **who(request))
