"""How often something may be done, as settings write it: "30/minute". Settings read this, so it asks them nothing."""

import re
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

SECONDS = {"minute": 60, "hour": 60 * 60, "day": 24 * 60 * 60}
WRITTEN = re.compile(r"([1-9]\d{0,8})/(minute|hour|day)")


@dataclass(frozen=True)
class Rate:
    most: int
    seconds: int


def rates(defaults: dict[str, str], given: list[str]) -> dict[str, Rate]:
    """The defaults, with what was given ("search=60/minute") in their place. Raises ImproperlyConfigured."""
    ours = dict(defaults)
    for word in given:
        name, _, rate = word.partition("=")
        if name not in defaults:
            raise ImproperlyConfigured(f"RATE_LIMITS: {name!r} is none of {', '.join(defaults)}")
        ours[name] = rate
    return {name: _rate(name, written) for name, written in ours.items()}


def _rate(name: str, written: str) -> Rate:
    match = WRITTEN.fullmatch(written)
    if not match:
        raise ImproperlyConfigured(f"RATE_LIMITS: write {name} as 30/minute, 30/hour or 30/day")
    return Rate(int(match[1]), SECONDS[match[2]])
