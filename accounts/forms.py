"""The forms of signing in, in our words."""

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts import events
from audit.choices import Action, Outcome


def without_placeholders(form):
    """A placeholder is not a label, and vanishes when one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(AllauthLoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        self.fields["login"].label = _("E-mailadres")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Wachtwoord")


def log_failed_step(user):
    request = context.request
    events.record(Action.SECOND_FACTOR, at=request.now, about=user, outcome=Outcome.FAILED, request=request)


class TakesCode:
    """Takes a code of the app or a recovery code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("Zes cijfers uit uw app, of één van uw herstelcodes.")

    def _emit_authentication_failed(self, authenticator):
        super()._emit_authentication_failed(authenticator)
        log_failed_step(self.user)


class SecondFactorForm(TakesCode, AuthenticateForm):
    """When signing in."""


class ConfirmByCodeForm(TakesCode, ReauthenticateForm):
    """When asked once more."""


# What a credential that no browser made leads to in the library that reads it.
WRONG = "incorrect_code"
MALFORMED = (TypeError, KeyError, AttributeError, ValueError)
NO_ANSWER = {
    "required": _("Uw sleutel heeft nog niet geantwoord. Kies de knop en raak uw sleutel aan."),
    "invalid": _("Het antwoord van uw sleutel is niet te lezen. Probeer het opnieuw."),
}


def refused_key():
    return forms.ValidationError(
        _("Deze sleutel hoort niet bij uw account, of het antwoord klopte niet. Probeer het opnieuw."), "refused_key"
    )


class TakesKey:
    """Takes the answer of a security key; a script fetches it and fills it in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= NO_ANSWER

    def clean_credential(self):
        try:
            return super().clean_credential()
        except (*MALFORMED, forms.ValidationError) as error:
            if getattr(error, "code", WRONG) != WRONG:
                raise
            log_failed_step(self.user)
            raise refused_key() from None


class UseKeyForm(TakesKey, AuthenticateWebAuthnForm):
    """When signing in."""


class ConfirmByKeyForm(TakesKey, ReauthenticateWebAuthnForm):
    """When asked once more."""


class KeyForm(AddWebAuthnForm):
    """A new key: what one calls it, and its answer."""

    name = forms.CharField(
        label=_("Hoe noemt u deze sleutel?"),
        help_text=_("Bijvoorbeeld: sleutelbos, of werktelefoon."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= NO_ANSWER

    def clean(self):
        try:
            return super().clean()
        except (*MALFORMED, forms.ValidationError):
            raise refused_key() from None


class SecondFactorSetUpForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        self.fields["code"].label = _("Code uit uw app")
        self.fields["code"].help_text = _("Zes cijfers.")


class ChoosePasswordForm(SetPasswordForm):
    """The page says what a good password is; four rules above the field only frighten."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = ""
        self.fields["new_password2"].label = _("Nog een keer hetzelfde wachtwoord")
        self.fields["new_password2"].help_text = ""


class ChangePasswordForm(AllauthChangePasswordForm):
    """As ChoosePasswordForm, with the password that holds now."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        self.fields["password1"].help_text = ""
        self.fields["password2"].label = _("Nog een keer hetzelfde wachtwoord")


class SecrecyForm(forms.Form):
    accepted = forms.BooleanField(
        label=_("Ik heb de verklaring gelezen en houd mij eraan."),
        error_messages={"required": _("Zet een vinkje als u akkoord gaat. Zonder akkoord kunt u niet verder.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
