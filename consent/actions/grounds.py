"""What changes a ground: answered by one, confirmed by another, looked at again at its date."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit.choices import Action
from cases.actions.common import hold, hold_open, note, touch
from cases.emergency import working_day_after
from cases.models import Dossier
from consent.actions.followup import follow_up, settle
from consent.errors import NotAnswered, NotPossibleNow, OwnGround
from consent.grounds import GROUNDS, GroundRule, rule_of, unanswered
from consent.models import Ground
from consent.standing import refuse_fallen
from consent.states import NEXT_GROUND, GroundStatus, NotNext, step
from consent.who import lead_of, second_persons

OPEN_TO_ANSWER = (GroundStatus.DRAFT, GroundStatus.URGENT)


@transaction.atomic
def compose(
    dossier: Dossier, *, by, now: datetime, on: date, code: str, organisation: Organisation, answers: dict, **facts
) -> Ground:
    """§ 3.2 Uitzonderingen: a ground in preparation; withheld from its first row. Raises NotThisReceiver, NoMeasure,
    Objected.

    `facts`: about, category, purpose, legal_basis, id. Acute danger has its own action (`urgent`).
    """
    rule = rule_of(code)
    if rule.once:
        raise NotPossibleNow(_("Acuut gevaar heeft een eigen scherm: daar deelt u meteen."))
    refuse_fallen(rule, organisation, facts["about"], on)
    return new_ground(dossier, by=by, now=now, on=on, code=code, organisation=organisation, answers=answers, **facts)


def new_ground(dossier: Dossier, *, by, now: datetime, on: date, code: str, **facts) -> Ground:
    """The row itself, past the rules of who may receive."""
    hold_open(dossier.pk)
    defaults = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis, "category": "casusregie"}
    ground = Ground.objects.create(
        dossier=dossier,
        code=code,
        valid_until=last_review(rule_of(code), on),
        withheld=True,
        created_at=now,
        created_by=by,
        substantively_changed_at=now,
        **defaults | facts,
    )
    touch(ground, now)
    note(Action.CREATE, dossier.pk, by=by, now=now, object_type="ground", record_ids=[ground.pk])
    return ground


def last_review(rule: GroundRule, on: date) -> date:
    """The last day on which somebody looks at it again."""
    return on + timedelta(days=rule.review_days)


@transaction.atomic
def answer(ground: Ground, *, by, now: datetime, answers: dict) -> Ground:
    """Write or better the answers, until a second person is asked. Raises Overtaken and NotPossibleNow."""
    hold(ground, unchanged=True)
    if ground.status not in OPEN_TO_ANSWER:
        raise NotPossibleNow(_("Deze antwoorden staan vast: een tweede persoon kijkt ernaar of heeft ernaar gekeken."))
    ground.answers = (ground.answers or {}) | answers
    _keep(ground, by=by, now=now)
    if not ground.missing:
        settle(ground, "antwoorden", by=by, now=now)
    return ground


@transaction.atomic
def ask_second_person(ground: Ground, *, by, now: datetime, on: date, to: User) -> Ground:
    """Send it to a colleague, who finds it on their list the next working day. Raises NotAnswered, OwnGround."""
    hold(ground, unchanged=True)
    _refuse_unanswered(ground)
    refuse_fallen(ground.rule, ground.organisation, ground.about, on)
    if to not in second_persons(ground.dossier_id, ground.category, now, first_id=ground.created_by_id):
        raise OwnGround(_("Kies een collega van de gemeente die in dit dossier mag, en niet uzelf."))
    if ground.status != GroundStatus.URGENT:
        ground.status = _next(ground, GroundStatus.TO_CONFIRM)
    _keep(ground, by=by, now=now)
    follow_up(ground, "bevestigen", to=to, due_on=working_day_after(on), by=by, now=now)
    return ground


@transaction.atomic
def confirm(ground: Ground, *, by, now: datetime, on: date, opinion: str, until: date | None = None) -> Ground:
    """§ 3.3 Zorgvuldigheid: from now it covers, until somebody looks at it again. Raises OwnGround, NotAnswered.

    After acute danger it says that it was right, and covers no day more.
    """
    hold(ground, unchanged=True)
    _refuse_unanswered(ground)
    if ground.status != GroundStatus.URGENT:
        refuse_fallen(ground.rule, ground.organisation, ground.about, on)
        ground.valid_until = _review_day(ground, until, on)
    _judge(ground, GroundStatus.VALID, by=by, now=now, opinion=opinion)
    lead = lead_of(ground.dossier_id, ground.category, now, otherwise=ground.created_by)
    if not ground.rule.once:
        what = "toestemming" if ground.rule.asks_consent else "bekijken"
        follow_up(ground, what, to=lead, due_on=ground.valid_until, by=by, now=now)
    if ground.inform_due_on is None:
        _put_telling(ground, lead, on + timedelta(days=ground.rule.inform_days), by=by, now=now)
    return ground


@transaction.atomic
def reject(ground: Ground, *, by, now: datetime, on: date, opinion: str) -> Ground:
    """It covers nothing any more. What went out in acute danger went out: then an officer hears of it.

    Raises OwnGround.
    """
    hold(ground, unchanged=True)
    went_out = ground.status == GroundStatus.URGENT
    _judge(ground, GroundStatus.REJECTED, by=by, now=now, opinion=opinion)
    if went_out:
        lead = lead_of(ground.dossier_id, ground.category, now, otherwise=ground.created_by)
        follow_up(ground, "afgekeurd", to=lead, due_on=working_day_after(on), by=by, now=now)
    return ground


@transaction.atomic
def prolong(ground: Ground, *, by, now: datetime, on: date, opinion: str, until: date) -> Ground:
    """A second person looked at it again: it is needed still, until a new day. Raises OwnGround, NotPossibleNow."""
    hold(ground, unchanged=True)
    if ground.status != GroundStatus.VALID or ground.rule.ends_itself:
        raise NotPossibleNow(_("Deze grond kan niet langer duren. Vraag toestemming, of begin een nieuwe grond."))
    _refuse_own(ground, by)
    refuse_fallen(ground.rule, ground.organisation, ground.about, on)
    ground.valid_until = _review_day(ground, until, on)
    ground.confirmed_by, ground.confirmed_at, ground.second_opinion = by, now, opinion
    _keep(ground, by=by, now=now, action=Action.REVIEW)
    lead = lead_of(ground.dossier_id, ground.category, now, otherwise=ground.created_by)
    follow_up(ground, "bekijken", to=lead, due_on=ground.valid_until, by=by, now=now)
    return ground


@transaction.atomic
def end(ground: Ground, *, by, now: datetime, reason: str) -> Ground:
    """Nothing leaves on it any more, from this moment. The duty to tell the resident stays."""
    hold(ground, unchanged=True)
    ground.status = _next(ground, GroundStatus.ENDED)
    ground.ended_at, ground.ended_by, ground.end_reason = now, by, reason
    _keep(ground, by=by, now=now)
    settle(ground, "antwoorden", "bevestigen", "bekijken", by=by, now=now)
    return ground


def end_what_ends_itself(now: datetime, on: date) -> int:
    """§ 3.2 Uitzonderingen, punt 2 (bemoeizorg), and acute danger that was confirmed: over once their day is past.

    For the system. How many ended; twice or missed does no harm, for past its day a ground covers nothing anyway.
    """
    codes = [code for code, rule in GROUNDS.items() if rule.ends_itself]
    over = Ground.objects.filter(status=GroundStatus.VALID, code__in=codes, valid_until__lt=on)
    for ground in (ended := list(over.select_for_update(skip_locked=True))):
        ground.status, ground.ended_at = _next(ground, GroundStatus.ENDED), now
        ground.save()
        note(Action.CHANGE, ground.dossier_id, by=None, now=now, object_type="ground", record_ids=[ground.pk])
    return len(ended)


def _put_telling(ground, lead, day, *, by, now) -> None:
    ground.inform_due_on = day
    ground.save()
    follow_up(ground, "inlichten", to=lead, due_on=day, by=by, now=now)


def _judge(ground, status, *, by, now, opinion) -> None:
    _refuse_own(ground, by)
    ground.status = _next(ground, status)
    ground.confirmed_by, ground.confirmed_at, ground.second_opinion = by, now, opinion
    _keep(ground, by=by, now=now, action=Action.REVIEW)
    settle(ground, "bevestigen", by=by, now=now)


def _keep(ground, *, by, now, action=Action.CHANGE) -> None:
    ground.substantively_changed_at = now
    ground.save()
    touch(ground, now)
    note(action, ground.dossier_id, by=by, now=now, object_type="ground", record_ids=[ground.pk])


def _next(ground, status) -> str:
    try:
        return step(NEXT_GROUND, ground.status, status)
    except NotNext:
        raise NotPossibleNow(_("Dit kan niet meer: de stand is intussen anders.")) from None


def _refuse_own(ground, by) -> None:
    if by.pk == ground.created_by_id:
        raise OwnGround(_("U maakte deze grond zelf. Een ander moet ernaar kijken."))


def _refuse_unanswered(ground) -> None:
    if missing := unanswered(ground.rule, ground.answers or {}):
        questions = ", ".join(str(question.text) for question in missing)
        raise NotAnswered(_("Nog niet beantwoord: %(questions)s") % {"questions": questions})


def _review_day(ground, until, on) -> date:
    last = last_review(ground.rule, on)
    day = until or last
    if not on < day <= last:
        raise NotPossibleNow(_("Kies een dag na vandaag en uiterlijk %(last)s.") % {"last": last.strftime("%d-%m-%Y")})
    return day
