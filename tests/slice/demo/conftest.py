"""The demo municipality: built once per run, copied for every test."""

import shutil
import uuid

import pytest

from boekel_sd.demo.people import COLLEAGUES, PASSWORD
from tests.conftest import RUN, WORKER, Committed, using
from tests.slice.conftest import sign_in

WHO = {colleague.login: colleague.email for colleague in COLLEAGUES}


@pytest.fixture
def committed(django_db_setup, django_db_blocker, settings):
    """As the `committed` of all tests, filled with the demo."""
    RUN.make_demo()
    shutil.copytree(RUN.demo_files, settings.FILES_DIR)
    what = f"{WORKER}_{uuid.uuid4().hex[:8]}"
    with RUN.clone(what, source="demo"), django_db_blocker.unblock(), using(what):
        yield Committed(what)


@pytest.fixture
def signed_in(browse):
    """A browser in which this colleague of the demo has just signed in."""

    def browser(login, *arguments, **options):
        page = browse(*arguments, **options)
        sign_in(page, WHO[login], PASSWORD)
        return page

    return browser
