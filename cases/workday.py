"""What waits for a colleague: one list, of every rule, for the page Vandaag, the agenda and the mail of the morning.

Opens nothing. Each room that makes somebody do something has a function (user, now) → things to do, and
settings.DUTIES names them: a room below knows none above it. docs/adr/0096-tasks-and-deadlines.md
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import may_open_personal_data
from accounts.policy import grant_refusal
from accounts.roles import Teamleider
from cases import lapsing
from cases.dues import Due, When, in_order, until_sunday, when
from cases.models import Dossier, DossierStatus, Draft, Emergency, Grant, Task
from cases.roles import MAY_GRANT

CONFIRM = "toegang"
DRAFT_NOTICE = timedelta(days=3)


@dataclass(frozen=True)
class Workday:
    """What is to be done by when it is due, drafts that expire within three days, access of one's own that lapses, and
    access of colleagues that one is asked to go through.

    `dossiers`: (codename, number of tasks due), by codename.
    """

    late: int = 0
    today: int = 0
    this_week: int = 0
    drafts: int = 0
    lapsing: int = 0
    to_confirm: int = 0
    dossiers: tuple[tuple[str, int], ...] = ()

    @property
    def tasks(self) -> int:
        return self.late + self.today + self.this_week

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.drafts or self.lapsing or self.to_confirm)

    def lines(self) -> list[str]:
        """In words, without what is nought."""
        counted = (
            (self.late, ngettext("%d taak is te laat", "%d taken zijn te laat", self.late)),
            (self.today, ngettext("%d taak moet vandaag af", "%d taken moeten vandaag af", self.today)),
            (self.this_week, ngettext("%d taak moet deze week af", "%d taken moeten deze week af", self.this_week)),
            (self.drafts, ngettext("%d concept vervalt binnenkort", "%d concepten vervallen binnenkort", self.drafts)),
            (
                self.lapsing,
                ngettext("%d toegang vervalt binnenkort", "%d toegangen vervallen binnenkort", self.lapsing),
            ),
            (
                self.to_confirm,
                ngettext("%d toegang is na te lopen", "%d toegangen zijn na te lopen", self.to_confirm),
            ),
        )
        return [words % number for number, words in counted if number]

    def subject(self) -> str:
        """Neutral: whoever sees it on a locked telephone learns a number."""
        if not self.tasks:
            return _("Uw werkdag")
        return ngettext("Uw werkdag: %d taak", "Uw werkdag: %d taken", self.tasks) % self.tasks


def today_of(user, now: datetime) -> Workday:
    """§ 4.2 Casusregiedossier: of dossiers this person may open now. Row security must know who asks and when.

    Empty for whoever may open no personal data now, or never goes with a dossier: they are told nothing.
    """
    if may_open_personal_data(user, now) or grant_refusal(user.roles):
        return Workday()
    on = localdate(now)
    due = [one for one in duties_of(user, now) if is_in_digest(one, on)]
    tasks = [one for one in due if one.rule != CONFIRM]
    moments = Counter(when(one.due_on, on) for one in tasks)
    return Workday(
        late=moments[When.LATE],
        today=moments[When.TODAY],
        this_week=moments[When.THIS_WEEK],
        drafts=_drafts(user, now).count(),
        lapsing=_lapsing(user, now).filter(lapses_on__lte=until_sunday(on)).count(),
        to_confirm=sum(one.how_many for one in due if one.rule == CONFIRM),
        dossiers=tuple(sorted(Counter(one.codename for one in tasks if one.dossier).items())),
    )


def is_in_digest(due: Due, on: date) -> bool:
    """This week's, and what is late. What was told at once is not told twice: only when it is late."""
    moment = when(due.due_on, on)
    return moment == When.LATE or (moment != When.LATER and not due.duty.urgent)


def duties_of(user, now: datetime) -> list[Due]:
    """§ 4.1 Casusregie: everything that waits for this person, the earliest first. Row security must know who asks."""
    sources = [import_string(source) for source in settings.DUTIES]
    return in_order(due for source in sources for due in source(user, now))


def tasks_due(user, now: datetime) -> list[Due]:
    tasks = my_open_tasks(user, now).select_related("dossier__household", "assigned_to")
    return [
        Due(
            key=f"taak-{task.pk}",
            due_on=task.due_on,
            url=task.get_absolute_url(),
            rule=task.rule,
            dossier=task.dossier,
            task=task,
            changed_at=task.substantively_changed_at,
        )
        for task in tasks
    ]


def confirming_due(user, now: datetime) -> list[Due]:
    """§ 2.5 Toegankelijkheid: all access that is to be gone through is one thing to do, for it is on one screen."""
    grants = access_to_confirm(user, now)
    if not grants:
        return []
    words = ngettext("%d toegang nalopen", "%d toegangen nalopen", len(grants)) % len(grants)
    last = min(lapsing.answer_by(given) for given in grants)
    began = max(given.valid_from for given in grants)
    return [
        Due(
            key=f"toegang-{user.pk}",
            due_on=last,
            url=reverse("cases:recertify"),
            rule=CONFIRM,
            words=words,
            how_many=len(grants),
            changed_at=began,
        )
    ]


def reviews_due(user, now: datetime) -> list[Due]:
    words = _("Noodtoegang beoordelen")
    return [
        Due(
            key=f"taak-{one.pk}",
            due_on=one.review_due_on,
            url=one.get_absolute_url(),
            rule="noodtoegang",
            dossier=one.dossier,
            words=words,
            changed_at=one.at,
        )
        for one in emergencies_to_review(user, now)
    ]


def emergencies_to_review(user, now: datetime) -> QuerySet[Emergency]:
    """In dossiers this person leads or deputises for, and not their own doing."""
    waiting = Emergency.objects.unreviewed().filter(dossier__in=_led_by(user, now))
    waiting = waiting.exclude(user=user).exclude(opened_by=user)
    return waiting.select_related("dossier__household", "user").order_by("review_due_on", "at", "pk")


def _led_by(user, now: datetime) -> QuerySet:
    """Ids of the dossiers this person leads or deputises for."""
    leading = Grant.objects.running(now).filter(user=user, permission__codename__in=MAY_GRANT)
    return leading.values("content_object")


def postponed_often(user, now: datetime) -> QuerySet[Task]:
    """Open tasks of anybody that were put off more than once, in dossiers this person leads or deputises for."""
    often = Task.objects.readable_by(user, now).filter(postponed__gt=1, done_at__isnull=True)
    often = often.filter(dossier__in=_led_by(user, now))
    often = often.filter(dossier__status=DossierStatus.OPEN).exclude(assigned_to=user)
    return often.select_related("dossier__household", "assigned_to").order_by("first_due_on", "pk")


def my_open_tasks(user, now) -> QuerySet[Task]:
    """One's own, and of a colleague one covers for now, in the dossiers that were handed over.

    In a closed dossier nothing can be done any more, so its tasks wait until it is opened again.
    """
    covers = Grant.objects.running(now).filter(user=user)
    of_absent = covers.filter(content_object=OuterRef("dossier"), cover_for=OuterRef("assigned_to"))
    whose = Q(assigned_to=user) | Exists(of_absent)
    readable = Task.objects.readable_by(user, now)
    return readable.filter(whose, done_at__isnull=True, dossier__status=DossierStatus.OPEN)


def _drafts(user, now) -> QuerySet[Draft]:
    mine = Dossier.objects.visible_to(user, now)
    return Draft.objects.filter(user=user, dossier__in=mine, expires_at__gt=now, expires_at__lte=now + DRAFT_NOTICE)


def _lapsing(user, now) -> QuerySet[Grant]:
    return Grant.objects.running(now).filter(user=user, lapses_on__isnull=False)


def access_to_confirm(user, now) -> list[Grant]:
    return [given for given in _of_colleagues(user, now) if lapsing.is_to_confirm(given, localdate(now))]


def _of_colleagues(user, now) -> QuerySet[Grant]:
    """Access that this person may give or end: on dossiers they lead, and as a lead that of the team."""
    whose = Q(content_object__in=_led_by(user, now))
    if user.has_role(Teamleider.code) and user.team_id:
        whose |= Q(user__team=user.team_id, user__is_active=True)
    return Grant.objects.running(now).filter(whose).exclude(user=user)
