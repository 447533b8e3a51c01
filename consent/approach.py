"""§ 1.5 Minderjarigen en wilsonbekwamen: nobody is asked anything about a resident before somebody recorded that it is
safe to approach them. No database here: facts in, an answer out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from consent.representation import State


@dataclass(frozen=True)
class Approach:
    """`why` says, when it is not allowed, what to do."""

    allowed: bool
    why: str


CLOSED = {
    State.FLAGGED: _lazy("Er is een vermoeden over %(name)s, nog zonder besluit. Benader %(name)s niet."),
    State.EXCLUDED: _lazy("Het vermoeden over %(name)s blijft. Benader %(name)s niet."),
    State.DECEASED: _lazy("%(name)s is overleden."),
}
NOT_CHECKED = _lazy("Leg eerst vast of het veilig is om %(name)s te benaderen.")
UNSAFE = _lazy("Het is niet veilig om %(name)s te benaderen.")
SAFE = _lazy("Vastgelegd is dat het veilig is om %(name)s te benaderen.")


def may_approach(name: str, checks: Sequence[bool], *, state: str = State.ABLE) -> Approach:
    """`checks`: about this person, the newest first, each whether it was safe; the newest holds. A suspicion closes,
    whatever was checked."""
    if state in CLOSED:
        return Approach(False, CLOSED[state] % {"name": name})
    if not checks:
        return Approach(False, NOT_CHECKED % {"name": name})
    return Approach(checks[0], (SAFE if checks[0] else UNSAFE) % {"name": name})
