"""Doors to dossiers and to the grants on them."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import ROLES
from audit.choices import Action
from cases.access.core import Refused, Why, access_of, opened, running_grants, visible_dossiers
from cases.models import Dossier, Grant

GRANTABLE = [code for code, role in ROLES.items() if role.may_be_granted]


def dossier_to_read(request, pk, *, action=Action.READ) -> Dossier:
    """An opened dossier; `dossier.why` is the grant it was opened with. Logs the reading."""
    access = access_of(request)
    dossier = visible_dossiers(request).select_related("household").filter(pk=pk).first()
    if dossier is None:
        raise Refused("dossier", pk, dossier_id=pk)
    grant = running_grants(request).get(content_object=dossier)
    dossier.why = Why(grant=grant)
    access.give_all([dossier, dossier.household, grant])
    request.readings.add(action, dossier_id=dossier.pk, grant=grant, object_type="dossier")
    return dossier


def dossier_to_change(request, pk) -> Dossier:
    """A dossier this person may write in, and that is open."""
    dossier = dossier_to_read(request, pk, action=Action.CHANGE)
    if not dossier.why.grant.role.may_write or not dossier.is_open:
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


def my_dossiers(request, *, limit=None) -> list[Dossier]:
    """The dossiers of this person, open ones first, last changed first; one row in the log for the list."""
    dossiers = visible_dossiers(request).select_related("household")
    dossiers = opened(request, dossiers.order_by("-status", "-updated_at")[:limit])
    opened(request, [dossier.household for dossier in dossiers])
    request.readings.add(Action.LIST, object_type="dossier", record_ids=[dossier.pk for dossier in dossiers])
    return dossiers


def grants_of(request, dossier, *, running_only=False) -> list[Grant]:
    """Who can open a dossier that a door handed out, and unless `running_only` who could before; with the reasons."""
    grants = Grant.objects.running(request.now) if running_only else Grant.objects.all()
    grants = grants.filter(content_object=dossier).select_related("user", "permission", "granted_by", "ended_by")
    return opened(request, grants.order_by("-valid_from"))


def grant_to_end(request, dossier, pk) -> Grant:
    """A grant on a dossier that `dossier_to_grant` handed out."""
    grant = Grant.objects.filter(content_object=dossier, pk=pk).first()
    if grant is None:
        raise Refused("toegang", pk, dossier_id=dossier.pk)
    return grant


def colleagues_of(request, dossier) -> QuerySet[User]:
    """Who could be given access to this dossier: active, in a role that may have one, and not in it already."""
    inside = _inside(request, dossier)
    return User.objects.filter(is_active=True, roles__overlap=GRANTABLE).exclude(pk__in=inside).order_by("name")


def workers_of(request, dossier) -> QuerySet[User]:
    """Who can be given a task in this dossier: whoever can open it now."""
    return User.objects.filter(is_active=True, pk__in=_inside(request, dossier)).order_by("name")


def _inside(request, dossier) -> QuerySet:
    """The ids of everybody with a running grant on this dossier."""
    return Grant.objects.running(request.now).filter(content_object=dossier).values("user")
