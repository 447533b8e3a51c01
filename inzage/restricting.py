"""AVG art. 18: what closes together. A record that is closed while a copy of it lies open is not closed.

A record closes with the whole it is a part of (a plan, a conference), with all that hangs on that, with what came with
it, and with each disclosure that carried it. docs/adr/0111-carrying-out.md
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from cases.models import Document, Entry, Task
from cases.records import DossierRecord, record_models
from consent.models import Disclosure
from inzage.models import RequestPart
from inzage.showing import querysets_for


def everything_about(part: RequestPart) -> list[DossierRecord]:
    """All that is about this person in this dossier, of every category, and what closes with it. As the system."""
    found = [record for records in querysets_for(part.about, part.dossier) for record in records if _has_words(record)]
    return closing_over(found)


def _has_words(record: DossierRecord) -> bool:
    """What a rule put on a list says nothing of anybody, and without it nobody would do it."""
    return not (isinstance(record, Task) and record.rule)


def closing_over(records: Iterable[DossierRecord]) -> list[DossierRecord]:
    """These and all that closes with them, each once. As the system: of every category."""
    found: dict = {}
    left = [_root_of(record) for record in records]
    while left:
        record = left.pop()
        if record.pk not in found:
            found[record.pk] = record
            left += [_root_of(one) for one in _beside(record)]
            left += _hanging_on(record)
    return list(found.values())


def _root_of(record: DossierRecord) -> DossierRecord:
    """The whole of which it is a part: its plan, its conference, its consent."""
    for name in record.hangs_on:
        if getattr(record, f"{name}_id") is not None:
            return _root_of(getattr(record, name))
    return record


def _hanging_on(record: DossierRecord) -> Iterator[DossierRecord]:
    for model in record_models():
        for name in model.hangs_on:
            if model is not RequestPart and model._meta.get_field(name).related_model is type(record):
                yield from model.objects.filter(**{name: record.pk})


def _beside(record: DossierRecord) -> Iterator[DossierRecord]:
    """Where its words stand too."""
    if isinstance(record, Entry):
        yield from Document.objects.filter(entry=record.pk)
    if isinstance(record, Disclosure) and record.entry_id:
        yield from Entry.objects.filter(pk=record.entry_id)
    carried = Q(record_ids__contains=[record.pk]) | Q(entry=record.pk)
    yield from Disclosure.objects.filter(carried).exclude(pk=record.pk)
