"""§ 1.3 Verstrekkingen van politie: what others gave us, on which ground, and who gets it next. No database here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.agreements import ENFORCING_SORTS, PartnerSort
from terms.categories import POLITIE


class CameBy(models.TextChoices):
    """On what somebody gave us something."""

    WPG_ONCE = "wpg_incidenteel", _("Politie: eenmalig (Wet politiegegevens)")
    WPG_REGULAR = "wpg_structureel", _("Politie: vaste afspraak (Wet politiegegevens)")
    WJSG = "wjsg", _("Openbaar Ministerie (Wet justitiële en strafvorderlijke gegevens)")
    CARE_REPORT = "zorgmelding", _("Zorgmelding van de politie, via Veilig Thuis")
    CHAIN = "sluitende_aanpak", _("Sluitende aanpak, afgesproken in een convenant")
    LAW = "wet", _("Een andere wet, zonder toestemming")
    CONSENT = "toestemming", _("Met toestemming van de inwoner")
    RESIDENT = "inwoner", _("De inwoner bracht het zelf mee")


OF_POLICE = (CameBy.WPG_ONCE, CameBy.WPG_REGULAR, CameBy.WJSG, CameBy.CARE_REPORT)
WITH_THE_RESIDENT = (CameBy.CONSENT, CameBy.RESIDENT)
# § 4 Betrokkenheid cliënt: whatever comes from these could put somebody in danger when it is seen.
NEVER_SHOWN_AT_ONCE = (
    PartnerSort.POLICE,
    PartnerSort.PROSECUTOR,
    PartnerSort.SAFE_AT_HOME,
    PartnerSort.CHILD_PROTECTION,
)
# Bijlage, Wet politiegegevens: to prepare measures of child protection or youth probation, and for nothing else.
POLICE_DATA_GO_TO = (PartnerSort.CHILD_PROTECTION, PartnerSort.YOUTH_PROTECTION)


def is_of_police(came_by: str, sort: str) -> bool:
    """Whether police or prosecution are where it comes from; `sort` of who handed it over."""
    return came_by in OF_POLICE or sort in ENFORCING_SORTS


def category_of(came_by: str, sort: str, chosen: str) -> str:
    """The category it is kept in: apart when it is of the police, whatever somebody chose."""
    return POLITIE.code if is_of_police(came_by, sort) else chosen


def is_withheld(came_by: str, sort: str) -> bool:
    """Whether the resident sees nothing of it until somebody decides; what they know of is shown."""
    return is_of_police(came_by, sort) or sort in NEVER_SHOWN_AT_ONCE or came_by not in WITH_THE_RESIDENT


def must_be_told(came_by: str) -> bool:
    """§ 1.3 Verstrekkingen van politie: what came without the resident is told to them, at once or later."""
    return came_by not in WITH_THE_RESIDENT


def may_go_on(category: str, sort: str) -> bool:
    """§ 1.3 Verstrekkingen van politie: whether what we keep in this category may go on to this sort of organisation.

    What police or prosecution gave goes to the Raad voor de Kinderbescherming and a gecertificeerde instelling alone.
    Whether there is a consent or a ground for it is asked apart. An unknown sort is no.
    """
    return category != POLITIE.code or sort in POLICE_DATA_GO_TO
