"""§ 3.2 Uitzonderingen: acute danger, one screen."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.access import dossier_to_change, persons_of
from cases.views.desk import Desk
from consent.actions.urgent import Call, share_at_once
from consent.forms.grounds import UrgentForm, partners
from consent.models import Ground
from consent.views.common import attempt, in_dossier, who


@require_http_methods(["GET", "POST"])
def urgent(request, pk):
    dossier = dossier_to_change(request, pk)
    desk = Desk(request, dossier, Ground)
    if answer := desk.sent_before():
        return answer
    form = UrgentForm(request.POST or None, people=persons_of(request, dossier))
    if form.is_valid() and (ground := attempt(form, lambda: desk.once(lambda pk: _share(request, dossier, form, pk)))):
        messages.success(request, _("Vastgelegd. Wat er verder nodig is, staat als taak op de lijst."))
        return redirect(ground)
    return in_dossier(
        request, "consent/urgent.html", dossier, {"form": form, "desk": desk, "organisations": partners()}
    )


def _share(request, dossier, form, pk) -> Ground:
    said = dict(form.cleaned_data)
    about = [UUID(person) for person in said.pop("about")]
    return share_at_once(dossier, Call(**said), **who(request), on=request.today, about=about, id=pk)
