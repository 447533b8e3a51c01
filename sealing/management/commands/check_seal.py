"""Says whether a sealed PDF is whole; see docs/runbooks/seal.md."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sealing import signature


class Command(BaseCommand):
    help = "Zegt of een verzegelde PDF heel is. Eindigt met 0 als dat zo is, anders met 1."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="de PDF")

    def handle(self, *, file, **options):
        try:
            content = file.read_bytes()
        except OSError:
            raise CommandError(_("Dit bestand kan niet worden gelezen.")) from None
        verdict = signature.verdict(content)
        self.stdout.write(verdict.why)
        if not verdict.is_whole:
            sys.exit(1)
