"""Sealed fields on the models that have them; a person is the simplest record to make."""

from datetime import UTC, date, datetime

import pytest
from django.core import serializers
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.context import system
from audit.purposes import Purpose
from cases.models import Person, Relation
from cases.records import record_models
from sealing import keys
from sealing.access import Access
from sealing.errors import BrokenSeal, KeyDestroyed, KeyMissing, NotOpened, SealingError
from sealing.fields import SealedTextField, sealed_fields
from sealing.models import Sealed, new_id
from tests.cases.test_partialdate import partial

pytestmark = [pytest.mark.policy("2.5"), pytest.mark.django_db]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET = "kanarievogel"
# One transaction around all examples; the fixture makes nothing that an example could spoil.
many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# PostgreSQL holds no NUL in a text; in sealed bytes it is a byte like any other.
texts = st.text(max_size=200)


@pytest.fixture(autouse=True)
def _as_import(db):
    with system(Purpose.IMPORT, NOW):
        yield


def make(**facts) -> Person:
    return Person.objects.create(surname=SECRET, bsn_reason="eenvoudig", source_date=date(2026, 1, 1), **facts)


def fresh(person) -> Person:
    return Person.objects.get(pk=person.pk)


def opened(person) -> Person:
    return Access("test").give(fresh(person))


def in_the_database(person, column="surname_sealed"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM cases_person WHERE id = %s", [person.pk])
        value = cursor.fetchone()[0]
        return None if value is None else bytes(value)


@many
@given(texts)
def test_any_text_comes_back_as_it_was_written(text):
    assert opened(make(given_names=text)).given_names == text


@many
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=5,
    )
)
def test_any_json_comes_back_as_it_was_written(value):
    assert opened(make(particulars=value)).particulars == value


@many
@given(partial)
def test_a_birth_date_comes_back_as_far_as_it_was_known(birth):
    assert opened(make(birth=birth.as_json())).birth_date == birth


def test_what_is_empty_is_not_sealed_and_has_nothing_to_open():
    person = fresh(make(given_names="", particulars=None))
    assert (person.given_names, person.particulars) == ("", None)
    assert in_the_database(person, "given_names_sealed") is None


def test_the_database_holds_no_plain_text():
    assert SECRET.encode() not in in_the_database(make())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_person p WHERE p::text LIKE %s", [f"%{SECRET.encode().hex()}%"])
        assert cursor.fetchone() == (0,)


def test_without_access_there_is_an_error_and_no_text():
    with pytest.raises(NotOpened):
        _ = fresh(make()).surname


def test_once_saved_even_the_writer_needs_access():
    person = make()
    with pytest.raises(NotOpened):
        _ = person.surname


def test_refreshing_forgets_what_was_not_saved():
    person = Access("test").give(make())
    person.surname = "iets anders"
    person.refresh_from_db()
    assert person.surname == SECRET


def broken(person, sealed: bytes, column="surname_sealed"):
    """Somebody meddled with the database; the error that reading then gives."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_person SET {column} = %s WHERE id = %s", [sealed, person.pk])
    with pytest.raises(SealingError) as error:
        _ = getattr(opened(person), column.removesuffix("_sealed"))
    assert SECRET not in str(error.value)
    return error.type


@many
@given(st.integers(0, 10_000))
def test_truncated_ciphertext_is_an_error(length):
    person = make()
    sealed = in_the_database(person)
    assert broken(person, sealed[: length % len(sealed)]) is BrokenSeal


def test_the_ciphertext_of_another_record_is_an_error():
    assert broken(make(), in_the_database(make())) is BrokenSeal


def test_the_ciphertext_of_another_column_is_an_error():
    person = make(given_names="Anna")
    assert broken(person, in_the_database(person, "given_names_sealed")) is BrokenSeal


def test_the_ciphertext_of_another_record_under_the_same_key_is_an_error():
    """A relation is sealed with the key of its person; still its bytes belong to it alone."""
    person = make()
    one, other = (
        Relation.objects.create(person=person, kind="kind", relative_name=name, recorded_on=NOW.date())
        for name in (SECRET, "Bo")
    )
    Relation.objects.filter(pk=one.pk).update(relative_name_sealed=other.relative_name_sealed)
    with pytest.raises(BrokenSeal):
        _ = Access("test").give(Relation.objects.get(pk=one.pk)).relative_name


def test_plain_text_found_in_the_column_is_an_error_and_never_shown():
    assert broken(make(), SECRET.encode()) is BrokenSeal


def bulk_update(person, plain):
    person.surname_sealed = plain.encode()
    Person.objects.bulk_update([person], ["surname"])


@pytest.mark.parametrize(
    "way",
    [
        lambda person, plain: Person.objects.filter(pk=person.pk).update(surname=plain),
        lambda person, plain: Person.objects.filter(pk=person.pk).update(surname_sealed=plain.encode()),
        bulk_update,
    ],
    ids=["update", "raw bytes", "bulk update"],
)
def test_plain_text_never_reaches_the_column(way):
    person = make()
    with pytest.raises(TypeError), transaction.atomic():
        way(person, SECRET * 3)
    assert SECRET.encode() not in in_the_database(person)


def test_a_missing_key_is_named_as_such():
    person = make()
    keys.DataKey.objects.filter(pk=person.pk).delete()
    with pytest.raises(KeyMissing):
        _ = opened(person).surname


@pytest.mark.policy("2.3")
def test_a_destroyed_key_opens_nothing_and_seals_nothing():
    person = make()
    assert keys.destroy([person.pk], at=NOW) == 1
    with pytest.raises(KeyDestroyed):
        _ = opened(person).surname
    person = fresh(person)
    person.surname = "nieuw"
    with pytest.raises(KeyDestroyed), transaction.atomic():
        person.save()


@pytest.mark.policy("2.3")
def test_a_record_is_not_made_anew_under_a_destroyed_key():
    person = make()
    keys.destroy([person.pk], at=NOW)
    Person.objects.filter(pk=person.pk).delete()
    with pytest.raises(KeyDestroyed), transaction.atomic():
        make(id=person.pk)


def test_history_keeps_the_bytes_and_opens_with_the_id_of_the_record():
    person = opened(make())
    person.surname = "nieuwe naam"
    person.save()
    newest, first = Access("test").give_all(person.history.order_by("-history_id"))
    assert (first.surname, newest.surname) == (SECRET, "nieuwe naam")
    assert bytes(newest.surname_sealed) == in_the_database(person)
    assert bytes(first.surname_sealed) != bytes(newest.surname_sealed)


def test_changing_one_field_leaves_the_bytes_of_the_others():
    person = opened(make(given_names="Anna"))
    before = in_the_database(person)
    person.given_names = "Bo"
    person.save()
    assert in_the_database(person) == before


def test_bulk_creation_seals_too():
    persons = [
        Person(id=new_id(), surname=f"{SECRET} {number}", bsn_reason="eenvoudig", source_date=date(2026, 1, 1))
        for number in range(3)
    ]
    keys.prepare(persons)
    Person.objects.bulk_create(persons)
    assert [opened(person).surname for person in persons] == [f"{SECRET} {number}" for number in range(3)]


def test_the_keys_of_many_are_fetched_in_one_query(django_assert_num_queries):
    persons = [make() for _ in range(5)]
    with django_assert_num_queries(1, using="keys"):
        assert {person.surname for person in Access("test").give_all(map(fresh, persons))} == {SECRET}


def test_sealed_data_go_into_no_serialisation():
    with pytest.raises(TypeError):
        serializers.serialize("json", [make()])


def test_reading_values_gives_ciphertext_and_never_text():
    person = make()
    values = Person.objects.filter(pk=person.pk).values_list("surname_sealed", flat=True)
    assert bytes(values[0]).startswith(b"\x01")


def test_every_model_with_a_sealed_field_can_be_opened():
    """A model that seals but does not inherit `Sealed` could never be read back."""
    for model in (*record_models(), Person):
        assert issubclass(model, Sealed)
        assert issubclass(model.history.model, Sealed)
        assert {field.name for field in sealed_fields(model)} == {
            field.name for field in sealed_fields(model.history.model)
        }
        assert all(isinstance(field, SealedTextField) for field in sealed_fields(model))
