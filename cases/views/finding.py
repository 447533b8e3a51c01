"""Home and finding people (§ 2.5 Toegankelijkheid van informatie)."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import grant_refusal
from accounts.roles import ROLES
from audit.choices import Action
from cases import access, actions
from cases.dues import When, by_family, counted, narrowed
from cases.errors import SearchNotReady
from cases.forms import DirectoryForm, DossierFilterForm, SearchForm
from cases.search import among_mine, in_directory
from cases.views.remembered import query_without, remembered

LAST_FAMILIES = 5
# To choose from at home; who needs another finds it by searching or in the list.
MOST_TO_CHOOSE = 50
EVERY_STATUS = "alles"


@require_safe
def home(request):
    """Vandaag: what is due, and the dossiers last worked in. Officers have their own home, in /beheer/."""
    if refusal := grant_refusal(request.user.roles):
        if any(ROLES[code].beheer for code in request.user.roles):
            return redirect("admin:index")
        return TemplateResponse(request, "accounts/no_access.html", {"refusal": {"label": refusal}}, status=403)
    everything = access.my_duties(request)
    moment, family = _moment(request), request.GET.get("gezin", "")
    dues = narrowed(everything, request.today, moment=moment, family=family)
    due, later = ([], dues) if moment == When.LATER else by_family(dues, request.today)
    used = access.last_families(request, MOST_TO_CHOOSE)
    to_choose = [dossier for dossier in used if dossier.role.may_write]
    access.tell_apart(request, to_choose)
    return TemplateResponse(
        request,
        "cases/home.html",
        {
            "due": due,
            "later": later,
            "tasks_total": sum(len(one.tasks) for one in due),
            "moments": counted(everything, request.today),
            "moment": moment,
            "family": family,
            "everything": len(everything),
            "families": _families(everything),
            "often": access.often_postponed(request),
            "dossiers": used[:LAST_FAMILIES],
            "to_choose": to_choose,
            "may_write": {dossier.pk for dossier in to_choose},
            "search_form": SearchForm(),
            "drafts": access.my_drafts(request),
            "emergencies": access.my_emergencies(request),
            "to_cover": access.covers_to_come(request),
            "lapsing": access.my_lapsing_grants(request),
        },
    )


def _moment(request) -> str:
    """Which moment the list is narrowed to; what is no moment narrows nothing."""
    asked = request.GET.get("wanneer", "")
    return asked if asked in When.values else ""


def _families(dues) -> list:
    """Each dossier once, in the order of the list."""
    return list({due.dossier_id: due.dossier for due in dues if due.dossier}.values())


@require_safe
def note(request):
    """Home's way to a note: a family chosen in a list, without scripts too. The form it leads to has the door."""
    access.access_of(request)
    try:
        return redirect("cases:entry_new", UUID(request.GET.get("dossier", "")))
    except ValueError:
        messages.info(request, _("Kies eerst een gezin."))
        return redirect("cases:home")


@require_safe
def dossiers(request):
    """All one's families, narrowed and sorted; how one left the list is how one finds it again."""
    access.access_of(request)
    if elsewhere := remembered(request, "dossiers", DossierFilterForm.names()):
        return elsewhere
    form = DossierFilterForm(request.GET)
    page = access.page_of_dossiers(request, _wanted(**form.wanted()), request.GET.get("pagina"))
    context = {
        "filter_form": form,
        "page_obj": page,
        "dossiers": page.object_list,
        "columns": _columns(request, form.wanted()["sorteer"]),
        "narrowed": bool(request.GET),
        "kept_query": query_without(request, "pagina"),
    }
    return TemplateResponse(request, "cases/dossiers.html", context)


def _wanted(*, status, rol, sinds, sorteer, veilig, taken) -> access.Wanted:
    return access.Wanted(
        status="" if status == EVERY_STATUS else status,
        role=rol or "",
        safety=bool(veilig),
        due=bool(taken),
        since_days=int(sinds) if sinds else None,
        order=sorteer,
    )


def _columns(request, order) -> list[dict]:
    """The heads of the table: what each sorts by next, and how the table is sorted now."""
    rest = query_without(request, "pagina", "sorteer")
    # The latest change first is what one expects of "gewijzigd"; its code without a minus says so.
    heads = (("naam", _("Gezin"), False), ("taak", _("Eerste taak"), False), ("gewijzigd", _("Gewijzigd"), True))
    columns = []
    for code, label, falls in heads:
        backwards = order == f"-{code}"
        now = "descending" if backwards != falls else "ascending"
        following = f"-{code}" if order == code else code
        query = "&".join(part for part in (rest, urlencode({"sorteer": following})) if part)
        columns.append({"label": label, "query": query, "sort": now if order.lstrip("-") == code else "none"})
    return columns


@require_http_methods(["GET", "POST"])
def search(request):
    """Among the people one may see. The words one searches for travel in the body, never in an address."""
    access.access_of(request)
    form = SearchForm(request.POST or None)
    context = {"form": form, "people": None, "on_call": settings.ON_CALL_PHONE}
    words = ""
    if form.is_valid():
        words = form.cleaned_data["q"]
        try:
            found = among_mine(words, access.visible_persons(request), access.closed_among_mine(request))
        except SearchNotReady as error:
            return not_ready(request, error)
        context["people"] = access.found_persons(request, found)
        context["content"] = access.content_found(request, words)
    if access.may_ask_directory(request):
        initial = DirectoryForm.initial_of(words) if words else {}
        context["directory_form"] = DirectoryForm(today=request.today, initial=initial)
    return TemplateResponse(request, "cases/search.html", context)


@require_http_methods(["GET", "POST"])
def directory(request):
    """The one logged door that tells whether somebody is known outside one's dossiers."""
    if not access.may_ask_directory(request):
        raise access.Refused("bekend")
    form = DirectoryForm(request.POST or None, today=request.today)
    context = {"form": SearchForm(), "directory_form": form, "on_call": settings.ON_CALL_PHONE}
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
