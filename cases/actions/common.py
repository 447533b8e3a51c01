"""What every action of this room does beside its own work: the list moves on, and the log says who."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import PrivacyOfficer
from audit import log
from cases.errors import Overtaken
from cases.models import Dossier, DossierStatus, Grant
from cases.roles import MAY_GRANT


def touch(record, now: datetime, *dossiers: Dossier) -> None:
    """The list "laatst gewijzigd" moves, of the record's dossier unless others are named.

    That is no change of the dossier itself, so no history. Not for a category apart: who may not read it would see
    that something was written.
    """
    if not record.is_apart:
        moved = dossiers or [record.dossier]
        Dossier.objects.filter(pk__in=[dossier.pk for dossier in moved]).update(updated_at=now)


def hold_open(*dossier_ids) -> None:
    """Lock these dossiers until the end, in one order for everybody. Raises Overtaken when one is not open any more."""
    dossiers = Dossier.objects.select_for_update(no_key=True).filter(pk__in=dossier_ids, status=DossierStatus.OPEN)
    if len(dossiers.order_by("pk").values_list("pk")) != len(dossier_ids):
        raise Overtaken(_("Het dossier is intussen gesloten. Er is niets gewijzigd."))


def hold(record, *, unchanged: bool = False) -> None:
    """Lock a record that a door handed out, in its open dossier. Raises Overtaken when it is gone since.

    `unchanged`: and when its text is no longer as the caller read it. Without this, saving it would put it back where
    it stood, or bring to life what was taken back.
    """
    hold_open(record.dossier_id)
    here = type(record).objects.select_for_update().filter(pk=record.pk, dossier=record.dossier_id)
    if unchanged and not here.filter(substantively_changed_at=record.substantively_changed_at).values_list("pk"):
        raise Overtaken(_("Dit is op ditzelfde moment door iemand anders gewijzigd. Sla het nog een keer op."))
    if not here.values_list("pk"):
        raise Overtaken(_("Dit is intussen verplaatst of verwijderd. Er is niets gewijzigd."))


def who_answers_for(dossier_id, now: datetime) -> set:
    """Ids of who leads or deputises for a dossier now, and of the privacy officers: told when somebody else came in.

    For the system: whoever came in need not see those grants.
    """
    leading = Grant.objects.running(now).filter(content_object=dossier_id, permission__codename__in=MAY_GRANT)
    officers = User.objects.filter(is_active=True, roles__contains=[PrivacyOfficer.code])
    return {*leading.values_list("user", flat=True), *officers.values_list("pk", flat=True)}


def note(action, dossier_id, *, by, now, object_type, record_ids=()):
    """`by` is None for what the system does by itself."""
    log.write(
        action=action,
        at=now,
        user_id=by.pk if by else None,
        object_type=object_type,
        dossier_id=dossier_id,
        record_ids=list(record_ids),
    )
