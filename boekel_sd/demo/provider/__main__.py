"""`python -m boekel_sd.demo.provider FILE`: becomes the provider that this file describes (`process.options`).

It says its address on stderr and stops on SIGTERM.
"""

import os
import sys

from boekel_sd.demo.provider import process


def main(file):
    """The supervisor keeps one process, to watch and to stop. Nothing of Django is read: that takes seconds."""
    os.dup2(os.open(file, os.O_RDONLY), 0)
    command = process.command()
    os.execv(command[0], command)  # noqa: S606


main(sys.argv[1])
