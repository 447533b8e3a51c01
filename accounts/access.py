"""§ 1.1 Geheimhoudingsplicht: may this account open personal data now? Every door asks, every time."""

import json
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.policy import Agreement, OpeningFacts, Refusal, refusal_to_open

# Of nobody, and of no time: they stand in the statement where the account and the day come.
WHO, DAY = UUID(int=0), date.min
FACTS = (
    "is_active",
    "organisation__kind",
    "organisation__enforces",
    "agreement_facts",
    "secrecy_accepted",
)


def may_open_personal_data(user, now: datetime) -> Refusal | None:
    """None when the account may; otherwise the reason. Read afresh: what ended a second ago has ended.

    No organisation, no declaration in force, no account at all: refused (fail closed).
    """
    on = timezone.localdate(now)
    facts = _facts_of(user.pk, on) if user.pk else None
    return refusal_to_open(facts, on) if facts else Refusal.INACTIVE


def refusal_in(request) -> Refusal | None:
    """As `may_open_personal_data`, of who asks: asked once for each request, at the gate."""
    if not hasattr(request, "refusal_to_open"):
        request.refusal_to_open = may_open_personal_data(request.user, request.now)
    return request.refusal_to_open


def _facts_of(pk: UUID, on: date) -> OpeningFacts | None:
    sql, parameters = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [{WHO: pk, DAY: on}.get(one, one) for one in parameters])
        found = cursor.fetchone()
    if found is None:
        return None
    active, kind, enforces, agreement, secrecy_accepted = found
    return OpeningFacts(
        active=active,
        internal=kind == Organisation.Kind.MUNICIPALITY,
        enforces=bool(enforces),
        agreement=_agreement_of(agreement),
        secrecy_accepted=secrecy_accepted,
    )


@cache
def _statement() -> tuple[str, tuple]:
    """`with_opening_facts` as SQL, with WHO and DAY among its parameters.

    Written once: Django takes ten times as long to write it as the database to answer it, twice at every request.
    """
    return User.objects.filter(pk=WHO).with_opening_facts(DAY).values_list(*FACTS).order_by().query.sql_with_params()


def _agreement_of(found: str | None) -> Agreement | None:
    """Days come as text out of a JSON value: one query instead of two at every request."""
    if found is None:
        return None
    facts = json.loads(found)
    until = facts["valid_until"]
    return Agreement(facts["kind"], date.fromisoformat(facts["valid_from"]), until and date.fromisoformat(until))
