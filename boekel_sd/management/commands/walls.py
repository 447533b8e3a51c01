"""For each table of both databases: which wall was decided, and what the database really does."""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from audit import tables


class Command(BaseCommand):
    help = "Toont per tabel welke muur eromheen staat. Eindigt met 1 als een tabel geen besluit of geen muur heeft."

    def add_arguments(self, parser):
        parser.add_argument("--markdown", action="store_true", help="als tabel voor docs/walls.md")

    def handle(self, *args, markdown, **options):
        decisions = tables.gather(config.name for config in apps.get_app_configs())
        problems = []
        if markdown:
            self.stdout.write("| table | wall | why |\n|---|---|---|")
        for using in ("default", "keys"):
            found = tables.found(using)
            problems += tables.problems(decisions, found, using)
            for table, state in found.items():
                self._show(table, decisions.get(table), state, markdown)
        if problems:
            raise CommandError("\n".join(problems))

    def _show(self, table, decision, state, markdown):
        wall, why = (decision.wall, decision.why) if decision else ("geen besluit", "")
        if markdown:
            self.stdout.write(f"| `{table}` | {wall} | {why} |")
        else:
            forced = "afgedwongen" if state.forced else "–"
            self.stdout.write(f"{table:40} {wall:12} {forced:12} {len(state.policies)} policies  {why}")
