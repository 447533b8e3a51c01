"""§ 2.5 Toegankelijkheid van informatie: finding people and content, among what one may see, and in the directory.

`person_search` holds names in plain text in an UNLOGGED table. Row security limits it like `cases_person`.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases import bsn as bsn_rules
from cases.errors import SearchNotReady
from cases.models import DossierPerson, Merge, Person, PersonSearch
from cases.models.search import READY
from sealing.access import Access
from sealing.index import bsn_index

BATCH = 500
MOST_RESULTS = 50
# Of each kind of record the sealed fields that are searched; the first that holds a word is quoted.
SEARCHED = ("text", "title", "told_by", "statement", "file_name")
BEFORE, AFTER = 60, 140


@dataclass(frozen=True)
class Known:
    """What the directory tells: the person, and the colleague to call when there is a dossier."""

    person_id: UUID
    contact_id: UUID | None


@dataclass(frozen=True)
class Found:
    """A record in which all words occur. `excerpt`: pieces of text, each with whether it is one of the words."""

    record: object
    excerpt: list[tuple[str, bool]]


def folded(text: str) -> str:
    """Lower case without diacritics, single spaces: how names are stored and asked."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text)
    for mark in {letter for letter in set(plain) if unicodedata.combining(letter)}:
        plain = plain.replace(mark, "")
    return " ".join(plain.casefold().split())


def require_ready() -> None:
    """Raises SearchNotReady while the projection is missing rows (after a crash or a restore)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_is_ready()")
        if not cursor.fetchone()[0]:
            raise SearchNotReady(_("De zoekgegevens worden opnieuw opgebouwd. Probeer het over een paar minuten weer."))


def row_of(person: Person) -> PersonSearch:
    """The projection of one person, whose sealed fields must be open."""
    return PersonSearch(
        person_id=person.pk,
        name=folded(person.full_name),
        surname=folded(person.surname),
        birth_date=person.birth_date.exact(),
        address=folded(person.address_text),
        bsn_index=person.bsn_index,
    )


def put(persons: list[Person]) -> None:
    """Add or replace the projection of these persons."""
    PersonSearch.objects.bulk_create(
        [row_of(person) for person in persons],
        update_conflicts=True,
        unique_fields=["person_id"],
        update_fields=["name", "surname", "birth_date", "address", "bsn_index"],
    )


def rebuild(access: Access) -> int:
    """Fill the projection anew by unsealing everybody; how many. Runs with the purpose `zoekindex`."""
    PersonSearch.objects.all().delete()
    done = 0
    batch: list[Person] = []
    merged = Merge.objects.values("gone")
    for person in Person.objects.exclude(pk__in=merged).order_by("pk").iterator(chunk_size=BATCH):
        batch.append(person)
        if len(batch) == BATCH:
            done += _put_opened(access, batch)
            batch = []
    done += _put_opened(access, batch)
    mark_ready()
    return done


def _put_opened(access: Access, persons: list[Person]) -> int:
    put(access.give_all(persons))
    return len(persons)


def mark_ready() -> None:
    """Say that the projection is complete; lost with the table when the database crashes, as it must be."""
    PersonSearch(person_id=READY, name="", surname="", address="").save(force_insert=False)


def among_mine(text: str, visible, closed: Iterable[UUID] = ()) -> list[UUID]:
    """Ids of persons I may see whose name, birth date, address or BSN matches, in order of name.

    `visible`: a queryset of ids, the application's own wall beside row security. A BSN matches exactly. `closed`: whose
    address I may not see, so whose address does not match either: one would find it a word at a time.
    """
    require_ready()
    words = folded(text)
    rows = PersonSearch.objects.filter(person_id__in=visible)
    bsn = bsn_rules.normalised(text)
    if bsn_rules.is_valid(bsn):
        rows = rows.filter(bsn_index=bsn_index(bsn))
    elif day := as_date(words):
        rows = rows.filter(birth_date=day)
    else:
        for word in words.split():
            lives_there = Q(address__contains=word) & ~Q(person_id__in=closed)
            rows = rows.filter(Q(name__contains=word) | lives_there)
    return list(rows.order_by("name").values_list("person_id", flat=True)[:MOST_RESULTS])


def content_among(records: Iterable, text: str, *, most: int) -> list[Found]:
    """Of these opened records, newest first, those in which every word of `text` occurs, whatever its case or accents.

    The newest `most` of all kinds together. Nothing of a record is kept: its text is opened, looked at and dropped.
    """
    words = folded(text).split()
    if not words:
        return []
    hits = (record for record in sorted(records, key=_day_of, reverse=True) if _has_all(record, words))
    return [Found(record, excerpt(_best(record, words), words)) for record in islice(hits, most)]


def excerpt(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """A piece of `text` around the first of these folded words, in pieces; True for a piece that is such a word."""
    text = " ".join(text.split())
    marks = _marks(text, words)
    first = marks[0][0] if marks else 0
    start = max(0, first - BEFORE)
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = _end_of_word(text, first + AFTER)
    pieces, here = [], start
    for mark_start, mark_end in marks:
        if mark_end > end:
            break
        pieces += [(text[here:mark_start], False), (text[mark_start:mark_end], True)]
        here = mark_end
    pieces.append((text[here:end], False))
    pieces = [("… ", False)] * (start > 0) + pieces + [(" …", False)] * (end < len(text))
    return [piece for piece in pieces if piece[0]]


def _day_of(record) -> date:
    """What a note is about, when a document came, by when a task is due."""
    day = getattr(record, "happened_on", None) or getattr(record, "due_on", None)
    return day or localdate(record.created_at)


def _has_all(record, words: list[str]) -> bool:
    whole = folded(" ".join(getattr(record, name, "") for name in SEARCHED))
    return all(word in whole for word in words)


def _best(record, words: list[str]) -> str:
    """The text to quote: the first in which one of the words occurs."""
    texts = [text for name in SEARCHED if (text := getattr(record, name, ""))]
    return next((text for text in texts if any(word in folded(text) for word in words)), texts[0] if texts else "")


def _marks(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where in `text` these folded words stand: begin and end, in order, none over another."""
    letters, places = _folded_with_places(text)
    spans = []
    for word in words:
        at = letters.find(word)
        while at >= 0:
            spans.append((places[at], places[at + len(word) - 1] + 1))
            at = letters.find(word, at + len(word))
    marks: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not marks or start >= marks[-1][1]:
            marks.append((start, end))
    return marks


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """Folded letter by letter, and for each letter where it came from: a fold may make two letters of one."""
    letters, places = [], []
    for place, letter in enumerate(text):
        plain = folded(letter) or (" " if letter == " " else "")
        letters.append(plain)
        places += [place] * len(plain)
    return "".join(letters), places


def _end_of_word(text: str, end: int) -> int:
    """The end of the last whole word before `end`, or of the text."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - AFTER // 2, end)
    return space if space > 0 else end


def in_directory(*, bsn: str = "", surname: str = "", birth_date: date | None = None) -> list[Known]:
    """The one way to learn that somebody outside one's dossiers is known: exact BSN, or surname and birth date.

    Never for closed, safety-marked or secret-address cases: the function in the database leaves those out.
    """
    require_ready()
    index = bsn_index(bsn) if bsn else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, contact_id FROM directory(%s, %s, %s)", [index, folded(surname), birth_date])
        return [Known(*row) for row in cursor.fetchall()]


def hiding(person_ids: Iterable[UUID]) -> set[UUID]:
    """§ 2.5 Toegankelijkheid: who of these has a secret address or is in a safety-marked dossier, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM unnest(%s::uuid[]) AS id WHERE hides(id)", [list(person_ids)])
        return {row[0] for row in cursor.fetchall()}


def showing_addresses(grants, person_ids: Iterable[UUID]) -> set[UUID]:
    """Of these the persons of whom these grants show the address, also while they hide."""
    shown = DossierPerson.objects.showing_addresses(grants).filter(person__in=list(person_ids))
    return set(shown.values_list("person", flat=True))


def as_date(text: str) -> date | None:
    """Day, month and year as one types them; None for anything else."""
    parts = text.replace("/", "-").split("-")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
