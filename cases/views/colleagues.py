"""Colleagues: who has what in the team, covering, leaving, and whether access is still needed."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions as accounts
from accounts.models import SecrecyText
from cases import access, actions
from cases.errors import CaseError, MayNotBeGranted
from cases.forms import NEEDED, AppointForm, CoverForm, LeaveForm, RecertifyForm, StopCoverForm
from cases.views.dossiers import end_of, start_of


@require_safe
def team(request):
    """§ 2.5 Toegankelijkheid: who of the team has what. The lead sees codenames, never what is in a dossier."""
    members = access.my_members(request)
    possible = access.possible_regisseurs(request)
    context = {
        "team": request.user.team,
        "members": members,
        "left_behind": [
            (dossier, AppointForm(colleagues=possible, initial={"dossier": dossier.id}, auto_id=f"id_{dossier.id}_%s"))
            for dossier in access.left_behind(request)
        ],
    }
    return TemplateResponse(request, "cases/team.html", context)


@require_http_methods(["POST"])
def appoint(request):
    """§ 4.1 Casusregie: a dossier that nobody leads gets a regisseur from the team."""
    form = AppointForm(request.POST, colleagues=access.possible_regisseurs(request))
    if not form.is_valid():
        messages.error(request, _("Kies wie de nieuwe regisseur wordt."))
        return redirect("cases:team")
    dossier = access.dossier_to_appoint(request, form.cleaned_data["dossier"])
    reason = _("Aangewezen door de teamleider: niemand was regisseur.")
    to = form.cleaned_data["colleague"]
    try:
        actions.appoint(dossier.id, to=to, by=request.user, now=request.now, on=request.today, reason=reason)
    except MayNotBeGranted as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("%(name)s is regisseur van %(dossier)s.") % {"name": to.name, "dossier": dossier.codename}
        )
    return redirect("cases:team")


@require_http_methods(["GET", "POST"])
def leave(request, pk):
    """One action for a colleague who leaves: successor, all access, tasks, account."""
    member = access.member_to_leave(request, pk)
    overview = next(one for one in access.my_members(request) if one.user.pk == member.pk)
    alone = {given.pk for given in actions.led_alone(member, request.now)}
    form = LeaveForm(_sent(request), colleagues=access.successors_of(request, member), needed=bool(alone))
    if form.is_valid():
        try:
            _leave(request, member, form.cleaned_data.get("successor"))
        except MayNotBeGranted as error:
            form.add_error(None, str(error))
        except accounts.Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Alle toegang van %(name)s is gestopt.") % {"name": member.name})
            return redirect("cases:team")
    context = {"form": form, "member": member, "grants": overview.grants, "alone": alone}
    return TemplateResponse(request, "cases/leave.html", context)


def _sent(request):
    """A form without fields is sent as well, with nothing in it; a page that was only asked for sends none."""
    return request.POST if request.method == "POST" else None


def _leave(request, member, successor):
    actions.leave(
        member,
        by=request.user,
        at=request.now,
        on=request.today,
        successor=successor,
        close=accounts.close_member,
        request=request,
    )


@require_http_methods(["GET", "POST"])
def cover(request):
    """§ 1.1 Geheimhoudingsplicht: handing over shows the duty again; everything but the colleague is filled in."""
    to_cover = access.to_cover(request, _asked_for(request))
    secrecy = SecrecyText.objects.current(request.today)
    form = CoverForm(request.POST or None, today=request.today, to_cover=to_cover)
    if form.is_valid():
        try:
            done = _hand_over(request, to_cover.absent, secrecy, form.cleaned_data)
        except MayNotBeGranted as error:
            form.add_error(None, str(error))
        else:
            _tell(request, done, form.cleaned_data["colleague"])
            return redirect("cases:team" if to_cover.by_lead else "cases:cover")
    covers = [] if to_cover.by_lead else access.my_covers(request)
    context = {"form": form, "to_cover": to_cover, "secrecy": secrecy, "covers": covers}
    return TemplateResponse(request, "cases/cover.html", context)


def _asked_for(request) -> UUID | None:
    """Whose cover this is about, in the address: an id of a colleague, for a lead alone."""
    asked = request.GET.get("voor")
    try:
        return UUID(asked) if asked else None
    except ValueError as error:
        raise access.Refused("medewerker") from error


def _hand_over(request, absent, secrecy, chosen):
    cover = actions.Cover(
        absent=absent,
        to=chosen["colleague"],
        starts=start_of(chosen["valid_from"]),
        ends=end_of(chosen["valid_until"]),
        reason=chosen["reason"],
        secrecy_version=secrecy.version,
    )
    return actions.hand_over(chosen["dossiers"], cover, by=request.user, now=request.now)


def _tell(request, done, colleague):
    """What was handed over, and what was not and why."""
    name = colleague.name
    if done.given:
        total = len({given.content_object_id for given in done.given})
        text = ngettext(
            "%(total)d dossier overgedragen aan %(name)s.", "%(total)d dossiers overgedragen aan %(name)s.", total
        )
        messages.success(request, text % {"total": total, "name": name})
    if done.had:
        text = _("%(name)s kan deze dossiers al openen: %(which)s. Daar verandert niets.")
        messages.info(request, text % {"name": name, "which": _which(done.had)})
    if done.too_late:
        text = _("Niet overgedragen, omdat de toegang er dan al niet meer is: %(which)s.")
        messages.warning(request, text % {"which": _which(done.too_late)})


def _which(grants) -> str:
    return ", ".join(_codename(given) for given in grants)


def _codename(given) -> str:
    """Not the family: a message lies in the session, which is not sealed. A lead has the codename alone."""
    return (given.dossier if hasattr(given, "dossier") else given.content_object).codename


@require_http_methods(["POST"])
def cover_stop(request):
    """Whoever was away is back, or the other can no longer."""
    form = StopCoverForm(request.POST)
    if not form.is_valid():
        raise access.Refused("toegang")
    covers = access.covers_to_stop(request, absent_id=form.cleaned_data["absent"], to_id=form.cleaned_data["to"])
    actions.stop_cover(covers, by=request.user, now=request.now)
    messages.success(request, _("De vervanging is gestopt. Dat geldt bij de volgende klik al."))
    own = request.user.pk in form.cleaned_data.values()
    return redirect("cases:cover" if own else "cases:team")


@require_http_methods(["GET", "POST"])
def recertify(request):
    """§ 2.5 Toegankelijkheid: is this access still needed? All on one screen; what is not answered stays."""
    grants = access.grants_to_confirm(request)
    groups = access.by_dossier(request, grants)
    form = RecertifyForm(_sent(request), grants=grants)
    if form.is_valid():
        _save_answers(request, form.answers())
        return redirect("cases:recertify")
    rows = [(name, [(given, form.field_of(given)) for given in given_here]) for name, given_here in groups]
    return TemplateResponse(request, "cases/recertify.html", {"form": form, "groups": rows})


def _save_answers(request, answers):
    kept = ended = 0
    for given, answer in answers:
        if answer == NEEDED:
            actions.confirm(given, by=request.user, now=request.now)
            kept += 1
        else:
            ended += _end_or_tell(request, given)
    messages.success(request, _("Opgeslagen: %(kept)d nodig, %(ended)d gestopt.") % {"kept": kept, "ended": ended})


def _end_or_tell(request, given) -> bool:
    """One that cannot be ended is said, and the other answers are saved all the same."""
    try:
        actions.end_grant(given, by=request.user, now=request.now)
    except CaseError as error:
        messages.error(request, f"{given.user.name}, {_codename(given)}: {error}")
        return False
    return True
