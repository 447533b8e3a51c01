"""The door to who looked in a dossier (§ 2.5 Toegankelijkheid, NEN 7513)."""

from django.core.paginator import Page, Paginator

from audit.choices import Action
from cases.access.dossiers import dossier_to_grant
from cases.logbook import PAGE, Looks
from cases.models import Dossier


def logbook_to_read(request, pk, number) -> tuple[Dossier, Page]:
    """A dossier one leads, and one page of who looked in it. Looking at that is logged as well."""
    dossier = dossier_to_grant(request, pk)
    request.readings.add(Action.INSPECT, dossier_id=dossier.pk, grant=dossier.why.grant, object_type="logboek")
    return dossier, Paginator(Looks(dossier.pk), PAGE).get_page(number)
