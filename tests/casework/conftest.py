from tests.brp.conftest import sample
from tests.cases.conftest import _stage, cast

__all__ = ["_stage", "cast", "sample"]
