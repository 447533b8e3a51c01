"""Logs without row values. A traceback tells where; the words of a database error tell whose, so they stay out."""

import logging
import re
import traceback

from boekel_sd import health

QUOTED = re.compile(r"(/[\w./-]*)?\?[^\s\"]*")


class NoValues(logging.Filter):
    def filter(self, record):
        """Paths without their query string: a search term is somebody's name."""
        if isinstance(record.args, tuple):
            record.args = tuple(QUOTED.sub(r"\1", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


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
