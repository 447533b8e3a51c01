"""§ 3 Toestemming, tenzij: may these data about these persons go to this organisation, why, and what is missing?

No database here: facts in, an `Answer` out. The database holds the core of it too (`nothing_leaves_without_cover`,
docs/adr/0087-cover.md): this answer may be stricter than that rule and is never looser. docs/adr/0089-sharing.md
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.choices import LegalBasis
from consent.grounds import ACUTE_DANGER, GROUNDS
from consent.incoming import may_go_on
from consent.scope import OF_CATEGORY, DataKind
from consent.states import ConsentStatus, GroundStatus
from terms.categories import CASUSREGIE, CATEGORIES

QUESTION = "vraag"
# § 3 Toestemming, tenzij: "as far as their task needs": what is agreed, and how it goes. Nothing of what is apart.
OF_THE_PLAN = frozenset({DataKind.PLAN, DataKind.PROGRESS})
# § 4 Betrokkenheid cliënt: under another ground than § 3.2 Uitzonderingen the resident knows of it first.
WITHOUT_KNOWING = frozenset(code for code, rule in GROUNDS.items() if rule.unknowing)
# § 1.4 Uitzonderingen BSN: a disclosure or a request under these laws carries the number.
BSN_LAWS = frozenset({LegalBasis.YOUTH, LegalBasis.WMO})
# A choice of one or two that happens to be all there is, is still a choice.
WHOLE_FROM = 3


@dataclass(frozen=True)
class Who:
    """Somebody the data are about."""

    id: UUID
    name: str
    has_bsn: bool = True


@dataclass(frozen=True)
class Consented:
    """A consent as it stands. `status`: a code of `ConsentStatus`."""

    id: UUID
    person: UUID
    organisation: UUID
    kinds: frozenset[str]
    valid_from: date
    valid_until: date
    status: str = ConsentStatus.ACTIVE
    may_give: bool = True
    may_ask: bool = False
    decides_until: date | None = None


@dataclass(frozen=True)
class Grounded:
    """A ground as it stands. `organisation`: None for any. `knows`: the resident was told of it. `fallen`: why what it
    stood on is so no more (`consent.standing`); empty while it is."""

    id: UUID
    about: frozenset[UUID]
    organisation: UUID | None
    code: str
    status: str
    valid_until: date
    knows: bool = False
    fallen: str = ""


@dataclass(frozen=True)
class Planned:
    """An organisation that the plan everybody signed names as directly involved, for one person. `id`: of what names it
    there."""

    id: UUID
    person: UUID
    organisation: UUID


@dataclass(frozen=True)
class Asked:
    """What somebody wants to share. `how`: a code of `DisclosureKind`; `categories`: of the records chosen.

    `sort`: of organisation (accounts). `agreement`: why there may be no exchange with it at all; empty when there may.
    `reachable`: False on paper to an organisation without an address. `whole`: everything in the dossier was chosen.
    `others`: a record chosen is about somebody who is not in `people`.
    """

    people: tuple[Who, ...]
    organisation: UUID | None
    receiver: str
    kinds: frozenset[str]
    on: date
    how: str = "verstrekking"
    categories: frozenset[str] = frozenset()
    legal_basis: str = ""
    sort: str = ""
    agreement: str = ""
    reachable: bool = True
    whole: bool = False
    others: bool = False
    consents: tuple[Consented, ...] = ()
    grounds: tuple[Grounded, ...] = ()
    planned: tuple[Planned, ...] = ()

    @property
    def is_question(self) -> bool:
        return self.how == QUESTION


@dataclass(frozen=True)
class Line:
    """About one person: why it may, or why not. What covers it is one of a consent, a plan and a ground."""

    who: Who
    why: str
    consent: UUID | None = None
    ground: UUID | None = None
    planned: UUID | None = None

    @property
    def may(self) -> bool:
        return any(one is not None for one in (self.consent, self.ground, self.planned))


@dataclass(frozen=True)
class Missing:
    """What stands in the way, and what to do about it. `person`: whose consent it is about, if anybody's."""

    what: str
    to_do: str
    person: UUID | None = None


@dataclass(frozen=True)
class Answer:
    """`needs`: names of fields with a reason that must be filled in first: without_bsn, whole_reason."""

    lines: tuple[Line, ...] = ()
    missing: tuple[Missing, ...] = ()
    needs: frozenset[str] = field(default_factory=frozenset)

    @property
    def may(self) -> bool:
        return bool(self.lines) and not self.missing

    @property
    def without_consent(self) -> bool:
        """Then it is withheld from the resident from the moment it is made (§ 4 Betrokkenheid cliënt)."""
        return any(line.ground is not None for line in self.lines)


def answer(asked: Asked) -> Answer:
    """§ 3 Toestemming, tenzij: the whole answer, before anything is made."""
    if not asked.people or asked.organisation is None:
        return Answer(missing=tuple(_not_chosen(asked)))
    lines = tuple(line_of(who, asked) for who in asked.people)
    missing = (
        *_of_the_receiver(asked),
        *_of_the_choice(asked),
        *(_of_a_person(line, asked) for line in lines if not line.may),
    )
    return Answer(lines, missing, frozenset(_reasons_needed(asked)))


def line_of(who: Who, asked: Asked) -> Line:
    """A consent first: where the resident said yes to this, that is why it may. Then the plan, and a ground last."""
    mine = [one for one in asked.consents if one.person == who.id and one.organisation == asked.organisation]
    for one in mine:
        if not why_not(one, asked):
            until = date_format(one.valid_until, "j F Y")
            return Line(who, _("Er is toestemming, tot en met %(day)s.") % {"day": until}, consent=one.id)
    planned = [one for one in asked.planned if (one.person, one.organisation) == (who.id, asked.organisation)]
    for one in planned:
        if not why_not_planned(asked):
            return Line(who, _in_the_plan(who, asked), planned=one.id)
    for one in asked.grounds:
        if who.id in one.about and not why_no_ground(one, asked):
            return Line(who, _("Er is geen toestemming nodig: er is een bevestigde uitzondering."), ground=one.id)
    reasons = [*(why_not(one, asked) for one in mine), *(why_not_planned(asked) for _one in planned)]
    return Line(who, _closest(reasons, asked))


def _in_the_plan(who: Who, asked: Asked) -> str:
    names = {"receiver": asked.receiver, "name": who.name}
    return _("%(receiver)s staat in het getekende plan van %(name)s als betrokken bij de hulp.") % names


def why_not_planned(asked: Asked) -> str:
    """§ 3 Toestemming, tenzij: why a plan that names the receiver does not cover it; empty when it does. The rule the
    database holds too."""
    if asked.kinds - OF_THE_PLAN:
        names = {"receiver": asked.receiver, "what": in_words(OF_THE_PLAN)}
        return _("%(receiver)s staat in het getekende plan. Dat gaat alleen over: %(what)s.") % names
    if any(CATEGORIES[code].separate for code in asked.categories):
        return _("Het plan gaat niet over soorten gegevens die apart blijven.")
    return _("Het plan gaat nooit over een heel dossier.") if asked.whole else ""


def why_not(consent: Consented, asked: Asked) -> str:
    """Why this consent does not cover it; empty when it does. The rule the database holds too."""
    if consent.status != ConsentStatus.ACTIVE:
        return _STATUS.get(consent.status, _no_consent)(asked)
    return _out_of_time(consent, asked.on) or _wrong_way(consent, asked) or _kinds_beyond(consent, asked)


def _out_of_time(consent, on: date) -> str:
    if on < consent.valid_from:
        return _("De toestemming begint pas op %(day)s.") % {"day": date_format(consent.valid_from, "j F Y")}
    if on > consent.valid_until:
        return _("De toestemming liep tot en met %(day)s.") % {"day": date_format(consent.valid_until, "j F Y")}
    if consent.decides_until and on >= consent.decides_until:
        return _("Sinds de verjaardag beslist iemand anders. De toestemming geldt niet meer.")
    return ""


def _wrong_way(consent, asked) -> str:
    if asked.is_question and not consent.may_ask:
        return _("Er is toestemming om gegevens te geven, niet om ze te vragen.")
    if not asked.is_question and not consent.may_give:
        return _("Er is toestemming om gegevens te vragen, niet om ze te geven.")
    return ""


def why_no_ground(ground: Grounded, asked: Asked) -> str:
    """Why this ground does not cover it; empty when it does. Stricter than the database in what somebody knows."""
    if ground.organisation not in (None, asked.organisation):
        return _("De uitzondering geldt voor een andere organisatie.")
    urgent = ground.status == GroundStatus.URGENT and ground.code == ACUTE_DANGER
    if ground.status != GroundStatus.VALID and not urgent:
        return _("De uitzondering is nog niet bevestigd, of beëindigd.")
    if asked.on > ground.valid_until:
        return _("De uitzondering moet opnieuw worden bekeken.")
    if ground.fallen:
        return ground.fallen
    if ground.code not in WITHOUT_KNOWING and not ground.knows:
        return _("De inwoner weet nog niet dat dit gedeeld wordt.")
    return ""


def _kinds_beyond(consent, asked) -> str:
    beyond = asked.kinds - consent.kinds
    return _("De toestemming gaat niet over: %(what)s.") % {"what": in_words(beyond)} if beyond else ""


def in_words(kinds: Collection[str]) -> str:
    """In the order of the list, as the forms name them."""
    return ", ".join(str(kind.label) for kind in DataKind if kind in kinds)


def _no_consent(asked) -> str:
    return _("Er is geen toestemming om met %(receiver)s te delen.") % {"receiver": asked.receiver}


def _waits(asked) -> str:
    return _("De toestemming wacht nog op een handtekening.")


def _withdrawn(asked) -> str:
    return _("De toestemming is ingetrokken.")


def _refused(asked) -> str:
    return _("De toestemming is geweigerd.")


def _over(asked) -> str:
    return _("De toestemming is afgelopen.")


_STATUS = {
    ConsentStatus.DRAFT: _waits,
    ConsentStatus.TO_SIGN: _waits,
    ConsentStatus.WITHDRAWN: _withdrawn,
    ConsentStatus.REFUSED: _refused,
    ConsentStatus.EXPIRED: _over,
    ConsentStatus.LAPSED: _over,
}


def _closest(reasons: list[str], asked: Asked) -> str:
    """Of several consents that do not cover it, what the newest says; they come newest first."""
    return next((reason for reason in reasons if reason), _no_consent(asked))


def _not_chosen(asked):
    if not asked.people:
        yield Missing(_("Nog niemand gekozen."), _("Kies over wie het gaat."))
    if asked.organisation is None:
        yield Missing(_("Nog geen organisatie gekozen."), _("Kies met wie u wilt delen."))


def _of_the_receiver(asked):
    if asked.agreement:
        yield Missing(asked.agreement, _("Vraag de privacy officer om de afspraken met deze organisatie."))
    if not asked.reachable:
        yield Missing(
            _("Van deze organisatie is geen postadres bekend."),
            _("Vraag de privacy officer om het adres vast te leggen, of kies een andere manier."),
        )


def _of_the_choice(asked):
    if asked.others:
        yield Missing(
            _("Een stuk dat u koos, gaat ook over iemand anders."), _("Kies die persoon erbij, of laat dat stuk weg.")
        )
    if not asked.kinds:
        yield Missing(_("Nog niet gekozen om welke gegevens het gaat."), _("Kies welke gegevens."))
    if not all(may_go_on(code, asked.sort) for code in asked.categories):
        yield Missing(
            _("Wat politie of justitie gaf, gaat alleen door naar de Raad voor de Kinderbescherming of een GI."),
            _("Laat dat stuk weg."),
        )
    apart = sorted(code for code in asked.categories if CATEGORIES[code].separate)
    if len(apart) > 1:
        yield Missing(
            _("In wat u koos staan soorten gegevens die apart blijven."), _("Deel ze apart: één soort tegelijk.")
        )
    for code in apart:
        kind = OF_CATEGORY.get(code)
        if kind and kind not in asked.kinds:
            names = {"what": CATEGORIES[code].label, "kind": kind.label}
            yield Missing(
                _("In wat u koos staat iets van de soort %(what)s.") % names,
                _("Kies ook “%(kind)s”, of laat dat stuk weg.") % names,
            )


def _of_a_person(line: Line, asked: Asked) -> Missing:
    return Missing(
        f"{line.who.name}: {line.why}",
        _("Vraag toestemming aan wie beslist, of leg een uitzondering vast die een collega bevestigt."),
        line.who.id,
    )


def _reasons_needed(asked):
    if asked.legal_basis in BSN_LAWS and not all(who.has_bsn for who in asked.people):
        yield "without_bsn"
    if asked.whole:
        yield "whole_reason"


def is_whole(chosen: int, there_are: int) -> bool:
    """§ 3.1 Toestemmingsverklaring: whether a choice of records is the whole dossier; that takes a reason."""
    return there_are >= WHOLE_FROM and chosen >= there_are


def category_of(categories: Collection[str]) -> str:
    """The category of a disclosure of such records: the one apart among them, so that who may not read that does not
    read it here. Two of them never go together (`answer`)."""
    apart = [code for code in CATEGORIES if code in categories and CATEGORIES[code].separate]
    return apart[0] if apart else CASUSREGIE.code
