"""§ 3.3 Zorgvuldigheid: what leaves a dossier. Prepared, queued for half a minute, sent or taken back; never without
cover: the actions ask `consent.sharing`, and the database asks once more at the very moment. docs/adr/0089-sharing.md

Everybody locks in one order (`locks`), so of a withdrawal and a sending either the withdrawal is first and nothing
goes, or the sending is first and it had gone.
"""

from collections.abc import Collection, Iterable
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from accounts import messages
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases.actions.common import hold_open, note, touch
from cases.choices import EntryKind, Source
from cases.errors import Overtaken
from cases.models import Dossier, Entry, Task
from consent.actions.deliveries import make_delivery, refuse_fallen
from consent.actions.followup import carried, put_on_list, task_id
from consent.actions.locks import hold, hold_covers
from consent.aligning import asked_time_until
from consent.covering import Wish, answer_to
from consent.errors import NotCovered, TooLateToTakeBack
from consent.handed_over import paper_of
from consent.items import day_of, digest_of, said
from consent.models import Consent, Cover, Delivery, Disclosure
from consent.models.disclosures import DisclosureKind, Medium
from consent.sharing import Answer, category_of
from consent.states import NEXT_DISCLOSURE, DisclosureStatus, step
from sealing import files, keys
from sealing.access import Access

TAKE_BACK_WITHIN = timedelta(seconds=30)
CALL_AFTER = timedelta(days=7)
# In `careful`: why something is asked within the time that was asked for.
ALL_THE_SAME = "toch"
WITHOUT_COVER = "without cover"


@transaction.atomic
def prepare(
    dossier: Dossier, wish: Wish, *, by, now: datetime, items: list[dict], receiver: dict, **facts
) -> Disclosure:
    """A disclosure in preparation, with why each person's part may go. Raises NotCovered, Overtaken.

    `wish`: what was chosen, opened; `items`: exactly what will go (`consent.items`). `facts`: careful, question,
    without_bsn, whole_reason. On paper it goes to the address of the organisation, whatever somebody typed.
    """
    answer = answer_to(wish, dossier, now)
    refuse_uncovered(answer, facts)
    _refuse_too_soon(dossier, wish, facts, localdate(now))
    hold_covers([line.consent for line in answer.lines], [line.ground for line in answer.lines])
    hold_open(dossier.pk)
    made = Disclosure.objects.create(
        dossier=dossier,
        kind=wish.kind,
        organisation=wish.organisation,
        medium=wish.medium,
        about=wish.about,
        kinds=list(wish.kinds),
        record_ids=[record.pk for record in wish.records],
        items=items,
        receiver=receiver | ({"address": wish.organisation.address} if wish.medium == Medium.PAPER else {}),
        category=category_of(wish.categories),
        withheld=answer.without_consent,
        purpose=dossier.purpose,
        legal_basis=dossier.legal_basis,
        created_at=now,
        created_by=by,
        substantively_changed_at=now,
        **facts,
    )
    Cover.objects.bulk_create(covers_of(made, answer))
    note(Action.CREATE, dossier.pk, by=by, now=now, object_type="disclosure", record_ids=[made.pk])
    return made


def _refuse_too_soon(dossier: Dossier, wish: Wish, facts: dict, on: date) -> None:
    """§ 4.1 Casusregie: who asked for time to align is asked nothing new, unless it is said why. Raises NotCovered."""
    if wish.kind != DisclosureKind.QUESTION or (facts.get("careful") or {}).get(ALL_THE_SAME):
        return
    if until := asked_time_until(dossier.pk, wish.organisation.pk, on):
        raise NotCovered(
            _("Daar is tijd gevraagd om af te stemmen, tot en met %(day)s. Schrijf waarom u toch nu iets vraagt.")
            % {"day": date_format(until, "j F Y")}
        )


def refuse_uncovered(answer: Answer, facts: dict) -> None:
    """Raises NotCovered, with what is missing."""
    if not answer.may:
        raise NotCovered(" ".join(one.what for one in answer.missing))
    if any(not facts.get(name) for name in answer.needs):
        raise NotCovered(_("Schrijf eerst waarom dit zo nodig is."))


def covers_of(disclosure: Disclosure, answer: Answer) -> list[Cover]:
    dossier = disclosure.dossier
    return [
        Cover(
            dossier=dossier,
            disclosure=disclosure,
            person_id=line.who.id,
            consent_id=line.consent,
            ground_id=line.ground,
            planned=line.planned,
        )
        for line in answer.lines
    ]


@transaction.atomic
def queue(disclosure: Disclosure, *, by, now: datetime, task, contents: dict[str, bytes] | None = None) -> Disclosure:
    """What will go is fixed; it goes half a minute from now, unless somebody takes it back.

    `disclosure`: opened. `task`: the job that sends one disclosure. `contents`: of documents among the items, by the id
    of the item.
    Raises NotCovered, Overtaken, PaperRefused, OSError.
    """
    hold(disclosure, open_dossier=True)
    refuse_fallen(disclosure, now)
    disclosure.items_sha256 = digest_of(disclosure.items)
    disclosure.send_at, disclosure.sent_by = now + TAKE_BACK_WITHIN, by
    _move(disclosure, DisclosureStatus.QUEUED)
    note(Action.CHANGE, disclosure.dossier_id, by=by, now=now, object_type="disclosure", record_ids=[disclosure.pk])
    paper = paper_of(disclosure, contents or {}, at=now)
    # Last: a full disk leaves no row behind.
    files.store(disclosure.pk, keys.find([disclosure.pk])[disclosure.pk], paper)
    transaction.on_commit(partial(task.apply_async, [str(disclosure.pk)], eta=disclosure.send_at), robust=True)
    return disclosure


@transaction.atomic
def tell(disclosure: Disclosure, *, by, now: datetime) -> Disclosure:
    """What was said in a conversation: there is nothing to take back. `disclosure`: opened. Raises NotCovered,
    Overtaken.
    """
    hold(disclosure, open_dossier=True)
    disclosure.items_sha256 = digest_of(disclosure.items)
    _leave(disclosure, by=by, now=now)
    if disclosure.kind == DisclosureKind.HANDOVER:
        written = _("Schriftelijk verslag van de warme overdracht maken en versturen")
        due_on = localdate(now + CALL_AFTER)
        put_on_list(disclosure, written, to=by, due_on=due_on, by=by, now=now, rule="overdracht")
    return disclosure


@transaction.atomic
def take_back(disclosure: Disclosure, *, by, now: datetime) -> Disclosure:
    """As long as it has not gone. Raises TooLateToTakeBack, Overtaken."""
    hold(disclosure)
    if disclosure.status != DisclosureStatus.QUEUED:
        raise TooLateToTakeBack(_("Dit is niet meer terug te halen: het is al weg, of het ging al niet door."))
    _move(disclosure, DisclosureStatus.TAKEN_BACK)
    note(Action.UNDO, disclosure.dossier_id, by=by, now=now, object_type="disclosure", record_ids=[disclosure.pk])
    _forget_paper(disclosure)
    return disclosure


@transaction.atomic
def send(disclosure_id: UUID, *, now: datetime, access: Access, mail) -> DisclosureStatus | None:
    """Sends one that is due; None where there is nothing to send (any more). Twice does no harm.

    For the system. `mail`: the job that mails one link. When cover is gone, or the dossier was closed, it is stopped,
    and who sent it gets a task.
    """
    known = Disclosure.objects.select_related("organisation", "sent_by", "dossier")
    disclosure = known.filter(pk=disclosure_id).first()
    if disclosure is None or disclosure.status != DisclosureStatus.QUEUED:
        return None
    try:
        hold(disclosure, open_dossier=True)
    except Overtaken:
        return _stop(disclosure, now=now)
    if disclosure.status != DisclosureStatus.QUEUED or disclosure.send_at > now:
        return None
    access.give(disclosure)
    try:
        _leave(disclosure, by=disclosure.sent_by, now=now)
    except NotCovered:
        return _stop(disclosure, now=now)
    if disclosure.medium == Medium.LINK:
        messages.hand_over(mail, make_delivery(disclosure, now=now).pk)
    return disclosure.status


def _leave(disclosure: Disclosure, *, by, now: datetime) -> None:
    """It goes at this very moment: both we and the database look once more whether it may."""
    refuse_fallen(disclosure, now)
    disclosure.sent_at, disclosure.sent_by = now, by
    _move(disclosure, DisclosureStatus.SENT)
    disclosure.entry = write_note(disclosure, now=now)
    disclosure.save(update_fields=["entry"])
    note(Action.DISCLOSE, disclosure.dossier_id, by=by, now=now, object_type="disclosure", record_ids=[disclosure.pk])


def write_note(disclosure: Disclosure, *, now: datetime) -> Entry:
    """§ 3.3 Zorgvuldigheid: the note every disclosure leaves: what exactly, to whom, on which ground, how."""
    facts = {"kind": EntryKind.DISCLOSURE, "happened_on": localdate(now), "text": note_text(disclosure, now)}
    return _add(Entry, disclosure, by=disclosure.sent_by, now=now, source=Source.OWN, **facts)


def note_text(disclosure: Disclosure, now: datetime) -> str:
    """In words; the disclosure itself keeps what exactly went."""
    ground = _ground(disclosure)
    who = ", ".join(word for word in (disclosure.receiver.get("name"), disclosure.organisation.name) if word)
    first = _("%(kind)s: %(who)s, %(ground)s. Hoe: %(medium)s.") % {
        "kind": disclosure.get_kind_display(),
        "who": who,
        "ground": ground,
        "medium": disclosure.get_medium_display(),
    }
    lines = [f"– {item['title']}, {date_format(day_of(item), 'j F Y')}" for item in disclosure.items]
    last = _("Gegaan op %(when)s, door %(name)s.") % {
        "when": date_format(localtime(now), "j F Y H:i"),
        "name": disclosure.sent_by.name,
    }
    return "\n".join([first, *lines, last])


def _ground(disclosure: Disclosure) -> str:
    if disclosure.withheld:
        return _("op een uitzondering, zonder toestemming")
    if disclosure.by_plan == {True}:
        return _("volgens het getekende plan")
    both = _("met toestemming, en volgens het getekende plan")
    return both if True in disclosure.by_plan else _("met toestemming")


@transaction.atomic
def answer(question: Disclosure, delivery, *, now: datetime) -> Disclosure:
    """§ 3.1 Toestemmingsverklaring: what a receiver wrote back, taken into the dossier with its source and date.

    For the system; `question` and `delivery` opened. Raises Overtaken when the dossier is closed by now: it waits.
    """
    hold(question, open_dossier=True)
    text = delivery.answer["text"]
    title = _("Antwoord van %(name)s") % {"name": question.organisation.name}
    items = [said(title, text, day=localdate(delivery.answered_at))]
    facts = {"source": Source.PROFESSIONAL, "own_observation": False}
    came = _add(
        Disclosure,
        question,
        by=question.sent_by,
        now=delivery.answered_at,
        kind=DisclosureKind.INCOMING,
        status=DisclosureStatus.RECEIVED,
        organisation=question.organisation,
        receiver=question.receiver,
        kinds=question.kinds,
        items=items,
        items_sha256=digest_of(items),
        medium=Medium.LINK,
        answers=question,
        **facts,
    )
    who = ", ".join(word for word in (question.receiver.get("name"), question.organisation.name) if word)
    day = localdate(delivery.answered_at)
    about = {"kind": EntryKind.DISCLOSURE, "happened_on": day, "text": f"{title}\n\n{text}", "told_by": who}
    came.entry = _add(Entry, question, by=question.sent_by, now=delivery.answered_at, **about, **facts)
    came.save(update_fields=["entry"])
    return came


@transaction.atomic
def shield(disclosure: Disclosure, *, by, now: datetime, reason: str, review_on) -> Disclosure:
    """§ 3.3 Zorgvuldigheid: not shown at inzage while the safety of others is at stake; looked at again on a day.

    It never ends by itself: on that day somebody gets a task. Raises Overtaken.
    """
    hold(disclosure, open_dossier=True)
    disclosure.shielded, disclosure.shield_reason, disclosure.shield_review_on = True, reason, review_on
    disclosure.save()
    title = _("Bekijk of de afscherming van een verstrekking nog nodig is")
    put_on_list(disclosure, title, to=by, due_on=review_on, by=by, now=now, rule="afscherming", withheld=True)
    note(Action.CHANGE, disclosure.dossier_id, by=by, now=now, object_type="disclosure", record_ids=[disclosure.pk])
    return disclosure


@transaction.atomic
def unshield(disclosure: Disclosure, *, by, now: datetime) -> Disclosure:
    """A named person decides that it is shown from now on. Raises Overtaken."""
    hold(disclosure, open_dossier=True)
    disclosure.shielded, disclosure.released_by, disclosure.released_at = False, by, now
    disclosure.save()
    note(Action.REVIEW, disclosure.dossier_id, by=by, now=now, object_type="disclosure", record_ids=[disclosure.pk])
    return disclosure


def stop_queued(consents: Iterable[Consent], *, now: datetime) -> None:
    """For whoever ends these consents, in the same transaction, after locking them: what waits under them stops.

    As the system: whoever ends them need not be able to read what waits.
    """
    with system(Purpose.SHARING, now):
        for disclosure in _waiting(consent__in=consents).select_for_update(of=("self",)):
            _stop(disclosure, now=now)


def stop_planned(parts: Collection[UUID], *, now: datetime) -> None:
    """The same of a plan that holds no more, by whoever holds its dossier: `parts` names who was involved.

    What somebody else holds is on its way: it waits for the plan, finds it ended, and stops by itself (`send`). To wait
    for it here would be to wait for each other.
    """
    with system(Purpose.SHARING, now):
        for disclosure in _waiting(planned__in=parts).select_for_update(of=("self",), skip_locked=True):
            _stop(disclosure, now=now)


def close_unopened(consents: Iterable[Consent] = (), *, parts: Collection[UUID] = (), now: datetime) -> list[UUID]:
    """Links under these consents that nobody opened yet open nothing any more; what had gone stays as it went.

    `parts`: of a plan, as `stop_planned`. The ids of all that had gone under them: their receivers are told that
    something changed.
    """
    with system(Purpose.SHARING, now):
        under = _under(Q(consent__in=consents) | Q(planned__in=parts))
        gone = under.filter(status=DisclosureStatus.SENT).order_by("pk")
        Delivery.objects.filter(disclosure__in=gone, opened_at=None, revoked_at=None).update(revoked_at=now)
        return list(gone.values_list("pk", flat=True))


def _waiting(**covered_by):
    waiting = _under(Q(**covered_by)).filter(status=DisclosureStatus.QUEUED)
    return waiting.select_related("sent_by", "dossier").order_by("pk")


def _under(covered_by: Q):
    return Disclosure.objects.filter(pk__in=Cover.objects.filter(covered_by).values("disclosure"))


@transaction.atomic
def ask_to_call(delivery_id: UUID, *, now: datetime) -> None:
    """§ 3.3 Zorgvuldigheid: a receiver who never confirms stays in sight; who sent it calls. Once for each link."""
    silent = Delivery.objects.silent_since(now - CALL_AFTER).select_for_update(of=("self",))
    delivery = silent.select_related("disclosure__dossier", "disclosure__sent_by").filter(pk=delivery_id).first()
    if delivery is None or not delivery.disclosure.dossier.is_open:
        return
    if asked_time_until(delivery.disclosure.dossier_id, delivery.disclosure.organisation_id, localdate(now)):
        # The run of the day after it reminds.
        return
    title = _("Bel de ontvanger: een verstrekking is nog niet bevestigd")
    to = delivery.disclosure.sent_by
    put_on_list(delivery.disclosure, title, to=to, due_on=localdate(now), now=now, rule="onbevestigd")
    Delivery.objects.filter(pk=delivery.pk).update(reminded_at=now)


def ask_to_tell(disclosure: Disclosure, *, now: datetime) -> None:
    """§ 3.1 Toestemmingsverklaring: a receiver whom no mail reaches is called by whoever sent it. Once."""
    known = task_id(disclosure, "bellen")
    if disclosure.dossier.is_open and not Task.objects.filter(pk=known).exists():
        title = _("Bel de ontvanger: wat die kreeg, mag niet verder worden gebruikt")
        due_on = localdate(now)
        put_on_list(disclosure, title, to=disclosure.sent_by, due_on=due_on, now=now, rule="vertellen", id=known)


# --- what they stand on ---


def _move(disclosure: Disclosure, status: DisclosureStatus) -> None:
    """To a status that follows. Raises NotCovered where the database says that nothing covers it."""
    before = disclosure.status
    disclosure.status = step(NEXT_DISCLOSURE, before, status)
    with _cover_is_asked(disclosure, before):
        disclosure.save()


@contextmanager
def _cover_is_asked(disclosure, before):
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        disclosure.status = before
        if WITHOUT_COVER not in str(error):
            raise
        raise NotCovered(_("Er is geen toestemming of uitzondering (meer). Er is niets verstuurd.")) from error


def _stop(disclosure: Disclosure, *, now: datetime) -> DisclosureStatus:
    disclosure.sent_at = None
    _move(disclosure, DisclosureStatus.STOPPED)
    title = _("Een verstrekking is tegengehouden: bekijk wat er nodig is")
    due_on = localdate(now)
    put_on_list(disclosure, title, to=disclosure.sent_by, due_on=due_on, now=now, rule="tegengehouden")
    gone = {"object_type": "tegengehouden", "record_ids": [disclosure.pk]}
    note(Action.DISCLOSE, disclosure.dossier_id, by=None, now=now, **gone)
    _forget_paper(disclosure)
    return disclosure.status


def _forget_paper(disclosure: Disclosure) -> None:
    """What did not go needs no paper; after the commit, for a rollback would not bring it back."""
    transaction.on_commit(partial(files.delete, disclosure.pk), robust=True)


def _add(model, disclosure: Disclosure, *, by, now: datetime, **facts):
    """A record beside this disclosure: about the same persons, as hidden and as apart as it is."""
    own = {"dossier": disclosure.dossier, **carried(disclosure)}
    record = model.objects.create(created_at=now, created_by=by, substantively_changed_at=now, **own | facts)
    touch(record, now)
    note(
        Action.CREATE, disclosure.dossier_id, by=by, now=now, object_type=model._meta.model_name, record_ids=[record.pk]
    )
    return record
