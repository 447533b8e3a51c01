"""§ 3.2 Uitzonderingen: the grounds of a dossier; answering one, judging it as a second person, ending it."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import dossier_to_change, dossier_to_read, persons_of
from cases.access.core import opened
from cases.views.desk import Desk
from consent.access import grounds as doors
from consent.actions import grounds as actions
from consent.forms.grounds import AnswersForm, EndForm, GroundForm, JudgeForm, answered
from consent.grounds import GROUNDS
from consent.models import Ground
from consent.states import GroundStatus
from consent.views.common import attempt, in_dossier, who

# Where the ground that was chosen stands in the address of the page with its questions.
CHOSEN = "grond"


@require_safe
def grounds(request, pk):
    dossier = dossier_to_read(request, pk)
    extra = {"grounds": doors.grounds_of(request, dossier), "incoming": doors.incoming_of(request, dossier)}
    return in_dossier(request, "consent/grounds.html", dossier, extra)


@require_http_methods(["GET", "POST"])
def ground_new(request, pk):
    """First which ground, then its questions on one page."""
    dossier = dossier_to_change(request, pk)
    rule = GROUNDS.get(request.GET.get(CHOSEN, ""))
    if rule is None or rule.once:
        choices = [one for one in GROUNDS.values() if not one.once]
        return in_dossier(request, "consent/ground_choice.html", dossier, {"rules": choices})
    desk = Desk(request, dossier, Ground)
    if answer := desk.sent_before():
        return answer
    initial = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis}
    arguments = {"people": persons_of(request, dossier), "opens": dossier.why.opens, "initial": initial}
    colleagues = doors.possible_second_persons(request, dossier, "casusregie", first=request.user)
    form = GroundForm(request.POST or None, rule=rule, colleagues=colleagues, **arguments)
    if form.is_valid() and (made := attempt(form, lambda: desk.once(lambda pk: _compose(request, dossier, form, pk)))):
        return redirect(made)
    context = {"form": form, "rule": rule, "desk": desk, "colleagues": colleagues}
    return in_dossier(request, "consent/ground_form.html", dossier, context)


def _compose(request, dossier, form, pk) -> Ground:
    facts = {name: form.cleaned_data[name] for name in ("organisation", "purpose", "legal_basis", "category")}
    about = [UUID(person) for person in form.cleaned_data["about"]]
    own = {"code": form.rule.code, "answers": form.answers, "about": about, "id": pk}
    ground = actions.compose(dossier, **who(request), on=request.today, **own, **facts)
    return _ask(request, *opened(request, [ground]), form)


def _ask(request, ground, form) -> Ground:
    if to := form.cleaned_data["to"]:
        actions.ask_second_person(ground, **who(request), on=request.today, to=to)
        messages.success(request, _("Bewaard. %(name)s krijgt een taak om mee te kijken.") % {"name": to.name})
    else:
        messages.success(request, _("Bewaard. Er kan nog niets op worden gedeeld: een ander moet nog meekijken."))
    return ground


@require_safe
def ground(request, pk):
    found = doors.ground_to_read(request, pk)
    context = {
        "ground": found,
        "people": doors.people_in(request, found),
        "may_judge": doors.is_second_person(request, found),
        "may_decide": doors.may_decide(found.dossier),
        "answers": [(question.text, (found.answers or {}).get(question.code)) for question in found.rule.questions],
        "may_answer": found.status in actions.OPEN_TO_ANSWER,
        "waits": found.status in (GroundStatus.TO_CONFIRM, GroundStatus.URGENT) and not found.missing,
        "runs": found.status == GroundStatus.VALID,
        "can_end": found.status not in (GroundStatus.ENDED, GroundStatus.REJECTED),
        "is_past": found.valid_until < request.today,
    }
    return in_dossier(request, "consent/ground.html", found.dossier, context)


@require_http_methods(["GET", "POST"])
def ground_answers(request, pk):
    found = doors.ground_to_change(request, pk)
    if found.status not in actions.OPEN_TO_ANSWER:
        messages.info(request, _("Deze antwoorden staan vast."))
        return redirect(found)
    colleagues = doors.possible_second_persons(request, found.dossier, found.category, first=found.created_by)
    initial = answered(found.answers)
    form = AnswersForm(request.POST or None, rule=found.rule, colleagues=colleagues, initial=initial)
    if form.is_valid() and attempt(form, lambda: _answer(request, found, form)):
        return redirect(found)
    context = {"form": form, "rule": found.rule, "ground": found, "colleagues": colleagues}
    return in_dossier(request, "consent/ground_form.html", found.dossier, context)


def _answer(request, found, form) -> Ground:
    ground = actions.answer(found, **who(request), answers=form.answers)
    return _ask(request, ground, form)


@require_http_methods(["GET", "POST"])
def ground_judge(request, pk):
    """Of the second person: whether it may, and at its date whether it is needed still."""
    found = doors.ground_to_judge(request, pk)
    judging = _judging(request, found)
    form = judging and JudgeForm(request.POST or None, today=request.today, **judging)
    if form and form.is_valid() and attempt(form, lambda: _judge(request, found, form)):
        messages.success(request, _("Uw oordeel is vastgelegd."))
        return redirect(found)
    context = {"form": form, "ground": found, "people": doors.people_in(request, found)}
    context["answers"] = [(one.text, (found.answers or {}).get(one.code)) for one in found.rule.questions]
    return in_dossier(request, "consent/ground_judge.html", found.dossier, context)


def _judging(request, found) -> dict:
    """What the form asks; empty where this person, or at this moment nobody, has anything to judge."""
    if not doors.is_second_person(request, found) or found.missing:
        return {}
    last: date = actions.last_review(found.rule, request.today)
    if found.status == GroundStatus.TO_CONFIRM:
        return {"yes": _("Eens: dit mag zonder toestemming"), "no": _("Niet eens"), "last": last}
    if found.status == GroundStatus.URGENT:
        return {"yes": _("Eens: het was nodig"), "no": _("Niet eens"), "last": None}
    if found.status == GroundStatus.VALID and not found.rule.ends_itself:
        return {"yes": _("Het is nog nodig"), "no": _("Het is niet meer nodig"), "last": last}
    return {}


def _judge(request, found, form) -> Ground:
    said, by = form.cleaned_data, who(request)
    yes, opinion, until = said["outcome"] == form.YES, said["opinion"], said.get("until")
    if found.status == GroundStatus.VALID:
        if yes:
            return actions.prolong(found, **by, on=request.today, opinion=opinion, until=until)
        return actions.end(found, **by, reason=opinion)
    if yes:
        return actions.confirm(found, **by, on=request.today, opinion=opinion, until=until)
    return actions.reject(found, **by, on=request.today, opinion=opinion)


@require_http_methods(["GET", "POST"])
def ground_end(request, pk):
    found = doors.ground_to_change(request, pk)
    form = EndForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: actions.end(found, **who(request), **form.cleaned_data)):
        messages.success(request, _("Beëindigd. Er gaat niets meer op."))
        return redirect(found)
    title = _("Delen zonder toestemming beëindigen")
    lead = _("Vanaf nu gaat er niets meer op. Wat er is gedeeld en waarom, blijft bewaard.")
    context = {"form": form, "record": found, "title": title, "lead": lead}
    return in_dossier(request, "consent/told_form.html", found.dossier, context)
