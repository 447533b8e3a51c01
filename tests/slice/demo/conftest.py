"""The demo municipality: built once per run, copied for every test."""

import shutil
import uuid

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password

from tests.conftest import RUN, WORKER, Committed, using
from tests.provider import PERSONAS, Provider, lead_to, resident
from tests.slice.conftest import PASSWORD, sign_in


@pytest.fixture
def committed(django_db_setup, django_db_blocker, settings):
    """As the `committed` of all tests, filled with the demo."""
    RUN.make_demo()
    shutil.copytree(RUN.demo_files, settings.FILES_DIR)
    what = f"{WORKER}_{uuid.uuid4().hex[:8]}"
    with RUN.clone(what, source="demo"), django_db_blocker.unblock(), using(what):
        # Those of the demo are hashed as in a real installation, which is slow on purpose.
        apps.get_model("accounts.User").objects.update(password=make_password(PASSWORD))
        yield Committed(what)


@pytest.fixture
def enter(browse, settings):
    """A browser in which this colleague of the demo has just signed in."""

    def browser(login, *arguments, **options):
        page = browse(*arguments, **options)
        sign_in(page, f"{login}@{settings.DEMO_EMAIL_DOMAIN}", PASSWORD)
        return page

    return browser


@pytest.fixture
def digid(site, settings):
    """A way in for the resident with this number."""
    started = []

    def start(bsn):
        provider = Provider([site.url], [*PERSONAS, resident("ouder", bsn)])
        provider.start()
        started.append(provider)
        lead_to(provider, settings)

    yield start
    for provider in started:
        provider.stop()
