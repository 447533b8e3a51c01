"""The policy's terms, in force on installation, and today's law beside them."""

from datetime import date

from django.db import migrations

POLICY_SOURCE = "Privacybeleid sociaal domein, § 2.3 Bewaartermijnen"
STATUTORY_SOURCE = (
    "Jeugdwet, Wgbo (BW boek 7), Wmo 2015, Wvggz en Wzd, en de Selectielijst gemeenten en intergemeentelijke "
    "organen 2020 (VNG). Overgenomen uit bewaarde kopieën."
)
# The policy dates from the year in which the Jeugdwet and the Wmo 2015 gave these tasks to the municipality.
POLICY_FROM = date(2015, 1, 1)

# category, legal basis, length, start event, article, number in the selection list, note
POLICY_TERMS = [
    (
        "casusregie",
        "",
        "P5Y",
        "afsluiting",
        POLICY_SOURCE,
        "",
        "Vijf jaar na afsluiting van het actieve dossier.",
    ),
    ("behandeling", "", "P15Y", "laatste_wijziging", f"{POLICY_SOURCE}; bijlage 9 (Wgbo)", "", ""),
    ("sociale_zaken", "", "P7Y", "afsluiting", POLICY_SOURCE, "", ""),
    ("bopz", "", "P5Y", "einde_maatregel", POLICY_SOURCE, "", "Na het einde van de maatregel."),
    (
        "verwijsindex",
        "",
        "P5Y",
        "archivering",
        POLICY_SOURCE,
        "",
        "In het archief, nadat het signaal niet meer actief is.",
    ),
    (
        "ingetrokken_aanvraag",
        "",
        "P42D",
        "intrekking",
        "Selectielijst gemeenten 2020",
        "8.4.1",
        "Het beleid noemt geen termijn; de selectielijst geldt.",
    ),
    ("wmo", "", "P15Y", "ontvangst", "Wmo 2015, artikel 5.3.4", "8.1.1", ""),
]
STATUTORY_TERMS = [
    (
        "casusregie",
        "",
        "P5Y",
        "afsluiting",
        "Keuze van de gemeente",
        "",
        "De wet noemt geen minimum voor zorgcoördinatie; het beleid geldt.",
    ),
    (
        "casusregie",
        "wmo",
        "P15Y",
        "ontvangst",
        "Wmo 2015, artikel 5.3.4",
        "3.1.5",
        "Waar de casusregie het eigen Wmo-dossier van het college is, kan de Wmo vijftien jaar vragen.",
    ),
    (
        "behandeling",
        "",
        "P20Y",
        "laatste_wijziging",
        "Jeugdwet, artikel 7.3.8 lid 3; BW 7:454 lid 3 (sinds 1 januari 2020)",
        "8.1.2",
        "Twintig jaar na de laatste inhoudelijke wijziging, of langer als goede zorg dat vraagt.",
    ),
    (
        "sociale_zaken",
        "",
        "P10Y",
        "afsluiting",
        "Archiefwet, via de selectielijst gemeenten 2020",
        "8.1",
        (
            "Per resultaat vijf tot tien jaar: uitkering tien, starterslening zeven, schuldhulpverlening vijf. "
            "Zolang het resultaat niet bekend is, geldt de langste."
        ),
    ),
    (
        "bopz",
        "",
        "P5Y",
        "einde_maatregel",
        "Wvggz en Wzd, opvolgers van de Wet BOPZ sinds 1 januari 2020",
        "",
        "",
    ),
    (
        "verwijsindex",
        "",
        "P5Y",
        "archivering",
        "Jeugdwet, artikel 7.1.4.5",
        "",
        "Een signaal verlaat het actieve deel na twee jaar of op de 23e verjaardag; daarna vijf jaar archief.",
    ),
    (
        "ingetrokken_aanvraag",
        "",
        "P42D",
        "intrekking",
        "Archiefwet, via de selectielijst gemeenten 2020",
        "8.4.1",
        "",
    ),
    (
        "wmo",
        "",
        "P15Y",
        "ontvangst",
        "Wmo 2015, artikel 5.3.4",
        "8.1.1",
        "Vijftien jaar na ontvangst of vervaardiging.",
    ),
]


def fill(apps, schema_editor):
    if schema_editor.connection.alias != "default":
        return
    policy = _make_set(apps, "beleid", "Privacybeleid sociaal domein", POLICY_SOURCE, POLICY_TERMS)
    _make_set(apps, "wettelijk", "Wettelijke termijnen", STATUTORY_SOURCE, STATUTORY_TERMS)
    apps.get_model("terms", "TermChoice").objects.create(
        term_set=policy, from_on=POLICY_FROM, reason="In werking bij de installatie."
    )


def empty(apps, schema_editor):
    if schema_editor.connection.alias != "default":
        return
    for name in ("TermChoice", "Term", "TermSet"):
        apps.get_model("terms", name).objects.all().delete()


def _make_set(apps, code, title, source, rows):
    made = apps.get_model("terms", "TermSet").objects.create(code=code, version=1, title=title, source=source)
    Term = apps.get_model("terms", "Term")
    names = ("category", "legal_basis", "length", "start_event", "article", "selection_list_number", "note")
    Term.objects.bulk_create(Term(term_set=made, **dict(zip(names, row, strict=True))) for row in rows)
    return made


class Migration(migrations.Migration):
    dependencies = [("terms", "0001_initial")]
    operations = [migrations.RunPython(fill, empty, hints={"database": "default"})]
