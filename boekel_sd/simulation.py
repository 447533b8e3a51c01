"""§ 2.5 Toegankelijkheid, beveiliging: how many tasks and messages the rules give a worker in a week, by trying it out.

A worker with families works for some weeks, with the actions and the nightly jobs of the real thing and a clock that
moves from day to day. What the rules put on the list is counted on the day it is due, and then done. Nothing of it
stays: it all happens in transactions that are rolled back. docs/adr/0096-tasks-and-deadlines.md
"""

import random
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import mean
from tempfile import TemporaryDirectory

from django.db import connection, transaction
from django.test import override_settings
from django.utils.timezone import localdate, make_aware

from accounts.models import Organisation, SecrecyText, User
from audit.context import set_context, system
from audit.purposes import Purpose
from cases import actions, digest
from cases.access import LOOKUP_LASTS, access_for_system
from cases.actions import emergency
from cases.emergency import is_working_day
from cases.models import Emergency, Grant, Person
from cases.tasks import deliver_digest, deliver_emergency
from cases.workday import access_to_confirm, duties_of, today_of
from casework import actions as casework
from casework.choices import CallOutcome
from casework.models import Enquiry, Escalation
from casework.tasks import deliver_escalation
from casework.zrm import Score
from consent import sending
from consent.actions import consents, disclosures, grounds, telling
from consent.actions.deciding import record_authority, record_check
from consent.actions.incoming import Message, receive
from consent.actions.signatures import Signed
from consent.actions.signing import sign
from consent.actions.withdrawal import end_decided_by_others, end_run_out
from consent.actions.withdrawal import review as review_consents
from consent.covering import Wish
from consent.grounds import rule_of
from consent.items import said
from consent.models import Consent, ConsentText, Disclosure, Ground, Signature
from consent.models.signing import SigningMethod
from consent.signers import deciding
from consent.tasks import NOTICES, deliver_link, send_disclosure
from sealing.models import new_id

SEED = 4
A_WEEK, QUARTER = 7, 91
# How often in a quarter, for each family. ASSUMPTIONS, none of them measured: believable for a dorpsteam, and on the
# high side. Who has figures of their own puts them here and runs it again.
RATES = {
    "consent": 1.5,  # a consent is asked and given
    "disclosure": 2.0,  # something goes out by a link
    "incoming": 1.0,  # others tell us something
    "ground": 0.15,  # sharing without consent
    "second": 0.1,  # a colleague asks to look along as the second person
    "own_task": 1.5,  # the worker puts something on the list
    "zrm": 1.0,
    "escalation": 0.05,  # a colleague cannot reach a treating professional
    "emergency": 0.03,  # a colleague breaks the glass
    "question": 1.5,  # somebody calls who has no dossier
}
# How often out of a hundred, as much assumed as the rest.
CHANCES = {
    "told_at_once": 60,  # the resident was there, or is told on the same day
    "unconfirmed": 20,  # a receiver who says nothing for a week
    "call_back": 40,  # a question after which somebody is called back
    "postponed": 10,  # a task of one's own that is put off once
    "needed_still": 50,  # a consent that ends is asked again; a ground is prolonged
    "needs_time": 50,  # a professional who was not reached asks for time to align
}
# Colleagues let in for each family, and how long ago at most: each is gone through after RECERTIFY_DAYS.
COLLEAGUES_INSIDE, LET_IN_DAYS_AGO = 2, 300
CONSENTS_AT_START = 2
TERMS = (60, 90, 180, 365)
DIGEST, AT_ONCE = "digest", "meteen"
NAMES = {DIGEST: "bericht van de ochtend", AT_ONCE: "bericht meteen", "": "zelf op de lijst gezet"}


@dataclass
class Counted:
    """Week (from nought) → rule or sort of message → how many."""

    weeks: list[Counter] = field(default_factory=list)

    @property
    def totals(self) -> list[int]:
        return [week.total() for week in self.weeks]

    def lines(self) -> list[str]:
        """A row for each rule, a column for each week, with mean and most; the sum last."""
        rules = sorted({rule for week in self.weeks for rule in week})
        rows = [(NAMES.get(rule, rule), [week[rule] for week in self.weeks]) for rule in rules]
        head = "".join(f"{number:>4}" for number in range(1, len(self.weeks) + 1))
        written = [_row(name, numbers) for name, numbers in [*rows, ("samen", self.totals)]]
        return [f"{'week':<26}{head}  gemiddeld  hoogste", *written]


def _row(name: str, numbers: list[int]) -> str:
    return f"{name:<26}{''.join(f'{number:>4}' for number in numbers)}  {mean(numbers):>9.1f}  {max(numbers):>7}"


class _RolledBack(Exception):
    """Out of both transactions, so that nothing stays."""


def simulate(*, families: int, weeks: int, until: date, seed: int = SEED) -> Counted:
    """The weeks before the week of `until`. Leaves nothing behind: no row, no key, no file, no message."""
    monday = until - timedelta(days=until.weekday(), weeks=weeks)
    with TemporaryDirectory() as folder, override_settings(FILES_DIR=folder):
        try:
            with transaction.atomic(), transaction.atomic(using="keys"):
                simulation = Simulation(random.Random(seed), monday)  # noqa: S311 (the same town every time)
                simulation.begin(families)
                for day in range(weeks * A_WEEK):
                    simulation.live(monday + timedelta(days=day))
                raise _RolledBack
        except _RolledBack:
            return simulation.counted


@contextmanager
def acting(worker: User, now: datetime):
    with transaction.atomic():
        set_context(user_id=worker.pk, now=now)
        yield


def opened(row):
    return access_for_system(Purpose.DEMO).give(row)


def at_hour(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour)))


class Family:
    """A parent and a child, and what there is of them."""

    def __init__(self, dossier, parent: Person, child: Person):
        self.dossier, self.parent, self.child = dossier, parent, child
        self.about = [parent.pk, child.pk]


class Simulation:
    """One worker, a colleague, and who works elsewhere; day after day."""

    def __init__(self, chance: random.Random, monday: date):
        self.chance, self.monday, self.now = chance, monday, at_hour(monday, 9)
        self.families: list[Family] = []
        self.counted, self._seen = Counted(), set()

    # --- the beginning ---

    def begin(self, number: int) -> None:
        home = Organisation.objects.create(name="Gemeente (simulatie)", kind=Organisation.Kind.MUNICIPALITY)
        self.school = Organisation.objects.create(
            name="School (simulatie)", kind=Organisation.Kind.PARTNER, sort="school", email="school@sim.example"
        )
        self.worker, self.colleague, self.other = (self._worker(name, home) for name in ("regie", "hulp", "nood"))
        self._text_from(self.monday - timedelta(days=400))
        for one in range(number):
            self._family(one)
        self._messages()

    def _text_from(self, day: date) -> None:
        """The newest Dutch words, as if they had held since then: what was signed before these weeks needs some."""
        newest = ConsentText.objects.filter(language="nl").order_by("-version").first()
        newest.pk, newest.version, newest.in_force_from = new_id(), newest.version + 1, day
        newest.save(force_insert=True)

    def _worker(self, name: str, home: Organisation) -> User:
        user = User.objects.create_user(
            f"{name}@simulatie.example", name=name, organisation=home, roles=["hulpverlener", "regievoerder"], phone="1"
        )
        text = SecrecyText.objects.current(localdate())
        user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=self.now)
        return user

    def _family(self, number: int) -> None:
        at = self.now - timedelta(days=self.chance.randint(LET_IN_DAYS_AGO, LET_IN_DAYS_AGO + 60))
        with acting(self.worker, at):
            parent = self._person(f"Ouder{number}", 40, 1, at)
            # Some turn 12 or 16 in these weeks: then others decide.
            turns = self.monday + timedelta(days=self.chance.randint(0, 5 * QUARTER))
            child = self._person(f"Kind{number}", self.chance.choice((12, 16, 18)), turns, at)
            household = opened(actions.start_household(parent, by=self.worker, now=at, on=localdate(at)))
            basis = {"legal_basis": "jeugdwet", "purpose": "casusregie", "question": "Hulp bij de opvoeding"}
            dossier = actions.open_dossier(
                household, by=self.worker, now=at, on=localdate(at), about=[parent.pk, child.pk], **basis
            )
            family = Family(opened(dossier), parent, child)
            self._record_authority(family, at)
        self.families.append(family)
        for colleague in (self.colleague, self._worker(f"meelezer{number}", self.worker.organisation)):
            self._let_in(family, colleague)
        for _one in range(CONSENTS_AT_START):
            days = self.chance.choice(TERMS)
            ago = self.chance.randint(0, min(days, LET_IN_DAYS_AGO) - 1)
            self.consent(family, self.now - timedelta(days=ago), days)

    def _person(self, name: str, turns: int, day: date | int, at: datetime) -> Person:
        """Somebody who becomes `turns` on `day`."""
        day = self.monday - timedelta(days=day) if isinstance(day, int) else day
        birth = [day.year - turns, day.month, min(day.day, 28)]
        facts = {"given_names": name, "surname": "Simulatie", "birth": birth, "gender": "O", "source": "anders"}
        facts |= {"bsn_reason": "niet_geverifieerd"}
        return opened(actions.add_person(by=self.worker, now=at, lasts=LOOKUP_LASTS, purpose="triage", **facts))

    def _record_authority(self, family: Family, at: datetime) -> None:
        holder = {"name": "Ouder", "bsn_index": None, "person": str(family.parent.pk), "role": "ouder", "known": True}
        facts = {"kind": "EenhoofdigOuderlijkGezag", "holders": [holder], "explanation": "", "in_research": False}
        facts |= {"source": "gezagsregister", "recorded_on": localdate(at)}
        record_authority(family.child, now=at, notices=NOTICES, **facts)

    def _let_in(self, family: Family, colleague: User) -> None:
        at = self.now - timedelta(days=self.chance.randint(1, LET_IN_DAYS_AGO))
        facts = {"role": "hulpverlener", "reason": "Werkt mee", "valid_from": at, "secrecy_version": 1}
        with acting(self.worker, at):
            actions.grant(family.dossier, to=colleague, by=self.worker, now=at, **facts)

    # --- a day ---

    def live(self, day: date) -> None:
        """Nightly jobs, the mail of the morning, what happens, and the work; in that order, as it goes."""
        if day.weekday() == 0:
            self.counted.weeks.append(Counter())
        self.now = at_hour(day, 1)
        self._night(day)
        self._morning(at_hour(day, 7))
        self.now = at_hour(day, 10)
        if is_working_day(day):
            self._happens()
            self._work(day)
        self._messages()

    def _night(self, day: date) -> None:
        with system(Purpose.SHARING, self.now):
            end_run_out(self.now, notices=NOTICES)
            end_decided_by_others(self.now, notices=NOTICES)
            review_consents(self.now)
            grounds.end_what_ends_itself(self.now, day)
        with system(Purpose.UPKEEP, self.now):
            # The colleague opens these dossiers now and then; who only reads along does not, and that access lapses.
            Grant.objects.running(self.now).filter(user=self.colleague).update(used_on=day)
            actions.lapse(self.now)
            casework.forget_enquiries(self.now, day)
        sending.remind(self.now)

    def _morning(self, now: datetime) -> None:
        """Claimed for everybody as it is at seven; counted for this worker, when there would be something in it."""
        if not digest.claim(self.worker.pk, localdate(now), task=deliver_digest):
            return
        with acting(self.worker, now):
            if not today_of(self.worker, now).is_empty:
                self._count(DIGEST)

    def _messages(self) -> None:
        """What would have gone to this worker at once. Nothing goes: this transaction never commits."""
        for _savepoints, leave, _robust in connection.run_on_commit:
            task = getattr(getattr(leave, "func", None), "__self__", None)
            told = getattr(leave, "args", ())[:1] == (str(self.worker.pk),)
            if told and task in (deliver_emergency, deliver_escalation):
                self._count(AT_ONCE)
        connection.run_on_commit = []

    def _count(self, rule: str) -> None:
        if self.counted.weeks:
            self.counted.weeks[-1][rule] += 1

    def _work(self, day: date) -> None:
        with acting(self.worker, self.now):
            dues = [due for due in duties_of(self.worker, self.now) if due.due_on <= day]
        for due in dues:
            if (due.key, due.due_on) not in self._seen:
                self._seen.add((due.key, due.due_on))
                self._count(due.rule)
            with acting(self.worker, self.now):
                self._do(due)

    # --- what happens ---

    def _happens(self) -> None:
        for family in self.families:
            for what, rate in RATES.items():
                # Five working days of seven.
                if self.chance.random() < rate / QUARTER * A_WEEK / 5:
                    getattr(self, what)(family)

    def _maybe(self, what: str) -> bool:
        return self.chance.randrange(100) < CHANCES[what]

    def consent(self, family: Family, at: datetime | None = None, days: int = 0) -> None:
        at, days = at or self.now, days or self.chance.choice(TERMS)
        person = self.chance.choice((family.parent, family.child))
        scope = {
            "kinds": ["school", "voortgang"],
            "detail": "hoe het gaat",
            "goal": "thuis en op school hetzelfde",
        }
        on = localdate(at)
        with acting(self.worker, at):
            period = {"valid_from": on, "valid_until": on + timedelta(days=days)}
            who = {"by": self.worker, "now": at}
            made = consents.compose(
                family.dossier, **who, person=person.pk, organisation=self.school, **scope, **period, may_ask=True
            )
            for one in deciding(family.dossier.pk, person.pk, law="jeugdwet", now=at, on=on).signers:
                approached = Person(pk=one.person) if one.person else None
                what = {"name": one.name, "approached": approached, "reason": "Apart gesproken", "checked_on": on}
                record_check(person, **who, safe=True, **what)
            told = {"language": "nl", "own_words": "Dan weten ze het daar", "present": "de inwoner"}
            consents.explain(opened(made), **who, **told, child_informed="Verteld met een tekening")
            for one in Signature.objects.filter(consent=made):
                name = opened(one).name
                sign(one, Signed(SigningMethod.SCREEN, typed_name=name), now=at, witness=self.worker)

    def disclosure(self, family: Family) -> None:
        with acting(self.worker, self.now):
            held = Consent.objects.filter(dossier=family.dossier).holding(localdate(self.now)).first()
            if held is None:
                return
            person = opened(Person.objects.get(pk=held.person_id))
            items = [said("Bericht", "Het gaat beter", day=localdate(self.now))]
            receiver = {"name": "De leerkracht", "email": "leerkracht@sim.example"}
            facts = {"items": items, "receiver": receiver, "careful": {"nodig": "Ja"}, "without_bsn": "Nog niet bekend"}
            wish = Wish((person,), self.school, ("school", "voortgang"))
            who = {"by": self.worker, "now": self.now}
            made = opened(disclosures.prepare(family.dossier, wish, **who, **facts))
            disclosures.queue(made, **who, task=send_disclosure)
        sending.send(made.pk, self.now + timedelta(minutes=1), mail=deliver_link)
        if not self._maybe("unconfirmed"):
            with system(Purpose.SHARING, self.now):
                made.deliveries.update(opened_at=self.now, confirmed_at=self.now)

    def incoming(self, family: Family) -> None:
        on = localdate(self.now)
        message = Message(self.school, "wet", on, "Het ging deze week niet goed")
        told = {"informed_at": self.now, "informed_by": self.worker, "informed_how": "Op huisbezoek"}
        told["release_review_on"] = on + telling.DECIDE_WITHIN
        later = {"inform_due_on": on + timedelta(days=14), "inform_postponed": "Op het volgende huisbezoek"}
        facts = told if self._maybe("told_at_once") else later
        with acting(self.worker, self.now):
            receive(family.dossier, message, by=self.worker, now=self.now, about=family.about, **facts)

    def ground(self, family: Family, by: User | None = None, to: User | None = None) -> None:
        by, to = by or self.worker, to or self.colleague
        rule = rule_of("veiligheid")
        facts = {"code": rule.code, "organisation": self.school, "about": family.about}
        facts |= {"answers": {question.code: "Zelf gezien, en nodig." for question in rule.questions}}
        when = {"now": self.now, "on": localdate(self.now)}
        with acting(by, self.now):
            made = opened(grounds.compose(family.dossier, by=by, **when, **facts))
            made = grounds.ask_second_person(made, by=by, **when, to=to)
        if to != self.worker:
            with acting(to, self.now):
                grounds.confirm(opened(Ground.objects.get(pk=made.pk)), by=to, **when, opinion="Eens")

    def second(self, family: Family) -> None:
        self.ground(family, by=self.colleague, to=self.worker)

    def own_task(self, family: Family) -> None:
        due_on = localdate(self.now) + timedelta(days=self.chance.randint(1, 21))
        facts = {"title": "Bel terug", "assigned_to": self.worker, "due_on": due_on, "about": family.about}
        with acting(self.worker, self.now):
            actions.add_task(family.dossier, by=self.worker, now=self.now, **facts)

    def zrm(self, family: Family) -> None:
        scores = {"sociaal_netwerk": Score(3, 3, "")}
        facts = {"person_id": family.parent.pk, "on": localdate(self.now), "parts": [], "scores": scores}
        with acting(self.worker, self.now):
            casework.score(family.dossier, by=self.worker, now=self.now, asked=list(scores), **facts)

    def escalation(self, family: Family) -> None:
        facts = {"organisation": self.school, "professional": "De behandelaar", "situation": "Crisis", "safety": False}
        who = {"by": self.colleague, "now": self.now}
        on = localdate(self.now)
        with acting(self.colleague, self.now):
            made = casework.begin_escalation(
                family.dossier, **who, on=on, about=family.about, message=deliver_escalation, **facts
            )
            if self._maybe("needs_time"):
                call = {
                    "step": "1",
                    "who": "De praktijk",
                    "at": self.now,
                    "note": "",
                    "outcome": CallOutcome.NEEDS_TIME,
                }
                casework.add_attempt(opened(made), **who, **call, until=on + timedelta(days=5))

    def emergency(self, family: Family) -> None:
        with acting(self.other, self.now):
            facts = {"danger": "Geschreeuw", "regisseur_tried_at": self.now, "task": deliver_emergency}
            actions.break_glass([family.dossier.pk], user=self.other, now=self.now, **facts)

    def question(self, _family: Family) -> None:
        """Half of a family's part: families come from questions, and most questions never become one."""
        on = localdate(self.now)
        call = on + timedelta(days=self.chance.randint(2, 10)) if self._maybe("call_back") else None
        facts = {"topic": "geld", "severity": "licht", "urgency": "later", "question": "Hoe vraag ik dit aan?"}
        facts |= {"needed": "Uitleg", "reach": "06", "reason": "", "decision": "advies", "follow_up_on": call}
        with acting(self.worker, self.now):
            casework.weigh(None, by=self.worker, now=self.now, on=on, **facts)

    # --- the work ---

    def _do(self, due) -> None:
        """What a worker does with what is due, as far as the rules have an action for it."""
        done = {
            "bevestigen": self._judge,
            "bekijken": self._look_again,
            "inlichten": self._tell_of_ground,
            "gekregen": self._tell_of_incoming,
            "vrijgeven": self._release_ground,
            "vrijgeven_gekregen": self._release_incoming,
            "loopt_af": self._renew,
            "niet_bereikt": self._end_escalation,
            "afstemmen": self._end_escalation,
            "toegang": self._confirm_access,
            "noodtoegang": self._judge_emergency,
            "terugbellen": self._call_back,
            "wegen": self._call_back,
            "": self._own,
        }.get(due.rule, self._finish)
        done(due)

    def _finish(self, due) -> None:
        due.task.refresh_from_db()
        actions.finish_task(due.task, by=self.worker, now=self.now)

    def _own(self, due) -> None:
        if due.task.postponed or not self._maybe("postponed"):
            return self._finish(due)
        until = localdate(self.now) + timedelta(days=7)
        why = {"until": until, "reason": "De inwoner is met vakantie"}
        return actions.postpone_task(due.task, by=self.worker, now=self.now, on=localdate(self.now), **why)

    @property
    def _who(self) -> dict:
        return {"by": self.worker, "now": self.now}

    def _ground(self, due) -> Ground:
        return opened(Ground.objects.get(pk=due.task.record_id))

    def _judge(self, due) -> None:
        grounds.confirm(self._ground(due), **self._who, on=localdate(self.now), opinion="Eens")

    def _look_again(self, due) -> None:
        grounds.end(self._ground(due), **self._who, reason="Niet meer nodig")
        due.task.refresh_from_db()
        actions.finish_task(due.task, **self._who)

    def _tell_of_ground(self, due) -> None:
        self._tell(self._ground(due))

    def _tell_of_incoming(self, due) -> None:
        self._tell(opened(Disclosure.objects.get(pk=due.task.record_id)))

    def _tell(self, record) -> None:
        telling.tell(record, **self._who, on=localdate(self.now), told_at=self.now, how="Op huisbezoek")

    def _release_ground(self, due) -> None:
        telling.release(self._ground(due), **self._who, reason="Het kan nu")

    def _release_incoming(self, due) -> None:
        record = opened(Disclosure.objects.get(pk=due.task.record_id))
        telling.release(record, **self._who, reason="Het kan nu")

    def _renew(self, due) -> None:
        self._finish(due)
        if self._maybe("needed_still"):
            self.consent(next(one for one in self.families if one.dossier.pk == due.dossier_id))

    def _end_escalation(self, due) -> None:
        found = Escalation.objects.running().filter(pk=due.task.record_id).first()
        if found is not None:
            casework.end_escalation(opened(found), **self._who)

    def _confirm_access(self, _due) -> None:
        for given in access_to_confirm(self.worker, self.now):
            actions.confirm(given, **self._who)

    def _judge_emergency(self, due) -> None:
        found = Emergency.objects.get(pk=due.key.removeprefix("taak-"))
        facts = {"outcome": "terecht", "review": "Goed gehandeld", "withheld": False}
        emergency.review(opened(found), **self._who, **facts)

    def _call_back(self, due) -> None:
        for enquiry in Enquiry.objects.filter(pk=due.key.removeprefix("taak-")):
            casework.forget(enquiry, now=self.now)
