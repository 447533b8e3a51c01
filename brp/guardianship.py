"""§ 1.5 Minderjarigen en wilsonbekwamen: authority (gezag) over each minor, as the BRP gives it.

A newer outcome replaces an older one, which stays to be seen; a consent that others signed than must sign now ends with
it (`importer`). An answer that does not speak of authority changes nothing.
"""

from collections import defaultdict

from simple_history.utils import bulk_create_with_history

from brp.facts import gezag_facts
from brp.people import People
from cases.models import Relation
from consent.models import Authority, AuthoritySource
from sealing import keys
from sealing.index import bsn_index
from sealing.models import new_id

CONTENT = ("kind", "holders", "explanation", "in_research")


def save_authority(registrations, run) -> int:
    """Bring what is stored in line with the answer; how many outcomes it gives on people in the register."""
    outcomes, told = _by_minor(registrations, run)
    holders = {holder.bsn for given in outcomes.values() for gezag in given for holder in gezag.holders}
    people = People(holders, run.access)
    stored = _current(outcomes, run.access)
    new = []
    for minor, given in outcomes.items():
        wanted = [gezag_facts(gezag, people.find) for gezag in given]
        if [_content(row) for row in stored[minor]] == [_without_links(facts) for facts in wanted]:
            _relink(stored[minor], wanted)
            continue
        run.changed.add(minor)
        for row in stored[minor]:
            row.replaced_at = run.now
            row.save()
        new += [_row(minor, facts, run) for facts in wanted]
    keys.prepare(new)
    bulk_create_with_history(new, Authority, default_date=run.now)
    _link_others(run)
    return told


def _by_minor(registrations, run):
    """(person id → outcomes, entries that tell them). A minor's own registration goes before a parent's."""
    entries = [entry for one, _person in registrations for entry in one.entries]
    said = [(gezag, entry.bsn) for entry in entries for gezag in entry.gezag or ()]
    people = People({gezag.minor_bsn for gezag, _by in said}, run.access)
    outcomes = {person.pk: [] for one, person in registrations if one.person.gezag is not None}
    own, told = set(), 0
    for gezag, by in sorted(said, key=lambda pair: pair[0].minor_bsn != pair[1]):
        minor = people.find(gezag.minor_bsn, gezag.minor_name)
        told += minor is not None
        if minor is None or (minor in own and gezag.minor_bsn != by):
            continue
        if gezag.minor_bsn == by:
            own.add(minor)
        if gezag not in outcomes.setdefault(minor, []):
            outcomes[minor].append(gezag)
    return outcomes, told


def _current(minors, access):
    rows = Authority.objects.filter(person__in=minors, source=AuthoritySource.BRP, replaced_at__isnull=True)
    stored = defaultdict(list)
    for row in access.give_all(rows.order_by("pk")):
        stored[row.person_id].append(row)
    return stored


def _row(minor, facts, run):
    row = Authority(id=new_id(), person_id=minor, source=AuthoritySource.BRP, recorded_on=run.on, created_at=run.now)
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def _content(row):
    return _without_links({name: getattr(row, name) for name in CONTENT})


def _without_links(facts):
    return {**facts, "holders": [{**holder, "person": None} for holder in facts["holders"]]}


def _relink(rows, wanted):
    for row, facts in zip(rows, wanted, strict=True):
        if row.holders != facts["holders"]:
            row.holders = facts["holders"]
            row.save()


def _link_others(run):
    """Children who were here before, and whose parent came into the register now: the holder is somebody one
    can go to.

    A guardian who is no relative is linked when the child is looked up again: names of holders are sealed.
    """
    by_index = {bsn_index(person.bsn).hex(): str(person.pk) for person in run.created if not person.bsn_in_doubt}
    minors = Relation.objects.filter(relative__in=[person.pk for person in run.created]).values("person")
    for row in run.access.give_all(Authority.objects.filter(person__in=minors, replaced_at__isnull=True)):
        linked = [{**holder, "person": holder["person"] or by_index.get(holder["bsn_index"])} for holder in row.holders]
        _relink([row], [{"holders": linked}])
