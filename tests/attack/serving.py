"""Four threads that keep their connection, or twice as many on a pool of four; in one process, which has its own."""

import os

from boekel_sd.serving import *  # noqa: F403

preload_app = False
worker_class = "gthread"
threads = {"threads": 4, "pool": 8}[os.environ["SHARED_BY"]]
