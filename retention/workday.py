"""What this room puts on the list of a working day. Open and closed dossiers alike: what is kept, is kept there too."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.dues import Due
from cases.emergency import working_day_after
from cases.models import Dossier
from consent.who import dossiers_led_by
from retention.models import Announcement, DestructionRequest, Hold
from retention.states import RequestState


def judging_due(user, now: datetime) -> list[Due]:
    """§ 2.3 Bewaartermijnen: extensions that wait for this second person, the next working day."""
    asked = Hold.objects.readable_by(user, now).filter(second=user, approved_at__isnull=True, released_at__isnull=True)
    asked = asked.filter(ends_on__gt=localdate(now)).select_related("dossier__household")
    words = _("Meekijken: iets langer bewaren")
    return [_of_hold(hold, "verlenging", words, working_day_after(localdate(hold.placed_at))) for hold in asked]


def reviews_due(user, now: datetime) -> list[Due]:
    """What holds, in dossiers this person leads or deputises for, on the day to look whether it still must. What runs
    here (`procedure`) is on the list by itself."""
    held = Hold.objects.readable_by(user, now).holding(localdate(now)).filter(procedure__isnull=True)
    held = held.filter(dossier__in=dossiers_led_by(user, now)).select_related("dossier__household")
    return [_of_hold(hold, "rem", _("Bekijken of bewaren nog nodig is"), hold.review_on) for hold in held]


def _of_hold(hold: Hold, rule: str, words: str, due_on: date) -> Due:
    facts = {"dossier": hold.dossier, "words": words, "changed_at": hold.placed_at}
    return Due(key=f"taak-{hold.pk}", due_on=due_on, url=hold.get_absolute_url(), rule=rule, **facts)


def announced_due(user, now: datetime) -> list[Due]:
    """§ 2.3 Bewaartermijnen: whether good care asks for longer, of each dossier and day that was announced."""
    asked = Announcement.objects.readable_by(user, now).unseen(localdate(now))
    asked = asked.filter(dossier__in=dossiers_led_by(user, now)).select_related("dossier__household").order_by("pk")
    days = {(one.dossier_id, one.destroy_on): one for one in asked}
    return [
        Due(
            key=f"aankondiging-{one.pk}",
            due_on=one.destroy_on,
            url=reverse("retention:keeping", args=[one.dossier_id]),
            rule="aankondiging",
            dossier=one.dossier,
            words=_("Wordt vernietigd: moet dat langer blijven?"),
            changed_at=one.announced_at,
        )
        for one in days.values()
    ]


def requests_due(user, now: datetime) -> list[Due]:
    """Jeugdwet art. 7.3.9: requests to decide and tell about, by who leads; and to agree to, by the second person."""
    led = DestructionRequest.objects.filter(dossier__in=dossiers_led_by(user, now))
    to_decide, to_tell = led.filter(state=RequestState.OPEN), led.to_tell()
    waiting = DestructionRequest.objects.filter(state=RequestState.PREPARED, second=user)
    asked = waiting.filter(dossier__in=Dossier.objects.visible_to(user, now))
    return [
        *_requests(to_decide, "vernietigingsverzoek", _("Beslissen over een verzoek om vernietiging")),
        *_requests(to_tell, "vernietigingsverzoek", _("Vertellen wat er op een verzoek is besloten")),
        *_requests(asked, "verzoek_meekijken", _("Meekijken: verzoek om vernietiging")),
    ]


def _requests(found: QuerySet, rule: str, words: str) -> list[Due]:
    return [
        Due(
            key=f"taak-{one.pk}",
            due_on=one.due_on,
            url=one.get_absolute_url(),
            rule=rule,
            dossier=one.dossier,
            words=words,
            changed_at=one.decided_at or one.made_at,
        )
        for one in found.select_related("dossier__household")
    ]
