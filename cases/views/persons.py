"""Persons and households."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import access, actions, family
from cases.contact import is_due
from cases.errors import BsnTaken, SearchNotReady
from cases.forms import HouseholdForm, PersonForm, PersonNewForm, RevealBsnForm


@require_safe
def person(request, pk):
    person = access.person_to_read(request, pk)
    profile = access.contact_profile_of(request, person)
    context = {
        "person": person,
        "age": person.age_on(request.today),
        "relations": access.relations_of(request, person),
        "households": access.households_of(request, person),
        "dossiers": access.dossiers_about(request, person),
        "profile": profile,
        "ask_again": profile is not None and is_due(profile.facts, request.today),
        "reveal_form": RevealBsnForm(),
        "why": person.why,
    }
    return TemplateResponse(request, "cases/person.html", context)


@require_http_methods(["POST"])
def reveal_bsn(request, pk):
    """§ 1.4 Uitzonderingen BSN: the whole number is shown once, for a purpose, and logged."""
    form = RevealBsnForm(request.POST)
    if not form.is_valid():
        return redirect("cases:person", pk)
    person = access.person_to_identify(request, pk, purpose=form.cleaned_data["purpose"])
    return TemplateResponse(request, "cases/bsn.html", {"person": person, "why": person.why})


@require_http_methods(["GET", "POST"])
def person_new(request):
    access.access_of(request)
    form = PersonNewForm(request.POST or None, today=request.today)
    if form.is_valid():
        try:
            person = actions.add_person(
                by=request.user,
                now=request.now,
                lasts=access.LOOKUP_LASTS,
                purpose=form.cleaned_data["purpose"],
                **form.facts(),
            )
        except (BsnTaken, SearchNotReady) as error:
            form.add_error(None, str(error))
        else:
            return redirect("cases:person", person.pk)
    return TemplateResponse(request, "cases/person_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def person_edit(request, pk):
    person = access.person_to_change(request, pk)
    form = PersonForm(request.POST or None, today=request.today, initial=PersonForm.initial_of(person))
    form.address_closed = person.is_address_closed
    if form.is_valid():
        try:
            actions.change_person(person, **form.facts())
        except (BsnTaken, SearchNotReady) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("De gegevens zijn bewaard."))
            return redirect("cases:person", pk)
    return TemplateResponse(request, "cases/person_form.html", {"form": form, "person": person, "why": person.why})


@require_http_methods(["POST"])
def household_new(request, pk):
    """A household for somebody who lives in none."""
    person = access.person_to_place(request, pk)
    household = actions.start_household(person, by=request.user, now=request.now, on=request.today)
    return redirect("cases:household", household.pk)


@require_safe
def household(request, pk):
    household = access.household_to_read(request, pk)
    context = {
        "household": household,
        "family": family.of(household.people, access.relations_among(household.people), request.today),
        "dossiers": access.dossiers_of(request, household),
        "why": household.why,
    }
    return TemplateResponse(request, "cases/household.html", context)


@require_http_methods(["GET", "POST"])
def household_edit(request, pk):
    household = access.household_to_change(request, pk)
    initial = {"name": household.name, "safety_line": household.safety_line}
    form = HouseholdForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.change_household(household, **form.cleaned_data)
        return redirect("cases:household", pk)
    return TemplateResponse(
        request, "cases/household_form.html", {"form": form, "household": household, "why": household.why}
    )
