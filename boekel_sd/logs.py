"""Logs without row values. A traceback tells where; the words of a database error tell whose, so they stay out."""

import logging
import re
import traceback

from boekel_sd import health

QUOTED = re.compile(r"(/[\w./-]*)?\?[^\s\"]*")


class NoValues(logging.Filter):
    def filter(self, record):
        """Of an address which page it is: a path holds ids, or whatever somebody typed, and a search term is a name."""
        if isinstance(record.args, tuple):
            paths, page = address_of(getattr(record, "request", None))
            record.args = tuple(page if arg in paths else without_query(arg) for arg in record.args)
        elif isinstance(record.args, dict) and "exc" in record.args:
            # Celery's line about a task that failed; the traceback follows.
            record.args = {**record.args, "exc": str(record.args["exc"]).partition("(")[0]}
        return True


def address_of(request):
    """(its path, as it came and as Django escapes it for a log; what the log says of it)."""
    path, match = getattr(request, "path", ""), getattr(request, "resolver_match", None)
    return [path, path.encode("unicode_escape").decode()], f"/{match.route}" if match else "(no such page)"


def without_query(arg):
    return QUOTED.sub(r"\1", arg) if isinstance(arg, str) else arg


class NotHealth(logging.Filter):
    def filter(self, record):
        """/healthz says itself what is down, to whoever asks every few seconds."""
        return getattr(getattr(record, "request", None), "path", None) != health.PATH


class Plain(logging.Formatter):
    def formatException(self, ei):  # noqa: N802 (the name is logging's)
        """Files and lines of each link of the chain, and the class of the error; never its message."""
        _, error, _ = ei
        lines = []
        while error is not None:
            lines += [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames(error)]
            lines.append(type(error).__qualname__)
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def frames(error):
    return traceback.extract_tb(error.__traceback__)
