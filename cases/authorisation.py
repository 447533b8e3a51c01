"""§ 2 Need to know, § 2.3 Bewaartermijnen: which categories of record a grant opens beside the ordinary ones.

Treatment, police, forced care and social affairs are authorised apart, by somebody else than who gets to read them.
No database here: codes in, codes or a sentence out. docs/adr/0075-categories-apart.md
"""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cases.choices import LegalBasis, Purpose
from cases.roles import CaseRole
from terms.categories import BEHANDELING, BOPZ, CATEGORIES, ORDINARY, POLITIE, SEPARATE, SOCIALE_ZAKEN

CHOICES = [(code, CATEGORIES[code].label) for code in SEPARATE]
# What the one who opens a dossier needs for it: the task itself says so, nobody chooses it for themselves.
BY_PURPOSE = {Purpose.SUPPORT: BEHANDELING, Purpose.SAFETY: POLITIE}
BY_BASIS = {
    LegalBasis.PARTICIPATION: SOCIALE_ZAKEN,
    LegalBasis.DEBT: SOCIALE_ZAKEN,
    LegalBasis.MENTAL_HEALTH: BOPZ,
}
NOT_ONESELF = _lazy("Uw eigen toegang breidt u niet zelf uit. Vraag een andere regisseur of uw teamleider.")


def opens(categories: Collection[str]) -> tuple[str, ...]:
    """All that a grant naming these categories opens. A code nobody decided about opens nothing."""
    return (*ORDINARY, *(code for code in SEPARATE if code in categories))


def at_opening(purpose: str, legal_basis: str) -> list[str]:
    """What the regisseur of a new dossier may read beside the ordinary, from its purpose and legal basis."""
    needed = {BY_PURPOSE.get(purpose), BY_BASIS.get(legal_basis)}
    return [code for code in SEPARATE if CATEGORIES[code] in needed]


def within(categories: Collection[str], role: type[CaseRole]) -> list[str]:
    """Of these what somebody with this role can hold."""
    return [code for code in SEPARATE if code in categories and code in role.may_hold]


def refusal(*, added: Collection[str], role: type[CaseRole], giver_opens: Collection[str] | None, own: bool) -> str:
    """Why these categories cannot be added to a grant with this role; empty when they can.

    `giver_opens`: of a giver who passes on no more than they have, what they have; None for who answers for the case.
    """
    if not added:
        return ""
    if own:
        return str(NOT_ONESELF)
    if beyond := [code for code in added if code not in role.may_hold]:
        return _("Bij de rol %(role)s hoort geen toegang tot: %(what)s.") % {"role": role.label, "what": named(beyond)}
    if giver_opens is not None and (beyond := [code for code in added if code not in giver_opens]):
        return _("Dit mag u zelf niet lezen, en dus niet doorgeven: %(what)s.") % {"what": named(beyond)}
    return ""


def named(categories: Collection[str]) -> str:
    """In words, in the order of the list."""
    return ", ".join(str(CATEGORIES[code].label) for code in SEPARATE if code in categories)
