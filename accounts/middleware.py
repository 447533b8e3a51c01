"""§ 1.1 Geheimhoudingsplicht: the gate before every page: second step, valid agreement, declaration."""

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts import access, events, session
from accounts.policy import Refusal
from audit.choices import Action, Outcome

ALWAYS_OPEN = {"account_login", "account_logout", "account_inactive", "one_time_link", "healthz"}
SECOND_FACTOR = {
    "mfa_authenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "oidc_reauthenticate",
}
OWN_ACCOUNT = SECOND_FACTOR | {
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_list_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "account_change_password",
}
DECLARATION = "secrecy"
# What a form carries along by itself.
NOT_TYPED = {"csrfmiddlewaretoken", "opened", "draft", "revision", "seen", "later"}


class Gate:
    """Runs after the CSRF check and before the view.

    Closed unless told: only a page of the lists above, or a view that says `login_not_required`, opens early.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        page = request.resolver_match.view_name
        if page in ALWAYS_OPEN or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self.stop(request, reverse("account_login"))
        if session.is_too_old(request):
            return self.sign_out(request)
        if session.needs_second_factor(request):
            return self.ask_second_factor(request, page)
        if page in OWN_ACCOUNT:
            return None
        return self.ask_what_is_missing(request, page)

    def ask_second_factor(self, request, page):
        if is_mfa_enabled(request.user):
            # This account has a second step, and this session never took it.
            return self.sign_out(request)
        return None if page in SECOND_FACTOR else self.stop(request, reverse("mfa_activate_totp"))

    def ask_what_is_missing(self, request, page):
        refusal = access.refusal_in(request)
        if refusal is None or (refusal == Refusal.SECRECY and page == DECLARATION):
            return None
        if refusal == Refusal.SECRECY:
            return self.stop(request, reverse(DECLARATION))
        events.record(Action.OPEN, at=request.now, by=request.user, outcome=Outcome.REFUSED, request=request)
        return render(request, "accounts/no_access.html", {"refusal": refusal}, status=403)

    def sign_out(self, request):
        get_adapter(request).logout(request)
        return self.stop(request, reverse("account_login"))

    def stop(self, request, to):
        """Send to the page that comes first. What was typed is shown, to be kept or sent again."""
        wanted = request.get_full_path()
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(wanted, to)
        if kept_at := getattr(request, "typed_is_kept", ""):
            # Kept for its writer (cases.middleware): after signing in they go on where they were.
            answer = redirect_to_login(kept_at, to)
            return HttpResponseClientRedirect(answer.url) if request.htmx else answer
        may_send_again = request.user.is_authenticated and not request.FILES
        context = {
            "first": to,
            "signed_in": request.user.is_authenticated,
            "typed": typed(request),
            "files": bool(request.FILES),
            "send_again": wanted if may_send_again else "",
        }
        return render(request, "accounts/not_saved.html", context, status=403)


def typed(request) -> list[tuple[str, str]]:
    """The fields as they were sent, without what is not the person's own words."""
    names = [name for name in request.POST if name not in NOT_TYPED and "password" not in name]
    return [(name, value) for name in names for value in request.POST.getlist(name)]
