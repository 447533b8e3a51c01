"""After a restore: docs/runbooks/restore-access-log.md."""

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from audit.errors import BrokenLog
from audit.seals import open_epoch


class Command(BaseCommand):
    help = "Begint na het terugzetten van een back-up een nieuw tijdperk van de toegangslog."

    def handle(self, *args, **options):
        try:
            opened = open_epoch(timezone.now())
        except ProgrammingError as error:
            raise CommandError("Dit mag alleen de eigenaar van de database: geef DATABASE_ROLE=owner mee.") from error
        except BrokenLog as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Tijdperk {opened.epoch} van de toegangslog is begonnen met zegel {opened.seq}.")
