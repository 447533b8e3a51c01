"""Compute every seal of the access log again. Exit 1 when the log is not what it was."""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.verification import Report, verify


class Command(BaseCommand):
    help = "Rekent de zegels van de toegangslog na. Eindigt met 1 als er iets mis is."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Eén JSON-object op stdout.")

    def handle(self, *args, **options):
        report = verify(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._tell(report)
        if not report.ok:
            raise SystemExit(1)

    def _tell(self, report: Report) -> None:
        for sentence in report.errors:
            self.stdout.write(f"FOUT      {sentence}")
        for sentence in report.warnings:
            self.stdout.write(f"LET OP    {sentence}")
        verdict = "klopt" if report.ok else f"klopt niet: {len(report.errors)} fouten"
        self.stdout.write(f"De toegangslog {verdict}. {report.seals} zegels over {report.rows} regels nagerekend.")
