"""Bijlage n (BRP): which fields are asked, and why. What is not in these lists, never arrives.

`inOnderzoek`, `geheimhoudingPersoonsgegevens` and `opschortingBijhouding` come along by themselves; asking
for them is an error to the API. Not asked: nationality, residence permit, voting rights, birth place,
immigration, the A-number.
"""

_WHO = (
    "burgerservicenummer",
    "naam.voornamen",
    "naam.voorvoegsel",
    "naam.geslachtsnaam",
    "naam.volledigeNaam",
)
"""To be sure it is this person, and to write the name as it is."""

_AGE = ("geboorte.datum", "overlijden.datum")
"""§ 1.5 Minderjarigen en wilsonbekwamen: age decides who may consent. And nobody gets a letter about the dead."""

_GENDER = ("geslacht",)
"""A third sign, beside name and birth date, that the right person was chosen."""

_HOME = (
    "verblijfplaats.type",
    "verblijfplaats.verblijfadres.officieleStraatnaam",
    "verblijfplaats.verblijfadres.huisnummer",
    "verblijfplaats.verblijfadres.huisletter",
    "verblijfplaats.verblijfadres.huisnummertoevoeging",
    "verblijfplaats.verblijfadres.aanduidingBijHuisnummer",
    "verblijfplaats.verblijfadres.postcode",
    "verblijfplaats.verblijfadres.woonplaats",
    "verblijfplaats.verblijfadres.locatiebeschrijving",
    "verblijfplaats.verblijfadres.regel1",
    "verblijfplaats.verblijfadres.regel2",
    "verblijfplaats.verblijfadres.regel3",
    "verblijfplaats.verblijfadres.land",
    "verblijfplaats.indicatieVastgesteldVerblijftNietOpAdres",
)
"""Who forms the household, and where help goes."""

_OF_A_RELATIVE = (
    "burgerservicenummer",
    "naam.voornamen",
    "naam.voorvoegsel",
    "naam.geslachtsnaam",
    "geboorte.datum",
)
_FAMILY = (
    *(f"{group}.{name}" for group in ("ouders", "kinderen", "partners") for name in _OF_A_RELATIVE),
    "ouders.ouderAanduiding",
    "partners.soortVerbintenis",
    "partners.aangaanHuwelijkPartnerschap.datum",
    "partners.ontbindingHuwelijkPartnerschap.datum",
)
"""§ 4.1 Casusregie en procescoördinatie: one household, one plan.

§ 4.3 Wilsonbekwaamheid: the order of representatives.
"""

_REPRESENTATION = ("gezag", "indicatieCurateleRegister")
"""§ 1.5 Minderjarigen en wilsonbekwamen, § 4.3 Wilsonbekwaamheid: who decides for a minor, who has a curator."""

PERSON = _WHO + _GENDER + _AGE + _HOME + _FAMILY + _REPRESENTATION

MATCH = (
    "burgerservicenummer",
    "naam.volledigeNaam",
    "geslacht",
    "geboorte.datum",
    "adressering.adresregel1",
    "adressering.adresregel2",
    "adressering.adresregel3",
)
"""Enough to choose the right one of several; the rest is asked when one is chosen."""
