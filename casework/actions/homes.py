"""§ 4.1 Casusregie: a child with two homes: of both households, each with a dossier and a plan of its own, and neither
shows anything of the other. docs/adr/0097-life-changes.md
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.choices import Action
from cases import search
from cases.actions.common import hold_open, note
from cases.errors import CaseError
from cases.models import Dossier, DossierPerson


class NoSecondHome(CaseError):
    """This child cannot be of this household as well; nothing was changed."""


@transaction.atomic
def at_home_here_too(dossier: Dossier, child: UUID, *, by: User, now: datetime) -> DossierPerson:
    """By who leads the dossier. `child`: of somebody it is about. Nothing comes along, and nothing changes there.

    Raises NoSecondHome, Overtaken.
    """
    hold_open(dossier.pk)
    if DossierPerson.objects.filter(dossier=dossier, person=child).exists():
        raise NoSecondHome(_("Dit kind staat al in dit dossier."))
    if search.hiding([child]):
        raise NoSecondHome(_("Dit kan voor dit kind nu niet. Overleg met de privacy officer."))
    facts = {"address_closed": True, "other_home": True}
    made = DossierPerson.objects.create(dossier=dossier, person_id=child, **facts)
    note(Action.CHANGE, dossier.pk, by=by, now=now, object_type="persoon", record_ids=[child])
    return made
