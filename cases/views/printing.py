"""On paper: a neutral cover, and behind it what was asked for. Nothing on the cover tells about whom it is."""

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.session import confirmed_recently
from cases import access


@require_safe
@confirmed_recently
def dossier_print(request, pk):
    """§ 2.5 Toegankelijkheid: the whole dossier, for whoever showed a moment ago who they are."""
    whole = access.dossier_to_print(request, pk)
    return TemplateResponse(
        request, "print/dossier.html", {"whole": whole, "dossier": whole.dossier, "gone_on": whole.gone_on}
    )


@require_safe
def entry_print(request, pk):
    entry = access.entry_to_print(request, pk)
    return TemplateResponse(request, "print/entry.html", {"entry": entry, "dossier": entry.dossier})
