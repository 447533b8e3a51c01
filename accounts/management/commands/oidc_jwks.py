"""`manage.py oidc_jwks KEY.pem [NEXT.pem]`: the public halves of our keys, to register with a provider."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.oidc.client import BadKey, public_keys


class Command(BaseCommand):
    help = _("Toont de openbare sleutels (JWKS) die bij een inlogdienst worden aangemeld.")

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *, files, **options):
        try:
            keys = public_keys(*(path.read_text(encoding="utf-8") for path in files))
        except (OSError, UnicodeDecodeError, BadKey) as error:
            raise CommandError(_("Dit is geen sleutel die wij kunnen gebruiken: P-256 of RSA, in PEM.")) from error
        self.stdout.write(json.dumps(keys, indent=2))
