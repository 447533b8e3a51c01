"""§ 3.1 Toestemmingsverklaring, § 4.1 Casusregie: somebody signs what the plan says, or says no.

As with a consent: who must sign is computed again at each signature, and one no is a no (consent.actions.signatures).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.actions.common import locked, written
from casework.actions.versions import end_version, stop_what_it_carried
from casework.evidence import keep_evidence
from casework.models import PlanSignature, PlanVersion
from casework.signers import why_others_sign
from casework.states import NEXT_VERSION, VersionStatus
from consent.actions.consents import hold_dossier
from consent.actions.signatures import Signed, put_down, say_no
from consent.models.signing import SignatureState
from consent.refusals import ConsentRefused
from consent.states import step


@transaction.atomic
def sign(signature: PlanSignature, signed: Signed, *, now: datetime, witness=None, log_as=None) -> PlanVersion:
    """The last one makes the version hold, and the one before is replaced. What can be signed no more lapses, whole.

    Raises ConsentRefused, Overtaken.
    """
    version, signature = _asked(signature, now)
    if reason := _why_it_lapses(signature, now):
        return end_version(version, VersionStatus.LAPSED, by=witness, now=now, why=reason, log_as=log_as)
    put_down(signature, signed, sha256=signature.shown_sha256, now=now, witness=witness)
    if version.signatures.exclude(state=SignatureState.SIGNED).exists():
        return version
    return _let_hold(version, by=witness, now=now, log_as=log_as)


@transaction.atomic
def refuse(signature: PlanSignature, *, method: str, reason: str, now: datetime, witness=None, log_as=None):
    """The whole version does not hold; what held before goes on. Raises ConsentRefused, Overtaken."""
    version, signature = _asked(signature, now)
    say_no(signature, method=method, reason=reason, now=now, witness=witness)
    why = _("%(name)s zei nee.") % {"name": signature.name}
    return end_version(version, VersionStatus.REFUSED, by=witness, now=now, why=why, log_as=log_as)


def _asked(signature: PlanSignature, now: datetime) -> tuple[PlanVersion, PlanSignature]:
    """Both locked, the version first as everywhere, and still to be signed."""
    hold_dossier(signature.dossier_id, now)
    version = locked(PlanVersion(pk=signature.version_id), signature._access)
    fresh = locked(signature)
    fresh.version = version
    if not version.waits or not fresh.is_asked:
        raise ConsentRefused(_("Hier valt niets meer te tekenen: er is intussen iets veranderd."))
    return version, fresh


def _why_it_lapses(signature: PlanSignature, now: datetime) -> str:
    """Of the person this signature is about: whether those who were asked are still who must sign."""
    asked = PlanSignature.objects.filter(version=signature.version_id, about__contains=signature.about)
    return why_others_sign(signature._access.give_all(asked), now)


def _let_hold(version: PlanVersion, *, by, now: datetime, log_as) -> PlanVersion:
    for earlier in PlanVersion.objects.select_for_update(of=("self",)).filter(
        plan=version.plan_id, status=VersionStatus.HOLDS
    ):
        earlier.status, earlier.ended_at = step(NEXT_VERSION, earlier.status, VersionStatus.REPLACED), now
        earlier.save()
        stop_what_it_carried(earlier, now=now)
    version.status = step(NEXT_VERSION, version.status, VersionStatus.HOLDS)
    version.holds_from = version.substantively_changed_at = now
    version.save()
    written(version, f"status.{version.status}", by=by, now=now, log_as=log_as)
    signatures = version.signatures.order_by("created_at", "pk")
    return keep_evidence(version, version._access.give_all(signatures), now=now)
