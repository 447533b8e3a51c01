"""A team for the cast: Lia leads it, Roos and Cem are in it, Bas too; Otto is not. And what tests of access ask."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from accounts.models import SecrecyText, Team, User
from cases import actions
from cases.models import Grant
from cases.views.dossiers import end_of, start_of
from tests.cast import acting, as_system, make_worker


def make_team(cast) -> SimpleNamespace:
    team = Team.objects.create(name="Dorpsteam")
    home = cast.roos.organisation
    text = SecrecyText.objects.current(cast.today)
    people = {
        "lia": make_worker("Lia", home, "teamleider", team=team),
        "bas": make_worker("Bas", home, "hulpverlener", team=team),
    }
    for worker in people.values():
        worker.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=cast.now)
    User.objects.filter(pk__in=[cast.roos.pk, cast.cem.pk]).update(team=team)
    members = {name: User.objects.get(pk=getattr(cast, name).pk) for name in ("roos", "cem", "otto")}
    return SimpleNamespace(team=team, **people, **members)


def give(dossier, to, role="hulpverlener", *, by, now=None, **period) -> Grant:
    now = now or timezone.now()
    facts = {"reason": "nodig", "secrecy_version": 1, "valid_from": now} | period
    with acting(by, now):
        return actions.grant(dossier, to=to, by=by, now=now, role=role, **facts)


def grants_of(worker, dossier=None) -> list[Grant]:
    """All of somebody's grants that are or were something, the earliest first."""
    with as_system():
        found = Grant.objects.filter(user=worker).select_related("permission").order_by("valid_from", "pk")
        found = found.filter(content_object=dossier) if dossier else found
        return [given for given in found if given.valid_until is None or given.valid_until > given.valid_from]


def roles_at(worker, dossier, moment) -> list[str]:
    with as_system():
        running = Grant.objects.running(moment).filter(user=worker, content_object=dossier)
        return [given.role.code for given in running.select_related("permission")]


def move_back(given, days, **facts):
    """As if this grant had been given so many days earlier."""
    with as_system():
        given = Grant.objects.get(pk=given.pk)
        Grant.objects.filter(pk=given.pk).update(valid_from=given.valid_from - timedelta(days=days), **facts)
        return Grant.objects.get(pk=given.pk)


def fresh(given) -> Grant:
    with as_system():
        return Grant.objects.select_related("permission").get(pk=given.pk)


def next_week(today):
    monday = today + timedelta(days=7 - today.weekday())
    return monday, monday + timedelta(days=6)


def week_of(today):
    """The moments at which the cover that is proposed today begins and ends."""
    first, last = next_week(today)
    return start_of(first), end_of(last)
