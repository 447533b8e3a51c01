from django.contrib.auth import get_user_model
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor


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
