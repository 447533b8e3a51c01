"""What the pages of a dossier in this room share."""

from django.db import transaction
from django.template.response import TemplateResponse

from cases.errors import CaseError

# Of whom it is, in the address of the page with the questions.
CHOSEN = "over"


def chosen_in(request, people):
    """Whom it is about, as was chosen on the page before; None when somebody is still to choose."""
    return next((one for one in people if str(one.pk) == request.GET.get(CHOSEN)), None)


def who(request) -> dict:
    return {"by": request.user, "now": request.now}


def attempt(form, change):
    """What `change` made; None when it refused, with its sentence on the form, and then nothing of it is kept."""
    try:
        with transaction.atomic():
            return change()
    except CaseError as error:
        form.add_error(None, str(error))
        return None


def in_dossier(request, template, dossier, context) -> TemplateResponse:
    own = {"dossier": dossier, "household": dossier.household, "why": dossier.why}
    return TemplateResponse(request, template, own | context)
