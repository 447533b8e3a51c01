from django.contrib.auth import get_user_model
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

# PostgreSQL keeps samples of every column in pg_statistic: they outlive the row, and stand in physical back-ups.
SAMPLED = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget IS DISTINCT FROM 0
      AND (a.atttypid = 'bytea'::regtype OR c.relname = 'person_search')
    ORDER BY 1, 2
"""


def pending():
    """True when one of the databases is behind the code, or was never prepared."""
    try:
        return any(behind(alias) for alias in connections)
    except DatabaseError:
        connections.close_all()
        return True


def behind(alias):
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_empty():
    """True when nobody has an account yet."""
    return not get_user_model().objects.exists()


def sampled(alias):
    """The (table, column) of which samples are kept, though names, keys or sealed bytes stand there."""
    with connections[alias].cursor() as cursor:
        cursor.execute(SAMPLED)
        return cursor.fetchall()


def keep_no_samples(alias):
    """§ 2.3 Bewaartermijnen: what is destroyed must not live on in a sample. As the owner of the tables."""
    with connections[alias].cursor() as cursor:
        for table, column in sampled(alias):
            cursor.execute(f'ALTER TABLE "{table}" ALTER "{column}" SET STATISTICS 0')
