"""What was destroyed in a year, and what waits."""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.context import system
from audit.purposes import Purpose
from retention import report


class Command(BaseCommand):
    help = "Jaarverslag van de vernietiging: per maand, categorie en grond, en wat nu wacht. Noemt niemand."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, metavar="JJJJ", help="anders dit jaar")
        parser.add_argument("--json", dest="as_json", action="store_true", help="één JSON-object op stdout")

    def handle(self, *, year, as_json, **options):
        now = timezone.now()
        today = timezone.localdate(now)
        with system(Purpose.DESTRUCTION, now):
            found = report.of_year(year or today.year, today=today)
        if as_json:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
            return
        for line in _sentences(found):
            self.stdout.write(line)


def _sentences(found):
    totals = ", ".join(f"{name}: {number}" for name, number in found.totals)
    yield f"Vernietigd in {found.year}: {totals}; rijen in de database: {found.rows}."
    for month in found.months:
        if month.total:
            numbers = ", ".join(f"{name}: {one}" for name, one in zip(found.kinds, month.units, strict=True) if one)
            yield f"    {month.first:%m-%Y}: {numbers}"
    for part in found.parts:
        yield f"    {part.sort}, {part.category or '–'}: {part.number}. {part.ground}"
    for one in found.waiting:
        yield f"Wacht: {one.category}: {one.number}. {one.reason}. Van: {one.owner}. Te laat bekeken: {one.late}."
    yield f"Begonnen en nog niet af: {found.unfinished}."
    numbers = ", ".join(map(str, found.declarations)) or "geen"
    yield f"Verklaringen van vernietiging: {numbers}."
