"""Changes to accounts: who, when, one transaction with its row in the access log."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import calendars, events, links, policy
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
    _close(user, by=by, at=at, request=request)


@transaction.atomic
def close_member(user, *, by, at, request=None):
    """As `close`, by the lead of the team this person is in. Raises Refused."""
    refusal = policy.close_member_refusal(
        by=by.roles,
        target=user.roles,
        same_team=by.team_id is not None and by.team_id == user.team_id,
        own_account=by.pk == user.pk,
    )
    if refusal:
        raise Refused(refusal)
    _close(user, by=by, at=at, request=request)


def _close(user, *, by, at, request):
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active, user.calendar_token_sha256 = False, ""
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password", "calendar_token_sha256"])
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
def unlink_sign_in(user, *, by, at, request=None):
    """For somebody whom the municipality's sign-in service knows anew: the next sign-in there links them once more."""
    refuse_unless_manager(by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.oidc_issuer = user.oidc_subject = ""
    user.save(update_fields=["oidc_issuer", "oidc_subject"])
    events.record(Action.ACCOUNT_CHANGE, at=at, by=by, about=user, request=request, fields=["oidc_subject"])


@transaction.atomic
def reset_second_factor(user, *, by, at, request=None):
    """For a lost telephone: the next sign-in asks to set up the second step again."""
    refuse_unless_manager(by, user)
    Authenticator.objects.filter(user=user).delete()
    events.record(Action.ACCOUNT_RESET_SECOND_FACTOR, at=at, by=by, about=user, request=request)


@transaction.atomic
def renew_calendar_link(user, *, at, request=None) -> str:
    """The token of a new address for somebody's own agenda, to be shown once; the address before it stops working."""
    token = calendars.new_token()
    _change_own(user, calendar_token_sha256=calendars.sha256_of(token), at=at, request=request)
    return token


@transaction.atomic
def end_calendar_link(user, *, at, request=None):
    """The address of somebody's own agenda stops working at once."""
    _change_own(user, calendar_token_sha256="", at=at, request=request)


@transaction.atomic
def set_daily_digest(user, *, wanted: bool, at, request=None):
    """Whether somebody gets the mail of the morning."""
    _change_own(user, daily_digest=wanted, at=at, request=request)


@transaction.atomic
def set_shortcuts(user, *, wanted: bool, at, request=None):
    """Whether keys of one letter do something; those together with Ctrl always do."""
    _change_own(user, shortcuts=wanted, at=at, request=request)


def _change_own(user, *, at, request, **changed):
    """A choice about one's own account; it leaves its row like any change of an account."""
    for name, value in changed.items():
        setattr(user, name, value)
    user.save(update_fields=list(changed))
    events.record(Action.ACCOUNT_CHANGE, at=at, by=user, about=user, request=request, fields=list(changed))


@transaction.atomic
def save_register(row, *, by, at, changed=(), request=None):
    """§ 5 Convenant / reglement: an organisation, agreement, covenant or processing, as an officer wrote it down."""
    action = Action.CREATE if row._state.adding else Action.CHANGE
    row.save()
    events.record(action, at=at, by=by, about=row, request=request, fields=changed)
