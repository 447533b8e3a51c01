"""The relatives of each person, as their own registration gives them, and who of them is in the register."""

from collections import Counter, defaultdict

from simple_history.utils import bulk_create_with_history

from brp.facts import relation_facts
from brp.people import People
from cases.choices import Source
from cases.models import Person, Relation
from sealing import keys
from sealing.models import new_id


def save_relations(registrations, run) -> int:
    """Bring the stored relatives in line with the answer; how many it gives."""
    people = People({relation.bsn for one, _person in registrations for relation in one.person.relations}, run.access)
    known = defaultdict(list)
    ids = [person.pk for _one, person in registrations]
    for row in run.access.give_all(Relation.objects.filter(person__in=ids, source=Source.BRP).order_by("pk")):
        known[row.person_id].append(row)
    new = []
    for one, person in registrations:
        wanted = [_row(person, relation, people, run) for relation in one.person.relations]
        added = _replace(known[person.pk], wanted)
        if added is not None:
            run.changed.add(person.pk)
            new += added
    keys.prepare(new)
    bulk_create_with_history(new, Relation, default_date=run.now)
    _link_others(run.created)
    return sum(len(entry.relations) for one, _person in registrations for entry in one.entries)


def _row(person, relation, people, run):
    row = Relation(id=new_id(), person=person, source=Source.BRP, recorded_on=run.on)
    for name, value in relation_facts(relation).items():
        setattr(row, name, value)
    row.relative_id = people.find(relation.bsn, relation.name.full, relation.birth)
    return row


def _replace(stored, wanted):
    """The rows to add, after removing those the BRP no longer gives; None when nothing differs."""
    left = Counter(map(_content, wanted))
    kept = []
    for row in stored:
        if left[_content(row)]:
            left[_content(row)] -= 1
            kept.append(row)
    removed = [row for row in stored if row not in kept]
    for row in removed:
        row.delete()
    _relink(kept, wanted)
    added = []
    for row in reversed(wanted):
        if left[_content(row)]:
            left[_content(row)] -= 1
            added.insert(0, row)
    return added if removed or added else None


def _relink(kept, wanted):
    """Somebody who came into the register since: the same relative, now one to go to."""
    now_known = {_content(row): row.relative_id for row in wanted}
    for row in kept:
        if row.relative_id != now_known[_content(row)]:
            row.relative_id = now_known[_content(row)]
            row.save()


def _content(row):
    index = row.relative_bsn_index
    dates = (row.relative_birth, row.since, row.until)
    return (
        row.kind,
        row.relative_name,
        bytes(index) if index else None,
        *(tuple(value) if value else None for value in dates),
    )


def _link_others(created: list[Person]):
    """Relatives of people who were here before, and who came into the register now."""
    by_index = {bytes(person.bsn_index): person.pk for person in created if not person.bsn_in_doubt}
    waiting = Relation.objects.filter(relative__isnull=True, relative_bsn_index__in=list(by_index))
    for row in waiting.only("pk", "relative_bsn_index"):
        Relation.objects.filter(pk=row.pk).update(relative=by_index[bytes(row.relative_bsn_index)])
