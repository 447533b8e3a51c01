"""§ 4 Betrokkenheid cliënt: the pages of the portal. They say the same whether or not anything is known of somebody."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.oidc import flow
from accounts.oidc.errors import NotSignedIn, ProviderDown
from audit import log
from audit.choices import Action, Outcome
from audit.context import system
from audit.outside import outside_transaction
from audit.purposes import Purpose
from cases.errors import CaseError
from casework.actions import ending
from casework.actions import signing as plan_signing
from consent import tasks
from consent.actions import signing, withdrawal
from consent.forms.signing import SignForm
from consent.models.consents import Route
from consent.models.signing import SigningMethod
from consent.states import ConsentStatus
from inzage import access, actions, calling, leaving, nothing_here, oidc, portal, session
from inzage import request_access as doors

REFUSED, DOWN = 403, 503


@login_not_required
@require_safe
def start(request):
    if access.resident_or_none(request):
        return redirect("inzage:overview")
    ran_out = session.has_run_out(request)
    if ran_out:
        session.end(request)
    context = {"ran_out": ran_out, "goes_on": session.goes_on(request), "open": oidc.client() is not None}
    return render(request, "inzage/start.html", context)


@require_safe
@access.for_residents
def overview(request, resident):
    """Who helps, what is planned and what is asked come first; then what runs. The same page for who is not known."""
    consents = access.consents_to_read(request, resident)
    waiting = [consent for consent in consents if access.waits_for_me(consent)]
    plans = access.plans_to_read(request, resident)
    drafts = doors.drafts_to_read(request, resident)
    context = {
        "resident": resident,
        "waiting": waiting,
        "running": [consent for consent in consents if consent not in waiting],
        "plans_waiting": [plan for plan in plans if plan.waits],
        "plans": [plan for plan in plans if not plan.waits],
        # Beside another nobody sees what is about somebody else.
        "drafts": [one for one in drafts if resident.subject is None or one.person_id == resident.subject.pk],
        "done": request.GET.get("klaar"),
    }
    context |= _who_and_when(request, resident)
    if nothing_here.is_so(resident, *consents, *plans, *drafts):
        return access.nothing_here(request)
    return render(request, "inzage/overview.html", context)


def _who_and_when(request, resident) -> dict:
    """Nothing for who has no dossier."""
    resident.dossiers = access.dossiers_of(resident)
    if not resident.dossiers:
        return {}
    access.note_reading(request, resident, "toegang")
    leading = portal.those_who_lead(portal.helpers())
    profile = None if resident.subject else access.contact_profile(request, resident)
    return {
        "leading": leading,
        "may_call": bool(leading and profile and calling.calls(profile.facts, request.today)),
        "meeting": access.next_meeting(request, resident),
        "evaluation": portal.evaluation(),
    }


@require_http_methods(["GET", "POST"])
@access.for_residents
def consent(request, resident, pk):
    """§ 3.1 Toestemmingsverklaring: the words, and where it is their turn: yes with a name, or no."""
    consent = access.consent_to_read(request, resident, pk)
    waits, says_no = access.waits_for_me(consent), "weiger" in request.POST
    form = SignForm(None if says_no else request.POST or None)
    if waits and (says_no or form.is_valid()):
        try:
            return redirect(_decided(request, resident, consent, None if says_no else form))
        except CaseError as error:
            form.add_error(None, str(error))
    return render(request, "inzage/consent.html", {"consent": consent, "form": form, "waits": waits})


def _decided(request, resident, consent, form) -> str:
    """By the system: a resident sees neither the dossier nor who else must sign. Where to go then."""
    facts = {"now": request.now, "log_as": resident.pk}
    with system(Purpose.SHARING, request.now):
        if form is None:
            signing.refuse(consent.mine, method=SigningMethod.PORTAL, reason="", **facts)
            return f"{reverse('inzage:overview')}?klaar=nee"
        consent = signing.sign(consent.mine, form.signed(SigningMethod.PORTAL), **facts)
    said = "anders" if consent.status == ConsentStatus.LAPSED else "ja"
    return f"{reverse('inzage:overview')}?klaar={said}"


@require_http_methods(["GET", "POST"])
@access.for_residents
def withdraw(request, resident, pk):
    """§ 3.1 Toestemmingsverklaring: three taps from the overview, no reason asked."""
    consent = access.consent_to_withdraw(request, resident, pk)
    if request.method == "POST":
        facts = {"now": request.now, "log_as": resident.pk, "notices": tasks.NOTICES}
        with system(Purpose.SHARING, request.now):
            withdrawal.withdraw(consent, route=Route.PORTAL, **facts)
        return redirect(f"{reverse('inzage:overview')}?klaar=stop")
    return render(request, "inzage/withdraw.html", {"consent": consent})


@require_http_methods(["GET", "POST"])
@access.for_residents
def plan(request, resident, pk):
    """§ 4.1 Casusregie: what the plan says about them; and where it is their turn: yes with a name, or no."""
    plan, says_no = access.plan_to_read(request, resident, pk), "weiger" in request.POST
    form = SignForm(None if says_no else request.POST or None)
    if plan.waits and (says_no or form.is_valid()):
        try:
            return redirect(_decided_of_plan(request, resident, plan, None if says_no else form))
        except CaseError as error:
            form.add_error(None, str(error))
    return render(request, "inzage/plan.html", {"plan": plan, "form": form})


def _decided_of_plan(request, resident, plan, form) -> str:
    facts = {"now": request.now, "log_as": resident.pk}
    with system(Purpose.SHARING, request.now):
        if form is None:
            plan_signing.refuse(plan.mine, method=SigningMethod.PORTAL, reason="", **facts)
            return f"{reverse('inzage:overview')}?klaar=plan-nee"
        version = plan_signing.sign(plan.mine, form.signed(SigningMethod.PORTAL), **facts)
    said = "ja" if version.holds or version.waits else "anders"
    return f"{reverse('inzage:overview')}?klaar={said}"


@require_http_methods(["GET", "POST"])
@access.for_residents
def plan_withdraw(request, resident, pk):
    """§ 3.1 Toestemmingsverklaring: as of a consent, at once and with no reason asked."""
    plan = access.plan_to_withdraw(request, resident, pk)
    if request.method == "POST":
        with system(Purpose.SHARING, request.now):
            facts = {"now": request.now, "log_as": resident.pk, "receiver": tasks.NOTICES.receiver}
            ending.withdraw(plan.mine, route=Route.PORTAL, **facts)
        return redirect(f"{reverse('inzage:overview')}?klaar=plan-stop")
    return render(request, "inzage/plan_withdraw.html", {"plan": plan})


@login_not_required
@outside_transaction
@require_safe
def sign_in(request):
    """Asked anew each time: on a shared computer the last one may still be signed in at the broker."""
    try:
        return HttpResponseRedirect(flow.begin(request, _client(), doing="sign_in", then="", prompt="login"))
    except NotSignedIn as error:
        return _failed(request, error)


@login_not_required
@outside_transaction
@require_safe
def callback(request):
    try:
        claims, _begun = flow.finish(request, _client())
        index = oidc.index_in(claims)
    except NotSignedIn as error:
        return _failed(request, error)
    with system(Purpose.PORTAL, request.now):
        resident = actions.recognise(index, now=request.now)
        _log(request, Action.SIGN_IN, resident.pk)
    back = session.way_back(request)
    session.begin(request, resident)
    return redirect(_where_to(resident, back))


def _where_to(resident, back: dict) -> str:
    """To what they were writing when their last visit ended, if it was theirs."""
    if back.get("id") != str(resident.pk):
        return reverse("inzage:overview")
    return f"{reverse('inzage:ask')}?{urlencode({'wat': back['wat'], 'over': back['over']})}"


@login_not_required
@require_POST
def sign_out(request):
    _end(request)
    return redirect("inzage:start")


@csrf_exempt
@login_not_required
@require_POST
def leave(request):
    """Works from a page that was open for hours too: all that somebody else could do with it is sign them out."""
    _end(request)
    return leaving.away()


def _client():
    client = oidc.client()
    if client is None:
        raise Http404("geen inlogdienst")
    return client


def _end(request):
    resident_id = session.resident_id(request)
    if resident_id:
        _log(request, Action.SIGN_OUT, resident_id)
    session.end(request)


def _failed(request, error: NotSignedIn):
    """One page, whatever went wrong, but two things somebody can do something about; the code is for the log."""
    down = isinstance(error, ProviderDown)
    with system(Purpose.PORTAL, request.now):
        outcome = Outcome.FAILED if down else Outcome.REFUSED
        log.write(
            at=request.now,
            action=Action.SIGN_IN_FAILED,
            outcome=outcome,
            purpose=Purpose.PORTAL,
            object_type=access.OBJECT,
            fields=[error.code],
        )
    context = {"down": down, "too_low": isinstance(error, oidc.TooLow)}
    return render(request, "inzage/not_signed_in.html", context, status=DOWN if down else REFUSED)


def _log(request, action, resident_id):
    log.write(at=request.now, action=action, user_id=resident_id, object_type=access.OBJECT, record_ids=[resident_id])
