"""Real pages in a real browser. `browse` opens one, as anybody, in any width, with or without JavaScript."""

import re
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser import ROOT

PASSWORD = "vier losse woorden samen"
PHONE, DESK = 360, 1280
# What is walked at both: on a telephone in `make test`, which is harder, at a desk in `make proof`.
BOTH_WIDTHS = [PHONE, pytest.param(DESK, marks=pytest.mark.proof)]
HEIGHT = 900
# What a browser says of what a test asked for: a page that is not there, a server that is down, no signal at all.
ANSWERED = re.compile(
    r"the server responded with a status of (?:40[0134]|5\d\d)|Response Status Error Code [45]\d\d"
    r"|ERR_INTERNET_DISCONNECTED"
)
# Without preload: axe would parse the style sheets in a page of its own, which the content policy stops, aloud.
AXE_OPTIONS = """{
    preload: false,
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}"""
AXE_RUN = f"""async () => (await axe.run(document, {AXE_OPTIONS})).violations.flatMap(
    (rule) => rule.nodes.map((node) => `${{rule.id}}: ${{node.target.join(" ")}} ${{node.failureSummary}}`))"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
    [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map((one) => one.outerHTML.slice(0, 120))"""


def pytest_collection_modifyitems(items):
    for item in items:
        if "/slice/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _own_files_and_ledger(tmp_path, settings, monkeypatch):
    """They outlive the databases of a test; a command in a process of its own finds them too."""
    for name, path in {"LEDGER_FILE": tmp_path / "ledger.jsonl", "FILES_DIR": tmp_path / "files"}.items():
        setattr(settings, name, path)
        monkeypatch.setenv(name, str(path))


@pytest.fixture
def browse(site, chromium_browser):
    """Opens a browser of somebody's own. What its console complains of (a script that fails, something the content
    policy stopped) fails the test, whatever page it was on."""
    contexts, complaints = [], []

    def complain(text):
        if not ANSWERED.search(text):
            complaints.append(text)

    def open_browser(width=DESK, *, javascript=True) -> Page:
        context = chromium_browser.new_context(
            base_url=site.url,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complain(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complain(str(error)))
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def make_user(committed):
    """Workers of one municipality. Models come through the registry: this file may be read before they are there."""
    home = apps.get_model("accounts.Organisation").objects.create(name="Gemeente Boekel", kind="municipality")
    text = apps.get_model("accounts.SecrecyText").objects.current(on=timezone.localdate())

    def make(name, *, accepted=True):
        email = f"{name.lower()}@boekel.example"
        roles = ["hulpverlener", "regievoerder"]
        user = get_user_model().objects.create_user(email, PASSWORD, name=name, organisation=home, roles=roles)
        if accepted:
            user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=timezone.now())
        return user

    return make


@cache
def axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def path_of(page) -> str:
    return urlsplit(page.url).path


def sign_in(page, email, password):
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen").click()


def ready(page):
    """A page that was come to by a key or a click: its scripts, which are deferred, have run. What can be seen of it
    before that has no shortcuts yet."""
    page.wait_for_load_state()


# Halfway between two colours nothing has the contrast it will have.
AT_REST = """() => Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime < 5000).map((one) => one.finished.catch(() => null)))
    .then(() => null)"""


def faults(page, widths=(DESK, PHONE)) -> list[str]:
    """What is wrong with this page, as it stands, at a desk and on a telephone."""
    # Playwright evaluates outside the content policy of the page, so the policy stays in force for the page itself.
    page.evaluate(axe())
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate(AT_REST)
        found += [f"{width} {path_of(page)}: {fault}" for fault in page.evaluate(AXE_RUN)]
        found += [f"{width} {path_of(page)}: wider than the screen: {part}" for part in page.evaluate(TOO_WIDE)]
    return found


def drop_file(page, path):
    """As the browser does it when a file is let go over the area; not an event of a script."""
    box = page.locator("[data-dropzone]").bounding_box()
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **where})
