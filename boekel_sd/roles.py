"""The database roles, and what each may do before the first migration runs.

boekel_owner makes and owns the tables; boekel_app runs the program and owns nothing; boekel_backup reads all;
grants_reader only lends its eyes to the functions that row security asks who may see what.
"""

import psycopg
from psycopg import sql

from audit.roles import APP, BACKUP, GRANTS_READER, OWNER

ATTRIBUTES = {
    OWNER: "LOGIN CREATEROLE",
    APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
    BACKUP: "LOGIN BYPASSRLS",
    GRANTS_READER: "NOLOGIN",
}
EXTENSIONS = ("btree_gist", "citext", "pg_trgm", "unaccent")
URLS = {"DATABASE_URL": "DATABASE_OWNER_URL", "KEYS_DATABASE_URL": "KEYS_DATABASE_OWNER_URL"}


class NotPrepared(Exception):
    """A given database that cannot be used yet; the message says what an administrator must run."""


# Embedded, and for tests: we are the superuser


def prepare_cluster(connection, databases):
    """The roles and the databases, where they are not there yet."""
    for statement in make_roles():
        connection.execute(statement)
    for name in databases:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (name, OWNER))))


def prepare_database(connection):
    for statement in make_rights():
        connection.execute(statement)


# Given: we are whoever the URL says


def prepare_given(environment):
    """Prepare the given databases where they are not and where the owner's login may.

    Raises NotPrepared with the SQL to run when it may not, or the reason when there is no connection.
    """
    for name, owner_name in URLS.items():
        url = environment[name]
        owner_url = environment.get(owner_name) or url
        app_login = with_connection(name, url, lambda connection: connection.info.user)
        with_connection(owner_name, owner_url, lambda connection, login=app_login: prepare(connection, login))


def with_connection(name, url, action):
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            return action(connection)
    except psycopg.OperationalError as error:
        raise NotPrepared(f"No connection to the database of {name}: {str(error).strip()}") from None


def prepare(connection, app_login):
    login = connection.info.user
    if is_prepared(connection, login, app_login):
        return
    statements = [*make_roles(), *make_members(login, app_login), *make_rights()]
    try:
        for statement in statements:
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        raise NotPrepared(
            f"The login {login} may not prepare the database {connection.info.dbname} ({error.diag.message_primary}).\n"
            f"Have a database administrator run this in {connection.info.dbname}, then start again:\n\n"
            + "\n".join(f"{statement};" for statement in statements)
        ) from None


def is_prepared(connection, login, app_login):
    made = connection.execute(
        """
        SELECT (SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)) = %s
           AND (SELECT count(*) FROM pg_extension WHERE extname = ANY(%s)) = %s
        """,
        [list(ATTRIBUTES), len(ATTRIBUTES), list(EXTENSIONS), len(EXTENSIONS)],
    ).fetchone()[0]
    if not made:
        return False
    return connection.execute(
        """
        SELECT pg_has_role(%(login)s, %(owner)s, 'MEMBER')
           AND pg_has_role(%(app_login)s, %(app)s, 'MEMBER')
           AND pg_has_role(%(owner)s, %(reader)s, 'MEMBER')
           AND has_schema_privilege(%(owner)s, 'public', 'CREATE')
           AND has_schema_privilege(%(reader)s, 'public', 'CREATE')
           AND EXISTS (SELECT FROM pg_default_acl WHERE defaclrole = %(owner)s::regrole AND defaclobjtype = 'r')
        """,
        {"login": login, "app_login": app_login, "owner": OWNER, "app": APP, "reader": GRANTS_READER},
    ).fetchone()[0]


# Statements, as text: they are also shown


def make_roles():
    for role, attributes in ATTRIBUTES.items():
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN CREATE ROLE {role} {attributes}; END IF; END $$"
        )
    # Without this boekel_owner could not hand functions over to grants_reader.
    yield f"GRANT {GRANTS_READER} TO {OWNER}"


def make_members(login, app_login):
    for role, member in ((OWNER, login), (APP, app_login)):
        if role != member:
            yield f"GRANT {role} TO {sql.Identifier(member).as_string()}"


def make_rights():
    for extension in EXTENSIONS:
        yield f"CREATE EXTENSION IF NOT EXISTS {extension}"
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}, {GRANTS_READER}"
    yield f"GRANT USAGE ON SCHEMA public TO {APP}, {BACKUP}"
    new = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
    yield f"{new} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}"
    yield f"{new} USAGE, SELECT ON SEQUENCES TO {APP}"
    yield f"{new} SELECT ON TABLES TO {BACKUP}"
    yield f"{new} SELECT ON SEQUENCES TO {BACKUP}"
