"""Doors to who has what: for a team lead without any content, for others about their own dossiers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import ROLES
from audit.choices import Action
from cases import lapsing, teams
from cases.access.core import Refused, access_of, opened, running_grants, visible_dossiers
from cases.access.dossiers import GRANTABLE, leads_team
from cases.models import DossierStatus, Grant
from cases.roles import MAY_GRANT, Noodtoegang, Regisseur
from cases.search import folded

NEVER_GRANTED = [code for code, role in ROLES.items() if role.kind == "toezicht"]


@dataclass
class Member:
    """Somebody of the team with what they have: each grant with `dossier`, a `teams.TeamDossier`."""

    user: User
    grants: list[Grant] = field(default_factory=list)

    @property
    def running(self) -> list[Grant]:
        return [given for given in self.grants if given.is_running and given.dossier.is_open]

    @property
    def lapsing(self) -> list[Grant]:
        return [given for given in self.grants if given.lapses_on]

    @property
    def covers_for(self) -> list[User]:
        """For whom of the team this member stands in."""
        absent = {given.cover_for for given in self.grants if given.cover_for_id}
        return sorted((one for one in absent if one.team_id == self.user.team_id), key=lambda one: one.name)


@dataclass(frozen=True)
class ToCover:
    """Somebody's running dossiers, and who could take them over; `by_lead`: the lead arranges it, by codename alone."""

    absent: User
    grants: list[Grant]
    team: list[User]
    others: list[User]
    by_lead: bool


# --- a team lead ---


def members_of(request) -> QuerySet[User]:
    """Who is in the team of this lead, the lead not included. Refuses whoever leads none."""
    access_of(request)
    if not leads_team(request):
        raise Refused("team")
    return User.objects.filter(team=request.user.team_id, is_active=True).exclude(pk=request.user.pk).order_by("name")


def member_to_leave(request, pk) -> User:
    """A member of the team whose account the lead may close."""
    member = members_of(request).filter(pk=pk).first()
    if member is None:
        raise Refused("medewerker", pk)
    return member


def my_members(request) -> list[Member]:
    """§ 2.5 Toegankelijkheid: who of the team has what; codenames and dates alone. One row in the log for the list."""
    members = {user.pk: Member(user) for user in members_of(request)}
    for given in _named(request, _not_ended(request).filter(user__in=members)):
        members[given.user_id].grants.append(given)
    ids = [given.pk for member in members.values() for given in member.grants]
    request.readings.add(Action.LIST, object_type="toegang", record_ids=ids)
    return list(members.values())


def left_behind(request) -> list[teams.TeamDossier]:
    """§ 4.1 Casusregie: dossiers the team led and nobody leads now."""
    members_of(request)
    return [dossier for dossier in teams.dossiers_of_my_team().values() if dossier.left_behind]


def dossier_to_appoint(request, pk: UUID) -> teams.TeamDossier:
    """One of those, of which the lead may appoint the regisseur."""
    dossier = next((dossier for dossier in left_behind(request) if dossier.id == pk), None)
    if dossier is None:
        raise Refused("dossier", pk, dossier_id=pk)
    return dossier


def _named(request, grants) -> list[Grant]:
    """Grants of the team, each with the codename of its dossier and without its reason."""
    dossiers = teams.dossiers_of_my_team()
    grants = grants.select_related("user", "permission", "cover_for").order_by("valid_from", "pk")
    named = [given for given in grants if given.content_object_id in dossiers]
    for given in named:
        given.dossier = dossiers[given.content_object_id]
        given.is_running = given.valid_from <= request.now
        # The only regisseur is never put out by itself: somebody must say who takes over.
        given.is_forgotten = given.role is Regisseur and not given.lapses_on and lapsing.is_unused(given, request.today)
    return named


def _not_ended(request) -> QuerySet[Grant]:
    return Grant.objects.not_ended(request.now).exclude(valid_until__lte=F("valid_from"))


# --- cover ---


def to_cover(request, absent_id: UUID | None) -> ToCover:
    """The running dossiers of this person, or of a member of their team, to hand over for a while."""
    access_of(request)
    by_lead = absent_id is not None and absent_id != request.user.pk
    absent = member_to_leave(request, absent_id) if by_lead else request.user
    grants = _running_of_member(request, absent) if by_lead else _my_running(request)
    request.readings.add(Action.LIST, object_type="toegang", record_ids=[given.pk for given in grants])
    may = may_be_granted(request).exclude(pk__in={absent.pk, request.user.pk})
    team = may.filter(team=absent.team_id) if absent.team_id else may.none()
    others = may.none() if by_lead else may.exclude(pk__in=team.values("pk"))
    return ToCover(absent, grants, list(team), list(others), by_lead)


def _my_running(request) -> list[Grant]:
    """With `label`: the household and the codename of each open dossier."""
    grants = running_grants(request).filter(content_object__status=DossierStatus.OPEN)
    grants = grants.exclude(permission__codename=Noodtoegang.code)
    return _labelled(request, grants.select_related("content_object__household", "permission"))


def _running_of_member(request, member) -> list[Grant]:
    grants = _named(request, Grant.objects.running(request.now).filter(user=member))
    for given in grants:
        given.label = given.dossier.codename
    return [given for given in grants if given.dossier.is_open and not given.role.is_emergency]


def may_be_granted(request) -> QuerySet[User]:
    """§ 1.1 Geheimhoudingsplicht: who of the municipality itself could be given a dossier today."""
    workers = User.objects.with_opening_facts(request.today).filter(is_active=True, organisation__kind="municipality")
    workers = workers.filter(roles__overlap=GRANTABLE, secrecy_accepted=True).exclude(roles__overlap=NEVER_GRANTED)
    return workers.order_by("name")


def successors_of(request, member: User) -> list[User]:
    """Who of the team could take over from a member that `member_to_leave` handed out; never the lead."""
    return list(may_be_granted(request).filter(pk__in=members_of(request)).exclude(pk=member.pk))


def possible_regisseurs(request) -> list[User]:
    return list(may_be_granted(request).filter(pk__in=members_of(request)))


def my_covers(request) -> list[Grant]:
    """What this person handed over and what was handed to them, that has not ended; without any content.

    `label`: a codename, or how many dossiers where they may not all be seen yet.
    """
    mine = _not_ended(request).filter(Q(cover_for=request.user) | Q(user=request.user, cover_for__isnull=False))
    covers = list(mine.select_related("user", "cover_for", "permission").order_by("valid_from", "pk"))
    codenames = dict(visible_dossiers(request).values_list("pk", "codename"))
    pairs: dict = {}
    for given in covers:
        given.label = codenames.get(given.content_object_id)
        given.pair = (given.cover_for.name, given.user.name, str(given.user_id))
        given.may_stop = given.cover_for_id == request.user.pk or given.valid_from <= request.now
        pairs.setdefault(given.pair, []).append(given)
    shown = [given for together in pairs.values() for given in _named_or_counted(together)]
    return sorted(shown, key=lambda given: (given.pair, given.valid_from, given.label))


def _named_or_counted(covers: list[Grant]) -> list[Grant]:
    """Each by codename; or, where not every dossier may be seen yet, one for each role and period with how many."""
    if all(given.label for given in covers):
        return covers
    return _counted(covers, lambda given: (given.role, given.valid_from, given.valid_until))


def _counted(covers: list[Grant], alike) -> list[Grant]:
    """The first of those that are alike, with `label`: how many dossiers."""
    together: dict = {}
    for given in covers:
        together.setdefault(alike(given), []).append(given)
    for group in together.values():
        total = len({given.content_object_id for given in group})
        group[0].label = ngettext("%d dossier", "%d dossiers", total) % total
    return [group[0] for group in together.values()]


def covers_to_come(request) -> list[Grant]:
    """For whom this person will stand in, and when: one for each colleague and period, `label` says how many dossiers.

    Which dossiers is told once it begins: until then they may not be seen.
    """
    mine = _not_ended(request).filter(user=request.user, cover_for__isnull=False, valid_from__gt=request.now)
    covers = list(mine.select_related("cover_for").order_by("valid_from", "pk"))
    return _counted(covers, lambda given: (given.cover_for_id, given.valid_from, given.valid_until))


def covers_to_stop(request, *, absent_id: UUID, to_id: UUID) -> list[Grant]:
    """What one colleague covers for another: for who was away, for who covers (once it began), and for their lead."""
    access_of(request)
    covers = _not_ended(request).filter(cover_for=absent_id, user=to_id).select_related("permission")
    if request.user.pk == to_id:
        covers = covers.filter(valid_from__lte=request.now)
    elif request.user.pk != absent_id:
        covers = covers.filter(user__in=members_of(request), cover_for__in=members_of(request))
    found = list(covers.order_by("valid_from", "pk"))
    if not found:
        raise Refused("toegang")
    return found


def _labelled(request, grants: Iterable[Grant]) -> list[Grant]:
    """Grants on one's own dossiers, each with the name of its household and its codename."""
    grants = list(grants)
    opened(request, [given.content_object.household for given in grants])
    for given in grants:
        given.label = f"{given.content_object.household.name} ({given.content_object.codename})"
    return sorted(grants, key=lambda given: folded(given.label))


# --- still needed? ---


def my_lapsing_grants(request) -> list[Grant]:
    """What of this person's own access ends soon, because it is not used or nobody found it necessary."""
    return list(running_grants(request).filter(lapses_on__isnull=False).select_related("content_object"))


def grants_to_confirm(request) -> list[Grant]:
    """§ 2.5 Toegankelijkheid: grants of colleagues this person may give or end, and of which it is time to ask whether
    they are still needed: on dossiers they lead, and of the members of their team."""
    asked = [given for given in _on_my_dossiers(request) if lapsing.is_to_confirm(given, request.today)]
    if leads_team(request):
        seen = {given.pk for given in asked}
        ofteam = _named(request, Grant.objects.running(request.now).filter(user__in=members_of(request)))
        asked += [given for given in ofteam if given.pk not in seen and lapsing.is_to_confirm(given, request.today)]
    return asked


def _on_my_dossiers(request) -> Iterable[Grant]:
    mine = running_grants(request).filter(permission__codename__in=MAY_GRANT).values("content_object")
    others = Grant.objects.running(request.now).filter(content_object__in=mine).exclude(user=request.user)
    return others.select_related("user", "permission", "content_object__household").order_by("content_object", "pk")


def by_dossier(request, grants: list[Grant]) -> list[tuple[str, list[Grant]]]:
    """Grants that `grants_to_confirm` handed out, by the name their dossier may have here; one row in the log."""
    _name_dossiers(request, grants)
    request.readings.add(Action.LIST, object_type="toegang", record_ids=[given.pk for given in grants])
    names = sorted({given.label for given in grants})
    return [(name, [given for given in grants if given.label == name]) for name in names]


def _name_dossiers(request, grants: list[Grant]) -> None:
    """The household for who is inside; the codename for a lead."""
    _labelled(request, [given for given in grants if not hasattr(given, "dossier")])
    for given in grants:
        if hasattr(given, "dossier"):
            given.label = given.dossier.codename
