"""The audit of what we stand on: a hole that is known is found, and a source that is silent is never taken for safe."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from boekel_sd import dependencies
from boekel_sd.dependencies import CLEAN, KNOWN, NOT_ASKED, CannotAsk, Index
from boekel_sd.management.commands import check_house
from tests.browser import ROOT

HOLE = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "summary": "reads what it may not", "withdrawn": None}
PACKAGES = [("alpha", "1.0"), ("beta", "2.0"), ("gamma", "3.0")]


@contextmanager
def index(answers, prefix="", password=""):
    """A package index on this machine; `answers`: path → what it says, bytes or what becomes JSON."""

    class Handler(BaseHTTPRequestHandler):
        asked = []

        def do_GET(self):
            self.asked.append((self.path, self.headers.get("Authorization")))
            answer = answers.get(self.path)
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(200 if answer is not None else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Index(f"http://{password}127.0.0.1:{server.server_port}{prefix}/simple/"), Handler.asked
    finally:
        server.shutdown()
        server.server_close()


def said(holes_of=None, prefix=""):
    holes_of = holes_of or {}
    return {
        f"{prefix}/pypi/{name}/{version}/json": {"vulnerabilities": holes_of.get(name, [])}
        for name, version in PACKAGES
    }


def reported(capsys, **sources):
    return dependencies.report(sources), capsys.readouterr().out


def test_a_known_hole_is_found_and_named(capsys):
    with index(said({"beta": [HOLE]})) as (source, asked):
        code, text = reported(capsys, Python=lambda: dependencies.python_holes(source, PACKAGES))
    assert code == KNOWN
    assert "beta 2.0: CVE-2026-1, PYSEC-2026-1 reads what it may not" in text
    assert len(asked) == len(PACKAGES)


def test_nothing_known_of_anything_is_clean(capsys):
    with index(said()) as (source, _asked):
        code, text = reported(capsys, Python=lambda: dependencies.python_holes(source, PACKAGES))
    assert (code, text) == (CLEAN, "Python: gevraagd; 0 onbekend bij ons, 0 aanvaard\n")


@pytest.mark.parametrize("by", ["PYSEC-2026-1", "CVE-2026-1"])
def test_what_was_accepted_with_a_reason_is_counted_and_passes(capsys, monkeypatch, by):
    monkeypatch.setitem(dependencies.ACCEPTED, by, "only on Windows")
    with index(said({"beta": [HOLE]})) as (source, _asked):
        code, text = reported(capsys, Python=lambda: dependencies.python_holes(source, PACKAGES))
    assert (code, text) == (CLEAN, "Python: gevraagd; 0 onbekend bij ons, 1 aanvaard\n")


def test_what_was_withdrawn_is_no_hole():
    with index(said({"beta": [HOLE | {"withdrawn": "2026-01-01"}]})) as (source, _asked):
        assert dependencies.python_holes(source, PACKAGES) == []


@pytest.mark.parametrize(
    "answers",
    [{}, {"/pypi/alpha/1.0/json": b"<html>"}, {"/pypi/alpha/1.0/json": {"info": {}}}],
    ids=["it knows no such page", "it answers something else", "it says nothing of holes"],
)
def test_an_index_that_cannot_tell_is_asked_once_and_never_taken_for_clean(capsys, answers):
    with index(answers) as (source, asked):
        code, text = reported(capsys, Python=lambda: dependencies.python_holes(source, PACKAGES))
    assert (code, len(asked)) == (NOT_ASKED, 1)
    assert "Python: niet kunnen vragen: 127.0.0.1" in text


def test_one_package_it_does_not_know_makes_the_whole_unknown():
    answers = said()
    del answers["/pypi/gamma/3.0/json"]
    with index(answers) as (source, _asked), pytest.raises(CannotAsk, match=r"gamma/3\.0"):
        dependencies.python_holes(source, PACKAGES)


def test_an_index_that_is_away_is_said_to_be(capsys):
    with index({}) as (source, _asked):
        pass
    code, text = reported(capsys, Python=lambda: dependencies.python_holes(source, PACKAGES))
    assert (code, "niet kunnen vragen: 127.0.0.1 antwoordt niet" in text) == (NOT_ASKED, True)


def test_a_folder_of_packages_knows_of_no_holes():
    with pytest.raises(CannotAsk, match="map op deze machine"):
        dependencies.python_holes(Index("file:///somewhere/simple"), PACKAGES)


def test_the_password_of_an_index_is_sent_and_not_shown(capsys):
    with index({}, prefix="/root", password="wij:geheim@") as (source, asked):
        _code, text = reported(capsys, Python=lambda: dependencies.python_holes(source, PACKAGES))
    assert asked == [("/root/pypi/alpha/1.0/json", "Basic d2lqOmdlaGVpbQ==")]
    assert "geheim" not in text


def test_a_hole_in_one_source_outweighs_another_that_is_silent(capsys):
    def away():
        raise CannotAsk("weg")

    hole = dependencies.Hole("x", frozenset({"GHSA-1"}), "")
    assert reported(capsys, a=away, b=lambda: [hole])[0] == KNOWN
    assert reported(capsys, a=lambda: [hole], b=away)[0] == KNOWN
    assert reported(capsys, a=away, b=list)[0] == NOT_ASKED


def test_npm_tells_each_advisory_once_with_its_package():
    advisory = {"url": "https://advisories.example/GHSA-1", "title": "prototype pollution"}
    answer = {"vulnerabilities": {"inner": {"via": [advisory]}, "outer": {"via": ["inner"]}}}
    assert [str(hole) for hole in dependencies.npm_said(json.dumps(answer))] == ["inner: GHSA-1 prototype pollution"]
    assert dependencies.npm_said('{"vulnerabilities": {}}') == []


@pytest.mark.parametrize("text", ["", "{}", '{"error": {"code": "ENOTFOUND"}}', '{"statusCode": 405}'])
def test_npm_that_gives_no_answer_is_not_taken_for_clean(text):
    with pytest.raises(CannotAsk):
        dependencies.npm_said(text)


def test_npm_is_really_started():
    """Whatever it finds out: it gives JSON of its own, and not an error of ours."""
    assert json.loads(dependencies.ask_npm())


def test_every_locked_package_is_asked_after():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    found = dependencies.locked(text)
    assert len(found) == text.count("==") - text.count("== '") - text.count('== "')
    assert {"django", "gunicorn", "cryptography"} <= {name for name, _version in found}
    assert all(version[0].isdigit() for _name, version in found)


def test_make_check_asks_and_says_so_when_it_could_not():
    assert "dependency audit" in [name for name, _command, _environment in check_house.steps()]
    assert check_house.SAID == {0: "goed", NOT_ASKED: "niet gevraagd"}
