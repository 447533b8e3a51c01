"""§ 1.5 Minderjarigen en wilsonbekwamen, § 3 Toestemming, tenzij: whatever residents, parents and colleagues do, in
whatever order and on whatever day, a model in plain Python and the application agree on which consents hold, and
nothing leaves without cover, ever: not by the actions, and not past them."""

from collections import Counter
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from audit.context import system
from audit.purposes import Purpose
from cases.errors import CaseError
from casework.actions import plans
from casework.actions.ending import withdraw as withdraw_from_plan
from casework.models import Plan, PlanVersion
from consent import actions as deciding
from consent import sending
from consent.actions.consents import compose, explain
from consent.actions.disclosures import prepare, queue, take_back, tell
from consent.actions.signing import Signed, refuse, sign
from consent.actions.texts import withdraw_text
from consent.actions.withdrawal import end_decided_by_others, end_run_out, withdraw
from consent.covering import Wish
from consent.items import said
from consent.models import Consent, ConsentText, Cover, Disclosure, Flag, Ground, Signature
from tests import sharing
from tests.cases.conftest import RolledBack
from tests.cast import acting, as_system, opened
from tests.consent import who_said_yes as words
from tests.consent.consents import ON_PAPER, ON_SCREEN, TOLD, messages, partner
from tests.consent.test_signing import born_so_that
from tests.consent.who_said_yes import (
    ACTIVE,
    ASKED,
    DRAFT,
    ENDED,
    QUEUED,
    SENT,
    URGENT,
    VALID,
    WITHDRAWN,
    Model,
    Sending,
    Yes,
)

pytestmark = [pytest.mark.policy("1.5"), pytest.mark.policy("3"), pytest.mark.policy("3.1"), pytest.mark.policy("3.2")]
# Whom it is about → which birthday comes in how many days.
COMING = {"esra": (12, 4), "deniz": (16, 7), "aylin": (18, 10)}
CHILDREN, GROWN_UP = tuple(COMING), "samira"
NAMES = {"samira": "Samira Öztürk", "ruud": "Ruud de Boer", "oma": "Oma Boer"}
PARENTS = ("samira", "ruud")
# What a register says of authority → by whom it is held.
HELD = {
    "GezamenlijkOuderlijkGezag": {"samira", "ruud"},
    "EenhoofdigOuderlijkGezag": {"samira"},
    "GezamenlijkGezag": {"samira", "oma"},
    "Voogdij": {"oma"},
    "GezagNietTeBepalen": None,
}
KINDS = ("school", "voortgang", "gezin")
RECEIVER = {"name": "Juf Ans", "function": "intern begeleider", "email": "ans@dewilg.example", "phone": "0492 1"}
COVERS_AS = {Yes: "consent_id", words.Ground: "ground_id", words.Named: "planned"}
JOB = SimpleNamespace(apply_async=lambda *args, **kwargs: None, delay=lambda *ids: None)
DRAWN = Signed("scherm", typed_name="Naam", drawn="M10 10L200 90")
FIELDS = ("status", "about", "kinds", "organisation_id", "items_sealed", "items_sha256", "receiver_sealed", "sent_at")
OFTEN = (
    "composed", "explained", "signed", "active", "prepared", "refused to prepare", "queued", "sent", "stopped past us",
    "named in a plan",
)  # fmt: skip
# Each of these in a hundred runs; in thirty now and then one does not.
HAPPENS = (
    *OFTEN, "plan ended",
    "refused", "withdrawn", "authority changed", "suspected", "text withdrawn", "taken back", "birthdays",
)  # fmt: skip
who = st.sampled_from([*CHILDREN, GROWN_UP])
child = st.sampled_from(["esra", "deniz", "deniz", "aylin"])
people = st.sampled_from([{"esra"}, {"deniz"}, {"samira"}, {"aylin"}, {"samira", "esra"}, {"deniz", "samira"}])
receiver = st.sampled_from(["school", "school", "school", "zorg"])
kinds = st.sampled_from([{"school"}, {"school", "voortgang"}, set(KINDS)])
few_kinds = st.sampled_from([{"school"}, {"school"}, {"school", "voortgang"}, {"voortgang"}, {"gezin"}])
directions = st.sampled_from([(True, False), (True, False), (True, True), (False, True)])
how = st.sampled_from(["verstrekking", "verstrekking", "overdracht", "vraag"])
starts, lasts = st.sampled_from([0, 0, 0, 1]), st.sampled_from([0, 2, 8, 60, 180])
# One of what there is at that moment.
one_of_them = st.integers(0, 1000)


@pytest.fixture
def town(cast):
    """A family in which birthdays are near; of what the cast said yes to nothing holds any more."""
    with as_system():
        Consent.objects.filter(dossier=cast.family.dossier).update(status="verlopen")
        Ground.objects.filter(dossier=cast.family.dossier).update(status=ENDED)
    born = {name: coming_birthday(cast, name, *COMING[name]) for name in CHILDREN}
    with as_system():
        born[GROWN_UP] = opened(cast.family.samira).birth_date.earliest()
    everybody = {name: opened(cast.family.people[name]) for name in (*CHILDREN, *PARENTS)}
    organisations = {"school": sharing.school(), "zorg": partner()}
    return SimpleNamespace(cast=cast, born=born, people=everybody, organisations=organisations)


def coming_birthday(cast, name, age, days):
    on = cast.today + timedelta(days=days)
    on += timedelta(days=(on.month, on.day) == (2, 29))
    born_so_that(cast, cast.family.people[name], age=age, on=on)
    return on.replace(year=on.year - age)


class Residents(RuleBasedStateMachine):
    """`town` and `as_it_began`, a model of it, are set by the test; what a run does to the town is undone."""

    town = happened = as_it_began = None

    def __init__(self):
        super().__init__()
        self.undone = RolledBack()
        self.undone.__enter__()
        self.model = deepcopy(self.as_it_began)
        self.gone = {}

    def teardown(self):
        self.undone.__exit__(None, None, None)

    # --- the application ---

    @property
    def now(self):
        return self.model.now

    @property
    def roos(self):
        return self.town.cast.roos

    @property
    def dossier(self):
        return self.town.cast.family.dossier

    @contextmanager
    def by_roos(self):
        with acting(self.roos, self.now):
            yield {"by": self.roos, "now": self.now}

    @contextmanager
    def agrees_to_refuse(self, expected: bool, errors=CaseError):
        """What the model refuses the application refuses, and nothing else."""
        refused = None
        try:
            with transaction.atomic():
                yield
        except errors as error:
            refused = error
        assert (refused is not None) == expected, f"the model says {expected}, the application {refused!r}"

    def fresh(self, model, pk):
        with as_system():
            row = model.objects.get(pk=pk)
        return opened(row)

    def signature_of(self, yes: Yes, name: str) -> Signature:
        with as_system():
            rows = list(Signature.objects.filter(consent=yes.pk))
        return next(row for row in map(opened, rows) if self.key_of(row) == name)

    def key_of(self, signature) -> str:
        """Who it is in the model."""
        if signature.signer_id:
            return next(name for name, one in self.town.people.items() if one.pk == signature.signer_id)
        return next(key for key, name in NAMES.items() if name == signature.name)

    def yes_in(self, *states) -> list[Yes]:
        """The newest first."""
        return [one for one in reversed(self.model.yes) if one.state in states]

    def sendings_in(self, *states) -> list[Sending]:
        return [one for one in reversed(self.model.sendings) if one.state in states]

    # --- asking for a consent ---

    @rule(about=who, to=receiver, what=kinds, ways=directions, start=starts, last=lasts, explained=st.integers(0, 5))
    def ask(self, about, to, what, ways, start, last, explained):
        yes = self._compose(about, to, what, ways, start, max(start, last))
        if yes and explained:
            self._explain(yes)

    def _compose(self, about, to, what, ways, start, last) -> Yes | None:
        """Not while there are no words for it."""
        first, until = (self.model.today + timedelta(days=days) for days in (start, last))
        words = {"detail": "hoe het in de klas gaat", "goal": "samen afspreken wie waarbij helpt"}
        facts = {
            "person": self.town.people[about].pk,
            "organisation": self.town.organisations[to],
            "kinds": sorted(what),
        }
        facts |= words | {"valid_from": first, "valid_until": until, "may_give": ways[0], "may_ask": ways[1]}
        with self.agrees_to_refuse(self.model.text is None), self.by_roos() as by:
            made = compose(self.dossier, **by, **facts)
        if self.model.text is None:
            return None
        self.happened["composed"] += 1
        self.model.yes.append(Yes(made.pk, about, to, frozenset(what), *ways, first, until))
        return self.model.yes[-1]

    @rule(about=who, words=st.sampled_from(["alle gegevens", "alles", "het hele dossier"]), nothing=st.booleans())
    def ask_for_everything(self, about, words, nothing):
        """§ 3.1: no general authorisation, and none about nothing."""
        facts = {"person": self.town.people[about].pk, "organisation": self.town.organisations["school"]}
        facts |= {"valid_from": self.model.today, "valid_until": self.model.today, "goal": "samen afspreken wie helpt"}
        facts |= {"kinds": [], "detail": "school"} if nothing else {"kinds": ["school"], "detail": words}
        with self.agrees_to_refuse(True), self.by_roos() as by:
            compose(self.dossier, **by, **facts)

    @precondition(lambda self: self.yes_in(DRAFT))
    @rule(number=one_of_them)
    def explain(self, number):
        self._explain(pick(self.yes_in(DRAFT), number))

    def _explain(self, yes):
        row, may = self.fresh(Consent, yes.pk), self.model.explain(yes)
        with self.agrees_to_refuse(not may), self.by_roos() as by:
            explain(row, **by, **TOLD)
        self.happened["explained" if may else "not explained"] += 1

    # --- signing ---

    @precondition(lambda self: self.yes_in(ASKED))
    @rule(number=one_of_them, signer=one_of_them, signed=st.sampled_from([ON_SCREEN, ON_PAPER, DRAWN]))
    def sign(self, number, signer, signed):
        yes = pick(self.yes_in(ASKED), number)
        self._sign(yes, pick(sorted(yes.asked), signer), signed)

    @precondition(lambda self: self.yes_in(ASKED))
    @rule(number=one_of_them)
    def everybody_signs(self, number):
        yes = pick(self.yes_in(ASKED), number)
        for name in sorted(yes.asked - yes.signed.keys()):
            if yes.state == ASKED:
                self._sign(yes, name, ON_SCREEN)

    @precondition(lambda self: [one for one in self.model.yes if one.asked])
    @rule(number=one_of_them, signer=one_of_them)
    def sign_what_is_perhaps_over(self, number, signer):
        """One signature too many: of who signed, or of a consent that came to its end."""
        yes = pick([one for one in self.model.yes if one.asked], number)
        self._sign(yes, pick(sorted(yes.asked), signer), ON_SCREEN)

    def _sign(self, yes, name, signed):
        row, may = self.signature_of(yes, name), self.model.waits_for(yes, name)
        with self.agrees_to_refuse(not may), self.by_roos():
            sign(row, signed, now=self.now, witness=self.roos)
        if may:
            self.model.sign(yes, name)
            self.happened["signed" if yes.state in (ASKED, ACTIVE) else "lapsed at a signature"] += 1
            self.happened["active"] += yes.state == ACTIVE

    @precondition(lambda self: [one for one in self.yes_in(ASKED) if "oma" not in one.asked])
    @rule(number=one_of_them, now_and_then=st.integers(0, 3))
    def somebody_else_is_put_among_them(self, number, now_and_then):
        """Past the actions, and then signs: whoever need not sign makes nothing hold."""
        if now_and_then:
            return
        yes = pick([one for one in self.yes_in(ASKED) if "oma" not in one.asked], number)
        row = self.fresh(Consent, yes.pk)
        facts = {"signer": None, "name": NAMES["oma"], "capacity": "derde", "state": "gevraagd", "method": ""}
        with self.by_roos() as by:
            sharing.sign(row, **by, **facts | {"decided_at": None, "sha256": ""})
        yes.asked |= {"oma"}
        self._sign(yes, "oma", ON_SCREEN)
        self.happened["one too many"] += 1

    @precondition(lambda self: self.yes_in(ASKED))
    @rule(number=one_of_them, signer=one_of_them, now_and_then=st.integers(0, 2))
    def refuse(self, number, signer, now_and_then):
        if now_and_then:
            return
        yes = pick(self.yes_in(ASKED), number)
        name = pick(sorted(yes.asked), signer)
        row, may = self.signature_of(yes, name), self.model.waits_for(yes, name)
        with self.agrees_to_refuse(not may), self.by_roos():
            refuse(row, method="scherm", reason="Liever niet", now=self.now, witness=self.roos)
        if may:
            self.model.end(yes, words.REFUSED)
            self.happened["refused"] += 1

    # --- what ends it ---

    @precondition(lambda self: self.model.yes)
    @rule(number=one_of_them, route=st.sampled_from(["mondeling", "papier", "portaal"]), any_of_them=st.integers(0, 3))
    def withdraw(self, number, route, any_of_them):
        yes = pick((self.model.yes if not any_of_them else self.yes_in(ACTIVE, ASKED)) or self.model.yes, number)
        may = yes.state in (ASKED, ACTIVE, WITHDRAWN)
        with self.agrees_to_refuse(not may):
            self._withdraw(self.fresh(Consent, yes.pk), route)
        if may and yes.state != WITHDRAWN:
            self.model.end(yes, WITHDRAWN)
            self.happened["withdrawn"] += 1

    def _withdraw(self, row, route):
        """In the portal the system does it, behind the door."""
        facts = {"now": self.now, "route": route, "notices": messages(), "reason": "Niet meer"}
        if route == "portaal":
            with system(Purpose.SHARING, self.now):
                withdraw(row, **facts, log_as=self.town.people["samira"].pk)
        else:
            with self.by_roos():
                withdraw(row, **facts, by=self.roos)

    @rule(about=child, kind=st.sampled_from(sorted(HELD)), of=st.sampled_from(PARENTS))
    def authority_is_recorded(self, about, kind, of):
        self._record_authority(about, kind, of)
        self.happened["authority changed"] += 1

    def _record_authority(self, about, kind, of="samira"):
        held = {of} if kind == "EenhoofdigOuderlijkGezag" else HELD[kind]
        roles = {name: "ouder" if name in PARENTS else "derde" for name in sorted(held or ())}
        holders = [
            {"name": NAMES[name], "bsn_index": None, "person": None, "role": role, "known": True}
            for name, role in roles.items()
        ]
        facts = {"explanation": "", "in_research": False, "source": "gezagsregister", "recorded_on": self.model.today}
        facts |= {"kind": kind, "holders": holders}
        with acting(self.roos, self.now):
            deciding.record_authority(self.town.people[about], now=self.now, notices=messages(), **facts)
        self.model.record_authority(about, frozenset(held) if held else None)

    @rule(
        what=st.sampled_from(["suspect", "judge", "judge", "unsafe", "text", "night", "night"]),
        about=child, of=st.sampled_from(PARENTS), number=one_of_them,
    )  # fmt: skip
    def something_changes(self, what, about, of, number):
        """One rule for all of these, or they would be most of what happens."""
        changes = {
            "suspect": lambda: self.suspect(about, of),
            "judge": lambda: self.judge(number),
            "unsafe": lambda: self.check(about, of, safe=(about, of) in self.model.unsafe),
            "text": lambda: self.withdraw_text(new=number % 4),
            "night": self.night,
        }
        changes[what]()

    def suspect(self, about, of):
        facts = {
            "flagged": self.town.people[of],
            "name": NAMES[of],
            "reason": "Vermoeden",
            "flagged_on": self.model.today,
        }
        with self.by_roos() as by:
            deciding.raise_flag(self.town.people[about], **by, notices=messages(), **facts)
        self.model.suspected.add((about, of))
        self.model.look_again(about)
        self.happened["suspected"] += 1

    def judge(self, number):
        """All that was suspected of one person, at once."""
        if not self.model.suspected:
            return
        about, of = pick(sorted(self.model.suspected), number)
        verdict = "blijft" if number % 5 == 0 else "opgeheven"
        with as_system():
            rows = list(Flag.objects.filter(person=self.town.people[about], flagged=self.town.people[of], verdict=""))
        for row in map(opened, rows):
            with self.by_roos() as by:
                facts = {"conversation": "Alleen gesproken", "conversation_on": self.model.today}
                deciding.judge_flag(row, **by, notices=messages(), verdict=verdict, verdict_reason="Zo is het", **facts)
        self.model.suspected.remove((about, of))
        if verdict == "blijft":
            self.model.out.add((about, of))
        self.model.look_again(about)

    def check(self, about, of, *, safe):
        """Whether somebody can safely be asked about this person."""
        known = self.town.people.get(of)
        facts = {"approached": known, "name": known.full_name if known else NAMES[of], "safe": safe}
        facts |= {"reason": "Alleen gesproken", "checked_on": self.model.today}
        with self.by_roos() as by:
            deciding.record_check(self.town.people[about], **by, **facts)
        (self.model.unsafe.discard if safe else self.model.unsafe.add)((about, of))

    def withdraw_text(self, *, new):
        """With a better one in its place, or for the moment none."""
        if (version := self.model.text) is not None:
            row = ConsentText.objects.get(language="nl", version=version)
            with self.by_roos() as by:
                withdraw_text(row, **by)
            self.model.withdrawn.add(version)
            self.happened["text withdrawn"] += 1
        if new or version is None:
            self.publish_text()

    def publish_text(self):
        newest = ConsentText.objects.filter(language="nl").latest("version")
        facts = {name: getattr(newest, name) for name in ("language", "title", "body", "words")}
        version = newest.version + 1
        ConsentText.objects.create(version=version, in_force_from=self.model.today, **facts)
        self.model.texts.append(version)

    def night(self):
        with system(Purpose.SHARING, self.now):
            end_run_out(self.now, notices=messages())
            end_decided_by_others(self.now, notices=messages())
        self.model.night()

    # --- without consent ---

    @rule(
        about=people, to=receiver, days=st.sampled_from([0, 1, 5, 30]),
        state=st.sampled_from(["te_bevestigen", VALID, URGENT]),
        code=st.sampled_from(["veiligheid", "acuut_gevaar"]),
    )  # fmt: skip
    def make_an_exception(self, about, to, days, state, code):
        # In acute danger, until it is confirmed: today.
        last = self.model.today + timedelta(days=days if state != URGENT else 0)
        facts = {"organisation": self.town.organisations[to], "code": code, "status": state, "valid_until": last}
        second = {"confirmed_by": self.town.cast.cem, "confirmed_at": self.now} if state == VALID else {}
        none = {"confirmed_by": None, "confirmed_at": None}
        with self.by_roos() as by:
            about_them = [self.town.people[name].pk for name in sorted(about)]
            made = sharing.make_ground(self.dossier, about_them, **by, **none | facts | second)
        self.model.exceptions.append(words.Ground(made.pk, frozenset(about), to, code, state, last))
        self.happened["exceptions"] += 1

    @precondition(lambda self: [one for one in self.model.exceptions if one.state != ENDED])
    @rule(number=one_of_them, confirmed=st.booleans())
    def confirm_or_end_an_exception(self, number, confirmed):
        one = pick([one for one in self.model.exceptions if one.state != ENDED], number)
        one.state = VALID if confirmed else ENDED
        second = {"confirmed_by": self.town.cast.cem, "confirmed_at": self.now} if confirmed else {}
        with as_system():
            Ground.objects.filter(pk=one.pk).update(status=one.state, **second)

    # --- the plan ---

    @precondition(lambda self: all(one.state == ENDED for one in self.model.named))
    @rule(to=receiver)
    def somebody_is_named_in_a_plan(self, to):
        """Of who decides alone, and signed."""
        person, where = self.town.people[GROWN_UP], self.town.organisations[to]
        with self.by_roos() as by:
            version = sharing.make_plan(self.dossier, **by, about=[person.pk])
            part = sharing.name_in(version, [person.pk], **by, organisation=where)
            sharing.sign_plan(version, person, **by, name=NAMES[GROWN_UP])
        self.model.named.append(words.Named(part.pk, frozenset({GROWN_UP}), to))
        self.happened["named in a plan"] += 1

    @precondition(lambda self: [one for one in self.model.named if one.state == VALID])
    @rule(taken_back=st.booleans())
    def the_plan_ends(self, taken_back):
        """With a signature that was taken back first, or by itself."""
        (named,) = [one for one in self.model.named if one.state == VALID]
        with as_system():
            version = PlanVersion.objects.get(parts=named.pk)
            (signature,) = version.signatures.all()
        if taken_back:
            with self.by_roos() as by:
                withdraw_from_plan(opened(signature), **by, route="mondeling", receiver=messages().receiver)
            self.model.end(named, ENDED)
            self.nothing_leaves_without_cover()
        with self.by_roos() as by:
            plans.end(self.fresh(Plan, version.plan_id), **by, reason="Klaar")
        self.model.end(named, ENDED)
        self.happened["plan ended"] += 1

    # --- what leaves ---

    @rule(about=people, to=receiver, what=few_kinds, way=how, then=st.sampled_from(["wait", "queue", "queue", "tell"]))
    def share(self, about, to, what, way, then):
        self._share(about, to, what, way, then)

    @precondition(lambda self: [one for one in self.model.covers() if one.state in (ACTIVE, VALID, URGENT)])
    @rule(number=one_of_them, what=few_kinds, then=st.sampled_from(["wait", "queue", "send", "send", "tell"]))
    def share_what_is_perhaps_covered(self, number, what, then):
        """By chance little would ever leave."""
        one = pick([one for one in self.model.covers() if one.state in (ACTIVE, VALID, URGENT)], number)
        about = {one.who} if isinstance(one, Yes) else one.who
        what = {"voortgang"} if isinstance(one, words.Named) else what
        way = "vraag" if isinstance(one, Yes) and not one.gives else "verstrekking"
        self._share(about, one.receiver, what, way, then)

    def _share(self, about, to, what, way, then):
        planned = Sending(None, frozenset(about), to, frozenset(what), way)
        may = self.model.could_go(planned)
        with self.agrees_to_refuse(not may):
            planned.pk = self._prepare(planned, "gesprek" if then == "tell" else "link").pk
        self.happened["prepared" if may else "refused to prepare"] += 1
        if may:
            self.model.sendings.append(planned)
            self.read_cover(planned)
            then_do = {"queue": self._queue, "send": self._queue_and_wait, "tell": self._tell}
            then_do.get(then, lambda one: None)(planned)

    def _prepare(self, planned, medium) -> Disclosure:
        chosen = tuple(self.town.people[name] for name in sorted(planned.who))
        to, what = self.town.organisations[planned.receiver], tuple(sorted(planned.kinds))
        wish = Wish(people=chosen, organisation=to, kinds=what, kind=planned.how, medium=medium)
        items = [said("Bericht", "Het gaat goed.", day=self.model.today)]
        facts = {"careful": {"nodig": "Voor het gesprek."}, "receiver": RECEIVER, "without_bsn": "Nog niet bekend."}
        with self.by_roos() as by:
            return prepare(self.dossier, wish, **by, items=items, **facts)

    def read_cover(self, planned):
        """What the application says it rests on."""
        covers = {one.pk: one for one in self.model.covers()}
        names = {one.pk: name for name, one in self.town.people.items()}
        with as_system():
            rows = list(Cover.objects.filter(disclosure=planned.pk))
        planned.cover = {
            names[row.person_id]: covers.get(row.consent_id or row.ground_id or row.planned) for row in rows
        }

    @precondition(lambda self: self.sendings_in(DRAFT))
    @rule(number=one_of_them)
    def queue(self, number):
        self._queue(pick(self.sendings_in(DRAFT), number))

    def _queue(self, planned):
        row, may = self.fresh(Disclosure, planned.pk), self.model.may_go(planned)
        with self.agrees_to_refuse(not may), self.by_roos() as by:
            queue(row, **by, task=JOB)
        if may:
            planned.state, planned.goes = QUEUED, self.now + words.TO_TAKE_BACK
        self.happened["queued" if may else "refused to queue"] += 1

    def _queue_and_wait(self, planned):
        self._queue(planned)
        self._the_sender_comes(31)

    def _tell(self, planned):
        row, may = self.fresh(Disclosure, planned.pk), self.model.may_go(planned)
        with self.agrees_to_refuse(not may), self.by_roos() as by:
            tell(row, **by)
        if may:
            self.model.send(planned)
            self.happened["told"] += 1

    @precondition(lambda self: self.sendings_in(QUEUED, SENT))
    @rule(number=one_of_them)
    def take_back(self, number):
        planned = pick(self.sendings_in(QUEUED) or self.sendings_in(SENT), number)
        row, may = self.fresh(Disclosure, planned.pk), planned.state == QUEUED
        with self.agrees_to_refuse(not may), self.by_roos() as by:
            take_back(row, **by)
        if may:
            planned.state = words.BACK
            self.happened["taken back"] += 1

    @precondition(lambda self: self.sendings_in(QUEUED))
    @rule(wait=st.sampled_from([29, 31, 31]))
    def the_sender_comes(self, wait):
        self._the_sender_comes(wait)

    def _the_sender_comes(self, wait):
        self.model.now += timedelta(seconds=wait)
        due = [one for one in self.sendings_in(QUEUED) if one.goes <= self.now]
        sending.send_due(self.now, mail=JOB)
        self.model.sender_comes()
        for one in due:
            self.happened["sent" if one.state == SENT else "stopped by the sender"] += 1
        assert not self.waits_without_cover(), "the sender came by and it still waits"

    def waits_without_cover(self):
        with as_system():
            waits = set(Disclosure.objects.due(self.now).values_list("pk", flat=True))
        return [one for one in self.model.sendings if one.pk in waits and not self.model.may_go(one)]

    # --- past the actions ---

    @rule(
        about=people, to=receiver, what=few_kinds, way=how, state=st.sampled_from([SENT, SENT, QUEUED]), of=one_of_them
    )
    def past_the_actions(self, about, to, what, way, state, of):
        """By whoever writes rows themselves, with whatever cover they like: the database looks on its own."""
        planned = Sending(None, frozenset(about), to, frozenset(what), way)
        facts = {"organisation": self.town.organisations[to], "kind": way, "kinds": sorted(what)}
        with self.by_roos() as by:
            row = sharing.make_disclosure(
                self.dossier, [self.town.people[one].pk for one in sorted(about)], **by, **facts
            )
            for place, name in enumerate(sorted(about)):
                self._cover(row, planned, name, of + place)
        planned.pk = row.pk
        self.model.sendings.append(planned)
        self._push(planned, row, state)

    def _cover(self, row, planned, name, number):
        """With the newest of what there is, or nothing."""
        possible = [*reversed(self.model.covers()[-6:]), None]
        fitting = [one for one in self.model.covers() if one.covers(name, planned, self.model.today)]
        one = pick(fitting, number) if fitting and number % 2 else pick(possible, number)
        planned.cover[name] = one
        if one is not None:
            sharing.cover(row, self.town.people[name], **{COVERS_AS[type(one)]: one.pk})

    @precondition(lambda self: self.sendings_in(DRAFT, QUEUED))
    @rule(number=one_of_them)
    def push_what_waits(self, number):
        planned = pick(self.sendings_in(DRAFT, QUEUED), number)
        self._push(planned, self.fresh(Disclosure, planned.pk), SENT)

    def _push(self, planned, row, state):
        may = self.model.may_go(planned)
        with self.agrees_to_refuse(not may, IntegrityError), self.by_roos() as by:
            if state == SENT:
                sharing.sent(row, **by)
            else:
                row.status, row.send_at, row.sent_by = QUEUED, self.now, self.roos
                row.medium, row.items_sha256 = "link", "b" * 64
                row.save()
        self.happened["sent past us" if may else "stopped past us"] += 1
        if may and state == SENT:
            self.model.send(planned)
        elif may:
            planned.state, planned.goes = QUEUED, self.now

    @precondition(lambda self: self.sendings_in(SENT))
    @rule(
        number=one_of_them,
        change=st.sampled_from([{"status": DRAFT}, {"kinds": ["geld"]}, {"about": []}, {"receiver": {"name": "Wie"}}]),
        system_does=st.booleans(),
    )  # fmt: skip
    def change_what_was_sent(self, number, change, system_does):
        planned = pick(self.sendings_in(SENT), number)
        row = self.fresh(Disclosure, planned.pk)
        for name, value in change.items():
            setattr(row, name, value)
        with self.agrees_to_refuse(True, IntegrityError), as_system() if system_does else self.by_roos():
            row.save()
        with self.agrees_to_refuse(True, IntegrityError), as_system():
            Cover.objects.filter(disclosure=planned.pk).delete()
        self.happened["kept as it went"] += 1

    # --- time ---

    @rule(seconds=st.sampled_from([29, 31]))
    def a_moment_passes(self, seconds):
        self.model.now += timedelta(seconds=seconds)

    @rule(
        to=st.sampled_from(["a day", "a day", "eve", "birthday", "last day", "after it"]), of=child, number=one_of_them
    )
    def days_pass(self, to, of, number):
        birthday = self.model.birthday(of, COMING[of][0])
        lasts = [one.last for one in self.model.yes] or [self.model.today]
        days = {
            "a day": self.model.today + timedelta(days=1),
            "eve": birthday - timedelta(days=1),
            "birthday": birthday,
            "last day": pick(lasts, number),
            "after it": pick(lasts, number) + timedelta(days=1),
        }
        self._let_it_be(days[to])

    def _let_it_be(self, day):
        """Some morning; never back in time, nor so far ahead that nothing is left to happen."""
        before = self.model.today
        if not before < day < before + timedelta(days=15):
            return
        self.model.now = datetime.combine(day, time(9), words.HERE)
        birthdays = [self.model.birthday(one, COMING[one][0]) for one in CHILDREN]
        self.happened["birthdays"] += len([one for one in birthdays if before < one <= day])
        self.happened["days"] += 1

    # --- after each of these ---

    @invariant()
    def nothing_leaves_without_cover(self):
        self.happened["steps"] += 1
        rows = self.rows_of(Disclosure, self.model.sendings, *FIELDS)
        assert {pk: row[0] for pk, row in rows.items()} == {one.pk: one.state for one in self.model.sendings}
        for one in self.sendings_in(SENT):
            assert one.covered, "it was sent, and nothing covered it"
            now = rows[one.pk]
            assert self.gone.setdefault(one.pk, now) == now, "what was sent changed"

    @invariant()
    def everybody_agrees_on_what_holds(self):
        states = self.rows_of(Consent, self.model.yes, "status")
        assert {pk: state for pk, (state,) in states.items()} == {one.pk: one.state for one in self.model.yes}
        with as_system():
            holding = set(Consent.objects.holding(self.model.today).values_list("pk", flat=True)) & states.keys()
        assert holding == {one.pk for one in self.model.yes if one.holds(self.model.today)}

    def rows_of(self, model, ours, *fields) -> dict:
        with as_system():
            rows = model._base_manager.filter(pk__in=[one.pk for one in ours]).values_list("pk", *fields)
            return {pk: tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for pk, *row in rows}


class FirstDay(Residents):
    """What happened in town before every run."""

    def __init__(self):
        RuleBasedStateMachine.__init__(self)
        self.model = Model(self.town.cast.now, self.town.born, {})
        for name in CHILDREN:
            self._record_authority(name, "GezamenlijkOuderlijkGezag")
        for about in (*CHILDREN, GROWN_UP):
            for of in {about, *(NAMES if about in CHILDREN else ())}:
                self.check(about, of, safe=True)
        for about, signed in ((GROWN_UP, True), ("esra", True), ("deniz", True), ("deniz", False)):
            self.ask(about, "school", {"school", "voortgang"}, (True, False), 0, 60, 1)
            if signed:
                self.everybody_signs(0)


def pick(things: list, number: int):
    return things[number % len(things)]


@pytest.fixture
def machine(town):
    facts = {"town": town}
    began = type("FirstDay", (FirstDay,), facts | {"happened": Counter()})().model
    return type("Residents", (Residents,), facts | {"happened": Counter(), "as_it_began": began})


def run(machine, record_property, *, runs, steps, same_each_time, happens):
    chosen = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate], derandomize=same_each_time,
    )  # fmt: skip
    try:
        run_state_machine_as_test(machine, settings=chosen)
    finally:
        record_property("runs of the sharing machine", runs)
        for what, times in machine.happened.items():
            record_property(f"· {what}", times)
    # Or it went round and round in a town where nobody says yes to anything.
    assert all(machine.happened[what] for what in happens), machine.happened


@pytest.mark.timeout(600)
def test_nothing_leaves_without_cover_whatever_happens(machine, record_property):
    run(machine, record_property, runs=30, steps=25, same_each_time=True, happens=OFTEN)


@pytest.mark.proof
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("hundred", range(10))
def test_nothing_leaves_without_cover_a_thousand_times(machine, record_property, hundred):
    """In ten parts, for as many processes as there are."""
    run(machine, record_property, runs=100, steps=50, same_each_time=False, happens=HAPPENS)
