"""Wrong answers on demand, so that tests meet what a real service sometimes does."""

import time

HEADER = "X-Test-Behaviour"
LONG = 3600
HUGE = 6_000_000
JSON = "application/json; charset=utf-8"
HALF = b'{"type": "RaadpleegMetBurgerservicenummer", "personen": [{"naam": {"voor'


def answer(handler, wanted: str):
    """A status such as "503", or one of the names below."""
    if wanted.isdigit():
        return handler.send_problem(int(wanted))
    return BEHAVIOURS[wanted](handler)


def _timeout(handler):
    time.sleep(LONG)


def _drip(handler):
    """A byte now and then: never silent long enough for a read timeout."""
    handler.send_bytes(200, b"", JSON, announced=1000)
    for _turn in range(1000):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def _truncate(handler):
    handler.send_bytes(200, HALF, JSON)


def _cut_off(handler):
    """The connection closes before all that was announced has come."""
    handler.send_bytes(200, HALF, JSON, announced=len(HALF) * 2)
    handler.close_connection = True


def _html(handler):
    handler.send_bytes(200, b"<html><body>Onderhoud</body></html>", "text/html; charset=utf-8")


def _html_as_json(handler):
    handler.send_bytes(200, b"<html><body>Onderhoud</body></html>", JSON)


def _huge(handler):
    handler.send_bytes(200, b" " * HUGE, JSON)


def _other_person(handler):
    handler.send_json(200, {"type": "RaadpleegMetBurgerservicenummer", "personen": handler.server.people[-1:]})


def _redirect(handler):
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:1/personen")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


BEHAVIOURS = {
    "timeout": _timeout,
    "drip": _drip,
    "truncate": _truncate,
    "cut off": _cut_off,
    "html": _html,
    "html as json": _html_as_json,
    "huge": _huge,
    "other person": _other_person,
    "redirect": _redirect,
}
