import pytest
from django.db import connections
from django.db.models import ForeignKey

from cases.models import Dossier, Household, Person
from cases.records import DossierRecord, loose_links, record_models, ties
from retention import fates
from retention.residue import refuse_when_blind, sealing_models
from retention.states import Kind

pytestmark = pytest.mark.policy("2.3")
ROOTS = {Dossier: Kind.DOSSIER, Person: Kind.PERSON, Household: Kind.HOUSEHOLD}
# These rows go with their dossier; a person or household is never due while a dossier refers to it. Who signs is a
# person of that dossier.
GO_WITH_THE_DOSSIER = {
    *(f"consent.{history}Consent.person_id" for history in ("", "Historical")),
    *(f"consent.{history}Signature.signer_id" for history in ("", "Historical")),
    *(f"casework.{history}PlanSignature.signer_id" for history in ("", "Historical")),
    *(f"casework.{history}Plan.household_id" for history in ("", "Historical")),
    "consent.Cover.person_id",
    "cases.DossierPerson.person_id",
    "cases.Dossier.household_id",
    "cases.HistoricalDossier.household_id",
}


def test_every_model_has_a_fate():
    assert fates.without_fate() == []


def test_a_model_nobody_decided_about_is_found(monkeypatch):
    monkeypatch.delitem(fates.FATES, "cases.Lookup")
    assert fates.without_fate() == ["cases.Lookup"]


def test_no_fate_is_decided_for_a_model_that_does_not_exist():
    assert set(fates.FATES) <= {model._meta.label for model in fates.all_models()}


def test_every_record_and_its_history_goes_with_its_dossier():
    going = {table.model for table in fates.tables_to_empty(Kind.DOSSIER)}
    for model in record_models():
        assert {model, model.history.model} <= going


def test_every_reference_to_a_unit_is_covered():
    covered = {
        (table.model, table.column, kind)
        for kind in Kind
        for table in (*fates.tables_to_empty(kind), *fates.tables_that_let_go(kind))
    }
    forgotten = [
        f"{model._meta.label}.{field.attname}"
        for model in fates.all_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.related_model in ROOTS
        and (model, field.attname, ROOTS[field.related_model]) not in covered
    ]
    assert set(forgotten) <= GO_WITH_THE_DOSSIER


def test_every_link_to_a_record_is_held_let_go_or_goes_along():
    """A row must not keep a record whose day has come, nor lose it."""
    held = {(tie.through, tie.column) for tie in ties()}
    covered = {(table.model, table.column) for table in fates.tables_to_empty(Kind.RECORD)}
    covered |= {(table.model, table.column) for table in fates.tables_that_let_go(Kind.RECORD)}
    forgotten = [
        f"{model._meta.label}.{field.attname}"
        for model in fates.all_models()
        if fates.original(model) is model
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and issubclass(field.related_model, DossierRecord)
        and (model, field.attname) not in held | covered
    ]
    assert forgotten == [], "tie it (hangs_on), let it go, or let it go along"


def test_what_must_have_a_record_hangs_on_it():
    """Let go would be a database error on the day itself."""
    for model in record_models():
        for column in loose_links(model):
            assert model._meta.get_field(column).null, f"{model._meta.label}.{column}"


def test_rows_go_before_what_they_refer_to():
    for kind in Kind:
        assert fates.tables_to_empty(kind)[-1].model in fates.roots(kind)


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["default", "keys"])
def test_every_table_in_the_database_is_one_with_a_fate(alias):
    known = {model._meta.db_table for model in fates.all_models()}
    known |= {field.m2m_db_table() for model in fates.all_models() for field in model._meta.local_many_to_many}
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace"
        )
        assert {row[0] for row in cursor} - known == set(
            fates.WITHOUT_MODEL if alias == "default" else ["django_migrations"]
        )


@pytest.mark.django_db
def test_destruction_can_see_every_table_that_seals():
    assert len(sealing_models()) >= 12
    refuse_when_blind()


def test_the_table_for_docs_names_every_model():
    text = fates.as_markdown()
    assert all(f"`{model._meta.label}`" in text for model in fates.all_models())
