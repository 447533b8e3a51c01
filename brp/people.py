"""Whom in the register a BSN in the BRP's answer means."""

from collections import defaultdict

from cases.models import Person
from cases.partialdate import PartialDate
from sealing.index import bsn_index


class People:
    """Finds persons of the register by BSN; where a BSN is in doubt, by name and birth date too."""

    def __init__(self, bsns, access):
        indexes = {bsn_index(bsn) for bsn in bsns if bsn}
        persons = Person.objects.filter(bsn_index__in=list(indexes)).order_by("pk")
        self._by_index = defaultdict(list)
        for person in access.give_all(persons):
            self._by_index[bytes(person.bsn_index)].append(person)

    def find(self, bsn: str, name: str, birth: PartialDate | None = None):
        """The id, or None where nobody has the BSN or it is not clear who is meant."""
        found = self._by_index.get(bsn_index(bsn), []) if bsn else []
        if len(found) == 1 and not found[0].bsn_in_doubt:
            return found[0].pk
        for same in (lambda one: one.full_name == name and birth in (None, one.birth_date),
                     lambda one: birth is not None and one.birth_date == birth):  # fmt: skip
            fitting = [one for one in found if same(one)]
            if len(fitting) == 1:
                return fitting[0].pk
        return None
