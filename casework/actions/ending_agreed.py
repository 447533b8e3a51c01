"""§ 4.1 Casusregie: what was agreed or planned in a dossier ends with a change in the life of its family."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from cases import actions as cases
from cases.emergency import working_day_after
from cases.errors import Overtaken
from cases.models import Dossier
from casework.actions import conferences
from casework.changes import Piece
from casework.models import Conference
from consent.actions import grounds
from consent.actions.consents import locked as locked_consent
from consent.actions.locks import hold_covers
from consent.actions.withdrawal import Notices, end_by_rule
from consent.models import Consent, Ground
from consent.states import ConsentStatus


def hold_agreed(dossier: Dossier, **about) -> None:
    """Before the dossier itself, as whoever withdraws a consent does. `about`: of which records."""
    hold_covers(*(model.objects.filter(dossier=dossier, **about).values("pk") for model in (Consent, Ground)))


def refuse_changed(seen, mark: str) -> None:
    """`mark`: of what somebody looked at. Raises Overtaken when by now something else would happen."""
    if seen.mark != mark:
        raise Overtaken(_("Er is intussen iets veranderd. Kijk opnieuw wat er gebeurt, en bevestig het dan."))


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
        end_by_rule(locked_consent(pk, access), ConsentStatus.LAPSED, reason=why, notices=notices, **who)
    ended = Ground.objects.filter(pk__in=ids["ground"]).select_related("dossier").order_by("pk")
    for ground in access.give_all(ended):
        grounds.end(ground, reason=why, **who)


def ask_again(
    dossier: Dossier, ended: Collection[Piece], *, about: Collection[UUID], by: User, now: datetime, withheld=False
) -> None:
    """In the dossier they are in now, where what they agreed to before has `ended`."""
    if all(piece.kind == "conference" for piece in ended):
        return
    title = _("Vraag opnieuw toestemming: die van hiervoor geldt hier niet")
    facts = {"assigned_to": by, "due_on": working_day_after(localdate(now)), "withheld": withheld}
    cases.add_task(dossier, by=by, now=now, rule="gezin_veranderd", title=title, about=sorted(about), **facts)
