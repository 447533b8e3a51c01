"""Wrap every data key with the current master key; see docs/runbooks/master-key.md."""

from django.core.management.base import BaseCommand, CommandError

from sealing import keys
from sealing.errors import SealingError

BATCH = 1000


class Command(BaseCommand):
    help = "Pakt alle sleutels opnieuw in met de huidige hoofdsleutel (MASTER_KEY). Mag worden herhaald."

    def handle(self, *args, **options):
        total = 0
        try:
            while done := keys.rewrap(BATCH):
                total += done
                self.stderr.write(f"{total} sleutels opnieuw ingepakt…")
        except SealingError as error:
            raise CommandError(f"{error} Geef de vorige hoofdsleutel mee in MASTER_KEYS_BEFORE.") from error
        self.stdout.write(f"Klaar: {total} sleutels zijn opnieuw ingepakt.")
