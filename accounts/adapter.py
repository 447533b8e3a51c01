"""How django-allauth behaves here: no sign-up, no mail, every attempt in the log, secrets of apps sealed."""

from base64 import b64decode, b64encode
from io import BytesIO

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.forms import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from accounts import events, session
from accounts.models import User
from audit.choices import Action, Outcome
from sealing import cipher, master

PLACE = b"mfa_authenticator.data"
# How the ways to confirm who one is are called, by allauth's names for them.
WAYS = {
    "reauthenticate": _("Met uw wachtwoord"),
    "mfa_reauthenticate": _("Met een code uit uw app"),
    "mfa_reauthenticate:webauthn": _("Met uw beveiligingssleutel"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Het e-mailadres of het wachtwoord klopt niet."),
        "too_many_login_attempts": _("U hebt het te vaak geprobeerd. Wacht vijf minuten en probeer het opnieuw."),
        "rate_limited": _("Dat ging te snel achter elkaar. Wacht even en probeer het opnieuw."),
        "incorrect_password": _("Het wachtwoord klopt niet."),
        "enter_current_password": _("Vul uw huidige wachtwoord in."),
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """No mail about accounts leaves the house: a colleague in /beheer/ hands out one-time links."""

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """The pages say what happened; only a changed password deserves a message of its own."""
        if message_template == "account/messages/password_changed.txt":
            super().add_message(request, level, message_template, *args, **kwargs)

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self.authentication_failed(request, **credentials)
            raise

    def authentication_failed(self, request, **credentials):
        account = User.objects.filter(email=credentials.get("email", "").lower()).first()
        events.record(Action.SIGN_IN_FAILED, at=request.now, about=account, outcome=Outcome.FAILED, request=request)

    def login(self, request, user):
        """A resident's session and a colleague's never live together."""
        request.session.pop(session.RESIDENT, None)
        super().login(request, user)

    def post_login(self, request, user, **kwargs):
        events.record(Action.SIGN_IN, at=request.now, by=user, about=user, request=request)
        return super().post_login(request, user, **kwargs)

    def logout(self, request):
        user = request.user
        super().logout(request)
        events.record(Action.SIGN_OUT, at=request.now, by=user, about=user, request=request)

    def set_password(self, user, password):
        super().set_password(user, password)
        request = context.request
        events.record(Action.PASSWORD, at=request.now, by=user, about=user, request=request)

    def reauthenticate(self, user, password):
        """allauth looks for the address in its own table, which is empty here."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user):
        """Also by the municipality's sign-in service, for an account that is linked to it."""
        methods = [
            method | {"description": WAYS[method["id"]]} for method in super().get_reauthentication_methods(user)
        ]
        if settings.STAFF_OIDC_ISSUER and user.oidc_issuer == settings.STAFF_OIDC_ISSUER:
            url = reverse("oidc_reauthenticate")
            methods.append({"id": "oidc", "description": _("Met uw gemeentelijke account"), "url": url})
        return methods

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who signed in a moment ago is not asked the same password once more to set up the second step."""
        if session.was_confirmed_recently(context.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code en probeer het opnieuw."
        ),
        "cannot_delete_authenticator": _("De tweede stap is verplicht en kan niet uit."),
    }

    def encrypt(self, text):
        return b64encode(cipher.seal(master.derive(b"second-factor"), text.encode(), PLACE)).decode()

    def decrypt(self, encrypted_text):
        return cipher.unseal(master.derive(b"second-factor"), b64decode(encrypted_text), PLACE).decode()

    def can_delete_authenticator(self, authenticator):
        """Where a second step is required one stays: recovery codes alone are for the day the telephone is gone."""
        if not settings.MFA_REQUIRED:
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user, type):  # noqa: A002 (allauth's name)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Sleutel %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self):
        """What the browser shows beside its question: our name, not the address once more."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def build_totp_svg(self, url):
        """Without the XML declaration, so that the page can carry it inline."""
        stream = BytesIO()
        qrcode.make(url, image_factory=SvgPathImage).save(stream)
        return stream.getvalue().decode().partition("?>")[2].strip()
