"""§ 2.5 Toegankelijkheid van informatie: finding people, among those one may see, and in the directory.

`person_search` holds names in plain text in an UNLOGGED table. Row security limits it like `cases_person`.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from cases import bsn as bsn_rules
from cases.errors import SearchNotReady
from cases.models import Person, PersonSearch
from cases.models.search import READY
from sealing.access import Access
from sealing.index import bsn_index

BATCH = 500
MOST_RESULTS = 50


@dataclass(frozen=True)
class Known:
    """What the directory tells: the person, and the colleague to call when there is a dossier."""

    person_id: UUID
    contact_id: UUID | None


def folded(text: str) -> str:
    """Lower case without diacritics, single spaces: how names are stored and asked."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
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
    for person in Person.objects.order_by("pk").iterator(chunk_size=BATCH):
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


def among_mine(text: str, visible) -> list[UUID]:
    """Ids of persons I may see whose name, birth date, address or BSN matches, in order of name.

    `visible`: a queryset of ids, the application's own wall beside row security. A BSN matches exactly.
    """
    require_ready()
    words = folded(text)
    rows = PersonSearch.objects.filter(person_id__in=visible)
    bsn = bsn_rules.normalised(text)
    if bsn_rules.is_valid(bsn):
        rows = rows.filter(bsn_index=bsn_index(bsn))
    elif day := _as_date(words):
        rows = rows.filter(birth_date=day)
    else:
        for word in words.split():
            rows = rows.filter(name__contains=word) | rows.filter(address__contains=word)
    return list(rows.order_by("name").values_list("person_id", flat=True)[:MOST_RESULTS])


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


def _as_date(text: str) -> date | None:
    parts = text.replace("/", "-").split("-")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
