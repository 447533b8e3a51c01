"""Print how many tasks and messages a worker gets in a week."""

from statistics import mean

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from boekel_sd.simulation import RATES, SEED, simulate
from cases.errors import CaseError

MOST_FAMILIES, MOST_WEEKS = 100, 52


class Command(BaseCommand):
    help = "Laat een nagebootste medewerker een aantal weken werken, en telt taken en berichten. Er blijft niets staan."

    def add_arguments(self, parser):
        parser.add_argument("--gezinnen", default="20", help="hoeveel gezinnen (1 tot en met 100)")
        parser.add_argument("--weken", default="13", help="hoeveel weken (1 tot en met 52)")
        parser.add_argument("--begin", default=str(SEED), help="het getal waarmee het toeval begint")

    def handle(self, *args, **options):
        families = _number(options["gezinnen"], "--gezinnen", MOST_FAMILIES)
        weeks = _number(options["weken"], "--weken", MOST_WEEKS)
        seed = _number(options["begin"], "--begin", 10**9)
        try:
            counted = simulate(families=families, weeks=weeks, until=localdate(), seed=seed)
        except CaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Een medewerker met {families} gezinnen, {weeks} weken. Aannames, niet gemeten:")
        self.stdout.write(", ".join(f"{what} {rate}" for what, rate in RATES.items()) + " per gezin per kwartaal.\n")
        for line in counted.lines():
            self.stdout.write(line)
        self.stdout.write(f"\nGemiddeld {mean(counted.totals):.1f} taken en berichten per week.")


def _number(text: str, name: str, most: int) -> int:
    """Raises CommandError, which ends the program with code 1."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise CommandError(f"{name} is geen heel getal van 1 tot en met {most}: {text!r}.")
    return int(text)
