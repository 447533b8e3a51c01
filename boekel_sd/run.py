"""`make run`: everything on this machine, in the right order, until Ctrl-C or SIGTERM.

Stops all it started when one of its children dies, and says so with its exit code.
"""

import contextlib
import ctypes
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.utils.module_loading import import_string

from accounts.oidc.client import new_key
from boekel_sd import embedded, health, roles, schema
from boekel_sd.checks import refuse_unsafe
from boekel_sd.demo.provider import process

ROOT = Path(__file__).resolve().parent.parent
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT") or "8000")
# The web first: it stops taking requests while the worker still finishes what they asked for.
GRACE = 20
PATIENCE = 60
OK = 200
SET_PARENT_DEATH_SIGNAL = 1
LIBC = ctypes.CDLL(None, use_errno=True)


class Stopped(Exception):
    """Somebody asked us to stop."""


class Died(Exception):
    """A child ended by itself; the message says which."""


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boekel_sd.settings")
    os.environ.setdefault("DEMO", "1")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop_asked)
    try:
        follow_make()
        refuse_taken_port()
        with embedded.servers():
            prepare()
            supervise()
    except Stopped:
        embedded.say("stopped")
    except (Died, embedded.CannotStart, roles.NotPrepared) as error:
        sys.exit(f"Stopped: {error}")


def stop_asked(number, frame):
    # Once is enough: a second Ctrl-C must not cut the stopping short and leave a server behind.
    for again in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise Stopped


def follow_make():
    """When make itself is killed, nobody else would tell us."""
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)


def die_with_parent(number=signal.SIGTERM):
    LIBC.prctl(SET_PARENT_DEATH_SIGNAL, number)


def refuse_taken_port():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            raise embedded.CannotStart(
                f"port {PORT} cannot be used ({error.strerror}); choose another: make run PORT=8001"
            ) from None


# Before


def prepare():
    django.setup()
    refuse_unsafe()
    if schema.pending():
        embedded.say("bringing the databases up to date (the first time takes a while)")
        manage("migrate_all")
    gather_static_files()
    if os.environ["DEMO"] == "1" and schema.is_empty():
        embedded.say("building the demo municipality")
        manage("load_demo")


def gather_static_files():
    """Only when one of them changed: compressing them takes seconds."""
    made = settings.DATA_DIR / "static.made"
    now = fingerprint_of_static_files()
    if made.exists() and made.read_text() == now:
        return
    embedded.say("gathering the static files")
    manage("collectstatic", "--noinput", "--verbosity=0", "--clear")
    made.write_text(now)


def fingerprint_of_static_files():
    seen = [(ROOT / name).read_text() for name in ("requirements.txt", "package-lock.json")]
    for path in sorted((ROOT / "static").rglob("*")):
        status = path.stat()
        seen.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def manage(*arguments):
    done = subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], stdout=sys.stderr, check=False)
    if done.returncode:
        raise embedded.CannotStart(f"manage.py {arguments[0]} failed")


# While


def commands():
    """What runs, and how. Two web workers and two task workers fit two cores; more by setting."""
    workers = os.environ.get("WEB_WORKERS", "2")
    tasks = os.environ.get("TASK_WORKERS", "2")
    bind = f"{HOST}:{PORT}"
    gunicorn = [
        "gunicorn",
        "boekel_sd.wsgi",
        "--config=python:boekel_sd.serving",
        f"--workers={workers}",
        f"--bind={bind}",
    ]
    celery = ["celery", "--app=boekel_sd", "--quiet"]
    return {
        **stand_in(),
        **sign_in_service(),
        "web": gunicorn,
        "worker": [
            *celery,
            "worker",
            f"--concurrency={tasks}",
            "--loglevel=warning",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": [*celery, "beat", "--loglevel=warning", "--pidfile="],
    }


def stand_in():
    """A demo without a BRP of its own gets a server that answers like one."""
    if os.environ["DEMO"] != "1" or os.environ.get("BRP_URL"):
        return {}
    port = free_port()
    os.environ.update(BRP_URL=f"http://127.0.0.1:{port}", BRP_API_KEY="demo")
    data = settings.SAMPLE_DATA_DIR / "brp"
    return {"brp": ["brp.standin", f"--port={port}", *([f"--data={data}"] if data.is_dir() else [])]}


def sign_in_service():
    """A demo without a provider of its own gets one, where one says who one is by pressing a button."""
    if os.environ["DEMO"] != "1" or os.environ.get("STAFF_OIDC_ISSUER") or os.environ.get("RESIDENT_OIDC_ISSUER"):
        return {}
    port = free_port()
    keys = {"STAFF": ("medewerkers", new_key()), "RESIDENT": ("inwoners", new_key())}
    for kind, (name, key) in keys.items():
        issuer = f"http://127.0.0.1:{port}"
        os.environ |= {f"{kind}_OIDC_ISSUER": issuer, f"{kind}_OIDC_CLIENT_ID": name, f"{kind}_OIDC_KEY": key}
    # It knows the accounts of the demo, and models wait for django.setup.
    personas = import_string("boekel_sd.demo.provider.people.personas")()
    sites = [f"http://{host}:{PORT}" for host in ("localhost", "127.0.0.1")]
    file = process.options_file()
    file.write_text(process.options(port, keys=keys, personas=personas, sites=sites), encoding="utf-8")
    return {"sign-in": ["boekel_sd.demo.provider", str(file)]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def supervise():
    children = {}
    try:
        for name, command in commands().items():
            embedded.say(f"starting {name}")
            children[name] = start(command)
        wait_until_well(children)
        welcome()
        while True:
            time.sleep(0.5)
            refuse_dead(children)
    finally:
        stop(children)


def start(command):
    """In a session of its own: Ctrl-C reaches us alone, and we stop our children in order."""
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 (we have one thread)
    )


def refuse_dead(children):
    for name, child in children.items():
        if child.poll() is not None:
            raise Died(f"{name} ended by itself (code {child.returncode})")


def wait_until_well(children):
    until = time.monotonic() + PATIENCE
    while True:
        refuse_dead(children)
        status, parts = ask_health()
        if status == OK:
            return
        if time.monotonic() > until:
            raise Died(f"not everything works after {PATIENCE} seconds: {parts}")
        time.sleep(0.2)


def ask_health():
    connection = http.client.HTTPConnection(HOST, PORT, timeout=10)
    try:
        connection.request("GET", health.PATH)
        answer = connection.getresponse()
        return answer.status, json.load(answer)
    except (OSError, ValueError) as error:
        return None, str(error)
    finally:
        connection.close()


def welcome():
    print(f"\nhttp://{'localhost' if HOST in {'127.0.0.1', '0.0.0.0'} else HOST}:{PORT}\n", flush=True)  # noqa: S104
    if os.environ["DEMO"] == "1":
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "demo_accounts"], check=False)
        print("\nCtrl-C stops everything.", flush=True)


# After


def stop(children):
    for child in children.values():
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
    until = time.monotonic() + GRACE
    for child in children.values():
        try:
            child.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            # The whole session: a worker that must be killed cannot take its own children along.
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


if __name__ == "__main__":
    main()
