"""The cast: Hanna helps, Petra is privacy officer, Ad application manager, Fatima FG, Omar a partner's.

Models come through the registry: this file may be read before the applications are.
"""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from audit.context import system

PASSWORD = "vier losse woorden samen"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def municipality(db):
    return apps.get_model("accounts.Organisation").objects.create(name="Gemeente Boekel", kind="municipality")


@pytest.fixture
def partner(db, today):
    made = apps.get_model("accounts.Organisation").objects.create(
        name="Zorg Dichtbij", kind="partner", sort="zorgaanbieder"
    )
    made.agreements.create(
        kind="dienstverleningsovereenkomst",
        valid_from=today - timedelta(days=100),
        valid_until=today + timedelta(days=100),
        purposes="Begeleiding thuis",
        security="NEN 7510",
    )
    return made


@pytest.fixture
def make_user(municipality, now, today):
    def make(name, *roles, organisation=municipality, accepted=True, password=PASSWORD, **fields):
        email = f"{name.lower()}@boekel.example"
        fields |= {"name": name, "organisation": organisation, "roles": roles}
        user = apps.get_model("accounts.User").objects.create_user(email, password, **fields)
        if accepted:
            text = apps.get_model("accounts.SecrecyText").objects.current(on=today)
            user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=now)
        return user

    return make


@pytest.fixture
def hanna(make_user):
    return make_user("Hanna", "hulpverlener")


@pytest.fixture
def newcomer(make_user):
    """Has not accepted anything yet."""
    return make_user("Noor", "hulpverlener", accepted=False)


@pytest.fixture
def petra(make_user):
    return make_user("Petra", "privacy_officer")


@pytest.fixture
def ad(make_user):
    return make_user("Ad", "applicatiebeheerder")


@pytest.fixture
def fatima(make_user):
    return make_user("Fatima", "fg")


@pytest.fixture
def omar(make_user, partner):
    return make_user("Omar", "hulpverlener", organisation=partner)


@pytest.fixture
def signed_in():
    """A browser in which this person signed in, by password alone."""

    def browser(user):
        client = Client()
        client.force_login(user, backend="accounts.backends.StaffBackend")
        return client

    return browser


@pytest.fixture
def new_text(now, today):
    def publish(text="Een nieuwe verklaring.", in_force_from=today):
        texts = apps.get_model("accounts.SecrecyText").objects
        return texts.create(version=texts.count() + 1, text=text, in_force_from=in_force_from)

    return publish


@pytest.fixture
def log_rows(db, now):
    """The rows of the access log, oldest first; the database shows them for a purpose only."""

    def rows(**filters):
        with system("logzegel", now):
            return list(apps.get_model("audit.AccessLog").objects.filter(**filters).order_by("id"))

    return rows


@pytest.fixture
def logged(log_rows):
    """As `log_rows`, each as (action, outcome)."""
    return lambda **filters: [(row.action, row.outcome) for row in log_rows(**filters)]
