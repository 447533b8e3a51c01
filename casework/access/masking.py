"""The door to all that identifies a family, to mask it: more than one may see oneself; nothing of it is shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from audit.context import system
from audit.purposes import Purpose
from cases.access import access_for_system, contact_profiles_in
from cases.models import Dossier, Person, Relation
from casework.masking import Masker, Somebody
from casework.neutral import neutral_words, somebodies
from consent.models import Authority, Representation


@dataclass(frozen=True)
class Family:
    """`known`: everybody a text may name; those of the dossier by their id. `words`: what each of those is called."""

    known: dict[UUID | str, Somebody]
    words: dict[UUID, str]

    def masker(self, spare=()) -> Masker:
        """`spare`: ids of whom a text may name."""
        masked = [one for pk, one in self.known.items() if pk not in spare]
        return Masker(masked, spare=[self.known[pk] for pk in spare])


def family_to_mask(request, dossier: Dossier) -> Family:
    """Of a dossier that a door handed out. The system reads, so that an address one may not see is masked as well."""
    return family_of(dossier, contact_profiles_in(request, dossier), now=request.now)


def family_of(dossier: Dossier, profiles: dict, *, now: datetime) -> Family:
    """As the system knows them. `profiles`: person → how they can be reached, opened."""
    with system(Purpose.SHARING, now):
        access = access_for_system(Purpose.SHARING)
        people = access.give_all(Person.objects.filter(dossier_persons__dossier=dossier).order_by("pk"))
        people.sort(key=lambda person: (person.birth_date.earliest() is None, person.birth_date.earliest()))
        relations = access.give_all(Relation.objects.filter(person__in=people).order_by("pk"))
        ids = {one.relative_id for one in relations if one.relative_id} - {person.pk for person in people}
        others = access.give_all(Person.objects.filter(pk__in=ids).order_by("pk"))
        names = [one.name for one in access.give_all(Representation.objects.filter(person__in=people))]
        holding = access.give_all(Authority.objects.filter(person__in=people))
        names += [holder.get("name", "") for one in holding for holder in one.holders]
    words = neutral_words(people, relations, localdate(now))
    also = [*names, dossier.household.name]
    return Family(somebodies(people, others, relations, profiles, words=words, also=also), words)
