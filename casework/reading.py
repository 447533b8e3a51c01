"""§ 3 Toestemming, tenzij: which points of a conference with names each participant may read; rows in, answers out.

A professional of a partner: what a consent, the signed plan or a ground covers, by the same answer as any other sharing
(`consent.sharing`). A colleague: who has access to the dossier.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from cases.models import Dossier, Person
from casework.conferences import Covered, Part, Point, Reading
from casework.models import AgendaItem, Participant
from consent.covering import who_of
from consent.names import told_apart
from consent.sharing import Asked, Consented, Grounded, Planned, answer


def point_of(item: AgendaItem) -> Point:
    return Point(item.pk, frozenset(item.about), frozenset(item.kinds), item.brought_by_id)


def readings_named(  # noqa: PLR0913 (all that is known, once for all participants)
    participant: Participant,
    *,
    points: Sequence[Point],
    people: Sequence[Person],
    dossier: Dossier,
    consents: tuple[Consented, ...],
    grounds: tuple[Grounded, ...],
    planned: tuple[Planned, ...],
    inside: Collection[UUID],
    on: date,
) -> Reading:
    """`inside`: ids of colleagues who have access to this dossier."""
    if participant.part == Part.COLLEAGUE:
        if participant.user_id in inside:
            return Reading(tuple(Covered(point) for point in points))
        why = _("Deze collega heeft geen toegang tot dit dossier.")
        return Reading(refused=tuple((point, why) for point in points))
    organisation = participant.organisation
    asked = Asked(
        people=(),
        organisation=organisation.pk,
        receiver=organisation.name,
        kinds=frozenset(),
        on=on,
        categories=frozenset({participant.conference.category}),
        legal_basis=dossier.legal_basis,
        sort=organisation.sort,
        consents=consents,
        grounds=grounds,
        planned=planned,
    )
    return _covered(asked, points, {person.pk: who_of(person, name) for person, name in told_apart(people)})


def _covered(asked: Asked, points: Iterable[Point], who: dict) -> Reading:
    covered, refused = [], []
    for point in points:
        about = tuple(who[pk] for pk in sorted(point.about) if pk in who)
        found = answer(replace(asked, people=about, kinds=point.kinds))
        if found.may and len(about) == len(point.about):
            by = ({getattr(line, name) for line in found.lines} - {None} for name in ("consent", "ground", "planned"))
            covered.append(Covered(point, *map(frozenset, by)))
        else:
            refused.append((point, " ".join(dict.fromkeys(one.what for one in found.missing))))
    return Reading(tuple(covered), tuple(refused))
