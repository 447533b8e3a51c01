"""§ 4.2 Casusregiedossier: the domains of life of the zelfredzaamheidsmatrix, as codes: thirteen, and four of who
raises children. A goal of a plan is tied to one of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Domain(models.TextChoices):
    MONEY = "financien", _("Geld")
    WORK = "werk_opleiding", _("Werk en opleiding")
    TIME = "tijdsbesteding", _("Wat iemand overdag doet")
    HOUSING = "huisvesting", _("Wonen")
    HOME_LIFE = "huiselijke_relaties", _("Omgaan met elkaar thuis")
    MENTAL = "geestelijke_gezondheid", _("Geestelijke gezondheid")
    PHYSICAL = "lichamelijke_gezondheid", _("Lichamelijke gezondheid")
    USE = "middelengebruik", _("Alcohol, drugs en andere middelen")
    BASIC = "basale_adl", _("Zorgen voor zichzelf")
    HOUSEHOLD = "instrumentele_adl", _("Het huishouden en de dagelijkse dingen regelen")
    NETWORK = "sociaal_netwerk", _("Familie, vrienden en buren")
    PARTICIPATION = "maatschappelijke_participatie", _("Meedoen")
    JUSTICE = "justitie", _("Politie en justitie")
    CHILD_CARE = "lichamelijke_verzorging_kind", _("Ouders: lichamelijke verzorging van het kind")
    CHILD_BOND = "sociaal_emotionele_ondersteuning_kind", _("Ouders: steun en aandacht voor het kind")
    CHILD_SCHOOL = "scholing_kind", _("Ouders: school van het kind")
    CHILD_DAYCARE = "opvang_kind", _("Ouders: opvang van het kind")
