"""Fill the search data anew by unsealing everybody: after a crash or a restore (docs/runbooks/search.md)."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.context import system
from audit.purposes import Purpose
from cases import search
from cases.access import access_for_system
from sealing.errors import SealingError


class Command(BaseCommand):
    help = "Bouwt de zoekgegevens van personen opnieuw op."

    def handle(self, *args, **options):
        try:
            with system(Purpose.SEARCH_INDEX, timezone.now()):
                done = search.rebuild(access_for_system(Purpose.SEARCH_INDEX))
        except SealingError as error:
            raise CommandError(f"De zoekgegevens zijn niet opgebouwd: {error}") from error
        self.stdout.write(f"Klaar: {done} personen zijn weer te vinden.")
