"""§ 4 Betrokkenheid cliënt: the pages of the portal that show without asking, and what one can ask from them."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit.choices import Action
from cases.choices import Source
from cases.errors import CaseError
from inzage import access, asking, calling, handing, nothing_here, portal, session
from inzage.pointing import fact_of
from inzage.portal_forms import MYSELF, CallForm, ForWhomForm, NotRightForm
from sealing.errors import NotSealable

DOWN = 503


@require_safe
@access.for_those_we_know
def helpers(request, resident):
    access.note_reading(request, resident, "toegang")
    return render(request, "inzage/helpers.html", {"helpers": portal.helpers()})


@require_safe
@access.for_those_we_know
def disclosures(request, resident):
    """§ 3.3 Zorgvuldigheid: what left to whom, and on which ground."""
    left = portal.disclosures()
    access.note_reading(request, resident, "disclosure", [one.id for one in left])
    return render(request, "inzage/disclosures.html", {"left": left})


@require_safe
@access.for_those_we_know
def looks(request, resident):
    access.note_reading(request, resident, "logboek")
    return render(request, "inzage/looks.html", {"days": portal.looks(request.now)})


@require_safe
@access.for_those_we_know
def terms(request, resident):
    """§ 2.3 Bewaartermijnen: of each kind until when, and why."""
    access.note_reading(request, resident, "termijnen")
    return render(request, "inzage/terms.html", {"kept": portal.kept(request.today)})


@require_http_methods(["GET", "POST"])
@access.for_those_we_know
def call_back(request, resident):
    """For oneself alone, and only in what the profile for safe contact allows."""
    profile = access.contact_profile(request, resident)
    calls = calling.calls(profile.facts if profile else None, request.today)
    leading = portal.those_who_lead(portal.helpers())
    if resident.subject or not calls or not leading:
        return render(request, "inzage/call_us.html", {"leading": leading})
    form = CallForm(request.POST or None, calls=calls)
    if form.is_valid():
        who = {"now": request.now, "on": request.today, "log_as": resident.pk}
        try:
            asking.call_back(resident.persons[0], form.call, leading[0].dossier_id, **who)
            return redirect(f"{reverse('inzage:overview')}?klaar=bellen")
        except CaseError as error:
            form.add_error(None, str(error))
    return render(request, "inzage/call_back.html", {"form": form})


@require_http_methods(["GET", "POST"])
@access.for_those_we_know
def not_right(request, resident):
    """One field; who leads looks at it, and the resident hears of it."""
    fact, form = fact_of(request, resident), NotRightForm(request.POST or None)
    context = {"fact": fact, "form": form, "heard_on": request.today + asking.HEARD_WITHIN}
    if form.is_valid():
        source = Source.FAMILY if resident.subject else Source.RESIDENT
        said = asking.NotRight(fact.title, form.cleaned_data["words"], tuple(resident.about), source)
        try:
            asking.say_not_right(said, fact.dossier_id, now=request.now, on=request.today, log_as=resident.pk)
            return redirect(f"{reverse('inzage:overview')}?klaar=klopt-niet")
        except CaseError as error:
            form.add_error(None, str(error))
    return render(request, "inzage/not_right.html", context)


@require_http_methods(["GET", "POST"])
@access.for_residents
def for_whom(request, resident):
    """§ 1.5 Minderjarigen en wilsonbekwamen: of oneself, and of those for whom one may look today."""
    if not resident.looks_for:
        return redirect("inzage:overview")
    chosen = str(resident.subject.pk) if resident.subject else MYSELF
    form = ForWhomForm(request.POST or None, people=resident.looks_for, initial={"who": chosen})
    if form.is_valid():
        session.choose(request, form.chosen)
        return redirect("inzage:overview")
    return render(request, "inzage/for_whom.html", {"form": form})


@require_safe
@access.for_who_signed_in
def nothing_letter(request, resident):
    """AVG art. 12 and 15: what the page of whom we know nothing says, on paper; made at once and kept nowhere."""
    if not nothing_here.found_by(request, resident):
        return redirect("inzage:overview")
    try:
        letter = nothing_here.letter(request.now)
    except NotSealable:
        return render(request, "inzage/failure.html", status=DOWN)
    request.readings.add(Action.DOWNLOAD, object_type=access.OBJECT, record_ids=[resident.pk])
    return handing.as_download(letter, nothing_here.FILE)


@login_not_required
@require_safe
def looking_safely(request):
    """What leaving at once can do, and what it cannot; for whoever has not signed in as well."""
    return render(request, "inzage/looking_safely.html")
