"""The real processes of one installation: web server, task worker, and a BRP beside it. All they write is in files."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from boekel_sd import run
from boekel_sd.celery import app, heartbeat
from tests.browser import ROOT

PATIENCE = 60
BRP_KEY = "sleutel-voor-de-proef"


class House:
    """`files`: the folder that holds all it wrote, a folder for each kind; given to the processes by environment."""

    def __init__(self, files: Path, log_level: str):
        self.files = files
        for name in ("store", "ledger", "anchor", "temporary", "logs", "data/static"):
            (files / name).mkdir(parents=True)
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "tests.gone.settings",
            "LOG_LEVEL": log_level,
            "TMPDIR": str(files / "temporary"),
            "DATA_DIR": str(files / "data"),
            "FILES_DIR": str(files / "store"),
            "LEDGER_FILE": str(files / "ledger" / "ledger.jsonl"),
            "ANCHOR_FILE": str(files / "anchor" / "anchor.jsonl"),
            "BRP_API_KEY": BRP_KEY,
            "DEMO": "1",
            # One seal for everybody: who looks afterwards judges what was sealed here.
            "PDF_SEAL_CERTIFICATE": settings.PDF_SEAL_CERTIFICATE,
            "PDF_SEAL_KEY": settings.PDF_SEAL_KEY,
        }

    @contextlib.contextmanager
    def brp_that_knows(self, family):
        """The processes that start inside ask a BRP that knows these people."""
        people = family.write(self.files.with_name("brp.json"))
        command = [sys.executable, "-m", "brp.standin", "--data", str(people)]
        environment = {"BRP_API_KEY": BRP_KEY, "PATH": ""}
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)
        with process:
            self.environment["BRP_URL"] = re.search(r"http://\S+(?=,)", process.stderr.readline())[0]
            try:
                yield
            finally:
                process.terminate()

    @contextlib.contextmanager
    def web(self):
        """The address of gunicorn, started as `make run` does."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            command = [part for part in run.commands()["web"] if not part.startswith("--bind")]
            command.append(f"--bind=fd://{listener.fileno()}")
            with self.process("web", command, pass_fds=[listener.fileno()]):
                yield f"http://127.0.0.1:{listener.getsockname()[1]}"

    @contextlib.contextmanager
    def worker(self, *, days_ahead: int = 0, dies_at: str = ""):
        """A Celery worker; its clock may run ahead, and it may be killed at a step of a destruction."""
        command = run.commands()["worker"]
        if days_ahead:
            command = [part.replace("--app=boekel_sd", "--app=tests.gone.later") for part in command]
        with self.process("worker", command, DAYS_AHEAD=str(days_ahead), DIES_AT=dies_at) as process:
            yield process

    @contextlib.contextmanager
    def process(self, name, command, pass_fds=(), **more):
        with (self.files / "logs" / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=os.environ | self.environment | more,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=pass_fds,
                start_new_session=True,
                preexec_fn=run.die_with_parent,  # noqa: PLW1509 (the thread that starts it is the one that lives on)
            )
            try:
                yield process
            finally:
                run.stop({name: process})

    def does(self, *tasks: str) -> None:
        """Leaves these tasks with the broker, one by one, and waits until the worker has done them all."""
        cache.delete("heartbeat:chain")
        for task in (*tasks, heartbeat.name):
            app.send_task(task)
        until = time.monotonic() + PATIENCE
        while not cache.get("heartbeat:chain"):
            assert time.monotonic() < until, self.log("worker")
            time.sleep(0.1)

    def log(self, name: str) -> str:
        return (self.files / "logs" / f"{name}.log").read_text(encoding="utf-8")
