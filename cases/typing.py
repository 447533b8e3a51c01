"""A form that somebody types in: what it sends along so that nothing is lost, and how that is read back.

`opened`: signed, who opened the form on which dossier, and the ids a new record and a new draft will get; so that
what is sent after the session ended still is its author's, what is sent twice is made once, and an answer that got
lost on the way makes no second draft. `draft`, `revision`: which draft this page goes on with, as it last knew it.
`seen`: which version of a note it changes.
"""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.core import signing

from cases.actions.drafts import NOTE_FIELDS, Typed
from cases.models import Entry
from cases.models.drafts import LONGEST_TEXT
from sealing.models import new_id

SALT = "cases.typing"
# As long as the longest session, and then some time to come back from a visit.
LASTS = 14 * 60 * 60
ONE_VALUE = (*NOTE_FIELDS, "seen")
SEVERAL = ("about",)


@dataclass(frozen=True)
class Opened:
    """`changes`: the note this form changes; None for a new record, which will be called `new_id`.

    `new_draft`: what a draft that this page begins will be called; no two pages have the same.
    """

    user_id: UUID
    dossier_id: UUID
    new_id: UUID
    new_draft: UUID
    changes: UUID | None = None


def sign(user, dossier_id: UUID, changes: UUID | None = None, *, model=Entry) -> str:
    opened = Opened(user.pk, dossier_id, new_id(), new_id(), changes)
    return signing.dumps({name: str(value) for name, value in asdict(opened).items() if value}, salt=_salt(model))


def _salt(model) -> str:
    """The id is of use for one kind of record: two of one id would share one key, and go with each other."""
    return f"{SALT}.{model._meta.model_name}"


def opened_in(post, *, model=Entry) -> Opened | None:
    """None for a form without a valid signature, one for another kind of record, or one that is too old."""
    try:
        told = signing.loads(post.get("opened", ""), salt=_salt(model), max_age=LASTS)
        return Opened(**{name: UUID(value) for name, value in told.items()})
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def typed_in(post, opened: Opened) -> Typed:
    """What was typed, as it stands: a draft need not be right."""
    content = {name: storable(post[name]) for name in ONE_VALUE if name in post}
    content |= {name: [storable(value) for value in post.getlist(name)] for name in SEVERAL}
    return Typed(
        content=content,
        record_id=opened.changes,
        entry_id=None if opened.changes else opened.new_id,
        page=opened.new_draft,
        draft_id=draft_in(post),
        revision=revision_in(post),
    )


def revision_in(post) -> int:
    """Which version of its draft a page goes on with; 0 for none."""
    revision = post.get("revision", "")
    return int(revision) if revision.isdecimal() else 0


def is_too_long(post) -> bool:
    return len(post.get("text", "")) > LONGEST_TEXT


def draft_in(post) -> UUID | None:
    try:
        return UUID(post.get("draft", ""))
    except ValueError:
        return None


def storable(value: str) -> str:
    """Half a character (a lone surrogate) and nothing at all (NUL) cannot be kept; the rest can."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()
