"""Put a back-up back: docs/runbooks/backup.md."""

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from boekel_sd.backup import putting_back
from boekel_sd.backup.errors import BackupError
from retention import restoring
from retention.errors import RetentionError
from sealing.errors import SealingError


class Command(BaseCommand):
    help = (
        "Zet een back-up terug en vernietigt opnieuw wat sindsdien vernietigd is. "
        "Tot dat klaar is gaat de site niet open."
    )

    def add_arguments(self, parser):
        parser.add_argument("stamp", nargs="?", metavar="MOMENT", help="de naam van een back-up; anders de nieuwste")
        parser.add_argument("--replace", action="store_true", help="ook als er al gegevens staan: die gaan verloren")
        parser.add_argument(
            "--ledger-lost",
            action="store_true",
            help="het registerbestand is verloren: wat sinds de back-up vernietigd is, komt terug",
        )

    def handle(self, *, stamp, replace, ledger_lost, **options):
        now = timezone.now()
        try:
            chosen = putting_back.chosen(stamp)
            for backup in () if ledger_lost else chosen:
                putting_back.refuse_unless_remembered(backup)
            putting_back.refuse_in_use()
            if not replace:
                putting_back.refuse_full()
            outcome = putting_back.put_back(*chosen, on=timezone.localdate(now), now=now)
        except (BackupError, RetentionError, SealingError, DatabaseError, psycopg.Error, OSError) as error:
            raise CommandError(f"{self._what_now()} {error}") from None
        self.stdout.write(
            f"Teruggezet: {chosen[0].folder.name}, sleutels van {chosen[1].folder.name}. "
            f"Opnieuw vernietigd: {outcome.destroyed}. De site mag open."
        )

    def _what_now(self):
        if restoring.is_unfinished():
            return "Het terugzetten is begonnen en niet afgemaakt: de site gaat niet open tot het is gelukt."
        return "Er is niets veranderd."
