"""The states of a plan, a version of it and a handover, and which follows which. docs/states.md is drawn from this."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanStatus(models.TextChoices):
    """§ 4.1 Casusregie: of a household at most one is `ACTIVE`."""

    ACTIVE = "actief", _("Loopt")
    ENDED = "afgerond", _("Afgerond")


NEXT_PLAN = {PlanStatus.ACTIVE: [PlanStatus.ENDED], PlanStatus.ENDED: []}


class VersionStatus(models.TextChoices):
    """Only `DRAFT` is edited; what `HOLDS` was signed by everybody who must."""

    DRAFT = "concept", _("In voorbereiding")
    TO_SIGN = "te_tekenen", _("Wacht op handtekeningen")
    HOLDS = "geldig", _("Geldt")
    REFUSED = "geweigerd", _("Niet getekend: iemand zei nee")
    LAPSED = "vervallen", _("Vervallen")
    WITHDRAWN = "ingetrokken", _("Ingetrokken: iemand nam de handtekening terug")
    REPLACED = "vervangen", _("Vervangen door een nieuwe versie")
    ENDED = "afgelopen", _("Afgelopen met het plan")


NEXT_VERSION = {
    VersionStatus.DRAFT: [VersionStatus.TO_SIGN, VersionStatus.LAPSED],
    VersionStatus.TO_SIGN: [
        VersionStatus.HOLDS,
        VersionStatus.REFUSED,
        VersionStatus.WITHDRAWN,
        VersionStatus.LAPSED,
    ],
    VersionStatus.HOLDS: [
        VersionStatus.REPLACED,
        VersionStatus.ENDED,
        VersionStatus.WITHDRAWN,
        VersionStatus.LAPSED,
    ],
    VersionStatus.REFUSED: [],
    VersionStatus.LAPSED: [],
    VersionStatus.WITHDRAWN: [],
    VersionStatus.REPLACED: [],
    VersionStatus.ENDED: [],
}


class HandoverState(models.TextChoices):
    """§ 4.1 Casusregie: the regie is only somebody else's once `ACCEPTED`."""

    OFFERED = "aangeboden", _("Wacht op antwoord")
    ACCEPTED = "aangenomen", _("Aangenomen")
    DECLINED = "afgewezen", _("Niet aangenomen")
    WITHDRAWN = "ingetrokken", _("Ingetrokken")


NEXT_HANDOVER = {
    HandoverState.OFFERED: [HandoverState.ACCEPTED, HandoverState.DECLINED, HandoverState.WITHDRAWN],
    HandoverState.ACCEPTED: [],
    HandoverState.DECLINED: [],
    HandoverState.WITHDRAWN: [],
}
