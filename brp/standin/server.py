"""The HTTP side of the stand-in: one path, one method, problem answers as the description gives them."""

import hmac
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from brp.standin import misbehaviour
from brp.standin.description import Description
from brp.standin.filtering import only
from brp.standin.register import by_bsn, by_name

PATH = "/personen"
LARGEST_QUESTION = 100_000
ANSWERS = {"RaadpleegMetBurgerservicenummer": by_bsn, "ZoekMetGeslachtsnaamEnGeboortedatum": by_name}

PROBLEMS = {
    400: ("Een of meerdere parameters zijn niet correct.", "De vraag is niet begrepen.", "paramsValidation"),
    401: ("Niet correct geauthenticeerd.", "De sleutel ontbreekt of is onbekend.", "authentication"),
    403: (
        "U bent niet geautoriseerd voor deze operatie.",
        "Deze vraag mag niet gesteld worden.",
        "autorisation",
    ),
    404: ("Niet gevonden.", "Op dit adres is niets.", "notFound"),
    405: ("Methode niet toegestaan.", "Alleen POST kan hier.", "methodNotAllowed"),
    406: ("Gevraagde contenttype wordt niet ondersteund.", "Alleen JSON kan hier.", "notAcceptable"),
    415: ("Unsupported Media Type", "Alleen JSON kan hier.", "unsupported"),
    429: ("Too many request", "Er is te vaak gevraagd.", "tooManyRequests"),
    500: ("Interne server fout.", "Er ging iets mis.", "serverError"),
    503: ("Bronservice BRP is tijdelijk niet beschikbaar.", "Probeer het later.", "notAvailable"),
}


class Problem(Exception):
    def __init__(self, status, invalid_params=()):
        super().__init__(status)
        self.status, self.invalid_params = status, list(invalid_params)


class StandIn(ThreadingHTTPServer):
    """Listens on this machine only. `misbehave`: whether a question may ask for a wrong answer (tests)."""

    daemon_threads = True

    def __init__(self, port, people, description: Description, *, key, misbehave=False):
        self.people, self.description, self.key, self.misbehave = people, description, key, misbehave
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request, client_address):
        """Somebody who hangs up before the answer is nothing to tell."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "BRP-stand-in"
    sys_version = ""
    timeout = 30

    def do_POST(self):
        try:
            question = self._question()
            if self.server.misbehave and misbehaviour.HEADER in self.headers:
                return misbehaviour.answer(self, self.headers[misbehaviour.HEADER])
            self.send_json(200, self._answer(question))
        except Problem as problem:
            self.send_problem(problem.status, problem.invalid_params)

    def do_GET(self):
        self.send_problem(405 if self.path == PATH else 404)

    do_PUT = do_DELETE = do_PATCH = do_HEAD = do_GET  # noqa: N815

    def _question(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_QUESTION:
            self.close_connection = True
            raise Problem(400)
        body = self.rfile.read(length)
        if self.path != PATH:
            raise Problem(404)
        if not hmac.compare_digest(self.headers.get("X-API-KEY", "").encode(), self.server.key.encode()):
            raise Problem(401)
        if self.headers.get_content_type() != "application/json":
            raise Problem(415)
        if not {"application/json", "application/*", "*/*"} & _media_types(self.headers.get("Accept", "*/*")):
            raise Problem(406)
        return _parsed(body)

    def _answer(self, question):
        complaints = self.server.description.complaints(question)
        if complaints:
            raise Problem(400, complaints)
        kind = question["type"]
        if kind not in ANSWERS:
            raise Problem(403)
        found = ANSWERS[kind](self.server.people, question)
        return {"type": kind, "personen": [only(person, question["fields"]) for person in found]}

    def send_problem(self, status, invalid_params=()):
        title, detail, code = PROBLEMS[status]
        problem = {"title": title, "status": status, "detail": detail, "instance": PATH, "code": code}
        if invalid_params:
            problem["invalidParams"] = list(invalid_params)
        self.send_json(status, problem, "application/problem+json")

    def send_json(self, status, value, content_type="application/json; charset=utf-8"):
        self.send_bytes(status, json.dumps(value, ensure_ascii=False).encode(), content_type)

    def send_bytes(self, status, body, content_type, *, announced=None):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, _format, *args):
        """Only method and status: questions carry BSNs, and so may a wrong address."""
        if len(args) > 1:
            sys.stderr.write(f"{self.command} {args[1]}\n")


def _parsed(body):
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem(400, [{"name": "body", "code": "json", "reason": "Waarde is geen geldig JSON."}]) from error


def _media_types(accept):
    return {part.split(";")[0].strip().lower() for part in accept.split(",")}
