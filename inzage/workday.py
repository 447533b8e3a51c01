"""What this room puts on the list of a working day."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.context import system
from audit.purposes import Purpose
from cases.dues import Due
from cases.emergency import working_day_after
from consent.who import dossiers_led_by
from inzage.models import Letter, Request, RequestPart, Restriction, Shielding, kinds_of
from inzage.states import PartState, ReleaseState, RequestState


def preparing_due(user, now: datetime) -> list[Due]:
    """§ 4.2 Casusregiedossier: requests to prepare, in dossiers this person leads or deputises for."""
    mine = (
        RequestPart.objects.readable_by(user, now)
        .to_do()
        .filter(state=PartState.OPEN, dossier__in=dossiers_led_by(user, now))
    )
    words = _("Een verzoek van een inwoner voorbereiden")
    return [_of_part(part, "verzoek", words, part.request.due_on) for part in _with_dossier(mine)]


def reading_due(user, now: datetime) -> list[Due]:
    """As a second reader, the next working day."""
    asked = RequestPart.objects.readable_by(user, now).filter(state=PartState.READING, second=user)
    words = _("Meelezen: een verzoek van een inwoner")
    days = [(part, working_day_after(localdate(part.substantively_changed_at))) for part in _with_dossier(asked)]
    return [_of_part(part, "verzoek_meelezen", words, day) for part, day in days]


def reviews_due(user, now: datetime) -> list[Due]:
    """§ 3.3 Zorgvuldigheid: what is shielded, on the day to look again; it stays so until somebody decides."""
    held = Shielding.objects.readable_by(user, now).holding().filter(dossier__in=dossiers_led_by(user, now))
    return [
        Due(
            key=f"afscherming-{one.pk}",
            due_on=one.review_on,
            url=reverse("desk:shielding", args=[one.pk]),
            rule="afscherming_verzoek",
            dossier=one.dossier,
            words=_("Opnieuw kijken of iets afgeschermd moet blijven"),
            changed_at=one.made_at,
        )
        for one in held.select_related("dossier__household").distinct()
    ]


def restrictions_due(user, now: datetime) -> list[Due]:
    """AVG art. 18: what may only be stored, on the day to look again; it stays so until somebody decides."""
    held = Restriction.objects.readable_by(user, now).running().filter(dossier__in=dossiers_led_by(user, now))
    return [
        Due(
            key=f"beperking-{one.pk}",
            due_on=one.review_on,
            url=one.get_absolute_url(),
            rule="beperking",
            dossier=one.dossier,
            words=_("Opnieuw kijken of het gebruik van gegevens beperkt moet blijven"),
            changed_at=one.made_at,
        )
        for one in held.select_related("dossier__household").distinct()
    ]


def deciding_due(user, now: datetime) -> list[Due]:
    """What waits for who holds the mandate: to decide, and an answer that was stopped because something leaked."""
    kinds = kinds_of(user, localdate(now))
    if not kinds:
        return []
    with system(Purpose.INSIGHT, now):
        to_decide = list(Request.objects.filter(state=RequestState.PREPARED, kind__in=kinds))
        stopped = list(Request.objects.filter(release__state=ReleaseState.STOPPED, kind__in=kinds))
    return [
        *(_of_request(one, _("Beslissen over een verzoek van een inwoner")) for one in to_decide),
        *(_of_request(one, _("Een antwoord is tegengehouden: er stond iets in dat afgeschermd is")) for one in stopped),
    ]


def letters_due(user, now: datetime) -> list[Due]:
    """AVG art. 12: what has to leave on paper, for who decides on it; in one line, on the day of the first."""
    kinds = kinds_of(user, localdate(now))
    if not kinds:
        return []
    with system(Purpose.INSIGHT, now):
        letters = list(Letter.objects.to_do().filter(request__kind__in=kinds))
    if not letters:
        return []
    return [
        Due(
            key="brieven",
            due_on=letters[0].due_on,
            url=reverse("desk:post"),
            rule="brieven_versturen",
            words=_("Brieven aan inwoners de deur uit doen"),
            how_many=len(letters),
        )
    ]


def _of_part(part: RequestPart, rule: str, words: str, due_on) -> Due:
    return Due(
        key=f"verzoek-{part.pk}",
        due_on=due_on,
        url=part.get_absolute_url(),
        rule=rule,
        dossier=part.dossier,
        words=words,
        changed_at=part.substantively_changed_at,
    )


def _of_request(request: Request, words: str) -> Due:
    return Due(
        key=f"beslissen-{request.pk}",
        due_on=request.due_on,
        url=reverse("desk:request", args=[request.pk]),
        rule="verzoek_beslissen",
        words=words,
        changed_at=request.decided_at or request.made_at,
    )


def _with_dossier(parts: QuerySet) -> QuerySet:
    return parts.select_related("dossier__household", "request").order_by("pk").distinct()
