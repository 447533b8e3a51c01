"""Security keys as the second step: add one, see which there are, take one away. The ceremony is django-allauth's.

A key stands beside the password and never in its place.
"""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, ListWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.urls import reverse
from django.utils.http import urlencode

from accounts import session
from accounts.views import log_own_change, next_of
from audit.choices import Action


class KeepsForm:
    """allauth builds a form that was wrong anew, and asks the key's old answer about a new question."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | kwargs


class AddKey(KeepsForm, AddWebAuthnView):
    """As allauth's, and it remembers where the person was going."""

    def get_success_url(self):
        if self.did_generate_recovery_codes:
            return f"{reverse('mfa_view_recovery_codes')}?{urlencode({'next': next_of(self.request)})}"
        return reverse("mfa_list_webauthn")

    def form_valid(self, form):
        response = super().form_valid(form)
        keys = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        session.note_second_factor(self.request, keys.latest("pk"))
        log_own_change(Action.SECOND_FACTOR, self.request, self.request.user)
        return response


class Keys(ListWebAuthnView):
    """The keys of one's own account."""


class RemoveKey(RemoveWebAuthnView):
    """The last second step stays where one is required."""

    pk_url_kwarg = "key"

    def form_valid(self, form):
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        response = super().form_valid(form)
        log_own_change(Action.ACCOUNT_RESET_SECOND_FACTOR, self.request, self.request.user)
        return response


class ConfirmByKey(KeepsForm, ReauthenticateWebAuthnView):
    """A key that does not answer leaves one on the page, instead of at the sign-in page."""

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))
