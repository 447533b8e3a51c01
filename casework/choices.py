"""The fixed choices of triage and intake. Codes are stored, labels are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """§ 2.4 Triage: what a question is about, in words too wide to say whose it is."""

    MONEY = "geld", _("Geld en schulden")
    LIVING = "wonen", _("Wonen en huishouden")
    UPBRINGING = "opvoeden", _("Opvoeden en opgroeien")
    HEALTH = "gezondheid", _("Gezondheid")
    WORK = "werk", _("Werk, school of wat iemand overdag doet")
    RELATIONS = "relaties", _("Thuis, familie en vrienden")
    SAFETY = "veiligheid", _("Veiligheid")
    CARING = "mantelzorg", _("Zorgen voor een ander")
    OTHER = "anders", _("Iets anders")


class Severity(models.TextChoices):
    """§ 2.4 Triage: the less serious, the less is written down."""

    LIGHT = "licht", _("Licht: iemand redt zich met een antwoord of een adres")
    MODERATE = "matig", _("Matig: zonder hulp wordt het erger")
    SERIOUS = "ernstig", _("Ernstig: er loopt iemand schade op")


class Urgency(models.TextChoices):
    LATER = "later", _("Het kan een paar weken wachten")
    THIS_WEEK = "deze_week", _("Deze week")
    TODAY = "vandaag", _("Vandaag")
    NOW = "nu", _("Nu: er is acuut gevaar")


class Decision(models.TextChoices):
    """§ 2.4 Triage: what a question comes to."""

    ADVICE = "advies", _("Alleen advies: wij bewaren niets over deze inwoner")
    REFERRAL = "verwijzing", _("Verwijzen: een ander kan beter helpen")
    DOSSIER = "dossier", _("Dossier openen")
    EMERGENCY = "spoed", _("Spoed: nu handelen, en een dossier openen")


class LeafletWay(models.TextChoices):
    """§ 1.2 Hulpverlening versus toezicht / handhaving: how somebody got the leaflet on rights and duties."""

    PAPER = "papier", _("Op papier gegeven")
    DIGITAL = "digitaal", _("Per mail of in het portaal")
    ALOUD = "voorgelezen", _("Voorgelezen of uitgelegd")


class SupportAnswer(models.TextChoices):
    """§ 4.3 Wilsonbekwaamheid: what somebody said when cliëntondersteuning was offered."""

    WANTED = "graag", _("Wil dit graag")
    HAS_ALREADY = "heeft_al", _("Heeft al iemand")
    THINKING = "denkt_na", _("Denkt er nog over na")
    DECLINED = "nee", _("Wil dit niet")


class CallOutcome(models.TextChoices):
    """§ 4.1 Casusregie: what came of a call when a treating professional is needed in a crisis."""

    REACHED = "bereikt", _("Bereikt")
    NOT_REACHED = "niet_bereikt", _("Niet bereikt")
    NEEDS_TIME = "tijd_nodig", _("Bereikt: tijd nodig om af te stemmen")
