"""§ 1.2 Hulpverlening versus toezicht / handhaving, § 4.1 Casusregie: the roles somebody can have on one dossier.

Each is a permission on the dossier; a grant names it. What a role may do stands here and nowhere else.
"""

from django.utils.translation import gettext_lazy as _

from cases.choices import EntryKind
from terms.categories import SEPARATE

RIGHTS = ("may_write", "may_grant", "may_close")


class CaseRole:
    """A role on a case: `code` is the permission, the rest what it allows.

    `may_hold`: the categories it can be authorised for apart (cases.authorisation). `writes_kind`: of a role that may
    not write, the one kind of note it may add.
    """

    code: str
    label: str
    description: str
    may_write = False
    may_grant = False
    may_close = False
    must_end = False
    may_hold: tuple[str, ...] = SEPARATE
    writes_kind = ""
    is_emergency = False

    @classmethod
    def may_add(cls) -> bool:
        """Whether somebody with this role can add a note, of whatever kind."""
        return cls.may_write or bool(cls.writes_kind)

    @classmethod
    def allows_all_of(cls, other: type["CaseRole"]) -> bool:
        """Whether somebody with this role can do whatever `other` allows."""
        return all(getattr(cls, right) or not getattr(other, right) for right in RIGHTS)


class Regisseur(CaseRole):
    code = "regisseur"
    label = _("Regisseur")
    description = _("Voert de regie over het plan van het gezin, geeft collega's toegang en sluit het dossier.")
    may_write = may_grant = may_close = True


class Plaatsvervanger(CaseRole):
    code = "plaatsvervanger"
    label = _("Plaatsvervangend regisseur")
    description = _("Neemt de regie waar zolang de regisseur er niet is, altijd met een einddatum; sluit geen dossier.")
    may_write = may_grant = True
    must_end = True


class Hulpverlener(CaseRole):
    code = "hulpverlener"
    label = _("Hulpverlener")
    description = _("Helpt het gezin, leest het dossier en schrijft erin.")
    may_write = True


class Procescoordinator(CaseRole):
    code = "procescoordinator"
    label = _("Procescoördinator")
    description = _("Bewaakt de voortgang en de afspraken, en schrijft daarover in het dossier.")
    may_write = True
    # § 4.1 Casusregie: the process, not the treatment.
    may_hold = ()


class Meelezer(CaseRole):
    code = "meelezer"
    label = _("Meelezer")
    description = _("Leest mee zolang dat voor een taak nodig is, en schrijft niet.")


class Noodtoegang(CaseRole):
    """§ 2.5 Toegankelijkheid: nobody gives it; it is taken, in acute danger (cases.emergency)."""

    code = "noodtoegang"
    label = _("Noodtoegang")
    description = _("Las het dossier in acuut gevaar, hooguit twee uur, en kon er een crisisnotitie in schrijven.")
    must_end = True
    may_hold = ()
    writes_kind = EntryKind.CRISIS
    is_emergency = True


# What one colleague gives another; and whatever somebody can have.
GIVEN_ROLES = {role.code: role for role in (Regisseur, Plaatsvervanger, Hulpverlener, Procescoordinator, Meelezer)}
CASE_ROLES = GIVEN_ROLES | {Noodtoegang.code: Noodtoegang}
MAY_GRANT = [role.code for role in CASE_ROLES.values() if role.may_grant]
CHOICES = [(role.code, role.label) for role in CASE_ROLES.values()]
