"""Asking a provider something. Never inside a database transaction: an answer can take seconds.

Redirects are not followed and proxies of the environment are not used: the address that was configured is the one
that gets our signature.
"""

import json
import time

import httpx

from accounts.oidc.errors import NotSignedIn, ProviderDown

TIMEOUT = httpx.Timeout(5, connect=3)
# Seconds for a whole answer: a server that sends a byte now and then never trips the read timeout.
WHOLE_ANSWER = 10
LARGEST_ANSWER = 1_000_000
OK, BROKEN = 200, 500


def get(url: str) -> dict:
    return _ask("GET", url)


def post(url: str, **fields: str) -> dict:
    return _ask("POST", url, data=fields)


def _ask(method, url, **what) -> dict:
    """The JSON object that was answered. Raises ProviderDown, or NotSignedIn for any other answer."""
    headers = {"Accept": "application/json"}
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as http,
            http.stream(method, url, headers=headers, **what) as response,
        ):
            content = _read(response)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderDown from error
    if response.status_code >= BROKEN:
        raise ProviderDown
    return _object(content, "refused_by_provider" if response.status_code != OK else "")


def _read(response) -> bytes:
    until = time.monotonic() + WHOLE_ANSWER
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise NotSignedIn("answer_too_large")
        if time.monotonic() > until:
            raise ProviderDown
    return bytes(content)


def _object(content: bytes, refusal: str) -> dict:
    """Whatever the provider says in words stays there: its sentences may name somebody."""
    if refusal:
        raise NotSignedIn(refusal)
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotSignedIn("answer_unreadable")
    return found
