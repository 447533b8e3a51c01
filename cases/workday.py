"""What waits for a colleague today, in numbers and codenames: for the mail of the morning. Opens nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import may_open_personal_data
from accounts.policy import grant_refusal
from accounts.roles import Teamleider
from cases import lapsing
from cases.models import Dossier, DossierStatus, Draft, Grant, Task
from cases.roles import MAY_GRANT

DRAFT_NOTICE = timedelta(days=3)


@dataclass(frozen=True)
class Workday:
    """Open tasks by when they are due, drafts that expire within three days, access of one's own that lapses, and
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
    due = list(_due(user, now, until=_sunday_after(on)))
    days = [day for day, _codename in due]
    return Workday(
        late=sum(day < on for day in days),
        today=sum(day == on for day in days),
        this_week=sum(day > on for day in days),
        drafts=_drafts(user, now).count(),
        lapsing=Grant.objects.running(now).filter(user=user, lapses_on__isnull=False).count(),
        to_confirm=sum(lapsing.is_to_confirm(given, on) for given in _of_colleagues(user, now)),
        dossiers=tuple(sorted(Counter(codename for _day, codename in due).items())),
    )


def _due(user, now, *, until: date) -> QuerySet:
    tasks = my_open_tasks(user, now).filter(due_on__lte=until)
    return tasks.values_list("due_on", "dossier__codename")


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


def _of_colleagues(user, now) -> QuerySet[Grant]:
    """Access that this person may give or end: on dossiers they lead, and as a lead that of the team."""
    mine = Grant.objects.running(now).filter(user=user, permission__codename__in=MAY_GRANT)
    whose = Q(content_object__in=mine.values("content_object"))
    if user.has_role(Teamleider.code) and user.team_id:
        whose |= Q(user__team=user.team_id, user__is_active=True)
    return Grant.objects.running(now).filter(whose).exclude(user=user)


def _sunday_after(on: date) -> date:
    return on + timedelta(days=6 - on.weekday())
