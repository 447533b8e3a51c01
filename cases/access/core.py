"""What all doors share: who may open anything at all, what a refusal is, and the one `Access` of a request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.access import refusal_in
from accounts.models import User
from accounts.policy import grant_refusal
from audit.choices import Action
from cases import lapsing
from cases.models import Dossier, Grant, Lookup
from sealing.access import Access

LOOKUP_LASTS = timedelta(hours=24)


class Refused(Http404):
    """Not granted, or not there: the same answer. The middleware rolls back and logs it."""

    def __init__(self, object_type: str, record_id: UUID | None = None, *, dossier_id: UUID | None = None):
        super().__init__("niet gevonden")
        self.action = Action.READ
        self.object_type = object_type
        self.dossier_id = dossier_id
        self.record_ids = [record_id] if record_id else []


@dataclass(frozen=True)
class Why:
    """§ 2 Need to know: the answer to "waarom mag ik dit zien?": a grant on the case, or a look-up of today."""

    grant: Grant | None = None
    lookup: Lookup | None = None

    @property
    def role(self):
        return self.grant.role_label if self.grant else ""

    @property
    def may_write(self) -> bool:
        """Whether what is known may be changed: by a grant alone, never by a look-up."""
        return self.grant is not None and self.grant.role.may_write

    @property
    def may_open_dossier(self) -> bool:
        """Whoever looked somebody up may open a dossier of their own about them; what they may after that, it says."""
        return self.lookup is not None or self.may_write

    @property
    def opens(self) -> tuple[str, ...]:
        """The categories of record that may be read; without a grant none."""
        return self.grant.opens if self.grant else ()

    @property
    def reason(self) -> str:
        return self.grant.reason if self.grant else ""

    @property
    def granted_by(self):
        return self.grant.granted_by if self.grant else None

    @property
    def since(self) -> datetime | None:
        return self.grant.valid_from if self.grant else None

    @property
    def until(self) -> datetime | None:
        return self.grant.valid_until if self.grant else None

    @property
    def text(self) -> str:
        """Where no grant is the ground: the purpose of the look-up, and until when it gives sight."""
        if self.grant or not self.lookup:
            return ""
        return _("U hebt deze persoon opgezocht. Doel: %(purpose)s. U ziet de gegevens tot %(until)s.") % {
            "purpose": self.lookup.get_purpose_display(),
            "until": date_format(localtime(self.lookup.until), "j F Y H:i"),
        }


def access_of(request) -> Access:
    """The one `Access` of this request.

    Refuses whoever may not open any personal data (§ 1.1 Geheimhoudingsplicht), and whose roles never go with a
    dossier (§ 1.2 Hulpverlening versus toezicht / handhaving): roles may have changed after a grant was given.
    """
    access = getattr(request, "access", None)
    if access is None:
        if refusal_in(request) or grant_refusal(request.user.roles):
            raise Refused("toegang")
        access = request.access = Access(reason=f"verzoek {request.request_id}")
    return access


BEYOND_THE_NAME = [field.name for field in User._meta.concrete_fields if field.name not in {"id", "name"}]


def names_only(rows: QuerySet, *who: str) -> QuerySet:
    """Of these accounts, joined to the rows, the name alone: a page would read each whole, again in every row."""
    return rows.select_related(*who).defer(*(f"{one}__{field}" for one in who for field in BEYOND_THE_NAME))


def access_for_system(purpose: str) -> Access:
    """For jobs and commands without a person, which run for a purpose of `audit.purposes`."""
    return Access(reason=purpose)


def running_grants(request):
    """The grants of this person that hold now."""
    grants = held_grants(request).select_related("permission", "granted_by")
    return grants.order_by("valid_from", "pk")


def held_grants(request) -> QuerySet[Grant]:
    """As `running_grants`, without who gave them and in no order: to ask something of them."""
    return Grant.objects.running(request.now).filter(user=request.user)


def visible_dossiers(request) -> QuerySet[Dossier]:
    """The dossiers this person may open now."""
    return Dossier.objects.visible_to(request.user, request.now)


def may_ask_directory(request) -> bool:
    """§ 2.5 Toegankelijkheid: who is known elsewhere is told to hulpverleners of the municipality itself alone."""
    access_of(request)
    return request.user.is_internal


def strongest(grants) -> Grant | None:
    """Of several grants that lead to the same person or household the one that allows most; None without any."""
    return max(grants, key=lambda grant: grant.role.may_write, default=None)


def mark_used(request, grant: Grant | None) -> None:
    """§ 2.5 Toegankelijkheid: access that is used does not lapse for being unused. Written once a day at most."""
    if grant is None or (grant.used_on and grant.used_on >= request.today):
        return
    lapses_on = grant.lapses_on if lapsing.is_overdue(grant, request.today) else None
    Grant.objects.filter(pk=grant.pk).update(used_on=request.today, lapses_on=lapses_on)


def opened(request, records) -> list:
    """These objects with their sealed fields open; the caller has checked, and logs."""
    return access_of(request).give_all(records)
