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
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("stamp", nargs="?", metavar="MOMENT", help="de naam van een back-up; anders de nieuwste")
        parser.add_argument("--replace", action="store_true", help="ook als er al gegevens staan: die gaan verloren")
        parser.add_argument(
            "--ledger-lost",
            action="store_true",
            help="het registerbestand is verloren: wat sinds de back-up vernietigd is, komt terug",
        )
        parser.add_argument(
            "--loaded",
            action="store_true",
            help="een ander programma heeft de back-up al teruggezet: alleen afmaken",
        )

    def handle(self, *, loaded, **options):
        now = timezone.now()
        try:
            putting_back.refuse_in_use()
            outcome = self._end_loaded(now) if loaded else self._put_back(now, **options)
        except (BackupError, RetentionError, SealingError, DatabaseError, psycopg.Error, OSError) as error:
            raise CommandError(f"{self._what_now()} {error}") from None
        self.stdout.write(f"Opnieuw vernietigd: {outcome.destroyed}. De site mag open.")

    def _end_loaded(self, now):
        return putting_back.end_loaded(on=timezone.localdate(now), now=now)

    def _put_back(self, now, *, stamp, replace, ledger_lost, **options):
        chosen = putting_back.chosen(stamp)
        for backup in () if ledger_lost else chosen:
            putting_back.refuse_unless_remembered(backup)
        if not replace:
            putting_back.refuse_full()
        self.stdout.write(f"Wordt teruggezet: {', met de sleutels van '.join(one.folder.name for one in chosen)}.")
        return putting_back.put_back(*chosen, on=timezone.localdate(now), now=now)

    def _what_now(self):
        if restoring.is_unfinished():
            return "Het terugzetten is begonnen en niet afgemaakt: de site gaat niet open tot het is gelukt."
        return "Er is niets veranderd."
