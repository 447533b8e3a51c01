"""Starts servers of its own in a directory that is thrown away, migrates, and runs the measurements."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from boekel_sd import embedded

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000)


def main():
    directory = tempfile.mkdtemp(prefix="boekel-bench-")
    os.environ.update(DJANGO_SETTINGS_MODULE="boekel_sd.settings", DEMO="1", DATA_DIR=directory)
    try:
        alone("releasing")
        in_the_demo("portal", "answering")
        for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
            forget_servers()
            with embedded.servers() as servers:
                measure(size, servers)
                embedded.say(f"throwing away the {size:,} dossiers")
            servers.destroy()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def forget_servers():
    """Those that were given, and those of the size before."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "KEYS_DATABASE_URL", "KEYS_DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(name, None)


def measure(size, servers):
    """In a process of its own, for connections and settings belong to one database."""
    embedded.say(f"making {size:,} dossiers")
    subprocess.run([sys.executable, "manage.py", "migrate_all"], cwd=ROOT, check=True, stdout=sys.stderr)
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput"], cwd=ROOT, check=True, stdout=sys.stderr)
    url = servers.superuser_url("boekel")
    code = f"import django; django.setup(); from bench import figures; figures.show({size}, {url!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def in_the_demo(*names: str):
    """With servers of its own, in which the demo stands."""
    forget_servers()
    with embedded.servers() as servers:
        embedded.say("making the demo")
        for command in (["migrate_all"], ["collectstatic", "--noinput"], ["load_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=sys.stderr)
        for name in names:
            alone(name)
    servers.destroy()


def alone(name: str):
    """What needs no town."""
    code = f"import django; django.setup(); from bench import {name}; {name}.measure()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
