"""The page of a large dossier, against its own SQL and its own template; and that a small one asks as much.

Measured on 2,000 notes, 40 documents, 12 people.
"""

from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from unittest.mock import patch

from allauth.account.internal.flows.login import record_authentication
from django.db import connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.template.response import TemplateResponse
from django.test import Client
from django.utils import timezone

from accounts.models import SecrecyText, User
from audit.context import set_context, system
from audit.purposes import Purpose
from bench.timing import report, seconds
from cases import actions, search
from cases.choices import RelationKind
from cases.models import Document, Entry, Household, HouseholdMember, Person, Relation
from sealing import keys
from sealing.models import new_id

ENTRIES, DOCUMENTS, PEOPLE = 2_000, 40, 12
FEW = 25
# Pages, each with what it is set against.
PAIRS = 60
# A dossier page may take so much of the time of its own SQL and template alone.
MOST = 1.3
BASE = "its SQL and its template alone"
COMMIT = DatabaseWrapper._commit
RENDER = TemplateResponse.rendered_content.fget
NOTE = "Op bezoek geweest. Het ging over school, over geld en over wie er meehelpt. " * 5


def measure(town):
    """Prints the figures. Raises AssertionError when a large dossier asks more than a small one, or takes too long."""
    worker, now = reader(town), timezone.now()
    client = signed_in(worker)
    small, large = (
        dossier_of(worker, now, entries, documents) for entries, documents in ((FEW, 1), (ENTRIES, DOCUMENTS))
    )
    queries = {len(parts_of(client, dossier).queries) for dossier in (small, large)}
    if len(queries) != 1:
        raise AssertionError(
            f"the page of a large dossier asks another number of queries than that of a small: {queries}"
        )
    figures = figures_of(client, large)
    report(
        f"the page of a dossier, {ENTRIES:,} notes, {DOCUMENTS} documents, {PEOPLE} people, {queries.pop()} queries",
        figures,
        "ms",
        BASE,
    )
    if figures["the page"] > MOST * figures[BASE]:
        raise AssertionError(f"the page takes more than {MOST} times its own SQL and template")


# --- whom it is about ---


def reader(town) -> User:
    """Somebody who may open: the secrecy declaration accepted."""
    user = User.objects.create_user(
        "reader@bench.example", name="Reader", organisation=town.worker.organisation, roles=["regievoerder"]
    )
    now = timezone.now()
    text = SecrecyText.objects.current(timezone.localdate(now))
    user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=now)
    return user


def signed_in(user) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="accounts.backends.StaffBackend")
    session = client.session
    record_authentication(SimpleNamespace(session=session), user, "password")
    session.save()
    return client


def dossier_of(worker, now, entries: int, documents: int):
    people, household = family(now)
    ids = [person.pk for person in people]
    with acting(worker, now):
        for pk in ids:
            actions.look_up(pk, by=worker, now=now, lasts=timedelta(hours=24), purpose="triage")
        dossier = actions.open_dossier(
            household, by=worker, now=now, on=timezone.localdate(now), about=ids,
            legal_basis="jeugdwet", purpose="casusregie", question="Hoe blijft het thuis vol te houden?",
        )  # fmt: skip
        own = {
            "dossier": dossier, "created_by": worker, "created_at": now, "substantively_changed_at": now,
            "purpose": "casusregie", "legal_basis": "jeugdwet", "category": "casusregie",
        }  # fmt: skip
        day = timezone.localdate(now)
        notes = [
            Entry(**own, about=[ids[n % PEOPLE]], kind="telefoon", happened_on=day - timedelta(days=n % 700), text=NOTE)
            for n in range(entries)
        ]
        letters = [
            Document(
                **own,
                about=[ids[n % PEOPLE]],
                title="Brief",
                file_name="brief.pdf",
                content_type="application/pdf",
                size=1,
            )
            for n in range(documents)
        ]
        for records in (notes, letters):
            keys.prepare(records)
            type(records[0]).objects.bulk_create(records)
    return dossier


def family(now) -> tuple[list[Person], Household]:
    """Two parents and their children, written down by both."""
    with system(Purpose.IMPORT, now):
        people = [person(now, number) for number in range(PEOPLE)]
        household = Household.objects.create(name="Gezin Meting", safety_line="", created_on=now.date())
        for one in people:
            HouseholdMember.objects.create(household=household, person=one, since=now.date())
        for child in people[2:]:
            for parent in people[:2]:
                for whose, kind, of in ((child, RelationKind.PARENT, parent), (parent, RelationKind.CHILD, child)):
                    Relation.objects.create(
                        person=whose, kind=kind, relative=of, relative_name="", recorded_on=now.date()
                    )
    return people, household


def person(now, number: int) -> Person:
    one = Person(
        id=new_id(), given_names=f"Naam{number}", prefix="", surname="Meting", birth=[1980 + 2 * number, 1, 1],
        gender="O", address={}, bsn="", bsn_index=None, bsn_reason="niet_geverifieerd",
        source="brp", source_date=now.date(), created_at=now,
    )  # fmt: skip
    row = search.row_of(one)
    one.save()
    row.save(force_insert=True)
    return one


@contextmanager
def acting(worker, now):
    with transaction.atomic():
        set_context(user_id=worker.pk, now=now)
        yield


# --- what takes how long ---


def parts_of(client, dossier) -> SimpleNamespace:
    """One request: its queries, and in seconds all of it, what it wrote in the database, and its template without what
    that asked of the database."""
    parts = SimpleNamespace(queries=[], asking=0.0, writing=0.0, template=0.0)

    def noted(execute, sql, params, many, context):
        parts.queries.append((context["connection"].alias, sql, params))
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = perf_counter() - began
            parts.asking += took
            parts.writing += 0 if sql.startswith("SELECT") else took

    def rendered(response):
        began, asked = perf_counter(), parts.asking
        try:
            return RENDER(response)
        finally:
            parts.template += perf_counter() - began - (parts.asking - asked)

    def committed(connection):
        began = perf_counter()
        COMMIT(connection)
        parts.writing += perf_counter() - began

    with (
        patch.object(DatabaseWrapper, "_commit", committed),
        connections["default"].execute_wrapper(noted),
        connections["keys"].execute_wrapper(noted),
        patch.object(TemplateResponse, "rendered_content", property(rendered)),
    ):
        began = perf_counter()
        answer = client.get(dossier.get_absolute_url())
        parts.page = perf_counter() - began
    if answer.status_code != 200:
        raise AssertionError(f"the page answered {answer.status_code}")
    return parts


def asked_again(queries) -> None:
    """What the request read, with the same SQL and the same values, every row fetched."""
    with transaction.atomic():
        for alias, sql, params in queries:
            if sql.startswith("SELECT"):
                with connections[alias].cursor() as cursor:
                    cursor.execute(sql, params)
                    cursor.fetchall()


def figures_of(client, dossier) -> dict[str, float]:
    """Medians in milliseconds, of the page the time its base took multiplied by the median of their ratios: each page
    is set against its own queries, asked again straight after it, so that a busy moment touches both."""
    pairs = [_pair(client, dossier) for _round in range(PAIRS + 3)][3:]
    base, sql, template = (1000 * median(getattr(one, name) for one in pairs) for name in ("base", "sql", "template"))
    ratio = median(one.page / one.base for one in pairs)
    return {BASE: base, "the page": ratio * base, "of which SQL": sql, "of which template": template}


def _pair(client, dossier) -> SimpleNamespace:
    """One page, and what its SQL and its template alone take."""
    parts = parts_of(client, dossier)
    parts.sql = parts.writing + seconds(lambda: asked_again(parts.queries))
    parts.base = parts.sql + parts.template
    return parts
