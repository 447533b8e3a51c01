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
