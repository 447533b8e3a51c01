"""Two mails to try with: drop one on a dossier. They speak of families of this demo, so they are made with it."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings

from audit.context import system
from audit.purposes import Purpose
from boekel_sd.demo.workday import full_name
from cases.access import access_for_system
from cases.models import Dossier, DossierStatus, Person

FOLDER = "voorbeeldmail"
ASKS = """Dag Noor,

Vanmiddag kwam de brief waar wij op wachtten. Ik heb hem erbij gedaan. Er staat in dat wij binnen twee weken moeten
antwoorden, en ik begrijp niet goed waarop. Kun je me bellen? Na vier uur ben ik thuis.

Groeten,
{name}
"""
REPORTS = """Beste Noor,

Gisteren heb ik {name} gesproken. Het gaat beter dan vorige maand: er wordt weer gegeten met elkaar, en de post ligt
op één plek. Over de schulden wil {name} liever met jou praten dan met mij. Zullen we deze week bellen?

Met vriendelijke groet,
Lotte Maas
"""
LETTER = "Geachte heer, mevrouw,\n\nWij vragen u binnen twee weken te reageren. (Brief van de demo.)\n"


def write_mails(accounts: dict, now: datetime) -> Path:
    """Into the data directory; the folder."""
    folder = settings.DATA_DIR / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    writer, spoken_of = _two_people(accounts["regisseur"], now)
    to = accounts["regisseur"].email
    asks = _mail(full_name(writer), f"bewoner@{settings.DEMO_EMAIL_DOMAIN}", to, "Brief gekregen", now)
    asks.set_content(ASKS.format(name=full_name(writer)))
    asks.add_attachment(LETTER, filename="brief.txt")
    partner = accounts["partner"]
    reports = _mail(partner.name, partner.email, to, "Even bijpraten", now - timedelta(days=1))
    reports.set_content(REPORTS.format(name=full_name(spoken_of)))
    for name, mail in (("vraag-van-bewoner", asks), ("bericht-van-partner", reports)):
        (folder / f"{name}.eml").write_bytes(mail.as_bytes(policy=SMTP))
    return folder


def _two_people(regisseur, now) -> list[Person]:
    """Somebody grown up in each of two families of the regisseur."""
    with system(Purpose.DEMO, now):
        mine = Dossier.objects.visible_to(regisseur, now).filter(status=DossierStatus.OPEN).order_by("-opened_on")
        eldest = [Person.objects.filter(dossier_persons__dossier=dossier).order_by("pk").first() for dossier in mine]
        return access_for_system(Purpose.DEMO).give_all(eldest[1:3])


def _mail(name, address, to, subject, at) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f'"{name}" <{address}>'
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{subject.replace(' ', '-').lower()}.{at:%Y%m%d}@{settings.DEMO_EMAIL_DOMAIN}>"
    return mail
