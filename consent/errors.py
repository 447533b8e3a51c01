"""What an action of this room can refuse, with the sentence the user reads."""

from cases.errors import CaseError


class NotAnswered(CaseError):
    """A ground of which not every question is answered."""


class NotThisReceiver(CaseError):
    """A ground that opens nothing to this organisation."""


class NoMeasure(CaseError):
    """A ground that needs a court measure, and none runs for everybody it is about."""


class Objected(CaseError):
    """§ 3.2 Uitzonderingen, punt 3: a ground one may object to, and somebody did."""


class OwnGround(CaseError):
    """§ 3.3 Zorgvuldigheid: somebody would be the second person of their own."""


class NotPossibleNow(CaseError):
    """Its state, or the day that was given, does not allow it."""


class MayNotRecord(CaseError):
    """§ 1.3 Verstrekkingen van politie: kept apart, and this colleague may not read it."""


class NotCovered(CaseError):
    """No consent, no plan and no ground covers what would leave."""


class TooLateToTakeBack(CaseError):
    """It has gone."""


class PaperRefused(CaseError):
    """No paper can be made of it: a letter that no font of ours has, or no seal that holds."""


class NoDelivery(CaseError):
    """The link is closed, ran out, or never was: one answer for all of them."""
