"""§ 2.3 Bewaartermijnen: PostgreSQL keeps no samples of names, keys and sealed bytes."""

import pytest

from boekel_sd import schema

pytestmark = pytest.mark.policy("2.3")


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["default", "keys"])
def test_no_samples_are_kept(alias):
    assert schema.sampled(alias) == []


@pytest.mark.parametrize(
    ("alias", "table", "column"), [("default", "person_search", "name"), ("keys", "sealing_datakey", "wrapped")]
)
def test_a_column_that_was_forgotten_is_found(committed, alias, table, column):
    with committed.connect(alias) as superuser:
        superuser.execute(f"ALTER TABLE {table} ALTER {column} SET STATISTICS 100")
    assert schema.sampled(alias) == [(table, column)]
