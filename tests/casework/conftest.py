from tests.brp.conftest import sample  # noqa: F401 (a fixture: the sample of the BRP, where it is)
