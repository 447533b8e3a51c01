"""Takes an answer of the BRP into the register: persons, relatives, households and authority. All of it, or
nothing.

A second time changes nothing. Runs with the system purpose `import`, one at a time, in one transaction.
"""

from collections import defaultdict
from datetime import date, datetime

from django.db import connection
from simple_history.utils import bulk_create_with_history

from audit import log
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from brp.facts import person_facts
from brp.families import save_relations
from brp.guardianship import save_authority
from brp.households import settle
from brp.identity import Identity, conflict_with_known, left_out, refuse, registrations
from brp.result import Result
from brp.shapes import Answer
from cases import search
from cases.access import access_for_system
from cases.choices import Source
from cases.errors import SearchNotReady
from cases.models import Person
from consent.actions.withdrawal import end_signed_by_others
from consent.tasks import NOTICES
from sealing import keys
from sealing.index import a_number_index, bsn_index
from sealing.models import new_id

ONE_AT_A_TIME = 7_224_001
"""Number of the lock that imports take: two at once could both make the same person."""


def load(answer: Answer, *, now: datetime, on: date, by=None, request_id=None) -> Result:
    """Raises ImportConflict, cases.errors.SearchNotReady and database errors; then nothing is saved."""
    kept, skipped = left_out(answer.persons)
    found = registrations(kept)
    with system(Purpose.IMPORT, now):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        _require_search()
        result = Import(found, now=now, on=on).run()
        result.skipped = skipped
        log.write(
            action=Action.IMPORT,
            at=now,
            user_id=by.pk if by else None,
            purpose=Purpose.IMPORT.value,
            object_type="persoon",
            record_ids=[pk for pks in result.person_ids.values() for pk in pks],
            request_id=request_id,
        )
    return result


def _require_search():
    """Newcomers wait while the search data are rebuilt; those of an empty register are complete."""
    try:
        search.require_ready()
    except SearchNotReady:
        if Person.objects.exists():
            raise
        search.mark_ready()


class Import:
    """One run. `self.persons`: place in `registrations` → the person in the register, opened."""

    def __init__(self, registrations, *, now, on):
        self.registrations, self.now, self.on = registrations, now, on
        self.access = access_for_system(Purpose.IMPORT.value)
        self.created, self.changed = [], set()

    def run(self) -> Result:
        known = self._known()
        self._refuse_conflicts(known)
        self.persons = [self._match(registration, known) for registration in self.registrations]
        self._save_new()
        registrations = list(zip(self.registrations, self.persons, strict=True))
        relations = save_relations(registrations, self)
        authority = save_authority(registrations, self)
        households = settle(registrations, self)
        # Of whoever is new nothing was signed; a death or a birth date that was put right changes who decides as well.
        end_signed_by_others(self.changed, now=self.now, notices=NOTICES)
        search.put([person for person in self.persons if person.pk in self.changed or person in self.created])
        return self._result(relations, authority, households)

    def _known(self):
        """BSN → persons who have it in the register."""
        by_index = {bsn_index(one.person.bsn): one.person.bsn for one in self.registrations}
        known = defaultdict(list)
        for person in self.access.give_all(Person.objects.filter(bsn_index__in=list(by_index)).order_by("pk")):
            known[by_index[bytes(person.bsn_index)]].append(person)
        return known

    def _refuse_conflicts(self, known):
        given = defaultdict(set)
        for one in self.registrations:
            given[one.person.bsn].add(one.identity)
        refuse(
            [
                sentence
                for one in self.registrations
                if (sentence := conflict_with_known(
                    one, {_identity(person) for person in known[one.person.bsn]}, given[one.person.bsn]
                ))
            ]
        )  # fmt: skip

    def _match(self, registration, known):
        for person in known[registration.person.bsn]:
            if _identity(person) == registration.identity:
                self._change(person, self._facts(registration, person))
                return person
        return self._new(registration)

    def _facts(self, registration, person):
        """What a person of the register must have. A secret, a doubt or a death once noted is not taken back."""
        number = registration.person.a_number
        facts = person_facts(registration.person)
        return {
            **facts,
            "death": facts["death"] or person.death,
            "a_number_index": a_number_index(number) if number else person.a_number_index,
            "bsn_in_doubt": registration.in_doubt or person.bsn_in_doubt,
            "address_secret": registration.person.secrecy or person.address_secret,
            "source": Source.BRP,
            "bsn_reason": "",
        }

    def _change(self, person, facts):
        different = {name: value for name, value in facts.items() if _plain(getattr(person, name)) != value}
        if not different:
            return
        for name, value in (different | {"source_date": self.on}).items():
            setattr(person, name, value)
        person.save()
        self.access.give(person)
        self.changed.add(person.pk)

    def _new(self, registration):
        person = Person(id=new_id(), created_at=self.now, source_date=self.on)
        for name, value in self._facts(registration, person).items():
            setattr(person, name, value)
        person.bsn_index = bsn_index(registration.person.bsn)
        self.created.append(person)
        return person

    def _save_new(self):
        keys.prepare(self.created)
        bulk_create_with_history(self.created, Person, default_date=self.now)
        self.access.give_all(self.created)

    def _result(self, relations, authority, households):
        ids = defaultdict(list)
        for registration, person in zip(self.registrations, self.persons, strict=True):
            ids[registration.person.bsn].append(person.pk)
        return Result(
            persons=sum(len(one.entries) for one in self.registrations),
            households=households,
            relations=relations,
            authority=authority,
            created=len(self.created),
            changed=len(self.changed - {person.pk for person in self.created}),
            person_ids=dict(ids),
        )


def _identity(person) -> Identity:
    return Identity(person.full_name, person.birth_date)


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value
