"""Who can sign in to the demo, and with what."""

from django.core.management.base import BaseCommand

from boekel_sd.demo.people import COLLEAGUES, PASSWORD


class Command(BaseCommand):
    help = "Toont de accounts van de demogemeente."

    def handle(self, *args, **options):
        self.stdout.write(f"Wachtwoord voor allemaal: {PASSWORD}")
        for colleague in COLLEAGUES:
            self.stdout.write(f"  {colleague.email:32} {colleague.name} – {colleague.what}")
