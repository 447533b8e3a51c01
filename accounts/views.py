"""Pages of signing in and of one's own account; the rest of signing in is django-allauth's."""

from allauth.account.views import PasswordChangeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, events, links, session
from accounts.forms import ChoosePasswordForm, SecondFactorSetUpForm, SecrecyForm
from accounts.models import Agreement, Covenant, SecrecyAcceptance, SecrecyText
from audit.choices import Action

HOME = "/"


def next_of(request) -> str:
    """Where the person was going, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else HOME


def log_own_change(action, request, user):
    events.record(action, at=request.now, by=user, about=user, request=request)


@require_http_methods(["GET", "POST"])
def secrecy(request):
    """§ 1.1 Geheimhoudingsplicht: read the declaration and accept it."""
    text = SecrecyText.objects.current(on=request.today)
    if text is None:
        return render(request, "accounts/no_declaration.html", status=503)
    form = SecrecyForm(request.POST or None, initial={"version": text.version})
    renewed = form.is_bound and request.POST.get("version") != str(text.version)
    if not renewed and form.is_valid():
        actions.accept_secrecy(request.user, text=text, at=request.now, request=request)
        return redirect(next_of(request))
    if renewed:
        # A new version came into force while this page was open: what was read is not what holds.
        form = SecrecyForm(initial={"version": text.version})
    acceptance = SecrecyAcceptance.objects.filter(user=request.user, text=text).first()
    context = {
        "text": text,
        "form": form,
        "acceptance": acceptance,
        "next": next_of(request),
        "renewed": renewed,
    }
    return render(request, "accounts/secrecy.html", context)


@require_safe
def covenants(request):
    """§ 5 Convenant / reglement (g): what to do with partners in an emergency, and who takes part. About nobody."""
    taking_part = Agreement.objects.running(request.today).select_related("organisation")
    found = Covenant.objects.in_force(request.today).prefetch_related(Prefetch("agreements", taking_part, "running"))
    return render(request, "accounts/covenants.html", {"covenants": found})


@require_http_methods(["GET", "POST"])
def calendar_link(request):
    """§ 2.5 Toegankelijkheid: the address of one's own agenda. The answer to a click shows it once: it is not kept."""
    address = ""
    if request.method == "POST" and "stoppen" in request.POST:
        actions.end_calendar_link(request.user, at=request.now, request=request)
        messages.success(request, _("Uw agendalink werkt niet meer."))
        return redirect("calendar_link")
    if request.method == "POST":
        token = actions.renew_calendar_link(request.user, at=request.now, request=request)
        address = request.build_absolute_uri(reverse("cases:calendar", args=[token]))
    return render(request, "accounts/calendar_link.html", {"address": address})


@require_http_methods(["POST"])
def daily_digest(request):
    wanted = "aan" in request.POST
    actions.set_daily_digest(request.user, wanted=wanted, at=request.now, request=request)
    on, off = _("U krijgt het dagelijks bericht weer."), _("U krijgt geen dagelijks bericht meer.")
    messages.success(request, on if wanted else off)
    return redirect(f"{reverse('mfa_index')}#dagelijks-bericht")


@require_http_methods(["GET", "POST"])
def shortcuts(request):
    """The list of keys, for who has no scripts or would rather read it; and whether they work."""
    if request.method == "POST":
        wanted = "aan" in request.POST
        actions.set_shortcuts(request.user, wanted=wanted, at=request.now, request=request)
        messages.success(request, _("De sneltoetsen staan aan.") if wanted else _("De sneltoetsen staan uit."))
        return redirect("shortcuts")
    return render(request, "accounts/shortcuts.html")


@require_safe
def session_alive(request):
    """Whoever asks is still there: like any page it moves the end of an idle session."""
    return HttpResponse(status=204)


class ChangePassword(PasswordChangeView):
    """As allauth's, for who has a password here. Who signs in with the account of the municipality changes it there."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_usable_password():
            return super().dispatch(request, *args, **kwargs)
        return render(request, "accounts/no_password.html")


class SetUpSecondFactor(ActivateTOTPView):
    """As allauth's, and it remembers where the person was going."""

    def get_form_class(self):
        return SecondFactorSetUpForm

    def get_success_url(self):
        query = urlencode({"next": next_of(self.request)})
        return f"{reverse('mfa_view_recovery_codes')}?{query}"

    def form_valid(self, form):
        response = super().form_valid(form)
        totp = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        session.note_second_factor(self.request, totp)
        log_own_change(Action.SECOND_FACTOR, self.request, self.request.user)
        return response


class SwitchOffSecondFactor(DeactivateTOTPView):
    """As allauth's, and it leaves a row in the log."""

    def form_valid(self, form):
        response = super().form_valid(form)
        log_own_change(Action.ACCOUNT_RESET_SECOND_FACTOR, self.request, self.request.user)
        return response


class RecoveryCodes(ViewRecoveryCodesView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"next": next_of(self.request)}


@method_decorator(sensitive_post_parameters(), name="dispatch")
class OneTimeLinkView(PasswordResetConfirmView):
    """Choose a password by a one-time link. Unknown, used, expired, of a closed account: the same page."""

    template_name = "accounts/one_time_link.html"
    form_class = ChoosePasswordForm
    token_generator = links.tokens
    success_url = reverse_lazy("account_login")

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form):
        response = super().form_valid(form)
        log_own_change(Action.PASSWORD, self.request, self.user)
        return response
