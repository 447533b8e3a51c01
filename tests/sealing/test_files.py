import errno
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealing import files
from sealing.cipher import new_key
from sealing.errors import BrokenSeal
from sealing.models import new_id

pytestmark = pytest.mark.policy("2.5")
KEY = new_key()
CONTENT = b"kanarievogel in een brief"


@pytest.fixture
def stored():
    one = new_id()
    files.store(one, KEY, CONTENT)
    return one


def everything_in(directory):
    return [path for path in directory.rglob("*") if path.is_file()]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000))
def test_a_file_comes_back_as_it_was_given(content):
    one = new_id()
    files.store(one, KEY, content)
    assert files.read(one, KEY) == content


def test_on_disk_there_is_no_content_and_no_name(stored, files_dir):
    (path,) = everything_in(files_dir)
    assert path.name == stored.hex
    assert CONTENT not in path.read_bytes()
    assert b"kanarie" not in path.read_bytes()


def test_a_file_that_is_gone_is_an_error():
    with pytest.raises(BrokenSeal):
        files.read(new_id(), KEY)


def test_the_file_of_another_record_is_an_error(stored):
    other = new_id()
    files.store(other, KEY, b"iets anders")
    files.path_of(stored).write_bytes(files.path_of(other).read_bytes())
    with pytest.raises(BrokenSeal):
        files.read(stored, KEY)


@pytest.mark.parametrize(
    "spoil",
    [lambda sealed: sealed[:-1], lambda sealed: b"", lambda sealed: CONTENT],
    ids=["truncated", "empty", "plain"],
)
def test_a_spoilt_file_is_an_error_and_never_shown(stored, spoil):
    path = files.path_of(stored)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BrokenSeal):
        files.read(stored, KEY)


def test_another_key_opens_nothing(stored):
    with pytest.raises(BrokenSeal):
        files.read(stored, new_key())


@pytest.mark.policy("2.3")
def test_deleting_twice_does_no_harm(stored):
    assert files.stored_ids() == {stored}
    assert files.delete(stored)
    assert not files.delete(stored)
    assert files.stored_ids() == set()


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_behind(files_dir, monkeypatch, call):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, call, full)
    with pytest.raises(OSError, match="No space"):
        files.store(new_id(), KEY, CONTENT)
    assert everything_in(files_dir) == []


def test_storing_again_replaces_in_one_step(stored, files_dir):
    files.store(stored, KEY, b"nieuw")
    assert files.read(stored, KEY) == b"nieuw"
    assert len(everything_in(files_dir)) == 1


def test_nobody_else_on_the_machine_reads_the_files(stored):
    assert files.path_of(stored).stat().st_mode & 0o077 == 0
