"""Bijlage n (BRP): looking somebody up with a purpose, logged; taking over no more than the household."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from audit.choices import Action, Outcome
from brp import client, fields, importer, tokens
from brp.errors import BrpError
from brp.outside import as_user, outside_transaction, write
from brp.relatives import with_household
from brp.shapes import Answer
from cases import access, actions, search
from cases.bsn import masked
from cases.choices import Gender
from cases.errors import SearchNotReady
from cases.forms import DirectoryForm

PERSON = "persoon"


@outside_transaction
@require_http_methods(["GET", "POST"])
def lookup(request):
    """Ask by BSN, or by surname and birth date; the answer is the little one needs to choose."""
    _require_internal(request)
    form = DirectoryForm(request.POST or None, today=request.today)
    context = {"form": form}
    if form.is_valid():
        try:
            context["matches"] = _found(request, **form.cleaned_data)
            # A number that was found need not stand on the page any longer.
            context["form"] = DirectoryForm(today=request.today, initial={"purpose": form.cleaned_data["purpose"]})
        except BrpError as error:
            _log_failure(request, form.cleaned_data["purpose"])
            form.add_error(None, str(error))
    with as_user(request):
        return render(request, "brp/lookup.html", context)


@outside_transaction
@require_POST
def take_over(request):
    """Whoever was chosen comes into the register with their household; the worker may see them for a day."""
    _require_internal(request)
    try:
        bsn, purpose = tokens.read(request.POST.get("choice", ""), user_id=request.user.pk, now=request.now)
    except tokens.TokenRefused:
        messages.error(request, _("Deze keuze is te oud. Vraag de persoon opnieuw op."))
        return redirect("brp:lookup")
    try:
        persons = _household(request, bsn, purpose)
        pks = _take_in(request, persons, purpose)
    except (BrpError, SearchNotReady) as error:
        _log_failure(request, purpose)
        messages.error(request, str(error))
        return redirect("brp:lookup")
    messages.success(request, _taken_over(len(pks)))
    return redirect("cases:person", pks[0])


def _require_internal(request):
    """The municipality may ask the BRP for its own tasks; a partner has its own authorisation, or none."""
    if not access.may_ask_directory(request):
        raise access.Refused("brp")


def _found(request, *, bsn, surname, birth_date, purpose):
    asking = {"purpose": purpose, "today": request.today}
    brp = client.configured()
    found = brp.find(bsn, **asking) if bsn else brp.search(surname, birth_date, **asking)
    request.readings.add(Action.LOOKUP_BRP, object_type=PERSON, purpose=purpose, fields=_groups(fields.MATCH))
    return [
        {
            "match": match,
            "bsn_masked": masked(match.bsn),
            "gender": Gender(match.gender or Gender.UNKNOWN).label,
            "choice": tokens.make(match.bsn, purpose, user_id=request.user.pk, now=request.now),
        }
        for match in found
    ]


def _household(request, bsn, purpose):
    """The chosen person and who live with them. Raises BrpError."""
    brp = client.configured()
    person = brp.person(bsn, purpose=purpose, today=request.today)
    if person is None:
        raise BrpError(_("De BRP kent niemand meer met dit BSN."))
    return with_household(brp, person, purpose=purpose, today=request.today)


def _take_in(request, persons, purpose):
    """Ids, the chosen person first. Import, sight and log are one transaction. Raises ImportConflict."""
    with as_user(request):
        result = importer.load(
            Answer(persons), now=request.now, on=request.today, by=request.user, request_id=request.request_id
        )
        chosen, *housemates = (set(result.person_ids[person.bsn]) for person in persons)
        others = set().union(*housemates) - chosen
        pks = [*chosen, *sorted(others - search.hiding(others))]
        for pk in pks:
            actions.look_up(pk, by=request.user, now=request.now, lasts=access.LOOKUP_LASTS, purpose=purpose)
        request.readings.add(
            Action.LOOKUP_BRP,
            object_type=PERSON,
            purpose=purpose,
            record_ids=pks,
            fields=_groups(fields.PERSON),
        )
    return pks


def _log_failure(request, purpose):
    with as_user(request):
        write(request, Action.LOOKUP_BRP, outcome=Outcome.FAILED, object_type=PERSON, purpose=purpose)


def _groups(paths):
    """What was asked, as the log keeps it: the groups, not forty paths."""
    return sorted({path.split(".")[0] for path in paths})


def _taken_over(count):
    return ngettext(
        "De gegevens van %(count)s persoon zijn overgenomen uit de BRP. U ziet ze 24 uur.",
        "De gegevens van %(count)s personen in dit gezin zijn overgenomen uit de BRP. U ziet ze 24 uur.",
        count,
    ) % {"count": count}
