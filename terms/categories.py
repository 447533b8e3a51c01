"""§ 2.3 Bewaartermijnen: the categories of record. A category says how long a record is kept and who may read it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StartEvent:
    """What starts a term; the fact of that name in `terms.policy.Facts` carries its date."""

    code: str
    label: str | Promise


CLOSING = StartEvent("afsluiting", _("afsluiting van het dossier"))
LAST_CHANGE = StartEvent("laatste_wijziging", _("laatste inhoudelijke wijziging"))
MADE_OR_RECEIVED = StartEvent("ontvangst", _("ontvangst of vervaardiging van het stuk"))
END_OF_MEASURE = StartEvent("einde_maatregel", _("einde van de maatregel"))
ARCHIVED = StartEvent("archivering", _("opname van het signaal in het archief"))
WITHDRAWAL = StartEvent("intrekking", _("intrekking van de aanvraag"))
NOT_ACTED = StartEvent("niet_opgevolgd", _("besluit om niets met het signaal te doen"))

# What the dossier itself knows on the day it closes, and what happens on a day of its own, also while it is open.
AT_CLOSING = (CLOSING, LAST_CHANGE, MADE_OR_RECEIVED)
OF_THEIR_OWN = (END_OF_MEASURE, ARCHIVED, WITHDRAWAL, NOT_ACTED)
START_EVENTS = {event.code: event for event in (*AT_CLOSING, *OF_THEIR_OWN)}


@dataclass(frozen=True)
class Category:
    """`special`: a special category of personal data (health, criminal), marked as such (§ 2 Need to know).

    `separate`: a grant on the dossier alone does not open it; somebody authorises it apart.
    """

    code: str
    label: str | Promise
    prose: str | Promise
    start_event: StartEvent
    special: bool = False
    separate: bool = False


CASUSREGIE = Category(
    "casusregie",
    _("Casusregie"),
    _("Afspraken en voortgang rond een gezin: wie doet wat. Gaat over het proces, niet over de behandeling."),
    CLOSING,
)
BEHANDELING = Category(
    "behandeling",
    _("Behandeling"),
    _("Wat een behandelaar vastlegt over gezondheid en behandeling (Jeugdwet, Wgbo)."),
    LAST_CHANGE,
    special=True,
    separate=True,
)
SOCIALE_ZAKEN = Category(
    "sociale_zaken",
    _("Sociale zaken"),
    _("Uitkering, schulden en andere gegevens van werk en inkomen."),
    CLOSING,
    separate=True,
)
BOPZ = Category(
    "bopz",
    _("Gedwongen zorg (BOPZ)"),
    _("Gegevens over gedwongen zorg: Wet BOPZ, sinds 1 januari 2020 Wvggz en Wzd."),
    END_OF_MEASURE,
    special=True,
    separate=True,
)
POLITIE = Category(
    "politie",
    _("Politie en justitie"),
    _("Wat politie of Openbaar Ministerie verstrekte (§ 1.3 Verstrekkingen van politie)."),
    CLOSING,
    special=True,
    separate=True,
)
VERWIJSINDEX = Category(
    "verwijsindex",
    _("Verwijsindex (SISA)"),
    _("Signalen in de verwijsindex die niet meer actief zijn en in het archief staan."),
    ARCHIVED,
)
INGETROKKEN_AANVRAAG = Category(
    "ingetrokken_aanvraag",
    _("Ingetrokken aanvraag"),
    _("Een aanvraag die de inwoner heeft ingetrokken voordat er een besluit was."),
    WITHDRAWAL,
)
SIGNAAL = Category(
    "signaal",
    _("Signaal zonder vervolg"),
    _("Een signaal waarvan is besloten er niets mee te doen (§ 2.2 Aandachtspunten)."),
    NOT_ACTED,
)
WMO = Category(
    "wmo",
    _("Wmo-dossier van het college"),
    _("Het eigen dossier van het college over een Wmo-voorziening."),
    MADE_OR_RECEIVED,
)

CATEGORIES = {
    category.code: category
    for category in (
        CASUSREGIE,
        BEHANDELING,
        SOCIALE_ZAKEN,
        BOPZ,
        POLITIE,
        VERWIJSINDEX,
        INGETROKKEN_AANVRAAG,
        SIGNAAL,
        WMO,
    )
}
CHOICES = [(category.code, category.label) for category in CATEGORIES.values()]
# § 2 Need to know, § 2.3 Bewaartermijnen: what a grant opens by itself, and what it opens only where it says so.
ORDINARY = tuple(category.code for category in CATEGORIES.values() if not category.separate)
SEPARATE = tuple(category.code for category in CATEGORIES.values() if category.separate)
START_EVENT_CHOICES = [(event.code, event.label) for event in START_EVENTS.values()]


def category(code: str) -> Category:
    """The category of this code; KeyError for a code that does not exist."""
    return CATEGORIES[code]
