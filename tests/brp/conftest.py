"""What tests of the BRP share."""

import pytest
from django.conf import settings


@pytest.fixture(scope="session")
def sample():
    """The path of something in the sample data; skips, saying so, where the sample is absent."""

    def find(name):
        path = settings.SAMPLE_DATA_DIR / "brp" / name
        if not path.exists():
            pytest.skip(f"the sample is not here: {path}")
        return path

    return find
