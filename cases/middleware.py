"""What somebody sends after their session ended is kept as their draft, before the gate sends them to sign in."""

from django.http import JsonResponse
from django.urls import reverse

from accounts import session
from accounts.access import may_open_personal_data
from accounts.models import User
from accounts.policy import grant_refusal
from audit.choices import Action
from audit.context import set_context
from cases import typing
from cases.actions.common import note
from cases.actions.drafts import keep_draft
from cases.models import Dossier, DossierStatus, Grant

FORMS = {"cases:entry_new", "cases:entry_edit"}
TYPING = "cases:draft"
SIGNED_OUT = 401


class KeepTyped:
    """Runs inside the request's transaction, before the gate. The walls are asked in the name of the author."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        page = request.resolver_match.view_name
        if request.method != "POST" or page not in {*FORMS, TYPING} or _goes_on(request):
            return None
        opened = typing.opened_in(request.POST)
        mine = opened is not None and request.user.pk in (None, opened.user_id)
        kept = mine and not typing.is_too_long(request.POST) and _kept(request, opened)
        if page == TYPING:
            return JsonResponse({"signed_out": True, "kept": kept}, status=SIGNED_OUT)
        if kept:
            # The gate sends to sign in, and back here (accounts.middleware.Gate.stop).
            request.typed_is_kept = _address_of(opened)
        return None


def _goes_on(request) -> bool:
    """A session that lasted more than a working day is ended by the gate: what comes with it is kept as well."""
    return request.user.is_authenticated and not session.is_too_old(request)


def _address_of(opened: typing.Opened) -> str:
    if opened.changes:
        return reverse("cases:entry_edit", args=[opened.changes])
    return reverse("cases:entry_new", args=[opened.dossier_id])


def _kept(request, opened: typing.Opened) -> bool:
    """False when the author may not write there (any more): then nothing is stored."""
    user = User.objects.filter(pk=opened.user_id).first()
    if user is None or may_open_personal_data(user, request.now) or grant_refusal(user.roles):
        return False
    set_context(user_id=user.pk, now=request.now)
    try:
        dossier = Dossier.objects.visible_to(user, request.now).filter(pk=opened.dossier_id).first()
        grant = Grant.objects.running(request.now).filter(user=user, content_object=opened.dossier_id).first()
        if dossier is None or dossier.status != DossierStatus.OPEN or not grant.role.may_add():
            return False
        draft = keep_draft(dossier, typing.typed_in(request.POST, opened), by=user, now=request.now).draft
        if draft:
            ids = [draft.pk]
            note(Action.CHANGE, dossier.pk, by=user, now=request.now, object_type="draft", record_ids=ids)
    finally:
        set_context(now=request.now)
    return True
