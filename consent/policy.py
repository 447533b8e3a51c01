"""§ 1.5 Minderjarigen en wilsonbekwamen, § 4.3 Wilsonbekwaamheid: who must sign, who may ask for inzage and who may
attend, for this resident, law and day, and why in one sentence. No database here: facts in, answers out.

What is unknown or contradicts itself never means that nobody need sign: the answer then says what to find out first.
docs/adr/0080-who-decides.md
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cases.choices import LegalBasis
from consent.representation import Capacity, Part, Representative, State, representative_of

DECIDES_WITH_PARENTS = 12
DECIDES_ALONE = 16
ADULT = 18
RESIDENT, PARENT, THIRD, GUARDIAN, REPRESENTATIVE = "inwoner", "ouder", "derde", "voogd", "vertegenwoordiger"


# --- what age means ---


@dataclass(frozen=True)
class AgeRule:
    """`needs_authority`: the holders of authority decide too, so it must be known."""

    sentence: str
    needs_authority: bool


UNDER_12 = AgeRule(_lazy("Jonger dan 12: de mensen met gezag beslissen."), needs_authority=True)
FROM_12 = AgeRule(_lazy("12 tot en met 15: de jongere beslist samen met de mensen met gezag."), needs_authority=True)
FROM_16 = AgeRule(_lazy("16 of 17: de jongere beslist zelf."), needs_authority=False)
GROWN_UP = AgeRule(_lazy("18 of ouder: de inwoner beslist zelf."), needs_authority=False)
UNKNOWN = AgeRule(_lazy("De leeftijd is niet bekend. Zoek die eerst uit."), needs_authority=True)


def age_rule(age: int | None) -> AgeRule:
    """What the age on the day says about who decides; an unknown age never means that nobody need sign."""
    if age is None:
        return UNKNOWN
    if age < DECIDES_WITH_PARENTS:
        return UNDER_12
    if age < DECIDES_ALONE:
        return FROM_12
    return FROM_16 if age < ADULT else GROWN_UP


# --- facts ---


@dataclass(frozen=True)
class Holder:
    """Somebody with authority; `known` is False for a third party the source does not name."""

    name: str
    role: str
    known: bool = True
    state: State = State.ABLE
    person: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """One outcome about authority; `kind` is a code of `consent.models.AuthorityKind`."""

    kind: str
    holders: tuple[Holder, ...] = ()
    in_research: bool = False


@dataclass(frozen=True)
class Resident:
    """Whom it is about, on the day. `refused_before`: from 16, while able, they said no to this; `resists`: now.

    `doubts`: what must be found out before anybody decides with or for them; `doubts_about_others`: before anybody
    but themselves does.
    """

    name: str
    age: int | None
    capable: bool = True
    representatives: tuple[Representative, ...] = ()
    refused_before: bool = False
    person: UUID | None = None
    resists: bool = False
    about_money: bool = False
    doubts: tuple[str, ...] = ()
    doubts_about_others: tuple[str, ...] = ()


# --- answers ---


@dataclass(frozen=True)
class Signer:
    """`person`: their id, where they are known to be a person of ours; two people may have one name."""

    name: str
    capacity: str
    person: UUID | None = None


@dataclass(frozen=True)
class Signing:
    """All of `signers` must sign. `find_out`: what must be known first, each with what to do; while there is any,
    nobody signs."""

    signers: tuple[Signer, ...]
    find_out: tuple[str, ...]
    why: str

    def __post_init__(self):
        if not (self.signers or self.find_out):
            raise ValueError("An answer without signers says what to find out.")

    @property
    def is_blocked(self) -> bool:
        return bool(self.find_out)


@dataclass(frozen=True)
class Asking:
    """Each of `who` may ask alone; a request of `weighed` is weighed first, and is never a right by itself."""

    who: tuple[Signer, ...]
    weighed: tuple[Signer, ...]
    find_out: tuple[str, ...]
    why: str


# --- authority ---


@dataclass(frozen=True)
class Kind:
    """What an outcome must look like to be used, and who then signs. `number`: least and most holders."""

    number: tuple[int, int]
    sentence: str | Callable[[tuple[Holder, ...]], str]
    instruction: str = ""


KINDS = {
    "GezamenlijkOuderlijkGezag": Kind((2, 2), _lazy("Beide ouders hebben het gezag en tekenen allebei.")),
    "EenhoofdigOuderlijkGezag": Kind((1, 1), _lazy("Eén ouder heeft het gezag en tekent.")),
    "GezamenlijkGezag": Kind((2, 2), _lazy("Een ouder en een ander hebben samen het gezag en tekenen allebei.")),
    "Voogdij": Kind(
        (1, 2),
        _lazy("Er is voogdij: iedere voogd tekent."),
        _lazy(
            "Er is voogdij, maar geen voogd genoemd. Zoek in het gezagsregister of vraag de gecertificeerde instelling."
        ),
    ),
    "TijdelijkGeenGezag": Kind(
        (0, 0),
        "",
        _lazy(
            "Tijdelijk heeft niemand het gezag. Vraag de rechtbank of de Raad voor de Kinderbescherming wie beslist."
        ),
    ),
    "GezagNietTeBepalen": Kind(
        (0, 0), "", _lazy("De BRP kan het gezag niet bepalen. Zoek het op in het gezagsregister van de rechtbank.")
    ),
}
NOT_KNOWN = _lazy("Het gezag is niet bekend. Zoek het op in de BRP of in het gezagsregister.")
TWO_OUTCOMES = _lazy("Er staan verschillende uitkomsten over het gezag. Zoek in het gezagsregister welke geldt.")
IN_RESEARCH = _lazy("Het gezag is in onderzoek. Vraag bij Burgerzaken wat er speelt, en wacht met tekenen.")
DOES_NOT_FIT = _lazy(
    "Het aantal mensen met gezag past niet bij deze uitkomst. Zoek in het gezagsregister wie het zijn."
)
HOLDER_CANNOT = {
    State.DECEASED: _lazy("%(name)s is overleden. Zoek in het gezagsregister wie nu het gezag heeft."),
    State.UNDER_GUARDIANSHIP: _lazy("%(name)s staat onder curatele en kan niet tekenen. Zoek uit wie beslist."),
    State.EXCLUDED: _lazy(
        "Het vermoeden over %(name)s blijft. %(name)s tekent niet en krijgt niets. Vraag de rechter of de Raad voor de "
        "Kinderbescherming wie beslist."
    ),
    State.FLAGGED: _lazy(
        "Er is een vermoeden over %(name)s. Spreek eerst de inwoner alleen; beslis dan wie er tekent."
    ),
}


@dataclass(frozen=True)
class Authority:
    """Who holds authority, in one sentence; or what to find out first."""

    holders: tuple[Signer, ...]
    find_out: tuple[str, ...]
    sentence: str = ""


def authority_of(outcomes: Sequence[Outcome]) -> Authority:
    """§ 1.5 Minderjarigen en wilsonbekwamen: from the running outcomes about one child. Fails closed."""
    different = list(dict.fromkeys(outcomes))
    if len(different) != 1:
        return Authority((), (str(TWO_OUTCOMES if different else NOT_KNOWN),))
    outcome = different[0]
    kind = KINDS.get(outcome.kind)
    if kind is None:
        return Authority((), (str(NOT_KNOWN),))
    named = (holder for holder in outcome.holders if holder.known and holder.name)
    holders = tuple(Signer(holder.name, holder.role, holder.person) for holder in named)
    find_out = tuple(_doubts(outcome, kind))
    return Authority(holders, find_out, str(kind.sentence))


def _doubts(outcome: Outcome, kind: Kind) -> Iterable[str]:
    least, most = kind.number
    if outcome.in_research:
        yield str(IN_RESEARCH)
    if kind.instruction and not outcome.holders:
        yield str(kind.instruction)
    elif not least <= len(outcome.holders) <= most:
        yield str(DOES_NOT_FIT)
    for holder in outcome.holders:
        yield from _doubts_about(holder, outcome)


def _doubts_about(holder: Holder, outcome: Outcome) -> Iterable[str]:
    if not holder.known or not holder.name:
        others = get_text_list([one.name for one in outcome.holders if one.known and one.name], _("en"))
        yield _(
            "%(others)s heeft het gezag samen met een ander die niet is genoemd. Zoek op wie in het gezagsregister."
        ) % {"others": others or _("Iemand")}
    elif holder.state in HOLDER_CANNOT:
        yield HOLDER_CANNOT[holder.state] % {"name": holder.name}


# --- who must sign ---

OTHER_LAW = _lazy("Volgens deze wet is de jongere zelf genoeg; wij houden de strengere Jeugdwet aan.")
REFUSED = _lazy(
    "%(name)s weigerde dit eerder, toen die het zelf kon beslissen. Dat bindt, tenzij u vastlegt waarom niet."
)


RESISTS = _lazy(
    "%(name)s verzet zich hiertegen. Ga alleen verder als dat nodig is om ernstig nadeel te voorkomen, en leg dat vast."
)


def who_must_sign(resident: Resident, outcomes: Sequence[Outcome], law: str, *, part: str = Part.CONSENT) -> Signing:
    """§ 1.5 Minderjarigen en wilsonbekwamen: everybody whose signature is needed. `law`: a `LegalBasis`.

    `part`: what a volmacht must allow to count (`consent.representation.Part`).
    """
    rule = age_rule(resident.age)
    if rule is UNKNOWN:
        return Signing((), (str(UNKNOWN.sentence),), str(UNKNOWN.sentence))
    return _with_doubts(_decide(resident, outcomes, rule, law, part), resident, rule)


def _decide(resident: Resident, outcomes: Sequence[Outcome], rule: AgeRule, law: str, part: str) -> Signing:
    if rule.needs_authority:
        return _with_authority(resident, authority_of(outcomes), rule, law)
    if not resident.capable:
        return _for_incapable(resident, outcomes, part)
    return Signing((_self(resident),), (), str(rule.sentence))


def _with_doubts(signing: Signing, resident: Resident, rule: AgeRule) -> Signing:
    """Below 12 it makes no difference what somebody can decide; and a suspicion about others is no reason to keep who
    decides alone from doing so."""
    by_others = rule.needs_authority or not resident.capable
    own = resident.doubts if rule is not UNDER_12 else ()
    others = resident.doubts_about_others if by_others else ()
    resists = resident.resists and by_others
    why = f"{signing.why} {RESISTS % {'name': resident.name}}" if resists else signing.why
    return replace(signing, find_out=(*signing.find_out, *own, *others), why=why)


def _self(resident: Resident) -> Signer:
    return Signer(resident.name, RESIDENT, resident.person)


def _with_authority(resident: Resident, authority: Authority, rule: AgeRule, law: str) -> Signing:
    own = (_self(resident),) if rule is FROM_12 and resident.capable else ()
    why = [str(rule.sentence), authority.sentence]
    if rule is FROM_12 and not resident.capable:
        why.append(_("De jongere kan dit zelf niet beslissen."))
    if rule is FROM_12 and law == LegalBasis.WMO:
        why.append(str(OTHER_LAW))
    return Signing((*own, *authority.holders), authority.find_out, " ".join(part for part in why if part))


def _for_incapable(resident: Resident, outcomes: Sequence[Outcome], part: str) -> Signing:
    """Of 16 and 17 the holders of authority; of adults the representative. An earlier refusal binds."""
    refused = (REFUSED % {"name": resident.name},) if resident.refused_before else ()
    if resident.age < ADULT:
        authority = authority_of(outcomes)
        why = _("16 of 17 en niet in staat om dit te beslissen: de mensen met gezag tekenen.")
        return Signing(authority.holders, (*authority.find_out, *refused), why)
    found = representative_of(resident.representatives, about_money=resident.about_money, part=part)
    signers = (Signer(found.name, REPRESENTATIVE, found.person),) if found.name else ()
    return Signing(signers, (*found.find_out, *refused), found.why)


# --- who may ask, who may attend ---


def who_may_ask_inzage(resident: Resident, outcomes: Sequence[Outcome], law: str) -> Asking:
    """§ 1.5 Minderjarigen en wilsonbekwamen, UAVG art. 5: each of these may ask, after the check that it is safe.

    From 16 a parent never; at 12–15 a parent's request is always weighed. From 16 somebody may let another ask for
    them, by a volmacht that says so (§ 4.3 Wilsonbekwaamheid).
    """
    own = (_self(resident),)
    rule = age_rule(resident.age)
    signing = who_must_sign(resident, outcomes, law, part=Part.INSIGHT)
    others = tuple(one for one in signing.signers if one.capacity != RESIDENT)
    if rule is UNKNOWN:
        return Asking((), (), signing.find_out, signing.why)
    if rule is UNDER_12:
        return Asking(others if not signing.is_blocked else (), (), signing.find_out, signing.why)
    if rule is FROM_12:
        why = _("12 tot en met 15: de jongere vraagt zelf; een verzoek van wie het gezag heeft wordt altijd gewogen.")
        return Asking(own, others if not signing.is_blocked else (), signing.find_out, why)
    if resident.capable:
        return Asking((*own, *_by_volmacht(resident, Part.INSIGHT)), (), (), str(rule.sentence))
    return Asking(() if signing.is_blocked else others, (), signing.find_out, signing.why)


def who_may_attend(resident: Resident, outcomes: Sequence[Outcome], law: str, *, invited: Sequence[str] = ()) -> Asking:
    """§ 4.3 Wilsonbekwaamheid: at a conference: the resident, who decides with or for them, and whom a volmacht names.

    `invited`: more names a written authorisation allows to attend; it gives no more than that.
    """
    signing = who_must_sign(resident, outcomes, law, part=Part.ATTEND)
    others = () if signing.is_blocked else tuple(one for one in signing.signers if one.capacity != RESIDENT)
    by_volmacht = (*_by_volmacht(resident, Part.ATTEND), *(Signer(name, REPRESENTATIVE) for name in invited))
    who = (_self(resident), *others, *by_volmacht)
    return Asking(tuple(dict.fromkeys(who)), (), signing.find_out, signing.why)


def _by_volmacht(resident: Resident, part: str) -> tuple[Signer, ...]:
    """Whom a volmacht allows this; nobody on whom a suspicion rests, or rested and stayed."""
    return tuple(
        Signer(one.name, REPRESENTATIVE, one.person)
        for one in resident.representatives
        if one.capacity == Capacity.AUTHORISED and one.state == State.ABLE and one.may(part)
    )
