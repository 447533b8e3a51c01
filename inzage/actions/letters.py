"""AVG art. 12: what has to be told on paper to who did not ask in the portal is put on the list, and taken off it.

That it leaves, and how: `inzage.actions.posting`. docs/adr/0113-letters-that-leave.md
"""

from datetime import date

from inzage import deadlines
from inzage.choices import LetterKind
from inzage.models import Letter, Request
from inzage.states import LetterState
from retention.choices import Way
from sealing import keys


def ask(request: Request, kind: LetterKind, *, on: date, last: date) -> Letter | None:
    """Under the purpose of who calls. `last`: the day by which who asked must know it. One of a kind at a time.

    None of what was asked in the portal: it says so there.
    """
    if request.way == Way.PORTAL or request.letters.to_do().filter(kind=kind).exists():
        return None
    letter = Letter(
        request=request,
        person_id=request.person_id,
        kind=kind,
        made_on=on,
        due_on=deadlines.letter_by(on, last),
        answer_by=request.due_on,
    )
    # Nothing in it is sealed yet; what is written in it later finds its key.
    keys.prepare([letter])
    letter.save()
    return letter


def drop(request: Request, *kinds: LetterKind) -> None:
    """What need not leave any more, of these kinds or of all."""
    waiting = request.letters.to_do()
    (waiting.filter(kind__in=kinds) if kinds else waiting).update(state=LetterState.DROPPED)


def drop_printed(request: Request, kind: LetterKind) -> None:
    request.letters.filter(kind=kind, state=LetterState.PRINTED).update(state=LetterState.DROPPED)
