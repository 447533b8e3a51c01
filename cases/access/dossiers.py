"""Doors to dossiers and to the grants on them."""

from django.db.models import F, QuerySet

from accounts.models import User
from accounts.roles import ROLES, Teamleider
from audit.choices import Action
from cases import table, teams
from cases.access.core import Refused, Why, access_of, held_grants, mark_used, names_only, opened, running_grants
from cases.models import Dossier, Grant
from cases.roles import Noodtoegang

GRANTABLE = [code for code, role in ROLES.items() if role.may_be_granted]
OF_WHO_IS_INSIDE = (
    "valid_from", "valid_until", "categories", "permission__codename", "user__name", "user__job_title", "user__phone",
    "user__organisation__name",
)  # fmt: skip


def dossier_to_read(request, pk, *, action=Action.READ) -> Dossier:
    """An opened dossier; `dossier.why` is the grant it was opened with. Logs the reading.

    While residents look along it is theirs and no other, and without the safety line.
    """
    access, at_table = access_of(request), table.running(request)
    if at_table and at_table.dossier_id != pk:
        raise Refused("dossier", pk, dossier_id=pk)
    # One at most: in no order, for what is sorted is sorted by every column.
    held = held_grants(request).filter(content_object=pk)
    grant = next(iter(held.select_related("permission", "granted_by", "content_object__household")), None)
    if grant is None:
        raise Refused("dossier", pk, dossier_id=pk)
    dossier = grant.content_object
    dossier.why = Why(grant=grant)
    access.give_all([dossier, dossier.household, grant])
    if at_table:
        dossier.household.safety_line_sealed = None
    mark_used(request, grant)
    kind = table.OBJECT if at_table else "dossier"
    request.readings.add(action, dossier_id=dossier.pk, grant=grant, object_type=kind)
    return dossier


def dossier_to_change(request, pk) -> Dossier:
    """A dossier this person may write in, and that is open."""
    dossier = dossier_to_read(request, pk, action=Action.CHANGE)
    if not dossier.why.grant.role.may_write or not dossier.is_open:
        raise Refused("dossier", pk, dossier_id=dossier.pk)
    return dossier


def dossier_to_add_to(request, pk) -> Dossier:
    """An open dossier this person may add a note to; in an emergency of one kind alone (`role.writes_kind`)."""
    dossier = dossier_to_read(request, pk, action=Action.CHANGE)
    if not dossier.why.grant.role.may_add() or not dossier.is_open:
        raise Refused("dossier", pk, dossier_id=dossier.pk)
    return dossier


def dossier_to_close(request, pk) -> Dossier:
    """A dossier this person may close or reopen."""
    dossier = dossier_to_read(request, pk)
    if not dossier.why.grant.role.may_close:
        raise Refused("dossier", pk, dossier_id=dossier.pk)
    return dossier


def dossier_to_grant(request, pk) -> Dossier:
    """A dossier this person may give others access to."""
    dossier = dossier_to_read(request, pk)
    if not dossier.why.grant.role.may_grant:
        raise Refused("dossier", pk, dossier_id=dossier.pk)
    return dossier


def colleagues_inside(request, dossier) -> list[Grant]:
    """Who can open a dossier that a door handed out: who they are, as what and until when. Why is not opened."""
    grants = Grant.objects.running(request.now).filter(content_object=dossier)
    grants = grants.select_related("user__organisation", "permission")
    return sorted(grants.only(*OF_WHO_IS_INSIDE), key=lambda given: (given.valid_from, given.pk), reverse=True)


def grants_of(request, dossier) -> list[Grant]:
    """Who can open a dossier that a door handed out and who could before, with the reasons.

    One that ended before it began never was.
    """
    grants = Grant.objects.filter(content_object=dossier).exclude(valid_until__lte=F("valid_from"))
    grants = names_only(
        grants.select_related("user__organisation", "permission"), "granted_by", "ended_by", "cover_for"
    )
    grants = grants.prefetch_related("user__organisation__agreements__covenant")
    return opened(request, grants.order_by("-valid_from", "pk"))


def grant_to_authorise(request, dossier_pk, pk) -> Grant:
    """A grant of which one may say which categories it opens; `grant.label` is what to call its dossier.

    As regisseur or deputy of the dossier, or as team lead of who has it. Never one's own (cases.authorisation).
    """
    access_of(request)
    grant = Grant.objects.not_ended(request.now).filter(content_object=dossier_pk, pk=pk).exclude(user=request.user)
    grant = grant.select_related("permission", "user").first()
    if grant is None or grant.role.is_emergency:
        raise Refused("toegang", pk, dossier_id=dossier_pk)
    if leads_team(request) and grant.user.team_id == request.user.team_id:
        grant.label = _codename_for_lead(dossier_pk, grant)
    else:
        grant.label = dossier_to_grant(request, dossier_pk).codename
    return grant


def _codename_for_lead(dossier_pk, grant) -> str:
    dossier = teams.dossiers_of_my_team().get(dossier_pk)
    if dossier is None:
        raise Refused("toegang", grant.pk, dossier_id=dossier_pk)
    return dossier.codename


def leads_team(request) -> bool:
    return request.user.has_role(Teamleider.code) and request.user.team_id is not None


def grant_to_end(request, dossier, pk) -> Grant:
    """A grant on a dossier that `dossier_to_grant` handed out, with a role no larger than one's own."""
    grant = Grant.objects.filter(content_object=dossier, pk=pk).select_related("permission").first()
    if grant is None or not dossier.why.grant.role.allows_all_of(grant.role):
        raise Refused("toegang", pk, dossier_id=dossier.pk)
    return grant


def colleagues_of(request, dossier) -> QuerySet[User]:
    """Who could be given access to this dossier: active, in a role that may have one, and not in it already."""
    inside = _inside(request, dossier)
    return User.objects.filter(is_active=True, roles__overlap=GRANTABLE).exclude(pk__in=inside).order_by("name")


def workers_of(request, dossier) -> QuerySet[User]:
    """Who can be given a task in this dossier: whoever can open it now."""
    return User.objects.filter(is_active=True, pk__in=_inside(request, dossier)).order_by("name")


def may_grant_in(request, pk) -> bool:
    """Whether this person gives access to a dossier themselves; shows nothing of it."""
    grant = running_grants(request).filter(content_object=pk).first()
    return grant is not None and grant.role.may_grant


def may_read_in(request, dossier, user, category: str) -> bool:
    """Whether this colleague can read a category of a dossier that a door handed out."""
    grants = Grant.objects.running(request.now).filter(content_object=dossier, user=user)
    return any(category in grant.opens for grant in grants)


def _inside(request, dossier) -> QuerySet:
    """The ids of everybody who was let in to this dossier, not of who broke the glass."""
    running = Grant.objects.running(request.now).filter(content_object=dossier)
    return running.exclude(permission__codename=Noodtoegang.code).values("user")
