"""Check the ledger of destruction, and that nothing is left of what it says is gone."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from retention.errors import RetentionError
from retention.verification import verify

PLACES = {"broker": "in de taken die wachten", "cache": "in het tussengeheugen", "sessions": "in sessies"}


class Command(BaseCommand):
    help = "Controleert het vernietigingsregister (tabel en bestand) en zoekt naar resten. Eindigt met 1 bij een fout."

    def add_arguments(self, parser):
        parser.add_argument("--json", dest="as_json", action="store_true", help="één JSON-object op stdout")

    def handle(self, *, as_json, **options):
        try:
            found = verify(timezone.now())
        except (RetentionError, OSError) as error:
            raise CommandError(str(error)) from None
        self._show(found, as_json)
        if not found.is_clean:
            raise CommandError("Het register klopt niet, of er is iets blijven staan.")

    def _show(self, found, as_json):
        if as_json:
            self.stdout.write(json.dumps({**asdict(found), "clean": found.is_clean}, ensure_ascii=False))
            return
        for line in _sentences(found):
            self.stdout.write(line)


def _sentences(found):
    yield (found.ledger_error or f"Register: {found.lines} regels, tabel en bestand zijn gelijk en ongeschonden.")
    if found.gap:
        yield "Een van de databases loopt achter op het registerbestand: er is een back-up teruggezet."
    yield f"Onafgemaakt: {found.unfinished}."
    left = ", ".join(f"{kind}: {number}" for kind, number in found.units_left.items())
    yield f"Nog aanwezig van wat vernietigd is: {left}."
    yield f"Rijen waarvan de sleutel vernietigd is: {found.rows_without_key}."
    yield f"Bestanden zonder sleutel: {found.files_without_key}; wat geen verzegeld bestand is: {found.stray_files}."
    yield f"Vindbare namen waarvan de sleutel vernietigd is: {found.search_without_key}."
    places = ", ".join(f"{PLACES[place]}: {number}" for place, number in found.remembered.items())
    yield f"Nog genoemd: {places}."
    yield f"Verklaringen van vernietiging die niet kloppen: {found.declarations_broken}."
