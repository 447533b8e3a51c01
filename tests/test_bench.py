"""`make bench` still runs: it makes its own town, and refuses figures that are not as they should be."""

import subprocess
import sys

import pytest

from tests.browser import ROOT


@pytest.mark.proof
@pytest.mark.timeout(600)
def test_a_small_town_is_measured():
    ran = subprocess.run([sys.executable, "-m", "bench", "1500"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "the page of a dossier" in ran.stdout
