"""What gunicorn, started as in production, reads of a request before anybody of the house sees it."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.gone.house import House

pytestmark = pytest.mark.policy("2.5")


@pytest.fixture
def served(committed, tmp_path):
    house = House(tmp_path / "house", log_level="ERROR")
    house.environment |= {"BRP_URL": "http://127.0.0.1:9"}
    with house.web() as address:
        yield lambda asked: answer_of(address, asked)


def answer_of(address, asked: bytes) -> tuple[int, str]:
    """(status, everything that came back) for these very bytes."""
    with socket.create_connection((urlsplit(address).hostname, urlsplit(address).port), timeout=60) as connection:
        connection.sendall(asked)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    text = answer.decode(errors="replace")
    return int(text.split(" ", 2)[1]), text


def asked(line="GET /inloggen/ HTTP/1.1", *headers) -> bytes:
    return "\r\n".join([line, "Host: localhost", "Connection: close", *headers, "", ""]).encode()


def test_it_answers_and_does_not_say_what_it_is(served):
    status, text = served(asked())
    assert status == 200
    assert "\r\nServer: boekel\r\n" in text
    assert "gunicorn" not in text.lower()
    assert "x-powered-by" not in text.lower()


NO_BROWSER_SENDS = {
    "a long address": asked(f"GET /{'x' * 5000} HTTP/1.1"),
    "a long header": asked("GET / HTTP/1.1", f"X-Long: {'x' * 9000}"),
    "many headers": asked("GET / HTTP/1.1", *(f"X-{number}: 1" for number in range(100))),
    "two kinds of length": asked("POST /inloggen/ HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked"),
    "two lengths": asked("POST /inloggen/ HTTP/1.1", "Content-Length: 5", "Content-Length: 6"),
    "no http at all": b"\x16\x03\x01\x00\x05hello\r\n\r\n",
}


def test_what_no_browser_sends_is_refused_and_tells_nothing(served):
    for name, sent in NO_BROWSER_SENDS.items():
        status, text = served(sent)
        assert 400 <= status < 500, name
        assert "gunicorn" not in text.lower(), name
        assert "Traceback" not in text, name


def test_a_body_that_is_too_large_is_refused_before_it_comes_and_one_without_length_is_empty(served):
    status, text = served(asked("POST /inloggen/ HTTP/1.1", f"Content-Length: {2**31}"))
    assert (status, "Dit was te veel in één keer" in text) == (413, True)
    status, text = served(asked("POST /inloggen/ HTTP/1.1", "Transfer-Encoding: chunked") + b"3\r\na=b\r\n0\r\n\r\n")
    assert (status, "a=b" in text) == (403, False)
