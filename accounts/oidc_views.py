"""§ 2.5 Toegankelijkheid, beveiliging: to the municipality's own sign-in service, and back."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import events, session
from accounts.oidc import flow, staff
from accounts.oidc.errors import NotSignedIn, ProviderDown
from accounts.views import next_of
from audit.choices import Action, Outcome
from audit.outside import as_user, outside_transaction

SIGN_IN, CONFIRM = "sign_in", "confirm"
REFUSED, DOWN = 403, 503


@login_not_required
@outside_transaction
@require_safe
def start(request):
    if request.user.is_authenticated:
        return redirect(next_of(request))
    return _go(request, SIGN_IN)


@outside_transaction
@require_safe
def reauthenticate(request):
    """Who has no password here proves themselves there, anew: a running session at the provider is not enough."""
    if not request.user.oidc_subject:
        raise Http404("geen account bij de inlogdienst")
    return _go(request, CONFIRM, prompt="login", max_age="0")


@login_not_required
@outside_transaction
@require_safe
def callback(request):
    client = _client()
    try:
        claims, begun = flow.finish(request, client)
        with as_user(request):
            return AFTER[begun.doing](request, client, claims, begun)
    except NotSignedIn as error:
        return _failed(request, error)


def _client():
    client = staff.client()
    if client is None:
        raise Http404("geen inlogdienst")
    return client


def _go(request, doing, **more):
    client = _client()
    try:
        return HttpResponseRedirect(flow.begin(request, client, doing=doing, then=next_of(request), **more))
    except NotSignedIn as error:
        return _failed(request, error)


def _let_in(request, client, claims, begun):
    """From here as after a password: our own second step unless they took one there, then the gate."""
    user = staff.account_of(claims, client.issuer, at=request.now)
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    handled = session.note_single_sign_on(
        request, user, second_step=staff.took_second_step(claims), proved_at=claims.get("auth_time")
    )
    return perform_login(request, Login(user=user, redirect_url=begun.then, state={"stages": handled}))


def _confirmed(request, client, claims, begun):
    if not request.user.is_authenticated:
        raise NotSignedIn("signed_out_meanwhile")
    staff.refuse_unless_themselves(request.user, claims, client.issuer, since=begun.started)
    session.note_confirmed_elsewhere(request)
    return redirect(begun.then)


AFTER = {SIGN_IN: _let_in, CONFIRM: _confirmed}


def _failed(request, error: NotSignedIn):
    """One page, whatever went wrong; the code is for the log."""
    down = isinstance(error, ProviderDown)
    with as_user(request):
        events.record(
            Action.SIGN_IN_FAILED,
            at=request.now,
            about=error.about,
            outcome=Outcome.FAILED if down else Outcome.REFUSED,
            request=request,
            fields=[error.code],
        )
    return render(request, "accounts/not_signed_in.html", {"down": down}, status=DOWN if down else REFUSED)
