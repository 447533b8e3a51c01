"""Residents who sign in with a real provider that stands for DigiD."""

import pytest
from django.apps import apps
from django.test import Client

from audit.context import system
from tests.accounts.conftest import (  # noqa: F401 (fixtures: Hanna is a colleague)
    hanna,
    log_rows,
    logged,
    make_user,
    municipality,
    now,
    signed_in,
    today,
)
from tests.provider import there_and_back

SIGN_IN = "/mijn/inloggen/"


def sign_in(client, persona="samira"):
    return client.get(there_and_back(client, SIGN_IN, persona))


@pytest.fixture
def samira(single_sign_on, db):
    """Her browser, in which she has just signed in."""
    client = Client()
    assert sign_in(client).url == "/mijn/overzicht/"
    return client


@pytest.fixture
def residents(db, now):  # noqa: F811
    """Every resident who is known, with the eyes of the sign-in."""

    def rows(**which):
        with system("portaal", now):
            return list(apps.get_model("inzage.Resident").objects.filter(**which).order_by("first_seen_at"))

    return rows
