"""§ 1.1 Geheimhoudingsplicht and § 1.2 Hulpverlening versus toezicht / handhaving, as rules about accounts.

No database here: facts and dates in, answers out. A refusal is a sentence (or a `Refusal`), else None.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import MANAGERS, ROLES, FunctionarisGegevensbescherming, PrivacyOfficer


class Refusal(TextChoices):
    """Why an account may not open personal data now; the label is shown to the person concerned."""

    INACTIVE = "inactive", _("Dit account is afgesloten.")
    NO_AGREEMENT = "no_agreement", _("Uw organisatie heeft nu geen geldige overeenkomst met de gemeente.")
    SECRECY = "secrecy", _("U hebt de geheimhoudingsverklaring die nu geldt nog niet aanvaard.")


@dataclass(frozen=True)
class Agreement:
    """An agreement of a partner with the municipality; without `valid_until` until somebody ends it."""

    kind: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True)
class OpeningFacts:
    """What decides whether an account may open personal data."""

    active: bool
    internal: bool
    agreement: Agreement | None
    secrecy_accepted: bool


def agreement_holds(agreement: Agreement | None, on: date) -> bool:
    """§ 1.1 Geheimhoudingsplicht: valid on this day; the last day counts."""
    if agreement is None or on < agreement.valid_from:
        return False
    return agreement.valid_until is None or on <= agreement.valid_until


def refusal_to_open(facts: OpeningFacts, on: date) -> Refusal | None:
    """§ 1.1 Geheimhoudingsplicht: nobody opens personal data before all of this holds."""
    if not facts.active:
        return Refusal.INACTIVE
    if not facts.internal and not agreement_holds(facts.agreement, on):
        return Refusal.NO_AGREEMENT
    if not facts.secrecy_accepted:
        return Refusal.SECRECY
    return None


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
