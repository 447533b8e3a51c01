"""§ 1.2 Hulpverlening versus toezicht / handhaving, § 4.1 Casusregie: the roles somebody can have on one dossier.

Each is a permission on the dossier; a grant names it. What a role may do stands here and nowhere else.
"""

from django.utils.translation import gettext_lazy as _


class CaseRole:
    """A role on a case: `code` is the permission, the rest what it allows."""

    code: str
    label: str
    description: str
    may_write = False
    may_grant = False
    may_close = False


class Regisseur(CaseRole):
    code = "regisseur"
    label = _("Regisseur")
    description = _("Voert de regie over het plan van het gezin, geeft collega's toegang en sluit het dossier.")
    may_write = may_grant = may_close = True


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


class Meelezer(CaseRole):
    code = "meelezer"
    label = _("Meelezer")
    description = _("Leest mee zolang dat voor een taak nodig is, en schrijft niet.")


CASE_ROLES = {role.code: role for role in (Regisseur, Hulpverlener, Procescoordinator, Meelezer)}
CHOICES = [(role.code, role.label) for role in CASE_ROLES.values()]
