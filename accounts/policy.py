"""§ 1.1 Geheimhoudingsplicht and § 1.2 Hulpverlening versus toezicht / handhaving, as rules about accounts.

No database here: facts and dates in, answers out. A refusal is a sentence (or a `Refusal`), else None.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import MANAGERS, ROLES, FunctionarisGegevensbescherming, PrivacyOfficer, Teamleider

# § 2.2 Aandachtspunten bij signalering: so long an evaluation may be overdue before a structural channel closes.
EVALUATION_GRACE = timedelta(days=30)
# So long after its last day somebody is still told: an old agreement that is entered later is no news.
TOLD_WITHIN = timedelta(days=7)


class Refusal(TextChoices):
    """Why an account may not open personal data now; the label is shown to the person concerned."""

    INACTIVE = "inactive", _("Dit account is afgesloten.")
    ENFORCES = "enforces", _("Uw organisatie handhaaft. Wat zij mag weten, is een vastgelegde verstrekking.")
    NO_AGREEMENT = "no_agreement", _("Uw organisatie heeft nu geen geldige overeenkomst met de gemeente.")
    SECRECY = "secrecy", _("U hebt de geheimhoudingsverklaring die nu geldt nog niet aanvaard.")


class ExchangeRefusal(TextChoices):
    """Why a partner and the municipality may not exchange personal data as a habit; shown to the colleague."""

    NO_AGREEMENT = "no_agreement", _("Met deze organisatie loopt nu geen overeenkomst of convenant.")
    NOT_STRUCTURAL = "not_structural", _("De overeenkomst met deze organisatie regelt geen structurele uitwisseling.")
    NOT_COVERED = "not_covered", _("De overeenkomst met deze organisatie geldt niet voor dit soort gegevens.")
    NOT_EVALUATED = "not_evaluated", _("De structurele uitwisseling met deze organisatie is niet op tijd geëvalueerd.")


class Reminder(TextChoices):
    ENDS_SOON = "ends_soon", _("loopt af")
    ENDS = "ends", _("laatste dag")


@dataclass(frozen=True)
class Agreement:
    """An agreement of a partner with the municipality; without `valid_until` until somebody ends it.

    Of a covenant the days are those on which both hold: the covenant, and that this organisation takes part in it.
    `categories`: codes of terms/categories.py. `evaluate_on`: the last day on which it is evaluated in time.
    """

    kind: str
    valid_from: date
    valid_until: date | None = None
    structural: bool = False
    categories: frozenset[str] = frozenset()
    evaluate_on: date | None = None


@dataclass(frozen=True)
class OrganisationFacts:
    """What decides whether the municipality exchanges personal data with an organisation, and how."""

    internal: bool
    enforces: bool = False
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class OpeningFacts:
    """What decides whether an account may open personal data.

    `agreement`: of those that began, the one that reaches furthest; when that does not hold, none does.
    """

    active: bool
    internal: bool
    agreement: Agreement | None
    secrecy_accepted: bool
    enforces: bool = False


def agreement_holds(agreement: Agreement | None, on: date) -> bool:
    """§ 1.1 Geheimhoudingsplicht: valid on this day; the last day counts."""
    if agreement is None or on < agreement.valid_from:
        return False
    return agreement.valid_until is None or on <= agreement.valid_until


def refusal_to_open(facts: OpeningFacts, on: date) -> Refusal | None:
    """§ 1.1 Geheimhoudingsplicht: nobody opens personal data before all of this holds."""
    if not facts.active:
        return Refusal.INACTIVE
    if not facts.internal and facts.enforces:
        return Refusal.ENFORCES
    if not facts.internal and not agreement_holds(facts.agreement, on):
        return Refusal.NO_AGREEMENT
    if not facts.secrecy_accepted:
        return Refusal.SECRECY
    return None


def furthest(agreements: Collection[Agreement], on: date) -> Agreement | None:
    """Of the agreements that began by this day the one that reaches furthest; None when none began."""
    begun = [agreement for agreement in agreements if agreement.valid_from <= on]
    return max(begun, key=lambda agreement: agreement.valid_until or date.max, default=None)


def may_exchange(
    organisation: OrganisationFacts, on: date, *, structural: bool, category: str = ""
) -> ExchangeRefusal | None:
    """§ 5 Convenant / reglement: structural exchange goes only under an agreement or covenant that holds on this day,
    that provides for it, that covers the category where one is named, and that was evaluated in time.

    A single disclosure, on consent or on a ground in the law, needs no agreement: those are asked elsewhere. Giving
    access is not exchanging: that is `refusal_to_open`.
    """
    if organisation.internal or not structural:
        return None
    holding = [agreement for agreement in organisation.agreements if agreement_holds(agreement, on)]
    if not holding:
        return ExchangeRefusal.NO_AGREEMENT
    holding = [agreement for agreement in holding if agreement.structural]
    if not holding:
        return ExchangeRefusal.NOT_STRUCTURAL
    holding = [agreement for agreement in holding if not category or category in agreement.categories]
    if not holding:
        return ExchangeRefusal.NOT_COVERED
    return ExchangeRefusal.NOT_EVALUATED if all(channel_closed(one, on) for one in holding) else None


def reminder(
    last_day: date | None, remind_days: int, on: date, *, reminded_of: date | None, told_of: date | None
) -> Reminder | None:
    """§ 2.5 Toegankelijkheid, beveiliging: what the owner of an agreement is told on this day; once of each.

    `reminded_of` and `told_of`: of which last day they were told before. A day on which nobody looked is made up for.
    """
    if last_day is None:
        return None
    if on >= last_day:
        return Reminder.ENDS if told_of != last_day and on <= last_day + TOLD_WITHIN else None
    due = on >= last_day - timedelta(days=remind_days)
    return Reminder.ENDS_SOON if due and reminded_of != last_day else None


def channel_closed(agreement: Agreement, on: date) -> bool:
    """§ 2.2 Aandachtspunten bij signalering: its evaluation is overdue, and the time of grace is over too.

    Without a date nobody ever evaluates it: closed.
    """
    return agreement.evaluate_on is None or on > agreement.evaluate_on + EVALUATION_GRACE


def roles_refusal(codes: Collection[str]) -> str | None:
    """§ 1.2 Hulpverlening versus toezicht / handhaving: which roles may not stand together on one account.

    Who helps, who enforces and who keeps the registers are three kinds of people to a resident. This program
    cannot see the cases somebody enforces on, so it holds "never two on one case" by keeping the kinds apart.
    The FG stands alone (AVG art. 38 lid 6).
    """
    unknown = sorted(set(codes) - ROLES.keys())
    if unknown:
        return _("Deze rol bestaat niet: %(roles)s.") % {"roles": ", ".join(unknown)}
    if FunctionarisGegevensbescherming.code in codes and len(set(codes)) > 1:
        return _("De functionaris gegevensbescherming is onafhankelijk en heeft geen andere rol.")
    if len({ROLES[code].kind for code in codes}) > 1:
        return _("Hulp, toezicht en beheer gaan niet samen op één account. Kies rollen van één soort.")
    return None


def grant_refusal(codes: Collection[str]) -> str | None:
    """§ 1.2 Hulpverlening versus toezicht / handhaving: may an account with these roles be given a dossier?

    An enforcer never may, whatever else the account holds. Which function it then has, is said on the grant.
    """
    if any(ROLES[code].kind == "toezicht" for code in codes if code in ROLES):
        return _("Wie toezicht houdt of handhaaft, krijgt nooit een dossier. Leg een verstrekking vast.")
    if not any(ROLES[code].may_be_granted for code in codes if code in ROLES):
        return _("Dit account heeft geen rol waarmee toegang tot een dossier kan.")
    return None


def manage_refusal(*, by: Collection[str], target: Collection[str], own_account: bool) -> str | None:
    """May somebody with roles `by` change an account whose roles, before or after, are `target`?

    Nobody changes their own account, and only a privacy officer hands out roles in /beheer/: an application
    manager who could would decide alone who keeps watch.
    """
    if not set(by) & set(MANAGERS):
        return _("Alleen een privacy officer of applicatiebeheerder beheert accounts.")
    if own_account:
        return _("Uw eigen account wijzigt u niet zelf. Vraag een collega in het beheer.")
    if PrivacyOfficer.code not in by and any(ROLES[code].beheer for code in target if code in ROLES):
        return _("Alleen een privacy officer wijzigt accounts met een rol in het beheer.")
    return None


def close_member_refusal(
    *, by: Collection[str], target: Collection[str], same_team: bool, own_account: bool
) -> str | None:
    """§ 1.1 Geheimhoudingsplicht: may a team lead close this account, when a colleague leaves?

    Access must end the same day, also when nobody of beheer is there. Closing is all a lead may do to an account.
    """
    if own_account:
        return _("Uw eigen account sluit u niet zelf. Vraag een collega in het beheer.")
    if Teamleider.code not in by or not same_team:
        return _("Alleen de teamleider van hetzelfde team sluit dit account, of iemand van beheer.")
    if any(ROLES[code].beheer for code in target if code in ROLES):
        return _("Wie een rol in het beheer heeft, wordt door een privacy officer afgesloten.")
    return None
