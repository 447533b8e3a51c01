"""`make run` as a process: everything comes up, a command beside it changes nothing, and nothing is left behind."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from boekel_sd import embedded

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.proof, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    directory = tmp_path_factory.mktemp("run") / "data"
    yield directory
    embedded.Servers(directory).destroy()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def outside(directory, **more):
    """What a login shell would have, and nothing of this test run."""
    return {"PATH": "/usr/bin:/bin", "DATA_DIR": str(directory), **more}


@contextlib.contextmanager
def running(directory, port):
    process = subprocess.Popen(
        [sys.executable, "-m", "boekel_sd.run"],
        cwd=ROOT,
        env=outside(directory, PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for(process, port)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def wait_for(process, port):
    until = time.monotonic() + 300
    while health(port)[0] != 200:
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < until
        time.sleep(0.2)


def health(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status, json.load(answer)
    except OSError:
        return None, {}
    finally:
        connection.close()


def servers_run(directory):
    try:
        psycopg.connect(embedded.Servers(directory).superuser_url(), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def child(process, word):
    """The process id of one of the children, by a word of its command line."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return next(int(pid) for pid in children if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes())


def manage(directory, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=outside(directory), capture_output=True, text=True, check=False)


def test_everything_comes_up_and_sigterm_leaves_nothing_behind(directory, port):
    with running(directory, port) as process:
        assert health(port)[1] == dict.fromkeys(("database", "keys", "broker", "worker", "beat"), "ok")
        beside = manage(directory, "shell", "-v", "0", "-c", "print('beside')")
        assert (beside.returncode, beside.stdout) == (0, "beside\n")
        assert servers_run(directory)
        assert manage(directory, "demo_reset").returncode == 1
        process.terminate()
        assert process.wait(60) == 0
    assert not servers_run(directory)
    assert health(port) == (None, {})


@pytest.mark.parametrize("word", ["gunicorn", "worker", "beat"])
def test_when_a_part_dies_all_stop_and_it_says_which(directory, port, word):
    with running(directory, port) as process:
        os.kill(child(process, word), signal.SIGKILL)
        assert process.wait(60) == 1
        assert "ended by itself" in process.stdout.read()
    assert not servers_run(directory)


def test_a_second_one_on_the_same_port_is_refused_and_leaves_the_first_alone(directory, port):
    with running(directory, port):
        second = subprocess.run(
            [sys.executable, "-m", "boekel_sd.run"],
            cwd=ROOT,
            env=outside(directory, PORT=str(port)),
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert f"port {port} cannot be used" in second.stderr
        assert health(port)[0] == 200


def test_the_next_command_takes_over_after_a_kill_and_stops_what_was_left(directory, port):
    with running(directory, port) as process:
        process.kill()
        process.wait()
        until = time.monotonic() + 30
        while health(port)[0] is not None:
            assert time.monotonic() < until, "the web server outlived its supervisor"
            time.sleep(0.2)
    assert servers_run(directory)
    assert manage(directory, "shell", "-v", "0", "-c", "print('after')").stdout == "after\n"
    assert not servers_run(directory)


def test_a_real_installation_refuses_to_run_unsafely(directory, port):
    with embedded.Servers(directory).used():
        process = subprocess.run(
            [sys.executable, "-m", "boekel_sd.run"],
            cwd=ROOT,
            env=outside(directory, PORT=str(port), DEMO="0", **embedded.addresses(directory)),
            capture_output=True,
            text=True,
            check=False,
        )
    assert process.returncode == 1
    assert "Refusing to start" in process.stderr
    assert "MASTER_KEY" in process.stderr
