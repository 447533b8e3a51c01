"""What tests of the BRP share."""

import pytest
from django.conf import settings

from tests.accounts.conftest import (  # noqa: F401 (fixtures: Hanna helps, Petra is privacy officer)
    hanna,
    log_rows,
    make_user,
    municipality,
    newcomer,
    now,
    petra,
    signed_in,
    today,
)


@pytest.fixture(scope="session")
def sample():
    """The path of something in the sample data; skips, saying so, where the sample is absent."""

    def find(name):
        path = settings.SAMPLE_DATA_DIR / "brp" / name
        if not path.exists():
            pytest.skip(f"the sample is not here: {path}")
        return path

    return find
