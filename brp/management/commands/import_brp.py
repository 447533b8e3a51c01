"""Takes a file in the response shape of the BRP Personen API into the register."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brp import importer
from brp.answer import parse
from brp.errors import BrpError
from brp.reading import LARGEST_FILE
from cases.errors import SearchNotReady


class Command(BaseCommand):
    help = "Leest personen, gezinnen, relaties en gezag in uit een antwoord van de BRP (personen.json)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BESTAND")
        parser.add_argument("--json", action="store_true", help="de uitkomst als één JSON-object op stdout")

    def handle(self, *, file, **options):
        now = timezone.now()
        on = timezone.localdate(now)
        content = _content(file)
        try:
            result = importer.load(parse(content, on), now=now, on=on)
        except (BrpError, SearchNotReady) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(_("De database is niet bereikbaar of gaf een fout. Er is niets ingelezen.")) from error
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            self.stdout.write(as_text(result))


def _content(file: Path) -> bytes:
    try:
        if file.is_file() and file.stat().st_size > LARGEST_FILE:
            raise CommandError(_("Het bestand is te groot. Er is niets ingelezen."))
        return file.read_bytes()
    except FileNotFoundError as error:
        raise CommandError(_("Het bestand %(file)s bestaat niet.") % {"file": file}) from error
    except OSError as error:
        raise CommandError(_("Het bestand %(file)s is niet te lezen.") % {"file": file}) from error


def as_text(result) -> str:
    """The outcome in a few Dutch lines."""
    lines = [
        ngettext("%(count)s persoon gelezen", "%(count)s personen gelezen", result.persons) % {"count": result.persons},
        _("%(created)s nieuw, %(changed)s gewijzigd") % {"created": result.created, "changed": result.changed},
        ngettext("%(count)s gezin", "%(count)s gezinnen", result.households) % {"count": result.households},
        _("%(count)s relaties") % {"count": result.relations},
        _("%(count)s keer gezag") % {"count": result.authority},
    ]
    skipped = [
        _("Overgeslagen: BSN %(bsn)s, %(reason)s") % {"bsn": one["bsn_masked"], "reason": one["reason"]}
        for one in result.skipped
    ]
    return "\n".join(lines + skipped)
