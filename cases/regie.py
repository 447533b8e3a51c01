"""§ 4.1 Casusregie: what the database refuses about who leads a dossier while a plan runs in it, as sentences.

A plan that runs has exactly one regisseur, without an end; the database looks when a change is complete (a trigger of
the room above, docs/adr/0093). Whoever changes who leads lets it look at once, so that it is a page that says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.errors import OneRegisseur

SENTENCES = {
    "a_plan_has_a_regisseur": _(
        "Bij het plan van dit gezin hoort altijd één regisseur, zonder einddatum. Draag eerst de regie over."
    ),
    "a_plan_has_no_second_regisseur": _(
        "Het plan van dit gezin heeft al een regisseur. De regie gaat over met een overdracht: die staat bij het plan."
    ),
    "a_plan_runs_in_an_open_dossier": _("Er loopt nog een plan in dit dossier. Rond eerst het plan af."),
    "one_active_plan_per_household": _("Voor dit gezin loopt al een plan. Per gezin is er één plan tegelijk."),
}
LOOK = "SET CONSTRAINTS a_plan_has_one_regisseur IMMEDIATE; SET CONSTRAINTS a_plan_has_one_regisseur DEFERRED"


@contextmanager
def one_regisseur() -> Iterator[None]:
    """What is changed in here is kept as a whole or not at all. Raises OneRegisseur."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute(LOOK)
    except IntegrityError as error:
        sentence = SENTENCES.get(error.__cause__.diag.constraint_name)
        if sentence is None:
            raise
        raise OneRegisseur(str(sentence)) from error
