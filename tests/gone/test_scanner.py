"""The scanner finds what it should: otherwise finding nothing would prove nothing."""

import base64
import gzip
import json
import pickle
import re
import zlib
from urllib.parse import quote
from uuid import UUID

import pytest

from cases.search import folded
from sealing import cipher
from tests.gone import story
from tests.gone.scanner import Place, find, identity, number, sealed, word

TEXT = "Łapiński-Zoë “IJs” 'O\\Brien"
ID = UUID("01890000-1234-7000-8000-0123456789ab")
ESCAPED = json.dumps({"naam": TEXT})
SPELLED = {
    "plain": TEXT.encode(),
    "within a line": f"2026 ERROR naam={TEXT}; klaar".encode(),
    "upper": TEXT.upper().encode(),
    "casefolded": TEXT.casefold().encode(),
    "without accents": f"naam {folded(TEXT)} straat".encode(),
    "utf-16": f"x{TEXT}".encode("utf-16"),
    "utf-16 that begins at an odd byte": b"x" + TEXT.encode("utf-16-le"),
    "hex": TEXT.encode().hex().encode(),
    "hex of a bytea in a dump": b"7\t\\\\x" + b"00 somewhere ".hex().encode() + TEXT.encode().hex().encode() + b"\t\\N",
    "address": f"GET /zoeken/?q={quote(TEXT)}".encode(),
    "address in lower case": re.sub("%..", lambda found: found[0].lower(), quote(TEXT)).encode(),
    "JSON": ESCAPED.encode(),
    "JSON in JSON": json.dumps(ESCAPED).encode(),
    "JSON in a dump": ESCAPED.replace("\\", "\\\\").encode(),
    "Python": ascii(TEXT).encode(),
    "Python's bytes": repr(TEXT.encode()).encode(),
    "pickled": pickle.dumps({"naam": TEXT}),
    "zlib": zlib.compress(f"iets {TEXT}".encode() * 4),
    "gzip": gzip.compress(TEXT.encode()),
    "compressed session": b"."
    + base64.urlsafe_b64encode(zlib.compress(f"iets {TEXT}".encode())).rstrip(b"=")
    + b":1v2:s",
    "base64 of JSON, as with the broker": json.dumps({"body": base64.b64encode(ESCAPED.encode()).decode()}).encode(),
}


@pytest.mark.parametrize("content", SPELLED.values(), ids=SPELLED)
def test_a_text_is_found_however_it_is_written(content):
    place = Place("test", "", content)
    assert find([word("naam", TEXT)], [place]) == {"naam": {place}}
    assert find([word("naam", "Łapiński-Zoe “IJs” 'Anders")], [place]) == {}


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_is_found_wherever_the_text_begins(before, encode):
    place = Place("test", "", b"a:" + encode(b"-" * before + TEXT.encode() + b"+++") + b"|b")
    assert find([word("naam", TEXT)], [place])


def test_a_text_is_found_in_a_pdf_in_a_column_in_a_dump():
    document = story.pdf("Kanarie Zoë")
    assert b"Kanarie" not in document.split(b"/Info")[0].split(b"/Title")[0]
    place = Place("test", "", b"1\t\\\\x" + document.hex().encode() + b"\t\\N\n")
    assert find([word("naam", "Kanarie Zoë")], [place])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bsn 999990019.", True),
        ("9999900190", False),
        ("a999990019", False),
        ("999 990 019", False),
        ("999990019", True),
    ],
)
def test_a_number_is_found_alone(text, found):
    assert bool(find([number("bsn", "999990019")], [Place("test", "", text.encode())])) is found


@pytest.mark.parametrize("content", [str(ID).encode(), str(ID).upper().encode(), ID.hex.encode(), ID.bytes])
def test_an_id_is_found_in_any_form(content):
    assert find([identity("id", ID)], [Place("test", "", b"(" + content + b")")])
    assert not find([identity("id", ID)], [Place("test", "", b"(" + content[:-1] + b"?)")])


def test_sealed_bytes_are_found_and_their_plain_text_is_not():
    ciphertext = cipher.seal(bytes(32), TEXT.encode(), b"place")
    places = [Place("test", "raw", b"\0" + ciphertext), Place("test", "dump", b"\\\\x" + ciphertext.hex().encode())]
    assert find([sealed("note", ciphertext), word("naam", TEXT)], places) == {"note": set(places)}


def test_a_find_names_every_place_that_holds_it_and_no_other():
    same = [Place("dump", name, f"one line\n{TEXT}\n{name}".encode()) for name in "ab"]
    assert find([word("naam", TEXT)], [*same, Place("dump", "c", b"one line\nc")]) == {"naam": set(same)}
