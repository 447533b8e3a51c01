"""The same cast as in tests/cases."""

from tests.brp.conftest import sample
from tests.cases.conftest import _stage, cast, lasting

__all__ = ["_stage", "cast", "lasting", "sample"]
