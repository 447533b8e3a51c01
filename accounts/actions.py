"""Changes to accounts: who, when, one transaction with its row in the access log."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import events, links, policy
from accounts.models import SecrecyAcceptance, SecrecyText, User
from audit.choices import Action


class Refused(ValidationError):
    """The rules of accounts/policy.py say no; the message says why."""


def refuse_unless_manager(by, user, roles=()):
    """Raises Refused when `by` may not change this account, with the roles it has or would get."""
    refusal = policy.manage_refusal(by=by.roles, target={*user.roles, *roles}, own_account=by.pk == user.pk)
    if refusal:
        raise Refused(refusal)


@transaction.atomic
def accept_secrecy(user, *, text, at, request=None) -> SecrecyAcceptance:
    """§ 1.1 Geheimhoudingsplicht: date, version and a hash of the text are kept. Twice changes nothing."""
    acceptance, is_new = SecrecyAcceptance.objects.get_or_create(
        user=user, text=text, defaults={"text_sha256": text.sha256, "accepted_at": at}
    )
    if is_new:
        events.record(Action.SECRECY, at=at, by=user, about=text, request=request)
    return acceptance


@transaction.atomic
def publish_text(*, by, at, text, in_force_from, request=None) -> SecrecyText:
    """§ 1.1 Geheimhoudingsplicht: a new version asks everyone again, from the day it comes into force."""
    last = SecrecyText.objects.order_by("-version").first()
    new = SecrecyText(version=last.version + 1 if last else 1, text=text, in_force_from=in_force_from)
    new.save()
    events.record(Action.SECRECY_TEXT, at=at, by=by, about=new, request=request)
    return new


@transaction.atomic
def save_account(user, *, by, at, changed=(), request=None):
    """Make or change an account for an officer. Raises Refused, or ValidationError for wrong roles."""
    before = User.objects.select_for_update().filter(pk=user.pk).first()
    refuse_unless_manager(by, user, roles=before.roles if before else ())
    user.refuse_wrong_roles()
    if before is None:
        user.set_unusable_password()
    user.save()
    action = Action.ACCOUNT_CHANGE if before else Action.ACCOUNT_CREATE
    events.record(action, at=at, by=by, about=user, request=request, fields=changed)


@transaction.atomic
def close(user, *, by, at, request=None):
    """Access ends at once: the next request finds no account. The password goes, so no session revives."""
    refuse_unless_manager(by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    events.record(Action.ACCOUNT_CLOSE, at=at, by=by, about=user, request=request)


@transaction.atomic
def one_time_link(user, *, by, at, request=None) -> str:
    """The path of a link with which this person chooses a password. Raises Refused for a closed account."""
    if by is not None:
        refuse_unless_manager(by, user)
    if not user.is_active:
        raise Refused(policy.Refusal.INACTIVE.label)
    events.record(Action.ACCOUNT_LINK, at=at, by=by, about=user, request=request)
    return links.path_for(user)


@transaction.atomic
def reset_second_factor(user, *, by, at, request=None):
    """For a lost telephone: the next sign-in asks to set up the second step again."""
    refuse_unless_manager(by, user)
    Authenticator.objects.filter(user=user).delete()
    events.record(Action.ACCOUNT_RESET_SECOND_FACTOR, at=at, by=by, about=user, request=request)
