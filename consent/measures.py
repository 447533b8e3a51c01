"""§ 1.6 Gedwongen kader: which measures there are, and to whom one may disclose without consent. No database here."""

from dataclasses import dataclass

from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from terms.categories import BOPZ, CASUSREGIE, POLITIE


class MeasureKind(models.TextChoices):
    OTS = "ots", _lazy("Ondertoezichtstelling (OTS)")
    PRELIMINARY_OTS = "voorlopige_ots", _lazy("Voorlopige ondertoezichtstelling")
    GUARDIANSHIP = "voogdij", _lazy("Voogdijmaatregel")
    OUT_OF_HOME = "uithuisplaatsing", _lazy("Machtiging uithuisplaatsing")
    CLOSED_YOUTH_CARE = "gesloten_jeugdhulp", _lazy("Machtiging gesloten jeugdhulp")
    YOUTH_PROBATION = "jeugdreclassering", _lazy("Jeugdreclassering")
    WVGGZ = "wvggz", _lazy("Zorgmachtiging of crisismaatregel (Wvggz)")
    WZD = "wzd", _lazy("Rechterlijke machtiging (Wzd)")


CATEGORY_OF = {MeasureKind.YOUTH_PROBATION: POLITIE, MeasureKind.WVGGZ: BOPZ, MeasureKind.WZD: BOPZ}


def category_of(kind: str) -> str:
    """The category of record; forced care and what is criminal are kept apart."""
    return CATEGORY_OF.get(kind, CASUSREGIE).code


class Receiver(models.TextChoices):
    RVDK = "rvdk", _lazy("Raad voor de Kinderbescherming")
    GI = "gi", _lazy("Gecertificeerde instelling")
    OM = "om", _lazy("Openbaar Ministerie")


@dataclass(frozen=True)
class WithoutConsent:
    """To whom one may disclose without consent, within the task of the measure; `why` says what must be recorded."""

    receivers: tuple[Receiver, ...]
    why: str


YOUTH_PROTECTION = (Receiver.RVDK, Receiver.GI)
RECEIVERS = {
    MeasureKind.OTS: YOUTH_PROTECTION,
    MeasureKind.PRELIMINARY_OTS: YOUTH_PROTECTION,
    MeasureKind.GUARDIANSHIP: YOUTH_PROTECTION,
    MeasureKind.OUT_OF_HOME: YOUTH_PROTECTION,
    MeasureKind.CLOSED_YOUTH_CARE: YOUTH_PROTECTION,
    MeasureKind.YOUTH_PROBATION: (*YOUTH_PROTECTION, Receiver.OM),
}
MAY = _lazy(
    "Door %(measure)s is voor verstrekken aan %(receivers)s geen toestemming nodig, alleen voor die taak. Leg vast "
    "waarom het nodig is, waarom niet minder genoeg is, en waarom het niet anders kan."
)
MAY_NOT = _lazy("%(measure)s geeft geen reden om zonder toestemming te verstrekken. Zoek een andere grondslag.")


def without_consent(kind: str) -> WithoutConsent:
    """§ 1.6 Gedwongen kader: whom a running measure of this kind opens disclosure to. What is not named opens none."""
    receivers = RECEIVERS.get(kind, ())
    measure = str(MeasureKind(kind).label)
    if not receivers:
        return WithoutConsent((), MAY_NOT % {"measure": measure})
    names = get_text_list([str(one.label) for one in receivers], _("en"))
    return WithoutConsent(receivers, MAY % {"measure": measure, "receivers": names})
