"""Destroy what is due, or show what would be destroyed."""

import json
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from retention import declarations, engine, startup
from retention.errors import RetentionError
from retention.simulation import simulate
from retention.states import Kind
from sealing.errors import SealingError


class Command(BaseCommand):
    help = "Vernietigt alles waarvan de bewaartermijn is verstreken. Met --simulate: toont wat, wanneer en waarom."

    def add_arguments(self, parser):
        parser.add_argument("--simulate", action="store_true", help="alleen tonen")
        parser.add_argument("--on", type=date.fromisoformat, metavar="JJJJ-MM-DD", help="voor deze dag; anders vandaag")
        parser.add_argument("--json", dest="as_json", action="store_true", help="één JSON-object op stdout")

    def handle(self, *, on, as_json, **options):
        now = timezone.now()
        today = timezone.localdate(now)
        if not options["simulate"] and on and on > today and not settings.DEMO:
            raise CommandError("Vernietigen vóór de dag zelf kan niet. Gebruik --simulate om vooruit te kijken.")
        try:
            self._simulate(on or today, now, as_json) if options["simulate"] else self._destroy(
                on or today, now, as_json
            )
        except (RetentionError, SealingError, OSError) as error:
            raise CommandError(str(error)) from None

    def _simulate(self, on, now, as_json):
        found = simulate(on=on, now=now)
        if as_json:
            self.stdout.write(json.dumps(found.as_dict(), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
            return
        for forecast in found.dossiers:
            self._show(forecast)
        going = sum(forecast.goes for forecast in found.dossiers)
        self.stdout.write(
            f"{on}: {going} dossiers te vernietigen, {len(found.dossiers) - going} wachten; "
            f"uit andere dossiers {sum(found.records.values())} stukken; "
            f"{found.persons_unused} personen en {found.households_unused} gezinnen zonder gebruik."
        )

    def _show(self, forecast):
        what = "gaat weg" if forecast.goes else "WACHT"
        records = sum(forecast.counts.values())
        self.stdout.write(f"{forecast.dossier}: {forecast.destroy_on}, {what}, {records} rijen")
        for part in forecast.parts:
            why = f" WACHT: {part.wait_label}." if part.wait else ""
            self.stdout.write(
                f"    {part.label}: {part.started_on} + {part.length} = {part.destroy_on} "
                f"({part.term_set}: {part.source}).{why}"
            )
        for brake in forecast.brakes:
            self.stdout.write(f"    rem: {brake}")

    def _destroy(self, on, now, as_json):
        startup.check(on=on, now=now)
        run = engine.destroy_due(on=on, now=now)
        made = declarations.declare(now=now)
        done = {kind.value: run.done[kind] for kind in Kind}
        failed = {kind.value: run.failed[kind] for kind in Kind}
        waiting = run.to_come.total()
        if as_json:
            self.stdout.write(
                json.dumps({"on": on.isoformat(), "destroyed": done, "failed": failed, "waiting": waiting})
            )
        else:
            self.stdout.write(
                f"{on}: vernietigd: {done['dossier']} dossiers, {done['stuk']} stukken uit andere dossiers, "
                f"{done['persoon']} personen, {done['gezin']} gezinnen."
            )
            if waiting:
                self.stdout.write(f"Er wachten er nog {waiting}. Die gaan het volgende uur.")
            if made:
                self.stdout.write(f"Verklaring van vernietiging {made.number} staat in /beheer/.")
        if any(failed.values()):
            raise CommandError(f"Niet gelukt: {sum(failed.values())}. De volgende keer wordt het opnieuw geprobeerd.")
