"""§ 4.1 Casusregie: what was agreed or planned in a dossier ends with a change in the life of its family."""

from collections.abc import Collection
from datetime import datetime

from accounts.models import User
from cases.models import Dossier
from casework.actions import conferences
from casework.changes import Piece
from casework.models import Conference
from consent.actions import grounds
from consent.actions.consents import end as end_consent
from consent.actions.consents import locked as locked_consent
from consent.actions.withdrawal import Notices, stop_what_it_carried
from consent.models import Ground
from consent.models.consents import Route
from consent.states import ConsentStatus


def end_agreed(
    dossier: Dossier, pieces: Collection[Piece], *, why: str, by: User, now: datetime, notices: Notices
) -> None:
    """Within a change that holds them; with what waits to be sent on it. `pieces`: consents, grounds, conferences."""
    access, who = dossier._access, {"by": by, "now": now}
    ids = {kind: [one.id for one in pieces if one.kind == kind] for kind in ("conference", "consent", "ground")}
    planned = Conference.objects.filter(pk__in=ids["conference"]).select_related("dossier").order_by("pk")
    for conference in access.give_all(planned):
        conferences.cancel(conference, **who)
    for pk in ids["consent"]:
        consent = locked_consent(pk, access)
        was_active = consent.status == ConsentStatus.ACTIVE
        end_consent(consent, ConsentStatus.LAPSED, reason=why, route=Route.RULE, **who)
        if was_active:
            stop_what_it_carried(consent, notices=notices, **who)
    ended = Ground.objects.filter(pk__in=ids["ground"]).select_related("dossier").order_by("pk")
    for ground in access.give_all(ended):
        grounds.end(ground, reason=why, **who)
