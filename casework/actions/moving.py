"""§ 4.1 Casusregie: a family moves to another municipality: what was begun here ends here, and the dossier closes.

What goes with them goes by a consent or a ground, through the pages for sharing; this only looks whether it did.
docs/adr/0097-life-changes.md
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit.context import system
from audit.purposes import Purpose
from cases import actions as cases
from cases.actions.common import hold_open
from cases.actions.grants import end_within
from cases.models import Dossier, DossierPerson, Grant, Task
from cases.regie import one_regisseur
from casework.actions import plans
from casework.actions.common import locked
from casework.actions.ending_agreed import end_agreed, hold_agreed, refuse_changed
from casework.changes import Piece, mark_of
from casework.errors import PlanRefused
from casework.following import agreed_in
from casework.models import Plan
from casework.states import PlanStatus
from consent.actions.followup import task_id
from consent.actions.telling import telling_of
from consent.actions.withdrawal import Notices
from consent.models import Cover, Disclosure, Ground
from consent.models.disclosures import DisclosureKind
from consent.states import DisclosureStatus


@dataclass(frozen=True)
class Wish:
    """`to`: who helps them from now on. `why_nothing`: why nothing goes there; else it was handed over warmly."""

    to: Organisation
    why_nothing: str = ""


@dataclass(frozen=True)
class Leaving:
    """What ends: by id."""

    pieces: tuple[Piece, ...]
    tasks: tuple[UUID, ...]
    grants: tuple[UUID, ...]
    plan: UUID | None = None

    @property
    def mark(self) -> str:
        return mark_of([*(piece.id for piece in self.pieces), *self.tasks, *self.grants, self.plan])


def foreseen(dossier: Dossier, wish: Wish, *, by: User, now: datetime) -> Leaving:
    """What the move would do. Raises PlanRefused when it cannot be done like this."""
    pieces, unread = agreed_in(dossier, by=by, now=now)
    if unread:
        said = _("Er loopt hier iets dat u niet mag lezen. Laat uw teamleider eerst uw leesrecht wijzigen.")
        raise PlanRefused(said)
    if not wish.why_nothing.strip() and not_handed_over(dossier, wish.to):
        said = _(
            "Nog niet iedereen is warm overgedragen aan deze organisatie. Doe dat eerst bij Delen, met toestemming of "
            "op een grond. Gaat er niets mee? Schrijf dan op waarom."
        )
        raise PlanRefused(said)
    tasks = Task.objects.readable_by(by, now).filter(dossier=dossier, done_at=None).order_by("pk")
    if tasks.filter(pk__in=_owed(dossier, by, now)).exists():
        said = _("Er staat nog open dat u de inwoner iets vertelt. Doe dat eerst: dat eindigt niet met een verhuizing.")
        raise PlanRefused(said)
    others = Grant.objects.running(now).filter(content_object=dossier).exclude(user=by).order_by("pk")
    return Leaving(
        pieces=tuple(pieces),
        tasks=tuple(tasks.values_list("pk", flat=True)),
        grants=tuple(others.values_list("pk", flat=True)),
        plan=Plan.objects.filter(dossier=dossier, status=PlanStatus.ACTIVE).values_list("pk", flat=True).first(),
    )


def _owed(dossier: Dossier, by: User, now: datetime) -> set[UUID]:
    """§ 3.3 Zorgvuldigheid: the tasks to tell a resident what was shared or came in."""
    return {
        task_id(record, telling_of(record))
        for model in (Ground, Disclosure)
        for record in model.objects.readable_by(by, now).filter(dossier=dossier).only("pk")
    }


def not_handed_over(dossier: Dossier, to: Organisation) -> set[UUID]:
    """Under a warm handover that went stands for each person a consent or a ground: the database holds that."""
    went = {"kind": DisclosureKind.HANDOVER, "status": DisclosureStatus.SENT, "organisation": to}
    went = {f"disclosure__{name}": value for name, value in went.items()}
    covered = Cover.objects.filter(dossier=dossier, **went).values_list("person", flat=True)
    return set(DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True)) - set(covered)


def move_away(dossier: Dossier, wish: Wish, *, mark: str, by: User, now: datetime, notices: Notices) -> Dossier:
    """By who leads it, whose access stays. Raises PlanRefused, and Overtaken when by now it would do something else."""
    who, on = {"by": by, "now": now}, localdate(now)
    why = _("Het gezin is verhuisd naar een andere gemeente.")
    with one_regisseur():
        hold_agreed(dossier)
        hold_open(dossier.pk)
        seen = foreseen(dossier, wish, **who)
        refuse_changed(seen, mark)
        end_agreed(dossier, seen.pieces, why=why, notices=notices, **who)
        if seen.plan:
            plans.end(locked(Plan(pk=seen.plan), dossier._access), reason=why, **who)
        for task in Task.objects.filter(pk__in=seen.tasks, done_at=None).order_by("pk"):
            task.dossier = dossier
            cases.finish_task(task, **who)
        with system(Purpose.UPKEEP, now):
            for given in Grant.objects.filter(pk__in=seen.grants).select_related("user", "permission").order_by("pk"):
                end_within(given, even_last=True, **who)
        reason = _("%(why)s Nu helpt: %(to)s.") % {"why": why, "to": wish.to.name}
        if wish.why_nothing.strip():
            reason = _("%(reason)s Er ging niets mee: %(why)s") % {"reason": reason, "why": wish.why_nothing}
        return cases.close(dossier, on=on, reason=reason, **who)
