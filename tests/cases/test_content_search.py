"""§ 2.5: content is found in one's own dossiers alone, by unsealing, and what was shown is logged."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import actions
from cases.access import finding
from cases.search import content_among, excerpt, folded
from tests.cases.many import queries_of
from tests.cast import CANARY, RECORD, acting, log_rows, sign_in

pytestmark = pytest.mark.policy("2.5")


def note(text, day=1, **facts):
    return SimpleNamespace(text=text, told_by="", happened_on=date(2026, 1, day), **facts)


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("groenteboer", True),
        ("GROENTE", True),
        ("café ömer", True),
        ("cafe omer", True),
        ("café slager", False),
        ("strasse", True),
        ("  ", False),
    ],
)
def test_every_word_counts_whatever_its_case_or_accents(words, hit):
    record = note("Bij de Groenteboer, in Café Ömer aan de Straße.")
    assert [found.record for found in content_among([record], words, most=5)] == ([record] if hit else [])


def test_who_told_it_and_the_names_of_documents_count_too():
    letter = SimpleNamespace(title="Brief woningbouw", file_name="scan.pdf", happened_on=date(2026, 1, 1))
    told = note("Belde.", 2)
    told.told_by = "Mevrouw Jansen"
    for words, record in (("woningbouw", letter), ("scan", letter), ("jansen belde", told)):
        assert [found.record for found in content_among([letter, told], words, most=5)] == [record]


def test_the_newest_come_first_and_no_more_than_asked():
    records = [note("huis", day) for day in (3, 9, 5)]
    found = content_among(records, "huis", most=2)
    assert [one.record.happened_on.day for one in found] == [9, 5]


def test_the_excerpt_marks_the_words_as_they_were_written():
    pieces = excerpt("Bij Café Ömer aan de Straße gezeten", folded("cafe strasse").split())
    assert [text for text, is_word in pieces if is_word] == ["Café", "Straße"]
    assert "".join(text for text, _is_word in pieces) == "Bij Café Ömer aan de Straße gezeten"


def test_of_a_long_text_the_piece_around_the_word_is_quoted():
    pieces = excerpt(f"{'eerst ' * 100}kanarie {'daarna ' * 100}", ["kanarie"])
    text = "".join(text for text, _is_word in pieces)
    assert text.startswith("… eerst")
    assert text.endswith("daarna …")
    assert len(text) < 260
    assert ("kanarie", True) in pieces


@pytest.mark.parametrize("text", ["a" * 5000 + "kanarie" + "b" * 5000, "kanarie", "🦜kanarie 👩‍👩‍👧", "ﬁets kanarie"])
def test_an_excerpt_of_any_text_holds_the_word(text):
    pieces = excerpt(text, ["kanarie"])
    assert ("kanarie", True) in pieces
    assert sum(len(piece) for piece, _is_word in pieces) < 300


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


def search(client, words):
    return client.post("/zoeken/", {"q": words})


def test_notes_documents_and_tasks_of_ones_own_are_found_by_family(cast, roos):
    answer = search(roos, CANARY)
    ((dossier, found),) = answer.context["content"].families
    assert dossier == cast.family.dossier
    assert {hit.record.pk for hit in found} == {cast.family.entry.pk, cast.family.document.pk, cast.family.task.pk}
    page = answer.content.decode()
    assert f"<mark>{CANARY}</mark>" in page
    assert f"/notities/{cast.family.entry.pk}/" in page
    for of_another in (cast.other.entry.pk, cast.other.dossier.codename, "Peters"):
        assert str(of_another) not in page


def test_whose_access_ended_finds_nothing_on_the_next_request(cast):
    cem = sign_in(cast.cem)
    assert search(cem, CANARY).context["content"].total == 3
    with acting(cast.roos):
        given = cast.family.dossier.grants.get(user=cast.cem)
        actions.end_grant(given, by=cast.roos, now=cast.now)
    assert search(cem, CANARY).context["content"].total == 0


def test_what_was_shown_is_one_row_per_dossier_without_the_words(cast, roos):
    before = len(log_rows())
    search(roos, CANARY)
    rows = [row for row in log_rows()[before:] if row.dossier_id]
    (row,) = rows
    assert (row.action, row.dossier_id, row.role) == ("search", cast.family.dossier.pk, "regisseur")
    assert set(row.record_ids) == {cast.family.entry.pk, cast.family.document.pk, cast.family.task.pk}
    assert CANARY not in str(row.__dict__)


def test_nothing_shown_is_no_row_about_a_dossier(cast, roos):
    before = len(log_rows())
    search(roos, "ditwoordisernergens")
    assert [row.dossier_id for row in log_rows()[before:]] == [None]


def test_who_may_open_nothing_finds_nothing(cast):
    assert search(sign_in(cast.hugo), CANARY).status_code == 404


def write(cast, number, text="notitie over het huis"):
    with acting(cast.roos):
        for count in range(number):
            actions.write_entry(
                cast.family.dossier, by=cast.roos, now=cast.now, kind="mail", happened_on=cast.today,
                text=f"{text} {count}", about=[], **RECORD,
            )  # fmt: skip


def test_it_says_when_there_is_more_than_it_shows(cast, roos, monkeypatch):
    monkeypatch.setattr(finding, "MOST_FOUND", 3)
    write(cast, 4)
    answer = search(roos, "huis")
    assert answer.context["content"].total == 3
    assert "voeg een woord toe om te verfijnen" in answer.content.decode()


def test_it_says_when_not_everything_was_searched(cast, roos, monkeypatch):
    assert "Gezocht in de laatste" not in search(roos, "huis").content.decode()
    monkeypatch.setattr(finding, "MOST_SEARCHED", 3)
    write(cast, 4)
    answer = search(roos, "huis")
    assert "Gezocht in de laatste 3 notities" in answer.content.decode()


def test_thirty_notes_take_as_many_queries_as_three(cast, roos):
    write(cast, 3)
    few = queries_of(lambda: search(roos, "huis"))
    write(cast, 27)
    assert queries_of(lambda: search(roos, "huis")) == few


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("Janssen", "surname", "Janssen"),
        ("1-2-1980", "birth_date", date(1980, 2, 1)),
        ("111222333", "bsn", "111222333"),
    ],
)
def test_what_was_typed_is_carried_over_to_the_question_to_colleagues(roos, words, field, value):
    answer = search(roos, words)
    assert answer.context["directory_form"].initial == {field: value}
    assert 'href="#buiten"' in answer.content.decode()


def test_a_sentence_is_looked_up_word_by_word(roos):
    """Each word once in the statement: doubled with every word, one sentence would keep the site busy for minutes."""
    lengths = []
    for words in (2, 10):
        with CaptureQueriesContext(connection) as queries:
            assert roos.post("/zoeken/", {"q": "nergens " * words}).status_code == 200
        lengths.append(max(len(query["sql"]) for query in queries))
    assert lengths[1] <= 5 * lengths[0]
