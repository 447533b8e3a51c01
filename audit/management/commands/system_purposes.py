"""Print docs/system-purposes.md."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from audit import purposes


class Command(BaseCommand):
    help = "Toont waarvoor het systeem zelf gegevens gebruikt, als Markdown voor docs/system-purposes.md."
    requires_system_checks = []

    def handle(self, *args, **options):
        with override("nl"):
            self.stdout.write(purposes.as_markdown(), ending="")
