"""Doors to lists over all one's dossiers (§ 2.5 Toegankelijkheid): home, the list of families, content that is found.

A dossier in such a list is a `Dossier` with `role` (what this person may do in it), `used_on` and `next_due` (the
earliest day of an open task of theirs); its household is opened too.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from audit.choices import Action
from cases.access.core import opened, running_grants, visible_dossiers
from cases.models import Document, Dossier, DossierPerson, DossierStatus, Entry, Task
from cases.roles import CASE_ROLES
from cases.search import Found, content_among, folded

# Searching opens what it searches: so many of each kind, the latest first, and the page says so.
MOST_SEARCHED = 5_000
MOST_FOUND = 50
MOST_SORTED = 1_000
DOSSIERS_A_PAGE = 25
ORDERS = {
    "gewijzigd": ("-updated_at", "pk"),
    "-gewijzigd": ("updated_at", "pk"),
    "taak": (F("next_due").asc(nulls_last=True), "-updated_at", "pk"),
    "-taak": (F("next_due").desc(nulls_last=True), "-updated_at", "pk"),
}
NEEDED = {
    Entry: ("happened_on", "kind", "text", "told_by", "statement"),
    Document: ("created_at", "title", "statement", "file_name"),
    Task: ("due_on", "title", "done_at"),
}
NEWEST_FIRST = {Entry: ("-happened_on", "-created_at"), Document: ("-created_at",), Task: ("-due_on", "-pk")}


@dataclass(frozen=True)
class FoundContent:
    """`families`: per dossier what was found in it, the newest first; `more`: there was more than is shown.

    `only_last`: how many notes were searched where there are more; None when all were.
    """

    families: list[tuple[Dossier, list[Found]]]
    more: bool
    only_last: int | None

    @property
    def total(self) -> int:
        return sum(len(found) for _dossier, found in self.families)


def listed_dossiers(request) -> QuerySet[Dossier]:
    """All dossiers of this person with what a list sorts and filters by; still sealed, and not logged."""
    own_tasks = Task.objects.readable_by(request.user, request.now).filter(assigned_to=request.user, done_at=None)
    own_tasks = own_tasks.filter(dossier=OuterRef("pk"))
    return (
        visible_dossiers(request)
        .select_related("household")
        .annotate(
            role_code=F("grants__permission__codename"),
            used_on=F("grants__used_on"),
            next_due=Subquery(own_tasks.order_by("due_on").values("due_on")[:1]),
        )
    )


def shown_dossiers(request, dossiers) -> list[Dossier]:
    """These of `listed_dossiers`, opened; one row in the log for the list."""
    dossiers = list(dossiers)
    opened(request, [*dossiers, *(dossier.household for dossier in dossiers)])
    for dossier in dossiers:
        dossier.role = CASE_ROLES[dossier.role_code]
    request.readings.add(Action.LIST, object_type="dossier", record_ids=[dossier.pk for dossier in dossiers])
    return dossiers


def tell_apart(request, dossiers) -> None:
    """Gives each of these opened dossiers `choice_label`: family and codename, and the first names of whom it is about
    where families of the same name are in the list. Of no others: nobody needs those to choose. Logs whose names."""
    names = Counter(folded(dossier.household.name) for dossier in dossiers)
    alike = [dossier.pk for dossier in dossiers if names[folded(dossier.household.name)] > 1]
    people = list(DossierPerson.objects.filter(dossier__in=alike).select_related("person").order_by("person"))
    opened(request, [link.person for link in people])
    if people:
        ids = list(dict.fromkeys(link.person_id for link in people))
        request.readings.add(Action.LIST, object_type="persoon", record_ids=ids)
    for dossier in dossiers:
        firsts = [link.person.given_names.partition(" ")[0] for link in people if link.dossier_id == dossier.pk]
        with_names = f": {', '.join(firsts)}" if firsts else ""
        dossier.choice_label = f"{dossier.household.name} ({dossier.codename}){with_names}"


def to_choose_from(request, dossiers: QuerySet[Dossier]) -> list[Dossier]:
    """Of one's own, opened, by the name of the family and told apart; one row in the log for the list."""
    dossiers = opened(request, dossiers.select_related("household"))
    opened(request, [dossier.household for dossier in dossiers])
    tell_apart(request, dossiers)
    request.readings.add(Action.LIST, object_type="dossier", record_ids=[dossier.pk for dossier in dossiers])
    return sorted(dossiers, key=lambda dossier: (folded(dossier.household.name), dossier.codename))


def last_families(request, limit) -> list[Dossier]:
    """The open dossiers this person used last; of those used on the same day the last changed first."""
    dossiers = listed_dossiers(request).filter(status=DossierStatus.OPEN)
    last_used = F("used_on").desc(nulls_last=True)
    return shown_dossiers(request, dossiers.order_by(last_used, "-updated_at", "pk")[:limit])


def content_found(request, words: str) -> FoundContent:
    """Notes, documents and tasks of one's own dossiers in which all these words occur. One row in the log for each
    dossier of which something is shown, without the words."""
    mine = {dossier.pk: dossier for dossier in visible_dossiers(request).select_related("household")}
    kinds = [list(_latest(request, model)) for model in NEEDED]
    hits = content_among(opened(request, [record for kind in kinds for record in kind]), words, most=MOST_FOUND + 1)
    more, hits = len(hits) > MOST_FOUND, hits[:MOST_FOUND]
    by_dossier: dict = {}
    for hit in hits:
        by_dossier.setdefault(hit.record.dossier_id, []).append(hit)
    _log_found(request, by_dossier)
    families = [(mine[pk], found) for pk, found in by_dossier.items()]
    opened(request, [one for dossier, _found in families for one in (dossier, dossier.household)])
    was_cut = any(len(kind) == MOST_SEARCHED for kind in kinds)
    return FoundContent(families, more, MOST_SEARCHED if was_cut else None)


def _latest(request, model) -> QuerySet:
    readable = model.objects.readable_by(request.user, request.now)
    return readable.only("id", "dossier_id", *NEEDED[model]).order_by(*NEWEST_FIRST[model])[:MOST_SEARCHED]


def _log_found(request, by_dossier) -> None:
    grants = {grant.content_object_id: grant for grant in running_grants(request).filter(content_object__in=by_dossier)}
    for pk, found in by_dossier.items():
        ids = [hit.record.pk for hit in found]
        request.readings.add(Action.SEARCH, dossier_id=pk, grant=grants.get(pk), object_type="inhoud", record_ids=ids)


# --- the list of families ---


@dataclass(frozen=True)
class Wanted:
    """What a list of dossiers is narrowed to and ordered by; codes of `cases.forms.DossierFilterForm`."""

    status: str = DossierStatus.OPEN
    role: str = ""
    safety: bool = False
    due: bool = False
    since_days: int | None = None
    order: str = "gewijzigd"


def page_of_dossiers(request, wanted: Wanted, number) -> Page:
    """One page of one's own dossiers, opened and logged. `only_first`: how many were sorted where there are more.

    Names are sealed, so sorting on them opens the families of all that is listed.
    """
    dossiers = _narrowed(listed_dossiers(request), wanted, request.now)
    only_first = None
    if wanted.order.endswith("naam"):
        dossiers, only_first = _by_name(request, dossiers, backwards=wanted.order.startswith("-"))
    else:
        dossiers = dossiers.order_by(*ORDERS[wanted.order])
    page = Paginator(dossiers, DOSSIERS_A_PAGE).get_page(number)
    page.object_list = shown_dossiers(request, page.object_list)
    page.only_first = only_first
    return page


def _narrowed(dossiers, wanted, now) -> QuerySet[Dossier]:
    conditions = {
        "status": wanted.status,
        "role_code": wanted.role,
        "next_due__isnull": False if wanted.due else None,
        "updated_at__gte": now - timedelta(days=wanted.since_days) if wanted.since_days else None,
    }
    dossiers = dossiers.filter(**{name: value for name, value in conditions.items() if value not in ("", None)})
    if wanted.safety:
        dossiers = dossiers.filter(Q(safety_marked=True) | Q(household__safety_line__isnull=False))
    return dossiers


def _by_name(request, dossiers, *, backwards) -> tuple[list[Dossier], int | None]:
    listed = list(dossiers.order_by("-updated_at", "pk")[: MOST_SORTED + 1])
    only_first = MOST_SORTED if len(listed) > MOST_SORTED else None
    listed = listed[:MOST_SORTED]
    opened(request, [dossier.household for dossier in listed])
    return sorted(listed, key=lambda one: (folded(one.household.name), one.codename), reverse=backwards), only_first
