"""The accounts of the demo. Their password is printed; a real installation refuses to start with them."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.models import Organisation, SecrecyAcceptance, SecrecyText, Team, User
from boekel_sd.demo.partners import give_owner, make_partners, register_processing

PASSWORD = "welkom-in-de-demo"  # noqa: S105 - printed at every start; refused outside a demo


@dataclass(frozen=True)
class Colleague:
    login: str
    name: str
    job_title: str
    roles: tuple[str, ...]
    what: str
    partner: bool = False
    team: bool = False

    @property
    def email(self) -> str:
        return f"{self.login}@{settings.DEMO_EMAIL_DOMAIN}"


HELPS, LEADS = "hulpverlener", "regievoerder"
COLLEAGUES = (
    Colleague("regisseur", "Noor Verbeek", "Dorpsteam", (HELPS, LEADS), "regisseur van tien gezinnen", team=True),
    Colleague("hulpverlener", "Thijs Aarts", "Dorpsteam", (HELPS,), "werkt mee in vier van die gezinnen", team=True),
    Colleague("collega", "Imane Haddou", "BJG", (HELPS, LEADS), "regisseur van twee andere gezinnen", team=True),
    Colleague("teamleider", "Bram Smits", "Dorpsteam", ("teamleider",), "leidt het team, geen dossiers", team=True),
    Colleague("invaller", "Joris Manders", "Dorpsteam", (HELPS, LEADS), "valt in voor een regisseur"),
    Colleague("behandelaar", "Sanne Willems", "Orthopedagoog", (HELPS,), "behandelt in een gezin van de regisseur"),
    Colleague("achterwacht", "Ruben Geurts", "Achterwacht", (HELPS, "achterwacht"), "opent in nood, voor wie belt"),
    Colleague("partner", "Lotte Maas", "Begeleider", (HELPS,), "van een partner, leest mee in één gezin", partner=True),
    Colleague("beslisser", "Els Cuijpers", "Jurist", (HELPS,), "beslist over verzoeken van inwoners"),
    Colleague("privacy", "Guus Linders", "Privacy officer", ("privacy_officer",), "het beheer: /beheer/"),
    Colleague("fg", "Marit Coppens", "Functionaris gegevensbescherming", ("fg",), "leest mee in het beheer"),
    Colleague("beheerder", "Stan Bouwmans", "Applicatiebeheerder", ("applicatiebeheerder",), "maakt accounts aan"),
)


def make_colleagues(now, today: date) -> dict[str, User]:
    """Login name → account, with the secrecy declaration accepted."""
    home = Organisation.objects.create(
        name=f"Gemeente {settings.MUNICIPALITY_NAME}", kind=Organisation.Kind.MUNICIPALITY
    )
    partner = make_partners(today)
    team = Team.objects.create(name="Dorpsteam")
    text = SecrecyText.objects.current(today)
    accounts = {}
    for number, colleague in enumerate(COLLEAGUES):
        account = User.objects.create_user(
            colleague.email,
            PASSWORD,
            name=colleague.name,
            organisation=partner if colleague.partner else home,
            team=team if colleague.team else None,
            roles=colleague.roles,
            job_title=colleague.job_title,
            phone=f"0492 00 00 {number:02}",
        )
        SecrecyAcceptance.objects.create(user=account, text=text, text_sha256=text.sha256, accepted_at=now)
        accounts[colleague.login] = account
    give_owner(accounts["teamleider"])
    register_processing(today)
    return accounts
