"""Write the generated tables of docs/, or check that they are as the code has them."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from boekel_sd.tables import TABLES


class Command(BaseCommand):
    help = "Schrijft de tabellen in docs/. Met --check: eindigt met 1 als er een niet meer klopt."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, check, **options):
        stale = []
        for name, as_markdown in TABLES.items():
            path = settings.BASE_DIR / "docs" / name
            with override("nl"):
                text = as_markdown()
            if check:
                stale += [name] if not path.exists() or path.read_text(encoding="utf-8") != text else []
            else:
                path.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"Niet bij de tijd: {', '.join(stale)}. Maak ze met: make manage ARGS=docs_tables")
        self.stdout.write(f"{len(TABLES)} tabellen in docs/ {'kloppen' if check else 'geschreven'}.")
