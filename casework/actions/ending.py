"""§ 3.1 Toestemmingsverklaring, § 4.1 Casusregie: what was signed ends: somebody takes it back, or others decide now.

The plan goes on without a version that holds; from the same moment nobody shares anything because of it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import messages
from audit.purposes import Purpose
from cases.access import access_for_system
from cases.emergency import working_day_after
from cases.models import Dossier, Task
from casework.actions.common import locked, written
from casework.actions.versions import end_version, involved_in
from casework.models import PlanSignature, PlanVersion
from casework.signers import why_others_sign
from casework.states import VersionStatus
from consent.actions.consents import hold_dossier
from consent.actions.disclosures import close_unopened
from consent.actions.followup import tell_lead
from consent.refusals import ConsentRefused

RUNNING = (VersionStatus.TO_SIGN, VersionStatus.HOLDS)
REVIEW_AHEAD = timedelta(days=30)


@transaction.atomic
def withdraw(
    signature: PlanSignature, *, now: datetime, route: str, receiver, reason: str = "", by=None, log_as=None
) -> PlanVersion:
    """§ 3.1 Toestemmingsverklaring: at any moment; who did it twice did it once.

    What everybody signed is no more signed by everybody: the version ends for all of them, also while it waited for
    another. Who leads hears of it. As of a consent: what waits to go because of it stays, links nobody opened yet open
    nothing, and the receivers of what went are told by `receiver`, a job. `route`: a code of
    `consent.models.consents.Route`. Raises ConsentRefused for what was not signed or does not run, Overtaken.
    """
    hold_dossier(signature.dossier_id, now)
    version = locked(PlanVersion(pk=signature.version_id), signature._access)
    signature = locked(signature)
    if signature.withdrawn_at is not None:
        return version
    if not signature.stands or version.status not in RUNNING:
        raise ConsentRefused(_("Hier loopt niets meer. Er valt niets terug te nemen."))
    signature.withdrawn_at, signature.withdrawn_how, signature.reason = now, route, reason
    signature.substantively_changed_at = now
    signature.save()
    written(signature, "withdrawn_at", by=by, now=now, log_as=log_as)
    why = _("%(name)s nam de handtekening terug.") % {"name": signature.name}
    version = end_version(version, VersionStatus.WITHDRAWN, by=by, now=now, why=why, log_as=log_as)
    title = _("Iemand nam een handtekening onder het plan terug: bespreek het, en maak zo nodig een nieuwe versie")
    due_on = working_day_after(localdate(now))
    tell_lead(version, title, due_on=due_on, now=now, rule="handtekening_terug", by=by)
    for disclosure_id in close_unopened(parts=involved_in(version, now), now=now):
        messages.hand_over(receiver, disclosure_id)
    return version


# --- by a birthday, or another change of who decides ---


def end_decided_by_others(now: datetime) -> int:
    """§ 1.5 Minderjarigen en wilsonbekwamen: what others signed than must sign now holds no more; how many ended.

    For the system. Looks at everything that runs: run twice, or not for a week, it does the same. In between nobody
    shares because of it either: `casework.access.plans.directly_involved` asks the same.
    """
    ids = PlanVersion.objects.filter(status__in=RUNNING).order_by("pk").values_list("pk", flat=True)
    return sum(end_if_others_decide(pk, now) for pk in ids)


def end_if_others_decide(pk: UUID, now: datetime) -> bool:
    """For the system: one version, if it still runs; whether it ended."""
    with transaction.atomic():
        # Before the version, as whoever sends does.
        of = PlanVersion.objects.filter(pk=pk).values("dossier")
        list(Dossier.objects.filter(pk__in=of).select_for_update(no_key=True).values_list("pk"))
        held = PlanVersion.objects.select_for_update(of=("self",)).select_related("dossier")
        version = held.filter(pk=pk, status__in=RUNNING).first()
        if version is None:
            return False
        access_for_system(Purpose.SHARING).give(version)
        reason = next((why for asked in _by_person(version) if (why := why_others_sign(asked, now))), "")
        if not reason:
            return False
        end_version(version, VersionStatus.LAPSED, by=None, now=now, why=reason)
        title = _("Een plan geldt niet meer: kijk wie beslist, en laat het opnieuw tekenen")
        # Withheld: it may have ended by a suspicion.
        due_on = working_day_after(localdate(now))
        tell_lead(version, title, due_on=due_on, now=now, rule="plan_vervallen", withheld=True)
    return True


def _by_person(version: PlanVersion) -> Iterator[list[PlanSignature]]:
    together: dict[UUID, list[PlanSignature]] = {}
    for one in version._access.give_all(version.signatures.order_by("created_at", "pk")):
        together.setdefault(one.about[0], []).append(one)
    yield from together.values()


def review_birthdays(now: datetime) -> int:
    """§ 1.5 Minderjarigen en wilsonbekwamen: a task for who leads, thirty days before others decide; how many.

    For the system. The task follows from the version and the day, so that it stands on the list once.
    """
    on = localdate(now)
    near = PlanSignature.objects.filter(
        version__status=VersionStatus.HOLDS, decides_until__range=(on, on + REVIEW_AHEAD)
    )
    # Of both parents of a child: one task.
    first = {(one.version_id, one.about[0]): one for one in near.select_related("dossier").order_by("-pk")}
    return sum(_review(one, now) for one in first.values())


def _review(signature: PlanSignature, now: datetime) -> bool:
    """False where it was done, or nobody leads the dossier now: then it is asked again tomorrow."""
    day = signature.decides_until
    task_id = uuid5(signature.version_id, f"verjaardag {signature.about[0]} {day}")
    with transaction.atomic():
        if Task.objects.filter(pk=task_id).exists():
            return False
        title = _("Een verjaardag nadert: dan beslist iemand anders. Laat het plan opnieuw tekenen")
        facts = {"id": task_id, "record_id": signature.version_id}
        return tell_lead(signature, title, due_on=day, now=now, rule="plan_verjaardag", **facts)
