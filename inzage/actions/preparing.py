"""§ 4.2 Casusregiedossier: in each dossier who leads says of every record what is shown, and a second colleague reads
along.

Nothing is shielded as a whole by habit: each passage has one ground, a reason and a day to look again.
docs/adr/0106-inzage.md
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions.common import note
from cases.errors import Overtaken
from inzage import material
from inzage.actions.common import locked_part, next_part_state, next_state, save_part, save_request
from inzage.errors import NotPossible
from inzage.models import Mandate, RequestPart, Shielding, may_hold
from inzage.states import PartState, RequestState
from terms.policy import Length

PURPOSE = Purpose.INSIGHT
# Within this somebody looks again whether it must still be shielded.
LOOK_WITHIN = Length(years=1)
OWN_WORDS = _lazy(
    "Dit zijn woorden van wie het vraagt. Scherm daarin alleen af wat over een ander gaat, zoals een naam of adres, op "
    "de grond “rechten en vrijheden van anderen”. Neem die woorden precies over, en niet meer."
)


@transaction.atomic
def shield(
    part: RequestPart, record, *, by: User, now: datetime, on: date, deciding: bool = False, **facts
) -> Shielding:
    """An entry, a text of it or a passage is not shown to who asked. Raises NotPossible, Overtaken.

    `record`: opened, of the dossier of the part; `facts`: field, words, place, ground, reason, review_on, and of words
    of who asks `said` (the text they stand in) and `of_others` (`material.own_words_may_be_shielded`). `deciding`: by
    who decides, when it was prepared.
    """
    said, of_others = facts.pop("said", ""), facts.pop("of_others", ())
    if material.is_own_words(record, facts["field"], part.request):
        place = (facts["words"], facts["place"], facts["ground"])
        if not material.own_words_may_be_shielded(said, *place, of_others):
            raise NotPossible(OWN_WORDS)
    refuse_look(facts["review_on"], on)
    if not facts["reason"].strip():
        raise NotPossible(_("Schrijf op waarom dit niet getoond wordt. Zonder reden mag het niet."))
    with system(PURPOSE, now):
        part = _in_hand(part, deciding)
        shielding = Shielding.objects.create(
            dossier_id=part.dossier_id,
            category=record.category,
            record_id=record.pk,
            person_id=part.request.person_id,
            toward_id=part.request.asker_id,
            made_at=now,
            made_by=by,
            **facts,
        )
        _note(Action.CREATE, shielding, by, now)
        return shielding


@transaction.atomic
def show(shielding: Shielding, *, reason: str, by: User, now: datetime) -> Shielding:
    """§ 3.3 Zorgvuldigheid: somebody decides that it may be shown again; it ends in no other way. Raises
    NotPossible."""
    if not reason.strip():
        raise NotPossible(_("Schrijf op waarom het weer getoond mag worden."))
    with system(PURPOSE, now):
        shielding = _held(shielding)
        shielding.ended_at, shielding.ended_by, shielding.end_reason = now, by, reason
        shielding.save()
        _note(Action.CHANGE, shielding, by, now)
        return shielding


@transaction.atomic
def keep_shielded(shielding: Shielding, *, review_on: date, by: User, now: datetime, on: date) -> Shielding:
    """Looked at, and still needed; until the next day to look. Raises NotPossible."""
    refuse_look(review_on, on)
    with system(PURPOSE, now):
        shielding = _held(shielding)
        shielding.review_on = review_on
        shielding.save()
        _note(Action.CHANGE, shielding, by, now)
        return shielding


@transaction.atomic
def look(part: RequestPart, ids: Iterable[UUID], *, by: User, now: datetime, deciding: bool = False) -> RequestPart:
    """Somebody said of these records what is shown of them; what nobody looked at is never released."""
    with system(PURPOSE, now):
        part = _in_hand(part, deciding)
        ids = set(ids)
        part.looked = sorted({*part.looked, *ids})
        return save_part(Action.CHANGE, part, by=by, now=now, record_ids=ids)


@transaction.atomic
def ask_second(part: RequestPart, *, second: User, advice: str, left: int, by: User, now: datetime) -> RequestPart:
    """`left`: how many of the records this colleague can read nobody looked at. Raises NotPossible, Overtaken."""
    if left:
        raise NotPossible(_("Nog niet alles is bekeken. Kijk eerst naar elk stuk."))
    if second.pk == by.pk:
        raise NotPossible(_("Kies een ander dan uzelf."))
    with system(PURPOSE, now):
        part = _in_hand(part, deciding=False)
        part.state = next_part_state(part, PartState.READING)
        part.advice, part.prepared_by, part.second = advice, by, second
        return save_part(Action.CHANGE, part, by=by, now=now)


@transaction.atomic
def judge(part: RequestPart, *, agrees: bool, by: User, now: datetime) -> RequestPart:
    """Of the second reader; when every dossier is ready it is for who decides. Raises NotPossible, Overtaken."""
    with system(PURPOSE, now):
        part = locked_part(part)
        if part.state != PartState.READING or part.second_id != by.pk:
            raise NotPossible(_("Alleen de gekozen tweede lezer zegt of dit klopt."))
        part.state = next_part_state(part, PartState.READY if agrees else PartState.OPEN)
        part.read_at = now if agrees else None
        save_part(Action.CHANGE, part, by=by, now=now)
        if not part.request.parts.exclude(state=PartState.READY).exists():
            part.request.state = next_state(part.request, RequestState.PREPARED)
            save_request(Action.CHANGE, part.request, by=by, now=now)
        return part


def seconds_for(part: RequestPart, inside: Iterable[User], on: date) -> list[User]:
    """Colleagues in the dossier; of a closed one, in which nobody else works any more, who holds the mandate."""
    if found := list(inside):
        return found
    mandates = Mandate.objects.running(on).about(part.request.kind).select_related("user__organisation")
    return [one.user for one in mandates.order_by("user__name") if may_hold(one.user)]


def refuse_look(review_on: date, on: date) -> None:
    if not on < review_on <= on + LOOK_WITHIN:
        raise NotPossible(_("Kies een dag na vandaag om opnieuw te kijken, binnen een jaar."))


def _in_hand(part: RequestPart, deciding: bool) -> RequestPart:
    """While it is prepared it is theirs who prepare; from then on of who decides."""
    part = locked_part(part)
    is_theirs = part.state == PartState.OPEN and part.request.is_running
    if not (part.request.state == RequestState.PREPARED if deciding else is_theirs):
        raise NotPossible(_("Dit ligt bij een tweede lezer of bij de beslisser, of er is al over besloten."))
    return part


def _held(shielding: Shielding) -> Shielding:
    found = Shielding.objects.holding().select_for_update(of=("self",)).filter(pk=shielding.pk).first()
    if found is None:
        raise Overtaken(_("Dit is al niet meer afgeschermd."))
    found._access = shielding._access
    return found


def _note(action, shielding: Shielding, by: User, now: datetime) -> None:
    note(
        action,
        shielding.dossier_id,
        by=by,
        now=now,
        object_type="afscherming",
        record_ids=[shielding.pk, shielding.record_id],
    )
