"""The first way in of a new installation: somebody who may make all other accounts."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts import actions, events
from accounts.models import Organisation, User
from accounts.roles import PrivacyOfficer
from audit.choices import Action
from audit.context import system


class Command(BaseCommand):
    help = "Maakt een privacy officer aan en toont een eenmalige link om een wachtwoord te kiezen."

    def add_arguments(self, parser):
        parser.add_argument("--email", default="", help="e-mailadres, waarmee ook wordt ingelogd")
        parser.add_argument("--name", default="", help="voor- en achternaam")
        parser.add_argument("--base-url", default="", help="adres van de site, om de link compleet te tonen")

    def handle(self, *, email, name, base_url, **options):
        email, name = clean_email(email), clean_name(name)
        now = timezone.now()
        with system("beheer", now):
            officer = create(email=email, name=name, at=now)
            path = actions.one_time_link(officer, by=None, at=now)
        self.stdout.write(f"{base_url.rstrip('/')}{path}")


def clean_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError("Geef een geldig e-mailadres met --email.") from None
    if len(email) > User._meta.get_field("email").max_length:
        raise CommandError("Dit e-mailadres is te lang.")
    return email


def clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise CommandError("Geef de voor- en achternaam met --name.")
    if len(name) > User._meta.get_field("name").max_length:
        raise CommandError("Deze naam is te lang.")
    return name


@transaction.atomic
def create(*, email, name, at) -> User:
    """Raises CommandError when the address is taken."""
    if User.objects.filter(email=email).exists():
        raise CommandError("Er is al een account met dit e-mailadres.")
    officer = User.objects.create_user(
        email,
        name=name,
        organisation=municipality(),
        roles=[PrivacyOfficer.code],
        job_title="Privacy officer",
    )
    events.record(Action.ACCOUNT_CREATE, at=at, about=officer)
    return officer


def municipality() -> Organisation:
    own = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY).order_by("pk").first()
    return own or Organisation.objects.create(
        name=f"Gemeente {settings.MUNICIPALITY_NAME}", kind=Organisation.Kind.MUNICIPALITY
    )
