"""§ 1.5 Minderjarigen en wilsonbekwamen, § 4.2 Casusregiedossier: where somebody is whose address is secret, and how
they can be reached, is kept from who asks; also from who asks for them.

What the desk proposes and what stops an answer are both made of this. docs/adr/0112-an-answer-that-was-stopped.md
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from cases.models import ContactProfile, Person, Relation
from casework.masking import Masker, Somebody
from casework.neutral import somebodies
from inzage.models import Request


@dataclass(frozen=True)
class Guarded:
    """`whom`: whom it is about, where their own address is secret to who asks; `others`: everybody else who hides;
    `spare`: what may be said, whoever it is of.
    """

    whom: tuple[Somebody, ...] = ()
    others: tuple[Somebody, ...] = ()
    spare: tuple[Somebody, ...] = ()

    def masker(self) -> Masker:
        return Masker([*self.whom, *self.others], spare=self.spare)


def guarded_from(request: Request, dossiers: Collection[UUID], give: Callable[[QuerySet], list]) -> Guarded:
    """Whom these dossiers are about, their relatives whom we know, and whom it is about. What who asks has in common
    with them, and the town of all of us, may be said. `give` opens the rows of a queryset.
    """
    asking = Person.objects.filter(pk=request.released_to)
    inside = Person.objects.filter(dossier_persons__dossier__in=dossiers)
    relatives = Relation.objects.filter(person__in=inside, relative__isnull=False).values("relative")
    there = Q(pk__in=inside) | Q(pk__in=relatives) | Q(pk=request.person_id)
    own, hiding = give(asking), give(Person.objects.filter(there, address_secret=True).exclude(pk__in=asking))
    profiles = {one.person_id: one for one in give(ContactProfile.objects.running().filter(person__in=hiding))}
    whom = [person for person in hiding if person.pk == request.person_id]
    others = [person for person in hiding if person.pk != request.person_id]
    town = Somebody("", addresses=({"town": settings.MUNICIPALITY_NAME},))
    return Guarded(_places(whom, profiles), _places(others, profiles), (town, *_places(own, {})))


def _places(people: Iterable[Person], profiles: dict) -> tuple[Somebody, ...]:
    """Where they are and how they can be reached, and not what they are called."""
    known = somebodies(list(people), [], [], profiles, words={})
    return tuple(replace(nameless(one), births=()) for one in known.values())


def nameless(one: Somebody) -> Somebody:
    return replace(one, given_names="", prefix="", surname="", names=())


def placeless(one: Somebody) -> Somebody:
    """What somebody is called, and not where they are or how they can be reached."""
    return replace(one, bsns=(), addresses=(), telephones=(), mails=())
