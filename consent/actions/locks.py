"""The one order in which everybody locks what has to do with sharing: consents and grounds by id, the disclosure, and
the dossier last. Whoever withdraws begins with the consent too, so of a withdrawal and a sending one is always first.
A plan comes after its dossier, for whoever changes it too (docs/adr/0098-the-signed-plan-as-cover.md).
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from cases.actions.common import hold_open
from cases.errors import Overtaken
from consent.models import Consent, Cover, Disclosure, Ground


def hold_covers(consents: Iterable[UUID], grounds: Iterable[UUID]) -> None:
    for model, ids in ((Consent, consents), (Ground, grounds)):
        list(model.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))


def hold(disclosure: Disclosure, *, open_dossier: bool = False) -> None:
    """With what covers it; its status is as it is now. Raises Overtaken when it is gone, or the dossier is closed."""
    covers = Cover.objects.filter(disclosure=disclosure)
    hold_covers(covers.values("consent"), covers.values("ground"))
    held = Disclosure.objects.filter(pk=disclosure.pk, dossier=disclosure.dossier_id).select_for_update()
    found = held.values_list("status", "send_at").first()
    if found is None:
        raise Overtaken(_("Dit is intussen verwijderd. Er is niets gewijzigd."))
    disclosure.status, disclosure.send_at = found
    if open_dossier:
        hold_open(disclosure.dossier_id)
