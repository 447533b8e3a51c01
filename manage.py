#!/usr/bin/env python3.11
"""Management commands, with the servers they need. Nothing but the command's own output goes to stdout."""

import os
import signal
import subprocess
import sys

import django
from django.core.management import execute_from_command_line

from boekel_sd import embedded, roles, schema

# These change or describe the tables, and run as their owner.
AS_OWNER = {"makemigrations", "migrate", "migrate_all", "showmigrations", "sqlmigrate", "squashmigrations"}
# This brings the tables itself.
RESTORE = "restore"
# These look at the code alone, or bring or remove the servers themselves.
WITHOUT_SERVERS = {"check", "check_house", "collectstatic", "compilemessages", "demo_reset", "help", "makemessages"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boekel_sd.settings")
    # Leaving by an exception, so that what was started is stopped.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    name = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "help")
    if name in WITHOUT_SERVERS:
        os.environ.setdefault("DEMO", "0" if "DATABASE_URL" in os.environ else "1")
        execute_from_command_line(sys.argv)
        return
    try:
        with embedded.servers() as servers:
            prepare(name, servers)
            execute_from_command_line(sys.argv)
    except (embedded.CannotStart, roles.NotPrepared) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def prepare(name, servers):
    if name in AS_OWNER:
        os.environ["DATABASE_ROLE"] = "owner"
    if name in AS_OWNER | {RESTORE}:
        if not servers.postgres:
            roles.prepare_given(os.environ)
    elif os.environ["DEMO"] == "1":
        # A demo keeps itself up to date; a real installation is migrated on purpose.
        django.setup()
        if schema.pending():
            subprocess.run([sys.executable, sys.argv[0], "migrate_all"], stdout=sys.stderr, check=True)


if __name__ == "__main__":
    main()
