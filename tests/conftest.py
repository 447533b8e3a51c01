"""What every test stands on. Fixtures:

- `db` (or the django_db marker): both databases, rolled back afterwards.
- `committed`: databases of the test's own, with real commits; threads and subprocesses may use them too.
- `site`: a running server on `committed`; `site.url`. `page`: a Chromium page on it, for browser tests.
"""

import contextlib
import gc
import os
import uuid
from collections import defaultdict
from urllib.parse import urlsplit

import django
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import override_settings

from tests.cluster import FROM_OUTSIDE, IN_ENVIRONMENT, WORKER, Run, settings_of

RUN = Run.join()
for name in FROM_OUTSIDE:
    os.environ.pop(name, None)
os.environ.update(RUN.environment())
# Set here and not in pyproject.toml: the settings must not be read before the lines above.
os.environ["DJANGO_SETTINGS_MODULE"] = "boekel_sd.settings"

pytest_plugins = ["tests.browser", "tests.provider"]
DATABASES = ["default", "keys"]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Sockets are for this machine, and for the server that was given."""
    django.setup()
    if given := RUN.given.get("REDIS_URL"):
        config.option.allow_hosts += f",{urlsplit(given).hostname or 'localhost'}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes():
    """A worker that inherits this would read the settings before its own environment is there."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(config, items):
    """Every test with a database has both. What the marker expression does not ask for is left out."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture `committed` instead of transaction=True")
        if "committed" not in item.fixturenames and (marker or "db" in item.fixturenames):
            item.add_marker(pytest.mark.django_db(databases=DATABASES), append=False)
    if "proof" not in config.option.markexpr:
        left_out = [item for item in items if item.get_closest_marker("proof")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    # Real servers and browsers take longest: with those first, and on one worker, none is waited for at the end.
    items.sort(key=lambda item: "committed" not in item.fixturenames)


def pytest_collection_finish(session):
    """What is there now stays: looking through it for rubbish again and again takes a seventh of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_terminal_summary(terminalreporter):
    """What tests noted with `record_property`: numbers added up, sentences as they are."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    noted = defaultdict(list)
    for name, value in (one for report in reports for one in report.user_properties):
        noted[name].append(value)
    for name, values in sorted(noted.items()):
        counted = all(isinstance(value, int) for value in values)
        terminalreporter.write_line(f"{name}: {sum(values) if counted else '; '.join(map(str, values))}")


def pytest_unconfigure(config):
    if RUN.mine and RUN.directory.exists():
        RUN.end()
        os.environ.pop(IN_ENVIRONMENT, None)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Instead of pytest-django's own, which would make the databases as the role that runs the tests."""
    with RUN.used(), RUN.clone(WORKER), django_db_blocker.unblock(), using(WORKER):
        yield


@contextlib.contextmanager
def using(what):
    """Points Django, and the environment for subprocesses, at these databases."""
    before = {alias: dict(connections.settings[alias]) for alias in DATABASES}
    names = {"default": "DATABASE_URL", "keys": "KEYS_DATABASE_URL"}
    urls = RUN.urls(what)
    with pytest.MonkeyPatch.context() as patch:
        for name, url in urls.items():
            patch.setenv(name, url)
        for alias in DATABASES:
            connections[alias].close()
            connections.settings[alias].update(settings_of(urls[names[alias]]))
            connections[alias].settings_dict.update(settings_of(urls[names[alias]]))
        yield
        for alias in DATABASES:
            connections[alias].close()
            connections.settings[alias].update(before[alias])
            connections[alias].settings_dict.update(before[alias])


class Committed:
    """Databases of one test's own. `connect` is a way in beside Django, for looking with other eyes."""

    def __init__(self, what):
        self.what = what
        self.environment = dict(os.environ)

    def connect(self, alias="default", role=None):
        """A psycopg connection as the superuser, or as `role`."""
        connection = RUN.admin(alias, RUN.database(alias, self.what))
        if role:
            connection.execute(f"SET ROLE {role}")
        return connection


@pytest.fixture
def committed(request, django_db_setup, django_db_blocker):
    if "db" in request.fixturenames:
        raise pytest.UsageError("`committed` brings its own databases: leave `db` and the django_db marker out")
    what = f"{WORKER}_{uuid.uuid4().hex[:8]}"
    with RUN.clone(what), django_db_blocker.unblock(), using(what):
        yield Committed(what)


@pytest.fixture(autouse=True)
def _nothing_remembered(request):
    """Rate limits, heartbeats and waiting tasks of one test are not those of the next."""
    yield
    if "django_db_setup" in request.fixturenames:
        client = cache._cache.get_client()
        keys = list(client.scan_iter(match=f"{os.environ['REDIS_PREFIX']}*", count=1000))
        if keys:
            client.delete(*keys)


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(django_test_environment):
    """Fast password hashes, and static files without a manifest."""
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers):
        yield
