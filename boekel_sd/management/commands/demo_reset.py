from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from boekel_sd import embedded


class Command(BaseCommand):
    help = "Throws the embedded databases, the files and the made-up keys of the demo away."
    requires_system_checks = []

    def handle(self, **options):
        servers = embedded.Servers(settings.DATA_DIR)
        if not settings.DEMO:
            raise CommandError("Dit is geen demo: er wordt niets weggegooid.")
        try:
            servers.destroy_unused()
        except embedded.InUse:
            raise CommandError("De demo draait nog. Stop eerst `make run` en probeer het opnieuw.") from None
        self.stderr.write("De demo is weg; `make run` bouwt een nieuwe.")
