"""§ 4.2 Casusregiedossier: what there is about somebody in one dossier, and what of it is released.

A line is an id with a day: a dossier of thousands of records is listed without opening one. Nothing that is withheld is
a line: for who asked it is not there. docs/adr/0106-inzage.md
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.choices import EntryKind, Source
from cases.models import Entry
from cases.records import DossierRecord
from inzage import passages
from inzage.bundle import Attached, Field, Item, Passage
from inzage.choices import ShieldGround
from inzage.leaks import Secret
from inzage.models import Request, RequestPart, Shielding
from inzage.passages import Span
from inzage.showing import Shown, Text, querysets_for
from sealing.fields import sealed_fields
from terms.categories import BEHANDELING

AT_ONCE = 200
STATEMENT = "statement"
# So many characters around a few common words make them known again.
AROUND = 120
# So many words nobody writes twice by chance.
SAID_ONCE = 6


@dataclass(frozen=True)
class Line:
    id: UUID
    model: type[DossierRecord]
    day: date
    category: str


def everything(records: QuerySet) -> QuerySet:
    return records


@dataclass(frozen=True)
class There:
    """What there is about somebody. `is_referred`: whether there is something that who treats them is asked for, of
    whatever time: their own file is referred on, not decided (§ 4.2 Casusregiedossier).
    """

    lines: list[Line]
    is_referred: bool


def found_in(part: RequestPart, readable: Callable[[QuerySet], QuerySet] = everything) -> There:
    """Of the time that was asked, the newest first. `readable`: what of it whoever asks may read."""
    lines, time = [], _in_time(part.request)
    # Without a time all of it: to "or" with nothing would leave only the other half.
    asked = time | Q(category=BEHANDELING.code) if time else Q()
    for records in querysets_for([part.request.person_id], part.dossier):
        rows = readable(records).filter(asked, is_hidden=False).values_list("pk", "day", "category")
        lines += [Line(pk, records.model, day, category) for pk, day, category in rows]
    own = [line for line in lines if line.category != BEHANDELING.code]
    return There(sorted(own, key=lambda line: (line.day, line.id), reverse=True), len(own) < len(lines))


def lines_of(part: RequestPart, readable: Callable[[QuerySet], QuerySet] = everything) -> list[Line]:
    return found_in(part, readable).lines


def _in_time(request: Request) -> Q:
    since = Q(day__gte=request.from_on) if request.from_on else Q()
    return since & Q(day__lte=request.until_on) if request.until_on else since


def has_treatment_file(part: RequestPart) -> bool:
    """Whether there is something that who treats them is asked for."""
    found = querysets_for([part.request.person_id], part.dossier)
    return any(records.filter(is_hidden=False, category=BEHANDELING.code).exists() for records in found)


def records_at(part: RequestPart, lines: Iterable[Line]) -> Iterator[DossierRecord]:
    """These records, not opened, in the order of their lines; a constant number of queries for each `AT_ONCE`."""
    lines = list(lines)
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        wanted = defaultdict(list)
        for line in some:
            wanted[line.model].append(line.id)
        found = {}
        for records in querysets_for([part.request.person_id], part.dossier):
            if ids := wanted.get(records.model):
                found |= {record.pk: record for record in records.filter(pk__in=ids)}
        yield from (found[line.id] for line in some if line.id in found)


# --- released ---


def released(shown: Shown, shieldings: Collection[Shielding]) -> Item:
    """What of one record is handed over: composed of what may be shown. `shieldings`: those that hold, opened."""
    whole = next((one for one in shieldings if one.is_whole), None)
    facts = {"id": shown.record_id, "kind": shown.kind, "on": shown.on, "by": shown.by, "source": shown.source}
    if whole:
        return Item(**facts, fields=(Field("", (Passage("", whole.ground),)),))
    by_field = defaultdict(list)
    for one in shieldings:
        by_field[one.field].append(one)
    own = next((text for text in shown.texts if text.field == STATEMENT and not by_field[STATEMENT]), None)
    fields = tuple(
        Field(text.label, passages_of(text, by_field[text.field])) for text in shown.texts if text is not own
    )
    file = Attached(shown.record_id, shown.file_name, shown.content_type) if shown.file_name else None
    return Item(**facts, fields=fields, statement=own.text if own else "", file=file)


def passages_of(text: Text, shieldings: Collection[Shielding]) -> tuple[Passage, ...]:
    """A text cut where something is shielded. Of one that was changed since, so that it is not certain any more where
    that stands, nothing is shown until somebody looked."""
    if not shieldings:
        return (Passage(text.text),)
    ground = shieldings[0].ground
    if any(not one.words for one in shieldings):
        return (Passage("", ground),)
    spans = spans_of(text, shieldings)
    return passages.cut(text.text, spans) if spans else (Passage("", ground),)


def spans_of(text: Text, shieldings: Collection[Shielding]) -> list[Span]:
    """Where they stand now; empty where that is not certain of each of them."""
    there = [Span(one.place, one.place + len(one.words), one.ground) for one in shieldings]
    if all(text.text[span.start : span.end] == one.words for span, one in zip(there, shieldings, strict=True)):
        return there
    return passages.spans_again(text.text, [(one.words, one.ground) for one in shieldings]) or []


def is_unsure(text: Text, shieldings: Collection[Shielding]) -> bool:
    """Whether the text was changed since, so that a person must look again."""
    with_words = [one for one in shieldings if one.words]
    return bool(with_words) and not spans_of(text, with_words)


def secrets_in(record: DossierRecord, shown: Shown, shieldings: Collection[Shielding]) -> Iterator[Secret]:
    """The words of one record that must not be in what is handed over, with what stands around them.

    Of a record that is shielded as a whole what somebody wrote: its day and its sort are words of ours.
    """
    whole = any(one.is_whole for one in shieldings)
    for text in shown.texts:
        here = [one for one in shieldings if one.field == text.field]
        spans = spans_of(text, here) if here and all(one.words for one in here) else []
        if spans:
            yield from (_secret(text.text, span) for span in spans)
        elif here or (whole and _is_written(record, text)):
            yield Secret(text.text)


def withheld_in_words(record: DossierRecord, shown: Shown) -> Iterator[Secret]:
    """What somebody wrote in a record that is there for nobody who asks, as far as it is said once: "gebeld, geen
    gehoor" stands in many."""
    for text in shown.texts:
        if _is_written(record, text) and len(text.text.split()) >= SAID_ONCE:
            yield Secret(text.text)


def _is_written(record: DossierRecord, text: Text) -> bool:
    return text.field.partition(".")[0] in {field.name for field in sealed_fields(type(record))}


def _secret(text: str, span: Span) -> Secret:
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return Secret(text[span.start : span.end], before, after)


def is_own_words(record: DossierRecord, field: str, request: Request) -> bool:
    """Whether who gets the answer said this themselves: what they added to a record, also in a copy of it, or wrote in
    the portal. In a record about more people it may be what another said; and to who asks for another it is no word of
    their own.
    """
    wrote = isinstance(record, Entry) and record.kind == EntryKind.PORTAL and record.source == Source.RESIDENT
    said = field.rpartition(".")[2] == STATEMENT or (wrote and field == "text")
    return said and not request.is_about_another and set(record.about) == {request.person_id}


def own_words_may_be_shielded(text: str, words: str, place: int, ground: str, of_others: Collection[tuple]) -> bool:
    """AVG art. 15 lid 4: of somebody's own words nothing is shielded from themselves (Bijlage a), but a passage that
    says where another hides or what is another's, for the sake of that other.

    `of_others`: (start, end) of what was found in the text to be of another; the passage stands around it.
    """
    here = place, place + len(words)
    is_there = bool(words) and text[here[0] : here[1]] == words
    return is_there and ground == ShieldGround.OTHERS and passages.is_near(text, here, of_others)


def withheld_records(part: RequestPart) -> Iterator[DossierRecord]:
    """What is there for nobody who asks, not opened: to know what must not be in an answer."""
    for records in querysets_for([part.request.person_id], part.dossier):
        yield from records.filter(is_hidden=True)
