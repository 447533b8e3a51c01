"""sqlmap and wapiti, each in an environment of its own, so that what they need is no part of the house."""

import fcntl
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from boekel_sd.environment import outside_environment
from tests.browser import ROOT

HOME = ROOT / ".cache" / "attack"
VERSIONS = {"sqlmap": "1.10.10", "wapiti3": "3.2.3"}
# None of those that look for holes by way of a server elsewhere.
MODULES = "sql,timesql,xss,permanentxss,exec,file,ldap,crlf,redirect,upload,csp,csrf"
FOUND = "sqlmap identified the following injection point"
NOT_FOUND = "all tested parameters do not appear to be injectable"


class NoTool(Exception):
    """It could not be installed; a proof that could not look has proved nothing."""


def installed(name: str) -> Path:
    """The environment of this tool; made once and kept. Raises NoTool."""
    home = HOME / f"{name}-{VERSIONS[name]}"
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            run_or_say(name, [sys.executable, "-m", "venv", "--clear", str(home)])
            pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            run_or_say(name, [*pip, f"{name}=={VERSIONS[name]}"])
            (home / "ready").touch()
    return home


def run_or_say(name, command):
    done = subprocess.run(command, env=outside_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoTool(f"{name} could not be installed, so nothing was proved. Is there a package index?\n{done.stderr}")


@dataclass(frozen=True)
class Target:
    """`path` may hold a * where words go in an address; with `data` it is sent as a form."""

    path: str
    data: str = ""


@dataclass(frozen=True)
class Attacker:
    """Somebody who is signed in: the cookies, and the token of their forms. `files`: where the tools may write."""

    address: str
    cookies: str
    token: str
    files: Path

    def sqlmap(self, target: Target) -> bool:
        """Whether a hole was found; anything else than a clear yes or no is an error."""
        command = [
            str(installed("sqlmap") / "bin" / "sqlmap"), "--batch", "--disable-coloring", "--flush-session",
            f"--url={self.address}{target.path}", f"--cookie={self.cookies}", f"--headers=X-CSRFToken: {self.token}",
            "--dbms=postgresql", "--level=1", "--risk=1", "--threads=4", "--timeout=30", "--retries=0",
            # It would open connections ahead and leave them idle; without a proxy each holds a worker.
            "--disable-precon",
            # A number that passes the elfproef looks to it like something it tried itself.
            "--ignore-code=*", "--answers=really sure=Y",
            f"--output-dir={self.files / 'sqlmap'}", *([f"--data={target.data}"] if target.data else []),
        ]  # fmt: skip
        text = self._run(command, minutes=6)
        if FOUND in text:
            return True
        assert NOT_FOUND in text, f"{target}: neither yes nor no\n{text[-3000:]}"
        return False

    def wapiti(self, start: str, *, minutes: int) -> dict:
        """What it reports: kind → list of what was found; {"crawled": …} with how many pages it saw."""
        report = self.files / "wapiti.json"
        command = [
            str(installed("wapiti3") / "bin" / "wapiti"), f"--url={self.address}{start}", "--scope=folder",
            f"--module={MODULES}", f"--cookie-value={self.cookies}",
            "--endpoint=http://127.0.0.1:9/", "--dns-endpoint=localhost",
            "--skip=csrfmiddlewaretoken", f"--exclude={self.address}/uitloggen/", f"--exclude={self.address}/static/*",
            f"--store-session={self.files / 'session'}", f"--store-config={self.files / 'config'}",
            "--flush-session", "--no-bugreport", "--depth=3", "--max-links-per-page=40", "--max-files-per-dir=6",
            "--max-parameters=20", f"--max-scan-time={minutes * 12}", f"--max-attack-time={minutes * 12}",
            "--tasks=4", "--timeout=30", "--format=json", f"--output={report}", "--detailed-report=1",
        ]  # fmt: skip
        said = self._run(command, minutes=minutes * 4)
        assert report.exists(), said[-3000:]
        return json.loads(report.read_text(encoding="utf-8"))

    def _run(self, command, *, minutes) -> str:
        self.files.mkdir(parents=True, exist_ok=True)
        environment = outside_environment() | {"HOME": str(self.files), "XDG_DATA_HOME": str(self.files)}
        done = subprocess.run(
            command,
            env=environment,
            cwd=self.files,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=minutes * 60,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:]
        return done.stdout
