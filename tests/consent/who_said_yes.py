"""A model of consent and sharing in plain Python: who must sign, what holds on which day, and what may leave.

Written from the policy (§ 1.5 Minderjarigen en wilsonbekwamen, § 3 Toestemming, tenzij), with nothing of the program
but its words for states. tests/consent/test_sharing_machine.py holds it against the application.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")
# § 1.5: from these birthdays others decide. From 18 on who could decide alone at 16 still does.
CHANGES = (12, 16)
ALONE = 16
TO_TAKE_BACK = timedelta(seconds=30)
DRAFT, ASKED, ACTIVE = "concept", "te_tekenen", "actief"
REFUSED, WITHDRAWN, EXPIRED, LAPSED = "geweigerd", "ingetrokken", "verlopen", "vervallen"
QUEUED, SENT, BACK, STOPPED = "klaar", "verzonden", "teruggehaald", "tegengehouden"
URGENT, VALID, ENDED = "spoed", "geldig", "beeindigd"


@dataclass(eq=False)
class Yes:
    """A consent. `asked`: who must sign; `signed`: who did, and which text."""

    pk: object
    who: str
    receiver: str
    kinds: frozenset[str]
    gives: bool
    asks: bool
    first: date
    last: date
    state: str = DRAFT
    text: int | None = None
    others_decide: date | None = None
    asked: frozenset[str] = frozenset()
    signed: dict[str, int | None] = field(default_factory=dict)

    def covers(self, who: str, sending: "Sending", on: date) -> bool:
        direction = self.asks if sending.how == "vraag" else self.gives
        same = (self.who, self.receiver) == (who, sending.receiver)
        return self.holds(on) and same and direction and sending.kinds <= self.kinds

    def holds(self, on: date) -> bool:
        everybody = self.asked == self.signed.keys() and set(self.signed.values()) == {self.text}
        in_time = self.first <= on <= self.last and (self.others_decide is None or on < self.others_decide)
        return self.state == ACTIVE and everybody and in_time


@dataclass(eq=False)
class Ground:
    """A ground. In acute danger it covers before a second person confirmed it."""

    pk: object
    who: frozenset[str]
    receiver: str
    code: str
    state: str
    last: date

    def covers(self, who: str, sending: "Sending", on: date) -> bool:
        confirmed = self.state == VALID or (self.state == URGENT and self.code == "acuut_gevaar")
        return who in self.who and self.receiver == sending.receiver and confirmed and on <= self.last


@dataclass(eq=False)
class Named:
    """An organisation in the plan of somebody who signs alone: it covers the plan and how the help goes."""

    pk: object
    who: frozenset[str]
    receiver: str
    state: str = VALID

    def covers(self, who: str, sending: "Sending", on: date) -> bool:
        same = who in self.who and self.receiver == sending.receiver
        return self.state == VALID and same and sending.kinds <= {"plan", "voortgang"}


@dataclass(eq=False)
class Sending:
    """`cover`: what it was said to rest on, of each person; `covered`: whether it was, at the moment it went."""

    pk: object
    who: frozenset[str]
    receiver: str
    kinds: frozenset[str]
    how: str
    state: str = DRAFT
    goes: datetime | None = None
    cover: dict[str, Yes | Ground | Named | None] = field(default_factory=dict)
    covered: bool | None = None


class Model:
    def __init__(self, now: datetime, born: dict[str, date], holders: dict[str, frozenset[str] | None]):
        """`holders`: child → who has authority; None: nobody can say."""
        self.now, self.born, self.holders = now, born, holders
        self.suspected: set[tuple[str, str]] = set()
        self.out: set[tuple[str, str]] = set()
        self.unsafe: set[tuple[str, str]] = set()
        self.texts, self.withdrawn = [1], set()
        self.yes: list[Yes] = []
        self.exceptions: list[Ground] = []
        self.named: list[Named] = []
        self.sendings: list[Sending] = []

    # --- the day ---

    @property
    def today(self) -> date:
        return self.now.astimezone(HERE).date()

    def birthday(self, who: str, age: int) -> date:
        return self.born[who].replace(year=self.born[who].year + age)

    def age(self, who: str) -> int:
        born = self.born[who]
        return self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))

    # --- who must sign ---

    def must_sign(self, who: str) -> frozenset[str] | None:
        """None: it is first found out who; nobody signs."""
        if self.age(who) >= ALONE:
            return frozenset({who})
        holders = self.holders[who]
        if holders is None or self.in_doubt(who, holders):
            return None
        return holders | ({who} if self.age(who) >= CHANGES[0] else set())

    def in_doubt(self, who: str, holders) -> bool:
        """A suspicion about anybody until it is decided, and one that stayed about who has authority."""
        return any(child == who for child, _name in self.suspected) or any((who, one) in self.out for one in holders)

    def may_be_asked(self, who: str) -> bool:
        needed = self.must_sign(who)
        return needed is not None and not any((who, one) in self.unsafe for one in needed)

    @property
    def text(self) -> int | None:
        """The newest version that holds."""
        return max((one for one in self.texts if one not in self.withdrawn), default=None)

    # --- a consent ---

    def explain(self, yes: Yes) -> bool:
        """Whether it may be; then its words stand fast, and everybody who must sign is asked."""
        if yes.state != DRAFT or not self.may_be_asked(yes.who) or self.text is None or yes.last < self.today:
            return False
        coming = [day for day in (self.birthday(yes.who, age) for age in CHANGES) if day > self.today]
        yes.state, yes.text, yes.asked = ASKED, self.text, self.must_sign(yes.who)
        yes.others_decide = min(coming, default=None)
        return True

    def waits_for(self, yes: Yes, who: str) -> bool:
        return yes.state == ASKED and who in yes.asked and who not in yes.signed

    def sign(self, yes: Yes, who: str):
        """One of who was asked. What can be signed no more lapses, whole."""
        others = yes.others_decide is not None and yes.others_decide <= self.today
        if yes.text in self.withdrawn or yes.last < self.today or others or self.must_sign(yes.who) != yes.asked:
            yes.state = LAPSED
            return
        yes.signed[who] = yes.text
        if yes.asked == yes.signed.keys():
            yes.state = ACTIVE

    def end(self, yes: Yes | Named, state: str):
        """What waits under it is stopped in the same moment."""
        yes.state = state
        for one in self.sendings:
            if one.state == QUEUED and yes in one.cover.values():
                one.state = STOPPED

    def record_authority(self, who: str, holders: frozenset[str] | None):
        """What others gave than who has it now holds no more."""
        self.holders[who] = holders
        self.look_again(who)

    def look_again(self, who: str):
        """After anything new about who decides; when nobody can say who must, nothing holds."""
        for one in self.yes:
            if one.who == who and one.state == ACTIVE and self.must_sign(who) != one.asked:
                self.end(one, LAPSED)

    def night(self):
        for one in self.yes:
            if one.state in (ASKED, ACTIVE):
                if one.others_decide is not None and one.others_decide <= self.today:
                    self.end(one, LAPSED)
                elif one.last < self.today:
                    self.end(one, EXPIRED)
        for who in self.born:
            self.look_again(who)

    # --- what leaves ---

    def covers(self) -> list[Yes | Ground | Named]:
        return [*self.yes, *self.exceptions, *self.named]

    def could_go(self, sending: Sending) -> bool:
        """Of each person something covers it today."""
        return all(any(one.covers(who, sending, self.today) for one in self.covers()) for who in sending.who)

    def may_go(self, sending: Sending) -> bool:
        """By what it was said to rest on."""
        named = [(who, sending.cover.get(who)) for who in sending.who]
        return bool(named) and all(one and one.covers(who, sending, self.today) for who, one in named)

    def send(self, sending: Sending):
        sending.state, sending.covered = SENT, self.could_go(sending)

    def sender_comes(self):
        for one in self.sendings:
            if one.state == QUEUED and one.goes <= self.now:
                if self.may_go(one):
                    self.send(one)
                else:
                    one.state = STOPPED
