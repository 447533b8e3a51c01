"""One-time links with which somebody chooses a password: made by an officer, never mailed by the program."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode


class OneTimeLink(PasswordResetTokenGenerator):
    """Works for settings.PASSWORD_RESET_TIMEOUT, and until a password was chosen or somebody signed in."""

    key_salt = "accounts.links.OneTimeLink"


tokens = OneTimeLink()


def path_for(user) -> str:
    """The path of a fresh link; show it once, to the officer who asked for it."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("one_time_link", kwargs={"uidb64": uid, "token": tokens.make_token(user)})
