"""What somebody chose on the page "Delen", and what stands ready before they chose anything: fewer clicks."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.models import Organisation
from cases.models import Dossier
from consent.covering import Wish
from consent.forms.disclosures import ONCE, STRUCTURAL, ChooseForm
from consent.models import Consent
from consent.models.disclosures import DisclosureKind, Medium
from consent.planned import planned_in
from consent.scope import SPECIAL
from consent.sharing import OF_THE_PLAN

NAMES = ("soort", "over", "met", "gegevens", "stukken", "hoe", "vast")
# Whose kinds of data stand ready; when another organisation is chosen, they are looked up anew.
FOR = "voor"


def organisations_for(dossier: Dossier, on: date) -> QuerySet[Organisation]:
    """Others than the municipality itself; with whom there is a consent first."""
    known = Consent.objects.filter(dossier=dossier).holding(on).values("organisation")
    first = Case(When(pk__in=known, then=Value(0)), default=Value(1), output_field=IntegerField())
    others = Organisation.objects.filter(~Q(kind=Organisation.Kind.MUNICIPALITY))
    return others.annotate(first=first).order_by("first", "name")


def filled_in(data: QueryDict, dossier: Dossier, *, people, now: datetime) -> QueryDict:
    """What was chosen, with what follows from it or is the only possibility."""
    on = localdate(now)
    data = data.copy()
    data.setdefault("soort", DisclosureKind.GIVEN)
    data.setdefault("hoe", Medium.SPOKEN if data["soort"] == DisclosureKind.HANDOVER else Medium.LINK)
    data.setdefault("vast", ONCE)
    holding = list(Consent.objects.filter(dossier=dossier).holding(on))
    if "met" not in data and len({one.organisation_id for one in holding}) == 1:
        data["met"] = str(holding[0].organisation_id)
    if "over" not in data and len(people) == 1:
        data["over"] = str(people[0].pk)
    if data.get(FOR) != data.get("met", ""):
        data.setlist("gegevens", _covered(holding, data) or _of_the_plan(dossier, data, people, now))
        data[FOR] = data.get("met", "")
    return data


def _covered(holding: Iterable[Consent], data: QueryDict) -> list[str]:
    """The kinds a consent with this organisation is about; what is special is ticked by hand."""
    kinds = {kind for one in holding if str(one.organisation_id) == data.get("met") for kind in one.kinds}
    return sorted(kinds - set(SPECIAL))


def _of_the_plan(dossier: Dossier, data: QueryDict, people, now: datetime) -> list[str]:
    """Where no consent says which, and the signed plan names this organisation."""
    planned = planned_in(dossier.pk, [person.pk for person in people], now) if data.get("met") else ()
    named = any(str(one.organisation) == data["met"] for one in planned)
    return sorted(OF_THE_PLAN) if named else []


def wish_of(form: ChooseForm, *, people, records, there_are: int) -> Wish:
    """`people`, `records`: those there are to choose from, opened. Whom a chosen record is about comes with it."""
    chosen = form.cleaned_data if form.is_valid() else {}
    kind = chosen.get("soort") or DisclosureKind.GIVEN
    ids = set(chosen.get("stukken", ())) if kind == DisclosureKind.GIVEN else set()
    picked = tuple(record for record in records if str(record.pk) in ids)
    about = {UUID(one) for one in chosen.get("over", ())} | {one for record in picked for one in record.about}
    return Wish(
        people=tuple(person for person in people if person.pk in about),
        organisation=chosen.get("met"),
        kinds=tuple(chosen.get("gegevens", ())),
        records=picked,
        kind=kind,
        medium=Medium.SPOKEN if kind == DisclosureKind.HANDOVER else chosen.get("hoe") or Medium.LINK,
        there_are=there_are,
        structural=chosen.get("vast") == STRUCTURAL,
    )
