import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from boekel_sd.dependencies import NOT_ASKED
from sealing import certificates

SCRIPTS = Path(sys.executable).parent
SEAL = certificates.new()
# A real installation's settings, with keys that open nothing: `check --deploy` must find nothing to say.
PRODUCTION = {
    "DEMO": "0",
    "SECRET_KEY": "Zq3v-8Kd!tT0pYw2_Lr7m@Xc5nB9sHf4gJ6uE1aQoViRyWkDzPe",
    "MASTER_KEY": "bW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW0=",
    "INDEX_KEY": "aWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWk=",
    "ALLOWED_HOSTS": "dossiers.example",
    "DATABASE_URL": "postgres://app@localhost:1/one",
    "KEYS_DATABASE_URL": "postgres://app@localhost:1/two",
    "PDF_SEAL_CERTIFICATE": SEAL,
    "PDF_SEAL_KEY": SEAL,
    "REDIS_URL": "redis://localhost:1/0",
    "SECURITY_CONTACT": "mailto:beveiliging@dossiers.example",
}

# A source that could not be asked is not a fault of the code, and is never passed over in silence.
SAID = {0: "goed", NOT_ASKED: "niet gevraagd"}


def steps():
    manage = [sys.executable, "manage.py"]
    yield "ruff check", [sys.executable, "-m", "ruff", "check", "."], {}
    yield "ruff format", [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."], {}
    yield "import-linter", [str(SCRIPTS / "lint-imports")], {}
    yield "migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}
    yield "production settings", [*manage, "check", "--deploy", "--fail-level=WARNING"], PRODUCTION
    yield "tables in docs/", [*manage, "docs_tables", "--check"], {}
    yield "dependency audit", [sys.executable, "-m", "boekel_sd.dependencies"], {}


class Command(BaseCommand):
    help = "Everything that reads the code without running it; all of it, also after the first that fails."
    requires_system_checks = []

    def handle(self, **options):
        failed = [name for name, command, environment in steps() if not self.passes(name, command, environment)]
        if failed:
            sys.exit(f"Niet in orde: {', '.join(failed)}")

    def passes(self, name, command, environment):
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command,
                env={**os.environ, **environment},
                cwd=settings.BASE_DIR,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            output.seek(0)
            self.stdout.write(f"{SAID.get(done.returncode, 'FOUT')}  {name}")
            if done.returncode:
                self.stdout.write(output.read())
        return done.returncode in SAID
