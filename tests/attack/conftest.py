from importlib import import_module

import pytest


@pytest.fixture
def cast(db, settings, tmp_path):
    """The cast of tests/cast.py; imported here, for models wait for Django to be set up."""
    settings.FILES_DIR = tmp_path / "files"
    return import_module("tests.cast").build()


@pytest.fixture
def no_cache(settings):
    """As when Redis is down."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}}
