"""A process that is killed at one of its SQL statements, and what is left of it."""

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from time import monotonic, sleep

from django.db import connections

PATIENCE = 30


class Counter:
    """Stands before every statement of a process, of both databases, and may kill it at one of them."""

    def __init__(self, kill_at=None):
        self.seen, self.kill_at = 0, kill_at

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def in_a_fork(work: Callable, kill_at=None) -> tuple[int, int]:
    """Do this work in a copy of this process, which kills itself before that statement; how it ended, and how many
    statements it came to."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        counter = Counter(kill_at)
        with ExitStack() as stack:
            for alias in ("default", "keys"):
                stack.enter_context(connections[alias].execute_wrapper(counter))
            work()
        os.write(writing, str(counter.seen).encode())
        os._exit(0)
    os.close(writing)
    said = os.read(reading, 20)
    os.close(reading)
    status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status), int(said or 0)


def wait_until_gone(backends, before):
    """A server notices a moment later that its client was killed; until then it holds what that client had locked."""
    give_up = monotonic() + PATIENCE
    while left := backends() - before:
        assert monotonic() < give_up, left
        sleep(0.05)
