"""Back up both databases and the files: docs/runbooks/backup.md."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from boekel_sd.backup import making
from boekel_sd.backup.errors import BackupError
from retention.errors import RetentionError


class Command(BaseCommand):
    help = "Maakt een back-up van beide databases en de bestanden, en verwijdert back-ups waarvan de bewaartijd om is."
    requires_system_checks = []

    def handle(self, **options):
        try:
            made = making.make(now=timezone.now())
        except (BackupError, RetentionError, DatabaseError, OSError) as error:
            raise CommandError(f"Er is geen back-up gemaakt. {error}") from None
        self.stdout.write(f"Back-up: {made.content}. Sleutels: {made.keys}. Verwijderd: {made.pruned}.")
