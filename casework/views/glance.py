"""§ 4.1 Casusregie: a dossier at a glance, and what one needs on the way to a family."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.access import dossier_to_read
from cases.errors import CaseError
from casework import access, actions
from consent.views.common import in_dossier, who


@require_safe
def glance(request, pk):
    dossier = dossier_to_read(request, pk)
    context = {"glance": access.glance_of(request, dossier), "days": settings.OLD_FACTS_DAYS}
    return in_dossier(request, "casework/glance.html", dossier, context)


@require_POST
def ask_again(request, pk):
    """§ 4.1 Casusregie: doubt is a task to ask the resident."""
    dossier, doubt = access.doubt_to_ask(request, pk, _id(request.POST.get("wat", "")))
    try:
        actions.ask_again(dossier, doubt, **who(request), on=request.today)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("De taak staat op uw lijst: vraag de inwoner of dit nog klopt."))
    return redirect("casework:glance", pk)


@require_safe
def visit(request, pk):
    dossier = dossier_to_read(request, pk)
    return in_dossier(request, "casework/visit.html", dossier, {"visit": access.visit_of(request, dossier)})


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
