"""§ 4.1 Casusregie: two registrations of one person become one, and two again when it was a mistake.

A person is of every dossier they are in, so the system does it everywhere. What was changed is written down by id, and
put back exactly so; docs/adr/0097-life-changes.md. `casework.merging` says whether it may be done, and which one stays.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases import search
from cases.access import access_for_system
from cases.actions.common import note
from cases.errors import CaseError, Overtaken
from cases.models import (
    ContactProfile,
    Dossier,
    DossierPerson,
    HouseholdMember,
    Lookup,
    Merge,
    Person,
    PersonSearch,
    Relation,
)
from casework import merging
from casework.merging import Reachable, Registration
from casework.models import PlanSignature
from consent.models import Authority, Disclosure, Signature
from consent.models.signing import SignatureState
from consent.states import DisclosureStatus
from sealing.access import Access
from sealing.handing_over import sealed_for
from sealing.models import SealedUnderPerson

# Arrays of ids that are ids of persons; a test holds every other one against this.
OF_PEOPLE = ("about", "told_people", "residents")
# Of what there can be one of for a person, a room above says first which of two goes: (who goes, who stays, now).
before_following: list[Callable[[UUID, UUID, datetime], None]] = []
# Where one stands for a person in another way than by following them.
BY_THEMSELVES = (Merge, Lookup, DossierPerson, HouseholdMember)


class NotTheSame(CaseError):
    """These two cannot be made one as they are now; nothing was changed."""


@dataclass(frozen=True)
class Pair:
    """Who stays, and who is found nowhere any more."""

    kept: Person
    gone: Person


def pair_of(one: Person, other: Person, *, now: datetime) -> Pair:
    """Two persons that doors handed out. Raises NotTheSame, with why."""
    with system(Purpose.MERGING, now):
        registered = {person.pk: _registration(person) for person in (one, other)}
        first, second = registered[one.pk], registered[other.pk]
        ids = [one.pk, other.pk]
        related = Relation.objects.filter(person__in=ids, relative__in=ids).exists()
        if refusal := merging.refusal(first, second, related=related, decided_twice=_decided_twice(ids)):
            raise NotTheSame(refusal)
    kept, gone = merging.survivor(first, second)
    people = {one.pk: one, other.pk: other}
    return Pair(people[kept.id], people[gone.id])


def _registration(person: Person) -> Registration:
    mine = DossierPerson.objects.filter(person=person.pk).values_list("dossier", flat=True)
    return Registration(
        id=person.pk,
        created_at=person.created_at,
        has_bsn=person.bsn_index is not None,
        in_doubt=person.bsn_in_doubt,
        birth=tuple(person.birth) if person.birth else None,
        death=tuple(person.death) if person.death else None,
        hides=bool(search.hiding([person.pk])),
        dossiers=frozenset(mine),
    )


def _decided_twice(ids: list[UUID]) -> bool:
    running = Authority.objects.filter(person__in=ids, replaced_at=None)
    outcomes = access_for_system(Purpose.MERGING).give_all(running.order_by("pk"))
    said: dict[UUID, list] = {}
    for one in outcomes:
        holders = sorted((holder["name"], holder["role"]) for holder in one.holders or [])
        said.setdefault(one.person_id, []).append((one.kind, holders))
    one, other = ([*said.values(), None, None])[:2]
    return one is not None and other is not None and sorted(one) != sorted(other)


@transaction.atomic
def merge(pair: Pair, *, by: User, now: datetime) -> Merge:
    """Raises NotTheSame, Overtaken, SearchNotReady."""
    search.require_ready()
    with system(Purpose.MERGING, now):
        _hold(pair.kept.pk, pair.gone.pk)
        _refuse_waiting_for_both(pair)
        _refuse_leaving(pair)
        try:
            with transaction.atomic():
                moved = _Moving(pair.gone.pk, pair.kept.pk, now).all()
        except IntegrityError as error:
            said = _(
                "Deze twee staan samen in één stuk dat maar één keer over iemand kan gaan. Haal daar eerst één weg."
            )
            raise NotTheSame(said) from error
        PersonSearch.objects.filter(pk=pair.gone.pk).delete()
        Lookup.objects.filter(person=pair.gone.pk, until__gt=now).update(until=now)
        made = Merge.objects.create(
            kept=pair.kept,
            gone=pair.gone,
            moved=moved,
            merged_at=now,
            merged_by=by,
            undo_until=merging.undo_until(localdate(now)),
        )
        _log(made, by, now)
    return made


@transaction.atomic
def unmerge(person: Person, *, by: User, now: datetime) -> Person:
    """The last of what this person took over, put back. Raises Overtaken when there is none, SearchNotReady."""
    search.require_ready()
    with system(Purpose.MERGING, now):
        merge = Merge.objects.filter(kept=person.pk, undo_until__gte=localdate(now)).order_by("-merged_at").first()
        if merge is None:
            raise Overtaken(_("Dit is niet meer terug te draaien."))
        _hold(merge.kept_id, merge.gone_id)
        again = access_for_system(Purpose.MERGING).give(Person.objects.get(pk=merge.gone_id))
        _log(merge, by, now)
        _put_back(merge)
        merge.delete()
        search.put([again])
    return again


def finish(now: datetime) -> int:
    """Nightly: what can be undone no more. Nothing refers to who is gone then, and they are destroyed; how many."""
    with system(Purpose.UPKEEP, now):
        return Merge.objects.filter(undo_until__lt=localdate(now)).delete()[0]


def _hold(*ids: UUID) -> None:
    """With every dossier they are in, as whoever writes there does. Raises Overtaken."""
    mine = DossierPerson.objects.filter(person__in=ids).values("dossier")
    list(Dossier.objects.filter(pk__in=mine).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    if len(Person.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk")) != len(ids):
        raise Overtaken(_("Een van beide is er niet meer. Er is niets veranderd."))


def _refuse_waiting_for_both(pair: Pair) -> None:
    """Whoever signed once would still be asked."""
    for model, paper in ((Signature, "consent"), (PlanSignature, "version")):
        of_both = [model.objects.filter(signer=one.pk).order_by() for one in (pair.kept, pair.gone)]
        papers = of_both[0].filter(**{f"{paper}__in": of_both[1].values(paper)}).values(paper)
        if any(one.filter(state=SignatureState.ASKED, **{f"{paper}__in": papers}).exists() for one in of_both):
            raise NotTheSame(_("Een toestemming of een plan wacht op een handtekening van beide. Trek die eerst in."))


def _refuse_leaving(pair: Pair) -> None:
    """What is about to be sent is looked at by the database, person by person."""
    leaving = Disclosure.objects.filter(status=DisclosureStatus.QUEUED, about__contains=[pair.gone.pk])
    if leaving.exists():
        raise NotTheSame(_("Er gaat net iets uit over een van beide. Probeer het over een paar minuten weer."))


def _log(merge: Merge, by: User, now: datetime) -> None:
    """In every dossier it touches; ids alone."""
    dossiers = DossierPerson.objects.filter(person__in=[merge.kept_id, merge.gone_id]).values_list("dossier", flat=True)
    for dossier in (None, *sorted(set(dossiers))):
        ids = [merge.kept_id, merge.gone_id]
        note(Action.CHANGE, dossier, by=by, now=now, object_type="persoon", record_ids=ids)


# --- what follows ---


def places() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every table with columns that name a person, history too, but those that are a place of their own."""
    for model in apps.get_models():
        if issubclass(model, BY_THEMSELVES):
            continue
        names = [field.attname for field in model._meta.concrete_fields if names_a_person(field)]
        if names:
            yield model, names


def names_a_person(field: models.Field) -> bool:
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, models.UUIDField) and field.name in OF_PEOPLE
    return field.is_relation and field.related_model is Person


class _Moving:
    """Everything of `gone` becomes `kept`'s; each change is written down."""

    def __init__(self, gone: UUID, kept: UUID, now: datetime):
        self.gone, self.kept, self.now, self.on = gone, kept, now, localdate(now)
        self.access = access_for_system(Purpose.MERGING)
        self.moved: list = []

    def all(self) -> list:
        for make_room in before_following:
            make_room(self.gone, self.kept, self.now)
        self._keep_secret()
        self._profiles()
        for model, columns in places():
            self._follow(model, columns)
        self._homes()
        self._dossiers()
        return self.moved

    def _follow(self, model, columns: list[str]) -> None:
        arrays = [name for name in columns if name in OF_PEOPLE]
        named = models.Q()
        for name in columns:
            named |= models.Q(**{f"{name}__contains": [self.gone]} if name in arrays else {name: self.gone})
        for row in model._base_manager.filter(named).order_by("pk"):
            after = {name: self._after(getattr(row, name), name in arrays) for name in columns}
            self._write(row, after)

    def _after(self, value, is_array: bool):
        if is_array:
            return merging.in_place_of(value, self.gone, self.kept)
        return self.kept if value == self.gone else value

    def _write(self, row, after: dict) -> None:
        before = {name: getattr(row, name) for name in after}
        changed = {name: value for name, value in after.items() if value != before[name]}
        if not changed:
            return
        sealed = _resealed(row, changed.get("person_id"), self.access)
        type(row)._base_manager.filter(pk=row.pk).update(**changed, **sealed)
        kept = {name: [_plain(before[name]), _plain(value)] for name, value in changed.items()}
        self.moved.append([row._meta.label, str(row.pk), kept])

    def _keep_secret(self) -> None:
        """The stricter wins."""
        kept, gone = (Person.objects.get(pk=pk) for pk in (self.kept, self.gone))
        self._write(kept, {"address_secret": kept.address_secret or gone.address_secret})

    def _profiles(self) -> None:
        """One holds; where both say something the other does not, none does."""
        running = ContactProfile.objects.running().filter(person__in=[self.kept, self.gone]).order_by("pk")
        running = self.access.give_all(running)
        if len(running) < 2:
            return
        holds = merging.stricter(*map(_reachable, running))
        for profile in running:
            if holds is None or profile.pk != holds.id:
                self._write(profile, {"replaced_at": self.now})

    def _homes(self) -> None:
        """Where who is kept lives now, they live; the other home becomes one of before."""
        lives = HouseholdMember.objects.filter(person=self.kept, until=None).exists()
        for row in HouseholdMember.objects.filter(person=self.gone).order_by("pk"):
            until = self.on if lives and row.until is None else row.until
            self._write(row, {"person_id": self.kept, "until": until})

    def _dossiers(self) -> None:
        """Once in each; an address that one of the two dossiers closed stays closed."""
        mine = {row.dossier_id: row for row in DossierPerson.objects.filter(person=self.kept)}
        for row in DossierPerson.objects.filter(person=self.gone).order_by("pk"):
            if row.dossier_id not in mine:
                self._write(row, {"person_id": self.kept})
                continue
            shut = {name: True for name in ("address_closed", "other_home") if getattr(row, name)}
            self._write(mine[row.dossier_id], shut)
            row_was = {
                "dossier_id": str(row.dossier_id),
                "address_closed": row.address_closed,
                "other_home": row.other_home,
            }
            self.moved.append([row._meta.label, str(row.pk), {"": row_was}])
            row.delete()


def _reachable(profile: ContactProfile) -> Reachable:
    places = (profile.safe_phone, profile.safe_email, profile.safe_address, str(profile.safe_hours))
    return Reachable(profile.pk, profile.do_not_contact, frozenset(profile.channels), profile.portal, places)


def _resealed(row, owner: UUID | None, access: Access) -> dict[str, bytes]:
    """What is sealed under a person opens with the key of whom it is about now."""
    if owner is None or not isinstance(row, SealedUnderPerson):
        return {}
    return sealed_for(access.give(row), owner, access)


# --- and what is put back ---


def _put_back(merge: Merge) -> None:
    access = access_for_system(Purpose.MERGING)
    for label, pk, columns in reversed(merge.moved):
        model = apps.get_model(label)
        if was := columns.get(""):
            dossier, rest = was.pop("dossier_id"), {"id": pk, **was}
            DossierPerson.objects.get_or_create(dossier_id=dossier, person_id=merge.gone_id, defaults=rest)
            continue
        row = model._base_manager.filter(pk=pk).first()
        if row is not None:
            _restore(row, columns, merge, access)


def _restore(row, columns: dict, merge: Merge, access: Access) -> None:
    """A column that was changed since stays as it is now."""
    back = {}
    for name, (before, after) in columns.items():
        field = row._meta.get_field(name)
        now, was, became = getattr(row, name), _python(field, before), _python(field, after)
        if isinstance(field, ArrayField):
            back[name] = merging.put_back(now, was, became, gone=merge.gone_id, kept=merge.kept_id)
        elif now == became:
            back[name] = was
    if back:
        type(row)._base_manager.filter(pk=row.pk).update(**back, **_resealed(row, back.get("person_id"), access))


def _plain(value):
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _python(field: models.Field, value):
    if isinstance(value, list):
        return [UUID(one) for one in value]
    return field.to_python(value)
