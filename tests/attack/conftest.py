"""The same cast as in tests/cases."""

import pytest

from tests.cases.conftest import _stage, cast

__all__ = ["_stage", "cast"]


@pytest.fixture
def no_cache(settings):
    """As when Redis is down."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}}
