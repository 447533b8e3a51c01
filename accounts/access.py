"""§ 1.1 Geheimhoudingsplicht: may this account open personal data now? Every door asks, every time."""

from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from accounts.policy import Agreement, OpeningFacts, Refusal, refusal_to_open


def may_open_personal_data(user, now: datetime) -> Refusal | None:
    """None when the account may; otherwise the reason. Read afresh: what ended a second ago has ended.

    No organisation, no declaration in force, no account at all: refused (fail closed).
    """
    on = timezone.localdate(now)
    account = User.objects.filter(pk=user.pk).with_opening_facts(on).first() if user.pk else None
    if account is None:
        return Refusal.INACTIVE
    return refusal_to_open(facts_of(account), on)


def facts_of(account: User) -> OpeningFacts:
    """`account` comes from `with_opening_facts`."""
    organisation = account.organisation
    return OpeningFacts(
        active=account.is_active,
        internal=account.is_internal,
        enforces=organisation.enforces if organisation else False,
        agreement=_agreement_of(account.agreement_facts),
        secrecy_accepted=account.secrecy_accepted,
    )


def _agreement_of(found: dict | None) -> Agreement | None:
    """Days come as text out of a JSON value: one query instead of two at every request."""
    if found is None:
        return None
    until = found["valid_until"]
    return Agreement(found["kind"], date.fromisoformat(found["valid_from"]), until and date.fromisoformat(until))
