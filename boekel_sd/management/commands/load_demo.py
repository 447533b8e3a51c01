"""Fill an empty installation with the demo municipality."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from boekel_sd.demo.dossiers import make_dossiers
from boekel_sd.demo.families import answer
from boekel_sd.demo.mails import write_mails
from boekel_sd.demo.people import make_colleagues
from brp import importer
from brp.answer import parse


class Command(BaseCommand):
    help = "Vult een lege installatie met de demogemeente. Weigert als er al accounts zijn of als DEMO uit staat."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Dit is geen demo: DEMO staat uit.")
        if User.objects.exists():
            raise CommandError("Er zijn al accounts. De demo wordt alleen in een lege installatie gemaakt.")
        now = timezone.now()
        today = timezone.localdate(now)
        accounts = make_colleagues(now, today)
        result = importer.load(parse(answer(), today), now=now, on=today)
        dossiers = make_dossiers(accounts, now)
        folder = write_mails(accounts, now)
        self.stdout.write(f"De demogemeente staat klaar: {result.persons} inwoners, {dossiers} dossiers.")
        self.stdout.write(f"Mails om mee te oefenen: {folder}")
