"""A resident has no dossiers, whatever a grant says."""

import pytest
from django.db import transaction

from audit.context import set_context
from cases.models import Document, Dossier, DossierPerson, Entry, Household, HouseholdMember, Person, Relation, Task
from tests.cases.conftest import _stage, cast  # noqa: F401 (fixtures)

CONTENT = (Dossier, DossierPerson, Entry, Document, Task, Person, Relation, Household, HouseholdMember)


@pytest.mark.policy("4.2")
def test_a_grant_means_nothing_to_a_resident(cast):  # noqa: F811
    """As if a resident bore the id of the colleague who has the grant: who asks, is more than an id."""
    sees = {}
    for account in ("staff", "resident"):
        with transaction.atomic():
            set_context(user_id=cast.roos.pk, account=account, now=cast.now)
            sees[account] = [model.__name__ for model in CONTENT if model.objects.exists()]
    assert sees["staff"] == [model.__name__ for model in CONTENT]
    assert sees["resident"] == []
