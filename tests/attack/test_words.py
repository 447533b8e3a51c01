"""Words that are more than words, in every place that takes any: none becomes a page of an error, a tag or a header.

The short form of tests/attack/test_tools.py, with its own control.
"""

from urllib.parse import quote

import pytest
from django.test import Client

from boekel_sd.rates import Rate
from tests.attack.test_tools import targets
from tests.attack.tools import Target
from tests.cast import sign_in

pytestmark = pytest.mark.policy("2.5")
MARK = "zqx<b>zqx"
WORDS = [
    MARK,
    "' OR '1'='1' -- ",
    "'; SELECT pg_sleep(0) --",
    '"><script>zqx</script>',
    "{{ 7|add:7 }}{% now 'Y' %}",
    "a\r\nSet-Cookie: zqx=1",
    "nul\x00nul",
    "../../../../etc/passwd",
    "${jndi:ldap://127.0.0.1/x}",
    "-1",
    "99999999999999999999999",
    "é\u202e\ufeff",
    "x" * 10_000,
]


def with_word(text: str, word: str):
    """This query with the word in each place in turn."""
    pairs = [pair.partition("=") for pair in text.split("&")]
    for place in range(len(pairs)):
        yield "&".join(
            f"{name}={quote(word, safe='') if place == at else value}" for at, (name, _is, value) in enumerate(pairs)
        )


def asked(target, word):
    """(path, body) for each place in this target."""
    path, _, query = target.path.partition("?")
    if "*" in path:
        yield path.replace("*", quote(word, safe="")), ""
    elif target.data:
        yield from ((path, data) for data in with_word(target.data, word))
    else:
        yield from ((f"{path}?{changed}", "") for changed in with_word(query, word))


def faults(client, target, word) -> list[str]:
    found = []
    for path, body in asked(target, word):
        form = "application/x-www-form-urlencoded"
        answer = client.post(path, body, content_type=form) if body else client.get(path)
        text = answer.content.decode(errors="replace")
        if answer.status_code >= 500 and answer.status_code != 503:
            found.append(f"{path[:60]} {body[:60]}: {answer.status_code}")
        if MARK in text or "<script>zqx" in text or "zqx" in answer.cookies:
            found.append(f"{path[:60]} {body[:60]}: comes back as it was")
    return found


def test_no_word_is_more_than_a_word(cast, settings):
    settings.BRP_URL = ""
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, Rate(10**6, 60))
    roos, pia = (sign_in(worker, raise_request_exception=False) for worker in (cast.roos, cast.pia))
    nobody = Client(raise_request_exception=False)
    found = []
    for target in targets(cast):
        outside = target.path.startswith(("/inloggen/", "/mijn/", "/agenda/"))
        client = nobody if outside else pia if target.path.startswith("/beheer/") else roos
        for word in WORDS:
            found += faults(client, target, word)
    assert found == []


def test_planted_holes_are_found_the_same_way(cast, settings):
    settings.ROOT_URLCONF = "tests.attack.holes"
    client = sign_in(cast.roos, raise_request_exception=False)
    assert faults(client, Target("/proef/echo/?naam=a"), MARK)
    assert faults(client, Target("/proef/gat/?naam=a"), "'; SELECT nothing --")
