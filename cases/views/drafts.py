"""Drafts: kept while somebody types, and thrown away when they say so."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import access, actions, typing

TOO_LONG = 413


@require_http_methods(["POST"])
def draft(request, pk):
    """Asked by the page itself, every few seconds while somebody types."""
    dossier = access.dossier_to_draft_in(request, pk)
    opened = typing.opened_in(request.POST)
    if opened is None or (opened.user_id, opened.dossier_id) != (request.user.pk, dossier.pk):
        raise access.Refused("draft", dossier_id=dossier.pk)
    if typing.is_too_long(request.POST):
        return JsonResponse({"too_long": True}, status=TOO_LONG)
    kept = actions.keep_draft(dossier, typing.typed_in(request.POST, opened), by=request.user, now=request.now)
    if kept.draft is None:
        return JsonResponse({"saved": True})
    return JsonResponse(
        {
            "draft": str(kept.draft.pk),
            "revision": kept.draft.revision,
            "at": time_format(localtime(request.now), "H:i"),
            "beside": kept.beside,
        }
    )


@require_http_methods(["POST"])
def draft_drop(request, pk):
    draft = access.draft_to_drop(request, pk)
    actions.drop_draft(draft.pk, by=request.user, now=request.now)
    messages.success(request, _("Het concept is weggegooid."))
    if request.POST.get("terug") == "vandaag":
        return redirect("cases:home")
    if request.POST.get("terug") == "dossier":
        return redirect("cases:dossier", draft.dossier_id)
    if draft.changes:
        return redirect("cases:entry_edit", draft.changes)
    return redirect("cases:entry_new", draft.dossier_id)
