"""§ 4.2 Casusregiedossier, Bijlage a: what somebody said themselves is theirs to read, but for where another hides and
what is another's.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions import write_entry
from cases.models import Entry
from inzage import material
from inzage.actions import preparing
from inzage.actions.preparing import OWN_WORDS
from inzage.choices import ShieldGround
from inzage.errors import NotPossible
from inzage.passages import NEAR, is_near
from inzage.showing import shown
from inzage.states import ReleaseState
from sealing.models import new_id
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import RECORD, acting, opened, sign_in
from tests.inzage.test_requests import ask, decide, dirk, made, part_of, prepare, shield  # noqa: F401

pytestmark = pytest.mark.policy("4.2")
OWN, OTHER = st.sampled_from(["ik", "ben", "hier", "boos", "over", "dag"]), st.just("KEMAL")
ENDS = st.sampled_from(["", "", "", ".", "!", ";", ".\n"])


@st.composite
def told(draw) -> tuple[str, list[tuple[int, int]]]:
    """What somebody says, and where in it another is named."""
    text, found = "", []
    for word in draw(st.lists(OWN | OTHER, min_size=1, max_size=40)):
        if word == "KEMAL":
            found.append((len(text), len(text) + len(word)))
        text += f"{word}{draw(ENDS)} "
    return text, found


def words_between(text, start, end, found) -> int:
    """How many words stand between a place and the nearest that was found, at the furthest end of it."""
    return min(
        max(len(text[start:first].split()) if start < first else 0, len(text[last:end].split()) if end > last else 0)
        for first, last in found
    )


@given(told(), st.data())
def test_of_own_words_nothing_is_shielded_but_what_stands_close_to_what_is_of_another(said, data):
    text, found = said
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words, where = text[start:end], (start, ShieldGround.OTHERS)
    may = material.own_words_may_be_shielded(text, words, *where, found)
    if not found and words.strip():
        assert not may
    if may and words.strip() and len(found) == 1:
        assert words_between(text, start, end, found) <= NEAR + 1
        between = text[min(start, found[0][1]) : max(end, found[0][0])]
        assert not any(mark in between.rstrip(" .!;\n") for mark in (". ", "! ", "; ", "\n"))
    for ground in (ShieldGround.RESIDENT, ShieldGround.TREATMENT):
        assert not material.own_words_may_be_shielded(text, words, start, ground, found)
    assert not material.own_words_may_be_shielded(text, "", start, ShieldGround.OTHERS, found)
    assert not material.own_words_may_be_shielded(text, f"{words}!?", *where, found)


@given(told())
def test_what_is_of_another_may_always_be_shielded_and_all_else_stays(said):
    text, found = said
    for start, end in found:
        assert material.own_words_may_be_shielded(text, text[start:end], start, ShieldGround.OTHERS, found)
    held = [SimpleNamespace(words=text[a:b], place=a, ground="anderen", field="x", is_whole=False) for a, b in found]
    kept = material.passages_of(SimpleNamespace(text=text, field="x"), held)
    left = " ".join(one.text for one in kept).split()
    assert [word for word in left if word.strip(".!;")] == [
        word for word in text.replace("KEMAL", " ").split() if word.strip(".!;")
    ]


@pytest.mark.parametrize(
    ("words", "may"),
    [
        ("Rozenlaan 9", True),
        ("bij mijn zus op de Rozenlaan 9", True),
        ("Ik woon nu bij mijn zus op de Rozenlaan 9", False),
        ("Rozenlaan 9. Ik ben boos", False),
        ("Ik ben boos", False),
    ],
)
def test_around_an_address_goes_what_belongs_to_it(words, may):
    text = "Ik woon nu bij mijn zus op de Rozenlaan 9. Ik ben boos op jullie."
    place, found = text.index(words), text.index("Rozenlaan")
    assert is_near(text, (place, place + len(words)), [(found, found + len("Rozenlaan 9"))]) is may


@pytest.mark.parametrize(
    ("record", "field", "asked", "own"),
    [
        ({}, "statement", {}, True),
        ({}, "text", {}, False),
        ({"kind": "portaal", "source": "inwoner"}, "text", {}, True),
        ({"kind": "portaal", "source": "naaste"}, "text", {}, False),
        ({}, "items.0.statement", {}, True),
        ({"more": True}, "statement", {}, False),
        ({}, "statement", {"capacity": "gezag"}, False),
    ],
    ids=[
        "statement",
        "a note",
        "from the portal",
        "by who looks for them",
        "a copy",
        "about more",
        "asked by a parent",
    ],
)
def test_what_are_own_words(record, field, asked, own):
    person, more = new_id(), record.pop("more", False)
    entry = Entry(
        about=[person, new_id()] if more else [person], **{"kind": "telefoon", "source": "waarneming"} | record
    )
    request = SimpleNamespace(person_id=person, is_about_another=bool(asked))
    assert material.is_own_words(entry, field, request) is own


def note(cast, statement, about):  # noqa: F811
    with acting(cast.roos, cast.now):
        return opened(
            write_entry(
                cast.family.dossier, by=cast.roos, now=cast.now, text="Gesprek op kantoor.", statement=statement,
                kind="overleg", happened_on=cast.today, about=[about.pk], **RECORD,
            )
        )  # fmt: skip


def test_at_the_desk_the_address_of_another_goes_from_own_words_and_nothing_else(cast, dirk):  # noqa: F811
    statement = "Ik ben boos op jullie. Zij schuilt bij 5401 XY, en dat is goed."
    asked, one = ask(cast, "ruud"), note(cast, statement, cast.family.ruud)
    part, client = part_of(asked), sign_in(cast.roos)
    path = f"/verzoeken/{part.pk}/stuk/{one.pk}/"
    form = client.get(path).context["form"]
    assert "statement" in dict(form.fields["where"].choices)
    review = str(cast.today + timedelta(days=90))
    pointed = {"where": "statement", "reason": "Zij schuilt daar", "review_on": review}
    for words, ground in (
        ("Ik ben boos op jullie.", "anderen"),
        (statement, "anderen"),
        ("", "anderen"),
        (place_in(form), "betrokkene"),
    ):
        answer = client.post(path, pointed | {"words": words, "ground": ground})
        assert str(OWN_WORDS) in answer.content.decode().replace("&quot;", '"'), words
    answer = client.post(path, pointed | {"words": f"schuilt bij {place_in(form)}", "ground": "anderen"})
    assert answer.status_code == 302
    page = client.get(path).content.decode()
    assert "Ik ben boos op jullie. Zij " in page
    prepare(cast, asked)
    decide(cast, asked, dirk)
    assert made(cast, asked).state == ReleaseState.READY


def place_in(form) -> str:
    """The address that the machine found in what they said."""
    (one,) = [one for one in form.proposals.values() if one.field == "statement"]
    return one.words


def test_without_words_of_another_nothing_of_own_words_is_shielded_by_any_door(cast):  # noqa: F811
    one, part = note(cast, "Ik ben boos op jullie.", cast.family.samira), part_of(ask(cast, "samira"))
    said = {text.field: text.text for text in shown(one, withheld=()).texts}["statement"]
    facts = {"ground": "anderen", "reason": "Liever niet", "review_on": cast.today + timedelta(days=9)}
    for words in ("", "boos", said):
        with acting(cast.roos, cast.now), pytest.raises(NotPossible):
            preparing.shield(
                part, one, field="statement", words=words, place=said.index(words), by=cast.roos, now=cast.now,
                on=cast.today, **facts,
            )  # fmt: skip
    assert shield(cast, part, "Gesprek", one)
