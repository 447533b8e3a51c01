"""The partners of the demo: several sorts, with agreements that run, lapse and lapsed, and one whole covenant."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import slugify

from accounts.agreements import REMIND_DAYS
from accounts.models import Agreement, AgreementKind, Covenant, Organisation, PartnerSort, Processing
from accounts.processing import Dpia

SUPPLIED, SERVED, AGREED = (
    AgreementKind.BEWERKERSOVEREENKOMST, AgreementKind.DIENSTVERLENINGSOVEREENKOMST, AgreementKind.CONVENANT,
)  # fmt: skip


@dataclass(frozen=True)
class Partner:
    """`since` and `until`: days from today; without `kind` there is no agreement (yet)."""

    name: str
    sort: PartnerSort
    contact: str = ""
    kind: str = ""
    since: int = -400
    until: int | None = None
    structural: bool = False
    evaluate: int | None = None
    categories: tuple[str, ...] = ("casusregie",)
    purposes: str = ""
    security: str = ""


# The first is who the colleague of a partner works for.
PARTNERS = (
    Partner(
        "Stichting De Brug (demo)", PartnerSort.YOUTH_CARE, "Anouk van Lith", AGREED, -200, 400, True, 120,
        purposes="Jeugdhulp afstemmen met het dorpsteam, volgens het plan van het gezin.",
    ),
    Partner(
        "Zorggroep Peelrand (demo)", PartnerSort.CARE, "Harm Jacobs", SERVED, -700, 35, categories=("casusregie",),
        purposes="Begeleiding thuis en dagbesteding (Wmo).",
        security="NEN 7510-certificaat, jaarlijks opnieuw getoond. Datalekken binnen 24 uur gemeld.",
    ),
    Partner(
        "Dossierhuis Hosting (demo)", PartnerSort.SUPPLIER, "Servicedesk", SUPPLIED, -500, 900,
        categories=("casusregie", "behandeling", "sociale_zaken"),
        purposes="Dit systeem draaiend houden. De leverancier leest geen inhoud.",
        security="ISO 27001 en BIO2. Gegevens blijven in Nederland. Elk jaar een onafhankelijke test.",
    ),
    Partner(
        "Basisschool De Vlinder (demo)", PartnerSort.SCHOOL, "Joke Hermans", AGREED, -150, None, True, -10,
        purposes="Zorgen over een leerling vroeg delen, met toestemming van de ouders.",
    ),
    Partner(
        "Woonstichting Dorpsgoed (demo)", PartnerSort.HOUSING, "Pieter Raaijmakers", SERVED, -800, -20,
        purposes="Huisuitzetting voorkomen.", security="Versleutelde mail; geen gegevens in eigen systemen.",
    ),
    Partner("Politie, basisteam Maas en Leijgraaf (demo)", PartnerSort.POLICE),
    Partner("Veilig Thuis Oost-Brabant (demo)", PartnerSort.SAFE_AT_HOME),
    Partner("Huisartsenpraktijk Kerkplein (demo)", PartnerSort.GENERAL_PRACTITIONER),
)  # fmt: skip
COVENANT = "Convenant Samen rond het gezin (demo)"
ITEMS = {
    "parties_and_aims": (
        "De gemeente, Stichting De Brug en Basisschool De Vlinder werken samen rond gezinnen die op meer dan één plek "
        "hulp krijgen. Doel: één gezin, één plan, één regisseur. Ieder blijft zelf verantwoordelijk voor de eigen "
        "gegevens; de gemeente is verantwoordelijk voor het casusregiedossier."
    ),
    "special_data": (
        "Gegevens over gezondheid delen wij alleen als het plan daarom vraagt, en nooit meer dan: er is hulp, van wie, "
        "en wat anderen moeten doen of laten. Behandelinhoud blijft bij de behandelaar. Politiegegevens delen wij niet."
    ),
    "informing": (
        "Bij het eerste gesprek krijgt het gezin de folder over samenwerken en gegevens. De regisseur vertelt wie er "
        "meedoet en wat zij van elkaar horen. Bij elke nieuwe partner vertelt de regisseur het opnieuw."
    ),
    "processings": (
        "Het casusregiedossier, het casusoverleg en de terugkoppeling van school. Elke verwerking staat in het "
        "register van verwerkingen, dat de functionaris gegevensbescherming leest. Wie wat wanneer zag, staat in de "
        "toegangslog; van elke verstrekking leggen wij vast aan wie, waarom en op welke grond."
    ),
    "consent": (
        "De regisseur vraagt toestemming per partner en per doel, op schrift, van wie er volgens de wet over gaat. "
        "Een kind van 12 jaar of ouder tekent mee; vanaf 16 jaar tekent het zelf. Intrekken kan elke dag."
    ),
    "without_consent": (
        "Alleen als de wet het opdraagt of toestaat, of als er gevaar is voor een kind of volwassene. Eerst overlegt "
        "de medewerker met de aandachtsfunctionaris. De reden staat in het dossier, en het gezin hoort het zodra dat "
        "veilig kan."
    ),
    "escalation": (
        "Acuut gevaar: bel 112. Daarna belt u de regisseur of de plaatsvervanger. Bereikt u niemand, bel dan de "
        "achterwacht van de gemeente; die is dag en nacht bereikbaar. Komt u er met een partner niet uit, dan "
        "beslissen de teamleiders van beide organisaties dezelfde werkdag."
    ),
    "rights": (
        "Inzage, verbetering, verwijdering en bezwaar vraagt iemand bij de gemeente, aan de balie of met DigiD. De "
        "gemeente antwoordt binnen een maand en geeft het door aan de partners die de gegevens kregen."
    ),
    "security_and_secrecy": (
        "Iedereen tekent de geheimhoudingsverklaring en logt in met een tweede stap. Gegevens gaan alleen via dit "
        "systeem of versleutelde mail. Een datalek meldt een partner binnen 24 uur aan de privacy officer."
    ),
}  # fmt: skip


def make_partners(today: date) -> Organisation:
    """All of them; the one a colleague of the demo works for. Nobody owns the agreements yet: `give_owner`."""
    covenant = Covenant.objects.create(name=COVENANT, in_force_from=today - timedelta(days=200), **ITEMS)
    made = [_make(partner, today, covenant) for partner in PARTNERS]
    return made[0]


def _make(partner: Partner, today: date, covenant: Covenant) -> Organisation:
    organisation = Organisation.objects.create(
        name=partner.name,
        kind=Organisation.Kind.PARTNER,
        sort=partner.sort,
        enforces=partner.sort == PartnerSort.POLICE,
        address="Postbus 100, 5400 AA Uden",
        email=f"post@{slugify(partner.name)}.example",
    )
    if partner.kind:
        Agreement.objects.create(
            organisation=organisation,
            kind=partner.kind,
            covenant=covenant if partner.kind == AGREED else None,
            valid_from=today + timedelta(days=partner.since),
            valid_until=_day(today, partner.until),
            contact_name=partner.contact,
            contact_email="contact@partner.example",
            contact_phone="0492 00 01 00",
            categories=list(partner.categories),
            purposes=partner.purposes,
            security=partner.security,
            structural=partner.structural,
            evaluate_on=_day(today, partner.evaluate),
            remind_days=REMIND_DAYS,
        )
    return organisation


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def give_owner(owner) -> None:
    """Who here answers for the agreements."""
    Agreement.objects.update(owner=owner)


def register_processing(today: date) -> None:
    """§ 5 Convenant / reglement (d): what the municipality does with personal data in the demo."""
    supplier = Agreement.objects.get(kind=SUPPLIED)
    covenant = Covenant.objects.get(name=COVENANT)
    facts = {"started_on": today - timedelta(days=500), "receivers": "Alleen wie toegang heeft tot het dossier."}
    Processing.objects.create(
        name="Casusregiedossier",
        purpose="Hulp aan een gezin op elkaar afstemmen.",
        legal_basis="Jeugdwet art. 2.3; Wmo 2015 art. 2.3.2",
        persons="Inwoners die hulp vragen, en hun gezin.",
        data="Naam, adres, geboortedatum, BSN; afspraken en voortgang. Bijzonder: gezondheid, voor zover nodig.",
        term="Vijf jaar na het sluiten van het dossier.",
        security="Per dossier toegang, tweede stap, versleuteld, elke inzage in de log.",
        agreement=supplier,
        covenant=covenant,
        dpia=Dpia.DONE,
        dpia_on=today - timedelta(days=450),
        dpia_note="Restrisico laag; elk jaar opnieuw bekeken.",
        **facts,
    )
    Processing.objects.create(
        name="Terugkoppeling van school",
        purpose="Zorgen over een leerling vroeg delen.",
        legal_basis="Toestemming van de ouders",
        persons="Leerlingen en hun ouders.",
        data="Naam, groep, en wat de school ziet.",
        term="Vijf jaar na het sluiten van het dossier.",
        security="Versleutelde mail; daarna in het dossier.",
        covenant=covenant,
        dpia=Dpia.NEEDED,
        **facts,
    )
