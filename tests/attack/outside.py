import os
import subprocess
import sys

from tests.browser import ROOT


def in_fresh_process(code, **environment):
    """(exit code, stdout, stderr) of this Python, with other settings."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "boekel_sd.settings", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()
