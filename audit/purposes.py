"""System purposes: what the system does without a user, and what each purpose opens in the database.

A policy names the purposes that pass it (`rowsecurity.protect`); docs/system-purposes.md is made from
this table.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    DESTRUCTION = "vernietiging", _("Vernietiging")
    SEARCH_INDEX = "zoekindex", _("Zoekindex")
    IMPORT = "import", _("Inlezen")
    BEHEER = "beheer", _("Beheer")
    MIGRATION = "migratie", _("Migratie")
    LOG_SEAL = "logzegel", _("Logzegel")
    DEMO = "demo", _("Demo")
    TERMS = "termijnen", _("Termijnen")
    UPKEEP = "onderhoud", _("Onderhoud")
    PORTAL = "portaal", _("Portaal")
    EMERGENCY = "noodtoegang", _("Noodtoegang")
    READING_CONTROL = "leescontrole", _("Leescontrole")
    SHARING = "delen", _("Delen")
    DELIVERY = "aflevering", _("Aflevering")
    MERGING = "samenvoegen", _("Samenvoegen")
    INSIGHT = "inzage", _("Inzage")


@dataclass(frozen=True)
class Meaning:
    """`with_user`: a signed-in person may carry it too; all others are for jobs and commands alone."""

    why: str
    rights: str
    with_user: bool = False


MEANINGS = {
    Purpose.DESTRUCTION: Meaning(
        _("Gegevens vernietigen op de dag waarop hun termijn eindigt (§ 2.3 Bewaartermijnen)."),
        _("Leest en verwijdert dossiers, alles wat erbij hoort, en personen naar wie niets meer verwijst."),
    ),
    Purpose.SEARCH_INDEX: Meaning(
        _("De zoekindex van personen bijwerken, of opnieuw opbouwen na een storing."),
        _("Leest personen en schrijft de zoekindex; geen inhoud van dossiers."),
    ),
    Purpose.IMPORT: Meaning(
        _("Personen, gezinnen en gezag inlezen uit de basisregistratie personen."),
        _("Leest en schrijft personen, relaties, gezag en gezinnen; geen dossiers."),
    ),
    Purpose.BEHEER: Meaning(
        _("De beheerpagina's voor privacy officer, FG en applicatiebeheerder."),
        _("Leest registers en logs: gegevens over gegevens, nooit inhoud."),
        with_user=True,
    ),
    Purpose.MIGRATION: Meaning(
        _("De database aanpassen aan een nieuwe versie van dit systeem."),
        _("Leest en schrijft rijen in alle tabellen; opent geen verzegelde inhoud."),
    ),
    Purpose.LOG_SEAL: Meaning(
        _("De toegangslog verzegelen, controleren en na de bewaartermijn per maand verwijderen."),
        _("Leest de toegangslog; voegt zegels toe."),
    ),
    Purpose.DEMO: Meaning(
        _("De demogemeente vullen met verzonnen gegevens; bestaat niet in productie."),
        _("Leest en schrijft personen en dossiers van de demogemeente."),
    ),
    Purpose.TERMS: Meaning(
        _("Bewaartermijnen berekenen, vooraf tonen en vastleggen (§ 2.3 Bewaartermijnen)."),
        _("Leest en wijzigt data en categorieën van dossiers en records; opent geen inhoud."),
    ),
    Purpose.UPKEEP: Meaning(
        _("Toegang die niemand gebruikt of die van iemand was die wegging, en concepten en vragen die verliepen."),
        _(
            "Leest en beëindigt toegangen en opzoekingen, sluit het adres van wie om de veiligheid uit een gezin gaat, "
            "zet taken van wie wegging op naam van een regisseur, haalt wie overleed uit een plan, "
            "schrijft op wat een inwoner in het portaal vraagt of zegt, "
            "verwijdert verlopen concepten, verzoeken die een inwoner niet verstuurde, vragen zonder dossier en "
            "datalekken; opent geen inhoud, behalve dat plan."
        ),
    ),
    Purpose.EMERGENCY: Meaning(
        _("Een dossier twee uur openen voor een collega, in acuut gevaar (§ 2.5 Toegankelijkheid, beveiliging)."),
        _("Schrijft en beëindigt die ene toegang en wat erover is vastgelegd; leest en opent geen inhoud."),
    ),
    Purpose.READING_CONTROL: Meaning(
        _("Zoeken naar ongewoon leesgedrag in de toegangslog, elke nacht (§ 2.5 Toegankelijkheid, beveiliging)."),
        _(
            "Leest de toegangslog, wie in een dossier schreef of een taak had, en de achternaam en het adres van "
            "betrokkenen; schrijft alleen op wat iemand moet beoordelen."
        ),
    ),
    Purpose.SHARING: Meaning(
        _("Toestemmingen die aflopen, en versturen wat klaarstaat (§ 3.1 Toestemmingsverklaring)."),
        _(
            "Leest en wijzigt toestemmingen, gronden, verstrekkingen en afleveringen, maakt taken en beëindigt "
            "toegangen die op een toestemming rustten; leest wie er voor een inwoner beslist. Opent alleen dat, en wat "
            "het verstuurt."
        ),
    ),
    Purpose.DELIVERY: Meaning(
        _("Een ontvanger geven wat voor die ontvanger klaarstaat, met de link en de code (§ 3.3 Zorgvuldigheid)."),
        _("Leest en wijzigt die ene aflevering, leest de verstrekking erbij en schrijft het antwoord; verder niets."),
    ),
    Purpose.MERGING: Meaning(
        _("Twee registraties van dezelfde inwoner één maken, of weer twee (§ 4.1 Casusregie)."),
        _(
            "Zet overal de ene persoon in de plaats van de andere, ook in dossiers van anderen; opent alleen wat met "
            "de sleutel van die twee personen verzegeld is."
        ),
    ),
    Purpose.INSIGHT: Meaning(
        _("Een verzoek van een inwoner aannemen, erover beslissen en het antwoord maken (§ 4.2 Casusregiedossier)."),
        _(
            "Leest wat er over de inwoner in dossiers staat, en wie er voor die inwoner mag vragen; opent dat voor wie "
            "het mandaat heeft, voor het antwoord, en van wat beperkt is voor wie zegt waarvoor. "
            "Schrijft verzoeken, afschermingen, beperkingen en antwoorden; verder niets."
        ),
    ),
    Purpose.PORTAL: Meaning(
        _("Een inwoner herkennen die met DigiD inlogt, en vergeten wie dertien maanden niet kwam, of onbekend is."),
        _(
            "Leest, schrijft en verwijdert de pseudoniemen van inwoners; hoort van een persoon alleen of het portaal "
            "open mag, en bij welke pseudoniemen niemand hoort; leest geen personen en geen dossiers."
        ),
    ),
}


def as_markdown() -> str:
    """docs/system-purposes.md, whole."""
    lines = [
        "# System purposes",
        "",
        "Made from `audit/purposes.py` by `manage.py docs_tables`.",
        "",
        "| code | name | why | rights | with a user too |",
        "|---|---|---|---|---|",
    ]
    for purpose, meaning in MEANINGS.items():
        with_user = "yes" if meaning.with_user else "no"
        lines.append(f"| `{purpose.value}` | {purpose.label} | {meaning.why} | {meaning.rights} | {with_user} |")
    return "\n".join(lines) + "\n"
