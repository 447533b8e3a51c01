"""The embedded servers: started once, shared, stopped by the last one out, and back after a kill -9."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from boekel_sd import embedded, roles


@pytest.fixture
def directory(tmp_path):
    """Short enough for a unix socket."""
    directory = tmp_path / "servers"
    yield directory
    embedded.Servers(directory).destroy()


@pytest.fixture
def servers(directory):
    return embedded.Servers(directory, durable=False)


def answers(servers):
    try:
        psycopg.connect(servers.superuser_url(), connect_timeout=5).close()
        return redis.Redis(unix_socket_path=str(servers.sockets / "valkey.sock"), retry=None).ping()
    except (psycopg.OperationalError, redis.ConnectionError):
        return False


def postmaster(servers):
    return int((embedded.Cluster(servers).home / "postmaster.pid").read_text().split()[0])


def test_the_last_one_out_stops_them(servers, directory):
    other = embedded.Servers(directory, durable=False)
    with servers.used():
        first = postmaster(servers)
        with other.used():
            assert postmaster(servers) == first
        assert answers(servers)
    assert not answers(servers)


def test_they_come_back_after_a_kill_and_keep_the_data(directory):
    servers = embedded.Servers(directory)
    with servers.used():
        with psycopg.connect(servers.superuser_url("boekel"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(postmaster(servers), signal.SIGKILL)
        os.kill(redis.Redis(unix_socket_path=str(servers.sockets / "valkey.sock")).info()["process_id"], signal.SIGKILL)
        time.sleep(0.1)
    with servers.used(), psycopg.connect(servers.superuser_url("boekel")) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
        assert answers(servers)


def test_nobody_else_can_reach_them(servers):
    with servers.used():
        for path in (servers.directory, servers.sockets):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        with psycopg.connect(servers.superuser_url()) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_logs_of_the_server_hold_no_statement_and_no_value(servers):
    with servers.used():
        with psycopg.connect(servers.superuser_url()) as connection, pytest.raises(psycopg.DataError):
            connection.execute("SELECT 'Jansen'::int")
        assert "Jansen" not in embedded.Cluster(servers).log.read_text()


def test_the_roles_are_what_they_must_be(servers):
    with servers.used(), psycopg.connect(servers.superuser_url()) as connection:
        query = (
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = ANY(%s)"
        )
        found = {row[0]: row[1:] for row in connection.execute(query, [list(roles.ATTRIBUTES)])}
    assert found == {
        roles.OWNER: (False, False, True, True),
        roles.APP: (False, False, False, True),
        roles.BACKUP: (False, True, False, True),
        roles.GRANTS_READER: (False, False, False, False),
    }


def test_a_directory_too_deep_for_a_socket_gets_its_sockets_elsewhere(tmp_path):
    deep = tmp_path / ("a" * 100)
    assert len(str(embedded.socket_dir(deep))) <= embedded.LONGEST_SOCKET_DIR
    assert embedded.socket_dir(deep) == embedded.socket_dir(deep) != embedded.socket_dir(tmp_path / ("b" * 100))


def test_a_made_up_secret_is_kept_and_private(tmp_path):
    first = embedded.demo_secret(tmp_path, "master_key")
    assert embedded.demo_secret(tmp_path, "master_key") == first != embedded.demo_secret(tmp_path, "index_key")
    assert stat.S_IMODE((tmp_path / "secrets" / "master_key").stat().st_mode) == 0o600


def test_throwing_away_leaves_what_is_not_ours(directory):
    servers = embedded.Servers(directory)
    embedded.demo_secret(directory, "master_key")
    (directory / "somebody's.txt").write_text("theirs")
    servers.destroy()
    assert [path.name for path in directory.iterdir()] == ["somebody's.txt"]


def test_one_database_without_the_other_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://x@localhost/x")
    monkeypatch.delenv("KEYS_DATABASE_URL", raising=False)
    with pytest.raises(embedded.CannotStart, match="both, or neither"), embedded.servers():
        pass


def given(servers, login):
    """As if an administrator had handed out two databases and one login."""
    with psycopg.connect(servers.superuser_url(), autocommit=True) as connection:
        for name in ("one", "two"):
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name} OWNER {login}")
    sockets = servers.sockets
    return {
        "DATABASE_URL": embedded.postgres_url(sockets, login, "one"),
        "KEYS_DATABASE_URL": embedded.postgres_url(sockets, login, "two"),
    }


def test_given_databases_are_prepared_where_the_login_may_and_that_twice(servers):
    with servers.used():
        urls = given(servers, "postgres")
        roles.prepare_given(urls)
        roles.prepare_given(urls)
        with psycopg.connect(urls["KEYS_DATABASE_URL"]) as connection:
            assert connection.execute("SELECT count(*) FROM pg_extension").fetchone()[0] > len(roles.EXTENSIONS)


def test_a_login_that_may_not_is_told_what_an_administrator_must_run(servers):
    with servers.used():
        with psycopg.connect(servers.superuser_url(), autocommit=True) as connection:
            connection.execute("CREATE ROLE somebody LOGIN")
        urls = given(servers, "somebody")
        with pytest.raises(roles.NotPrepared) as refused:
            roles.prepare_given(urls)
        statements = str(refused.value).partition("\n\n")[2]
        with psycopg.connect(servers.superuser_url("one"), autocommit=True) as connection:
            connection.execute(statements)
        with psycopg.connect(servers.superuser_url("two"), autocommit=True) as connection:
            connection.execute(statements)
        roles.prepare_given(urls)


def test_no_connection_is_a_sentence_and_not_a_traceback(tmp_path):
    url = embedded.postgres_url(tmp_path, "x", "x")
    with pytest.raises(roles.NotPrepared, match="No connection to the database of DATABASE_URL"):
        roles.prepare_given({"DATABASE_URL": url, "KEYS_DATABASE_URL": url})


@pytest.mark.proof
def test_a_management_command_says_on_stdout_only_what_is_its_own(directory):
    root = Path(__file__).resolve().parent.parent
    outside = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(directory), "PYTHONPATH": ""}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", "print('own')"],
        cwd=root,
        env=outside,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "own\n"), done.stderr
    assert not answers(embedded.Servers(directory))
