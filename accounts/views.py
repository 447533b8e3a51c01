"""Pages of signing in and of one's own account; the rest of signing in is django-allauth's."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib.auth.views import PasswordResetConfirmView
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import actions, events, links, session
from accounts.forms import ChoosePasswordForm, SecondFactorSetUpForm, SecrecyForm
from accounts.models import SecrecyAcceptance, SecrecyText
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
