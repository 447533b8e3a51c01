"""A real OpenID provider in a process of its own, a browser that goes there, and the ways in which it may lie.

Fixture: `single_sign_on`, the provider (started once per worker, honest again before each test) with settings that lead
there. `there_and_back` walks from a page of ours to the provider and gives the address to which it sends us back.
"""

import re
import socket
import subprocess
import time
from urllib.parse import urlsplit

import httpx
import pytest

from accounts.oidc.client import new_key
from boekel_sd.demo.provider import process

SITE = "http://testserver"
STAFF_ID, RESIDENT_ID = "medewerkers", "inwoners"
SUBSTANTIAL, LOW = "http://eidas.europa.eu/LoA/substantial", "http://eidas.europa.eu/LoA/low"
KEY = new_key()
BSN, OTHER_BSN = "999990019", "999993653"


def colleague(name, email, **more):
    claims = {"email": email, "email_verified": True, "name": name} | more.pop("claims", {})
    return {"id": name, "group": "staff", "label": name, "claims": claims, "amr": ["pwd"], **more}


def resident(name, bsn, acr=SUBSTANTIAL):
    return {"id": name, "group": "residents", "label": name, "claims": {"bsn": bsn} if bsn else {}, "acr": acr}


PERSONAS = [
    colleague("hanna", "hanna@boekel.example"),
    colleague("hanna-mfa", "hanna@boekel.example", sub="hanna", amr=["pwd", "mfa"]),
    colleague("hanna-acr", "hanna@boekel.example", sub="hanna", acr="urn:twee-stappen"),
    colleague("hanna-again", "hanna@boekel.example"),
    colleague("shouting", "HANNA@Boekel.Example"),
    colleague("liar", "hanna@boekel.example", claims={"email_verified": False}),
    colleague("sly", "hanna@boekel.example", claims={"email_verified": "true"}),
    colleague("stranger", "iemand@elders.example"),
    resident("samira", BSN),
    resident("someone-else", OTHER_BSN),
    resident("too-low", BSN, LOW),
    resident("unsaid", BSN, None),
    resident("no-number", ""),
    resident("wrong-number", "123456789"),
    resident("no-digits", "9999900190; DROP"),
]


class Provider:
    """The process. `lie(name)` makes its next answers wrong; `kill` and `start` as a machine that fails."""

    def __init__(self, sites=(SITE,), personas=PERSONAS):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.sites, self.personas = sites, personas
        self.process = None

    def start(self):
        known = process.options(
            self.port,
            keys={"STAFF": (STAFF_ID, KEY), "RESIDENT": (RESIDENT_ID, KEY)},
            personas=self.personas,
            sites=self.sites,
            lies=True,
        )
        self.process = subprocess.Popen(process.command(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.process.stdin.write(known)
        self.process.stdin.close()
        until = time.monotonic() + 30
        while not self.answers():
            assert self.process.poll() is None, "the provider does not start"
            assert time.monotonic() < until
            time.sleep(0.05)

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()

    def lie(self, name=""):
        assert httpx.post(f"{self.issuer}/lieg", content=name, trust_env=False).status_code == 204


class Stranger:
    """Somebody's browser at the provider: keeps its cookies, follows its redirects, stops where it is sent to us."""

    def __init__(self, http):
        self.http = http

    def sign_in(self, address, persona) -> str:
        page = self.follow(self.http.get(address))
        assert page.status_code == 200, page.text
        form = re.search(r'action="([^"]+)"', page.text).group(1)
        chosen = self.http.post(page.url.join(form), data={"persona": persona})
        return self.follow(chosen).headers["Location"]

    def follow(self, answer):
        while answer.is_redirect and urlsplit(answer.headers["Location"]).netloc in {"", answer.url.netloc.decode()}:
            answer = self.http.get(answer.url.join(answer.headers["Location"]))
        return answer


def there_and_back(client, start, persona) -> str:
    """From a page of ours to the provider; the path and question with which it sends us back."""
    leaving = client.get(start)
    assert leaving.status_code == 302, leaving.status_code
    with httpx.Client(trust_env=False, timeout=10) as http:
        back = urlsplit(Stranger(http).sign_in(leaving.url, persona))
    return f"{back.path}?{back.query}"


@pytest.fixture(scope="session")
def _provider():
    provider = Provider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def provider(_provider):
    """The one of this worker, honest again."""
    _provider.lie()
    return _provider


def lead_to(provider, settings):
    settings.STAFF_OIDC_ISSUER = settings.RESIDENT_OIDC_ISSUER = provider.issuer
    settings.STAFF_OIDC_CLIENT_ID, settings.RESIDENT_OIDC_CLIENT_ID = STAFF_ID, RESIDENT_ID
    settings.STAFF_OIDC_KEY = settings.RESIDENT_OIDC_KEY = KEY
    return provider


@pytest.fixture
def single_sign_on(provider, settings):
    """The provider, and settings that lead to it."""
    return lead_to(provider, settings)
