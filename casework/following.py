"""§ 4.1 Casusregie: what there is that could follow somebody, for `casework.changes`. Ids, and nothing is opened.

The page that shows it before and the action that does it both ask here.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from cases.models import Document, Dossier, DossierPerson, Entry, Grant, Task
from cases.records import DossierRecord
from cases.roles import Noodtoegang, Regisseur
from casework import changes
from casework.changes import Chosen, Circumstances, Fate, Foreseen, Part, Piece
from casework.conferences import NEXT_CONFERENCE
from casework.errors import PlanRefused
from casework.models import Conference, Escalation, Plan, PlanPart, PlanVersion, Zrm
from casework.states import PlanStatus
from consent.models import Consent, Disclosure, Ground, Signature
from consent.models.signing import SignatureState
from consent.states import NEXT_CONSENT, NEXT_GROUND, ConsentStatus

Among = Callable[[type[DossierRecord]], QuerySet]


def circumstances(dossier: Dossier, chosen: Chosen, *, by: User, now: datetime) -> Circumstances:
    people = DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True)
    running = Grant.objects.running(now).filter(content_object=dossier, user__is_active=True).exclude(user=by)
    running = running.exclude(permission__codename=Noodtoegang.code).select_related("user", "permission")
    colleagues = [given for given in running if given.user.is_internal]
    return Circumstances(
        people=frozenset(people),
        doer=by.pk,
        colleagues=frozenset(given.user_id for given in colleagues),
        plan_runs=Plan.objects.filter(dossier=dossier, status=PlanStatus.ACTIVE).exists(),
        led_otherwise=any(
            given.role is Regisseur and given.valid_until is None and given.user_id not in chosen.along - chosen.both
            for given in colleagues
        ),
        apart_unread=bool(chosen.leaving) and _touches_unread(dossier, chosen.leaving, by, now),
    )


def foreseen(dossier: Dossier, chosen: Chosen, *, by: User, now: datetime) -> Foreseen:
    """What the split would do. Raises PlanRefused when it cannot be done like this."""
    here = circumstances(dossier, chosen, by=by, now=now)
    if refusal := changes.refusal(chosen, here):
        raise PlanRefused(str(refusal))
    version = last_of_plan(dossier, chosen.leaving)
    parts = list(PlanPart.objects.filter(version=version).order_by("created_at", "pk")) if version else []
    return changes.foresee(chosen, here, _readable(dossier, chosen.leaving, by, now), [tied(one) for one in parts])


def tied(part: PlanPart) -> Part:
    """As the rule knows it."""
    return Part(part.pk, frozenset(part.about), frozenset({part.goal_id, part.replaces_id} - {None}))


def agreed_in(dossier: Dossier, *, by: User, now: datetime) -> tuple[list[Piece], bool]:
    """What runs of consents, grounds and conferences in a dossier, and whether there is more than one may read."""
    people = DossierPerson.objects.filter(dossier=dossier).values_list("person", flat=True)
    mine = [one for one in _readable(dossier, people, by, now) if _is_agreed(one)]
    with system(Purpose.TERMS, now):
        every = {
            one.id for one in _pieces(people, lambda model: model.objects.filter(dossier=dossier)) if _is_agreed(one)
        }
    return mine, every > {one.id for one in mine}


def _is_agreed(piece: Piece) -> bool:
    return piece.runs and changes.FOLLOWS[piece.kind] == Fate.ENDS


# --- what there is about who leaves ---


def _readable(dossier: Dossier, leaving: Collection[UUID], by: User, now: datetime) -> list[Piece]:
    return list(_pieces(leaving, lambda model: model.objects.readable_by(by, now).filter(dossier=dossier)))


def _touches_unread(dossier: Dossier, leaving: Collection[UUID], by: User, now: datetime) -> bool:
    """Ids and whom they are about alone; nothing is opened, and what it is, is told to nobody."""
    mine = {piece.id for piece in _readable(dossier, leaving, by, now)}
    with system(Purpose.TERMS, now):
        every = list(_pieces(leaving, lambda model: model.objects.filter(dossier=dossier)))
    return any(piece.id not in mine and changes.fate_of(piece, leaving) != Fate.STAYS for piece in every)


def _pieces(leaving: Collection[UUID], of: Among) -> Iterable[Piece]:
    """`of`: the records of one kind to look among, those about anybody who leaves."""

    def touching(model: type[DossierRecord]) -> QuerySet:
        return of(model).filter(about__overlap=list(leaving)).order_by("pk")

    yield from _notes_and_files(touching, of)
    for model in (Task, Zrm, Escalation, Disclosure):
        for pk, about in touching(model).values_list("pk", "about"):
            yield Piece(model._meta.model_name, pk, frozenset(about))
    for model, following in ((Consent, NEXT_CONSENT), (Ground, NEXT_GROUND), (Conference, NEXT_CONFERENCE)):
        for pk, about, status in touching(model).values_list("pk", "about", "status"):
            yield Piece(model._meta.model_name, pk, frozenset(about), runs=bool(following[status]))


def _notes_and_files(touching: Among, of: Among) -> Iterable[Piece]:
    """What hangs on a note goes where the note goes."""
    notes = [
        Piece("entry", entry.pk, frozenset(entry.about), fixed=entry.is_fixed)
        for entry in touching(Entry).only("id", "about", "kind")
    ]
    yield from notes
    for pk, about in touching(Document).filter(entry=None).values_list("pk", "about"):
        yield Piece("document", pk, frozenset(about))
    by_note = {note.id: note for note in notes}
    for pk, entry in of(Document).filter(entry__in=by_note).order_by("pk").values_list("pk", "entry"):
        yield Piece("document", pk, by_note[entry].about, fixed=by_note[entry].fixed)


def last_of_plan(dossier: Dossier, leaving: Collection[UUID]) -> PlanVersion | None:
    """Of the plan that runs and in which somebody is who leaves: what it says last."""
    plan = Plan.objects.filter(dossier=dossier, status=PlanStatus.ACTIVE, about__overlap=list(leaving)).first()
    return plan and plan.versions.order_by("-number").first()


# --- what there is of who died ---


def at_death(person: UUID, of: Among) -> Iterable[Piece]:
    """What they gave, what still waits for their signature, and the plans they are in. `of`: as `_pieces` has it."""
    waits = of(Signature).filter(signer=person, state=SignatureState.ASKED).values("consent")
    theirs = of(Consent).filter(Q(person=person) | Q(pk__in=waits, status=ConsentStatus.TO_SIGN)).order_by("pk")
    for pk, status in theirs.values_list("pk", "status"):
        yield Piece("consent", pk, frozenset({person}), runs=bool(NEXT_CONSENT[status]))
    plans = of(Plan).filter(about__contains=[person]).order_by("pk")
    for pk, about, status in plans.values_list("pk", "about", "status"):
        yield Piece("plan", pk, frozenset(about), runs=status == PlanStatus.ACTIVE)


def awaited(of: Among) -> set[UUID]:
    """Everybody of whom `at_death` would find something that runs."""
    consents = of(Consent).filter(status__in=[status for status, following in NEXT_CONSENT.items() if following])
    waits = of(Signature).filter(state=SignatureState.ASKED, consent__status=ConsentStatus.TO_SIGN)
    plans = of(Plan).filter(status=PlanStatus.ACTIVE).values_list("about", flat=True)
    gave, sign = consents.values_list("person", flat=True), waits.values_list("signer", flat=True)
    return {*gave, *sign, *(person for about in plans for person in about)} - {None}
