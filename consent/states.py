"""The states of a consent, a ground and a disclosure, and which follows which. docs/states.md is drawn from this."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentStatus(models.TextChoices):
    """§ 3.1 Toestemmingsverklaring: only `ACTIVE` carries a disclosure."""

    DRAFT = "concept", _("In voorbereiding")
    TO_SIGN = "te_tekenen", _("Wacht op handtekeningen")
    ACTIVE = "actief", _("Geldig")
    REFUSED = "geweigerd", _("Geweigerd")
    WITHDRAWN = "ingetrokken", _("Ingetrokken")
    EXPIRED = "verlopen", _("Afgelopen")
    LAPSED = "vervallen", _("Vervallen: vraag het opnieuw")


NEXT_CONSENT = {
    ConsentStatus.DRAFT: [ConsentStatus.TO_SIGN, ConsentStatus.LAPSED],
    ConsentStatus.TO_SIGN: [
        ConsentStatus.ACTIVE,
        ConsentStatus.REFUSED,
        ConsentStatus.WITHDRAWN,
        ConsentStatus.EXPIRED,
        ConsentStatus.LAPSED,
    ],
    ConsentStatus.ACTIVE: [ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED, ConsentStatus.LAPSED],
    ConsentStatus.REFUSED: [],
    ConsentStatus.WITHDRAWN: [],
    ConsentStatus.EXPIRED: [],
    ConsentStatus.LAPSED: [],
}


class GroundStatus(models.TextChoices):
    """§ 3.2 Uitzonderingen: only `VALID` carries a disclosure; `URGENT` does too, in acute danger, until confirmed."""

    DRAFT = "concept", _("In voorbereiding")
    TO_CONFIRM = "te_bevestigen", _("Wacht op een tweede persoon")
    URGENT = "spoed", _("Acuut gevaar: de vragen volgen nog")
    VALID = "geldig", _("Geldig")
    REJECTED = "afgewezen", _("Niet bevestigd")
    ENDED = "beeindigd", _("Beëindigd")


NEXT_GROUND = {
    GroundStatus.DRAFT: [GroundStatus.TO_CONFIRM, GroundStatus.ENDED],
    GroundStatus.TO_CONFIRM: [GroundStatus.VALID, GroundStatus.REJECTED, GroundStatus.ENDED],
    GroundStatus.URGENT: [GroundStatus.VALID, GroundStatus.REJECTED, GroundStatus.ENDED],
    GroundStatus.VALID: [GroundStatus.ENDED],
    GroundStatus.REJECTED: [],
    GroundStatus.ENDED: [],
}


class DisclosureStatus(models.TextChoices):
    """§ 3.3 Zorgvuldigheid: what is `SENT` never becomes anything else."""

    DRAFT = "concept", _("In voorbereiding")
    QUEUED = "klaar", _("Wordt zo verstuurd")
    SENT = "verzonden", _("Verstuurd")
    TAKEN_BACK = "teruggehaald", _("Teruggehaald voor het verstuurd was")
    STOPPED = "tegengehouden", _("Tegengehouden: er was geen toestemming of grond meer")
    RECEIVED = "ontvangen", _("Ontvangen")


NEXT_DISCLOSURE = {
    DisclosureStatus.DRAFT: [DisclosureStatus.QUEUED, DisclosureStatus.SENT, DisclosureStatus.TAKEN_BACK],
    DisclosureStatus.QUEUED: [DisclosureStatus.SENT, DisclosureStatus.TAKEN_BACK, DisclosureStatus.STOPPED],
    DisclosureStatus.SENT: [],
    DisclosureStatus.TAKEN_BACK: [],
    DisclosureStatus.STOPPED: [],
    DisclosureStatus.RECEIVED: [],
}


class NotNext(Exception):
    """Something would go from one state to another that does not follow it."""


def step(following: dict, before: str, after: str) -> str:
    """The state after, when it follows. Raises NotNext."""
    if after not in following[before]:
        raise NotNext(f"{before} → {after}")
    return after
