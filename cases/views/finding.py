"""Home and finding people (§ 2.5 Toegankelijkheid van informatie)."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import grant_refusal
from accounts.roles import ROLES
from audit.choices import Action
from cases import access, actions
from cases.errors import SearchNotReady
from cases.forms import DirectoryForm, SearchForm
from cases.search import among_mine, in_directory

LAST_DOSSIERS = 10


@require_safe
def home(request):
    """Vandaag: what is due, and the dossiers last worked in. Officers have their own home, in /beheer/."""
    if refusal := grant_refusal(request.user.roles):
        if any(ROLES[code].beheer for code in request.user.roles):
            return redirect("admin:index")
        return TemplateResponse(request, "accounts/no_access.html", {"refusal": {"label": refusal}}, status=403)
    return TemplateResponse(
        request,
        "cases/home.html",
        {
            "tasks_due": access.my_tasks(request),
            "dossiers": access.my_dossiers(request, limit=LAST_DOSSIERS),
            "search_form": SearchForm(),
        },
    )


@require_http_methods(["GET", "POST"])
def search(request):
    """Among the people one may see. The words one searches for travel in the body, never in an address."""
    access.access_of(request)
    form = SearchForm(request.POST or None)
    people = None
    if form.is_valid():
        try:
            people = access.found_persons(request, among_mine(form.cleaned_data["q"], access.visible_persons(request)))
        except SearchNotReady as error:
            return not_ready(request, error)
    context = {"form": form, "people": people}
    if access.may_ask_directory(request):
        context["directory_form"] = DirectoryForm(today=request.today)
    return TemplateResponse(request, "cases/search.html", context)


@require_http_methods(["GET", "POST"])
def directory(request):
    """The one logged door that tells whether somebody is known outside one's dossiers."""
    if not access.may_ask_directory(request):
        raise access.Refused("bekend")
    form = DirectoryForm(request.POST or None, today=request.today)
    context = {"form": SearchForm(), "directory_form": form}
    if form.is_valid():
        purpose = form.cleaned_data.pop("purpose")
        try:
            known = in_directory(**form.cleaned_data)
        except SearchNotReady as error:
            return not_ready(request, error)
        finder = {"by": request.user, "now": request.now, "lasts": access.LOOKUP_LASTS, "purpose": purpose}
        for found in known:
            look_up = actions.look_up if found.contact_id else actions.look_up_family
            look_up(found.person_id, **finder)
        context["directory_results"] = access.known_persons(request, known, purpose=purpose)
        context["directory_asked"] = True
    elif request.method == "POST":
        request.readings.add(Action.DIRECTORY, object_type="persoon")
    return TemplateResponse(request, "cases/search.html", context)


def not_ready(request, error: SearchNotReady) -> HttpResponse:
    """Searching and new persons wait while the search data are rebuilt; nothing typed is lost: the page says so."""
    return TemplateResponse(request, "cases/search_not_ready.html", {"error": error}, status=503)
