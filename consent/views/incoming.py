"""§ 1.3 Verstrekkingen van politie: what others gave us."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import dossier_to_change, persons_of
from cases.views.desk import Desk
from consent.access import grounds as doors
from consent.actions.incoming import Message, receive
from consent.actions.telling import DECIDE_WITHIN
from consent.forms.incoming import YES, IncomingForm
from consent.forms.telling import at_noon
from consent.incoming import must_be_told
from consent.models import Disclosure
from consent.views.common import attempt, in_dossier, who
from terms.categories import POLITIE


@require_http_methods(["GET", "POST"])
def incoming_new(request, pk):
    dossier = dossier_to_change(request, pk)
    desk = Desk(request, dossier, Disclosure)
    if answer := desk.sent_before():
        return answer
    prefilled = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis, "came_on": request.today}
    arguments = {"people": persons_of(request, dossier), "opens": dossier.why.opens, "initial": prefilled}
    form = IncomingForm(request.POST or None, today=request.today, **arguments)
    if form.is_valid() and (got := attempt(form, lambda: desk.once(lambda pk: _receive(request, dossier, form, pk)))):
        messages.success(request, _("Vastgelegd."))
        return redirect(got)
    context = {"form": form, "desk": desk, "reads_police": POLITIE.code in dossier.why.opens}
    return in_dossier(request, "consent/incoming_form.html", dossier, context)


def _receive(request, dossier, form, pk) -> Disclosure:
    said = form.cleaned_data
    message = Message(**{name: said[name] for name in ("organisation", "came_by", "came_on", "text", "giver")})
    own = {name: said[name] for name in ("purpose", "legal_basis", "category")}
    about = [UUID(person) for person in said["about"]]
    return receive(dossier, message, **who(request), about=about, id=pk, **own, **_telling(request, said))


def _telling(request, said) -> dict:
    if not must_be_told(said["came_by"]):
        return {}
    if said["informed"] != YES:
        return {"inform_due_on": said["day"], "inform_postponed": said["reason"]}
    told = {"informed_at": at_noon(said["day"]), "informed_by": request.user, "informed_how": said["reason"]}
    return told | {"release_review_on": request.today + DECIDE_WITHIN}


@require_safe
def incoming(request, pk):
    found = doors.incoming_to_read(request, pk)
    context = {
        "incoming": found,
        "people": doors.people_in(request, found),
        "must_be_told": must_be_told(found.came_by),
        "may_decide": doors.may_decide(found.dossier),
        "is_police": found.category == POLITIE.code,
    }
    return in_dossier(request, "consent/incoming.html", found.dossier, context)
