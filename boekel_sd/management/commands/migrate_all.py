from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from boekel_sd import schema


class Command(BaseCommand):
    help = "Brings both databases up to date, as their owner."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("databases", nargs="*", help="only these; without any, both")

    def handle(self, *, verbosity, databases, **options):
        for alias in databases or connections:
            self.stderr.write(f"· migrating {alias}")
            call_command("migrate", database=alias, verbosity=max(verbosity - 1, 0), interactive=False)
            schema.keep_no_samples(alias)
