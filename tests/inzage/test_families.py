"""§ 4.2 Casusregiedossier: whatever stands in a dossier, everybody of a family gets what is theirs, and nothing else.

Mother, father, children of 11, 13 and 16 and an ex-partner with a secret address all ask about dossiers that are made
up. Each sentence carries a word that no other has, so that it is certain which came along. What they get is read here
by other means than the house reads it by before it lets it go.
"""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, count

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from audit.purposes import Purpose
from cases.access import access_for_system
from cases.actions import add_document, write_entry
from cases.records import DossierRecord
from cases.uploads import Upload
from casework.access.masking import family_of
from casework.masking import Reason
from inzage import material
from inzage.actions import deciding, preparing, releasing
from inzage.choices import Asker, ShieldGround
from inzage.errors import NotPossible
from inzage.guarding import guarded_from
from inzage.models import Release, Request, RequestPart, Shielding
from inzage.names import finder
from inzage.parcel import LETTER, PAPER, PORTABLE
from inzage.proposing import WHERE_SOMEBODY_HIDES, WHERE_THEY_HIDE, WHY, Proposer
from inzage.showing import shown, withheld_in
from inzage.states import ReleaseState
from tests.cases.conftest import RolledBack, _stage  # noqa: F401 (the cast, once for the module)
from tests.cast import RECORD, acting, as_system, opened, relate
from tests.inzage.test_requests import (
    ask,
    decide,
    made,
    make_decider,
    parcel_of,
    part_of,
    passages_in,
    prepare,
)

pytestmark = [pytest.mark.policy("4.2"), pytest.mark.policy("4"), pytest.mark.policy("1.5")]
HIDDEN = {"street": "Zilverschoonpad", "number": "8371", "postcode": "5431 KX", "town": "Grevenbicht"}
# What may be nowhere, as it is written together; the number of the house says nothing but as a word by itself.
TELLING = ("zilverschoonpad", "5431kx", "grevenbicht")
HOUSE = re.compile(r"(?<!\w)8371(?!\w)")
WRITTEN = (
    *("Zilverschoonpad 8371, 5431 KX Grevenbicht", "Zilverschoonpad 8371", "ZILVERSCHOONPAD 8371", "5431 KX", "5431kx"),
    *(
        "Zilverschoon-\npad 8371",
        "zilverschoonpad nr. 8371",
        "Zilverschoonpad",
        "Grevenbicht",
        "5431 KX te Grevenbicht",
    ),
)
OPENINGS = ("Wij spraken over", "Vandaag ging het weer over", "Er is gevraagd naar", "Op school begon iemand over")
ADDRESSES = (WHY[Reason.ADDRESS], WHY[Reason.TOWN])
CLOSINGS = ("en dat was goed", "en wij bellen daar morgen over", "maar dat komt later", "zoals eerder is afgesproken")
PEOPLE = ("samira", "ruud", "esra", "deniz", "aylin", "ex")
# Everybody asks for themselves, but the child under twelve: for her the mother asks, who has the authority.
ASKED_BY = {name: name for name in PEOPLE} | {"esra": "samira"}


# --- what a dossier may look like ---


@dataclass(frozen=True)
class Sentence:
    """`word`: that no other sentence has; `kept_from`: in which requests it is shielded; `hidden`: the secret address,
    as it stands in it."""

    word: str
    words: str
    kept_from: frozenset = frozenset()
    hidden: str = ""


@dataclass(frozen=True)
class Note:
    """Or a document, when it has a `file`: then its title is the text. `kept_from`: in which requests all of it is
    shielded."""

    about: tuple[str, ...]
    text: tuple[Sentence, ...]
    between: str
    statement: Sentence | None = None
    file: Sentence | None = None
    withheld: bool = False
    kept_from: frozenset = frozenset()
    ground: str = ShieldGround.OTHERS

    @property
    def sentences(self) -> list[Sentence]:
        return [one for one in (*self.text, self.statement, self.file) if one]

    @property
    def in_fields(self) -> list[tuple[str, Sentence]]:
        """In which text of the record each of them stands, but for what stands in a file."""
        text = "title" if self.file else "text"
        return [*((text, one) for one in self.text), *([("statement", self.statement)] if self.statement else [])]

    def is_for(self, name: str) -> bool:
        return name in self.about and not self.withheld

    def shown_to(self, name: str) -> list[Sentence]:
        """Of a note that is for them; from its words alone."""
        if name in self.kept_from:
            return []
        return [one for one in self.sentences if name not in one.kept_from]


@dataclass(frozen=True)
class Family:
    """`inside`: whether the dossier is about the ex-partner too; he is the father of the eldest in any case."""

    notes: tuple[Note, ...]
    inside: bool


def word(number: int) -> str:
    """As no other, and like no word or name there is."""
    return "q" + f"{number * 7_919_002_171 % 10**12:012}".translate(str.maketrans("0123456789", "bdfgkmnptv"))


def some_of(names, *, least=0):
    return st.sets(st.sampled_from(sorted(names)), min_size=least).map(frozenset)


@st.composite
def sentences(draw, number, *, keepable=True, hides=True) -> Sentence:
    """In one of five stands the secret address; its own word on either side, for an address may be broken off at the
    end of a line, and then neither half may be what another sentence says too."""
    said, hidden = word(number), draw(st.sampled_from(WRITTEN)) if hides and draw(st.integers(0, 4)) == 4 else ""
    place = [said, "bij", hidden] if hidden else []
    parts = [draw(st.sampled_from(OPENINGS)), *place, said, draw(st.sampled_from(CLOSINGS))]
    kept_from = draw(st.just(frozenset()) | some_of(PEOPLE)) if keepable else frozenset()
    return Sentence(said, f"{' '.join(parts)}.", kept_from, hidden)


@st.composite
def notes(draw, numbers, about=()) -> Note:
    about = about or draw(some_of(PEOPLE, least=1))
    # What somebody says of it themselves is never shielded from themselves (Bijlage a), but for where another hides.
    theirs = {"keepable": len(about) > 1}
    is_file, adds = draw(st.integers(0, 3)) == 3, draw(st.booleans())
    many = 1 if is_file else draw(st.integers(1, 4))
    file = draw(sentences(next(numbers), keepable=False)) if is_file else None
    # A file goes along whole or not at all: of one with the address in it a person shields all.
    with_address = frozenset(PEOPLE) - {"ex"} if file and file.hidden else frozenset()
    return Note(
        about=tuple(sorted(about)),
        text=tuple(draw(sentences(next(numbers))) for _time in range(many)),
        between=draw(st.sampled_from([" ", "\n", "\n\n"])),
        statement=draw(sentences(next(numbers), **theirs)) if adds and not is_file else None,
        file=file,
        withheld=draw(st.integers(0, 4)) == 4,
        kept_from=with_address | (draw(some_of(PEOPLE)) if draw(st.integers(0, 5)) == 5 else frozenset()),
        ground=draw(st.sampled_from(list(ShieldGround))),
    )


@st.composite
def families(draw) -> Family:
    """With one note at least that is about all of them."""
    numbers = count(1)
    some = [draw(notes(numbers)) for _time in range(draw(st.integers(3, 8)))]
    return Family((draw(notes(numbers, PEOPLE)), *some), draw(st.booleans()))


# --- as it is in the house ---


@pytest.fixture(scope="module")
def cast(_stage):  # noqa: F811
    """The ex-partner lives where nobody may know; of the family he is the father of the eldest."""
    family = _stage.family
    with as_system():
        ex = opened(family.ex)
        ex.address = HIDDEN
        ex.save()
        relate(family.aylin, family.ex, _stage.now)
    _stage.dirk = make_decider(_stage)
    return _stage


def put_in(cast, family: Family) -> list[tuple[Note, DossierRecord]]:
    if family.inside:
        with as_system():
            cast.family.dossier.dossier_persons.create(person=cast.family.ex)
    return [(one, opened(write(cast, one))) for one in family.notes]


def write(cast, one: Note) -> DossierRecord:
    text = one.between.join(each.words for each in one.text)
    about = [cast.family.people[name].pk for name in one.about]
    facts = {"by": cast.roos, "now": cast.now, "about": about, "withheld": one.withheld, **RECORD}
    with acting(cast.roos, cast.now):
        if one.file:
            upload = Upload("brief.txt", "text/plain", one.file.words.encode())
            return add_document(cast.family.dossier, upload=upload, title=text, **facts)
        said = one.statement.words if one.statement else ""
        facts |= {"kind": "overleg", "happened_on": cast.today, "statement": said}
        return write_entry(cast.family.dossier, text=text, **facts)


def asked_for(cast, name: str) -> Request:
    asker = getattr(cast.family, ASKED_BY[name])
    capacity = Asker.SELF if ASKED_BY[name] == name else Asker.PARENT
    return ask(cast, name, asker_id=asker.pk, asked_by=ASKED_BY[name], capacity=capacity)


def keep_from(cast, name: str, part: RequestPart, put) -> None:
    """Whoever prepares it shields what is to be shielded toward this asker."""
    for one, record in put:
        if one.is_for(name) and name in one.kept_from:
            shield(cast, part, record, one.ground, field="", words="", place=0)
        if one.is_for(name):
            for field, said in one.in_fields:
                if name in said.kept_from:
                    place = getattr(record, field).index(said.words)
                    shield(cast, part, record, one.ground, field=field, words=said.words, place=place)


def accept_addresses(cast, part: RequestPart) -> None:
    """And does what the machine proposes as the address of another, or where somebody hides from who asks."""
    with as_system(Purpose.INSIGHT):
        records = access_for_system(Purpose.INSIGHT).give_all(material.records_at(part, material.lines_of(part)))
        part.dossier.household = opened(cast.family.household)
        known = family_of(part.dossier, {}, now=cast.now).known
        guarded = guarded_from(part.request, [part.dossier_id], access_for_system(Purpose.INSIGHT).give_all)
        about = {"about": part.request.person_id, "guarded": guarded}
        proposer = Proposer(known, {part.request.released_to}, finder(), **about)
        withheld = withheld_in(part.dossier)
        proposals = proposer.proposals([shown(one, withheld=withheld) for one in records])
    by_id = {one.pk: one for one in records}
    for one in proposals:
        if one.why in {str(why) for why in (*ADDRESSES, WHERE_SOMEBODY_HIDES, WHERE_THEY_HIDE)}:
            record = by_id[one.record_id]
            found = [(each.start, each.end) for each in proposals if place_of(each) == place_of(one)]
            what = {"field": one.field, "words": one.words, "place": one.start, "of_others": found}
            shield(cast, part, record, one.ground, said=getattr(record, one.field), **what)


def place_of(proposal) -> tuple:
    return proposal.record_id, proposal.field


def shield(cast, part: RequestPart, record: DossierRecord, ground: str, **what) -> Shielding:
    review = cast.today + timedelta(days=90)
    facts = {"reason": "Gaat over een ander", "review_on": review, "by": cast.roos, "now": cast.now, "on": cast.today}
    with acting(cast.roos, cast.now):
        return preparing.shield(part, record, ground=ground, **what, **facts)


def answer_to(cast, request: Request) -> Release:
    """Looked at, weighed where it is about another, decided and made."""
    prepare(cast, request)
    if request.is_about_another:
        deciding.weigh(request, weighing="Het belang van het kind gaat voor", by=cast.dirk, now=cast.now)
    decide(cast, request, cast.dirk)
    return made(cast, request)


# --- read again, by other means ---


def together(text: str) -> str:
    """Letters and digits alone, however it was laid out or broken off."""
    return re.sub(r"[\W_]+", "", text.casefold())


class Parcel:
    """`paper` and `told`: what the PDF and the JSON say; `every_byte`: all that is in it anywhere."""

    def __init__(self, content: bytes):
        self.files = parcel_of(content)
        self.paper = "\n".join(pages_of(self.files[PAPER]))
        self.json = json.loads(self.files[PORTABLE])
        self.told = "\n".join(strings_in(self.json))
        self.enclosed = "\n".join(
            part.decode() for name, part in self.files.items() if name not in (LETTER, PAPER, PORTABLE)
        )
        anywhere = chain([content.decode("latin-1")], *(in_file(name, part) for name, part in self.files.items()))
        self.every_byte = "|".join(map(together, anywhere))

    @property
    def gaps(self) -> set[str]:
        return {one["weggelaten"] for one in passages_in(self.json) if "weggelaten" in one}

    @property
    def marks(self) -> set[str]:
        return {one["kenmerk"] for one in self.json["stukken"]}


def in_file(name: str, content: bytes) -> Iterator[str]:
    """What it is called, its bytes, and of a PDF its pages, its words and all that is packed in it."""
    yield from (name, content.decode("latin-1"))
    if name == PORTABLE:
        yield from strings_in(json.loads(content))
    if content.startswith(b"%PDF-"):
        yield from pages_of(content)
        with pikepdf.open(io.BytesIO(content)) as document:
            for one in document.objects:
                yield from in_object(one)


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def in_object(one) -> Iterator[str]:
    """Of what it refers to elsewhere nothing: that is an object by itself."""
    if isinstance(one, pikepdf.Stream):
        yield unpacked(one).decode("latin-1")
    if isinstance(one, pikepdf.String):
        yield str(one)
    if isinstance(one, pikepdf.Array):
        yield from inside(one)
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        yield from one
        yield from inside(one[name] for name in one)


def inside(values) -> Iterator[str]:
    yield from (words for one in values if not getattr(one, "is_indirect", False) for words in in_object(one))


def unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return b""


def strings_in(told) -> Iterator[str]:
    if isinstance(told, dict):
        yield from (words for name, value in told.items() for words in (name, *strings_in(value)))
    elif isinstance(told, list):
        yield from (words for value in told for words in strings_in(value))
    else:
        yield str(told)


# --- what everybody gets ---


def refuted(parcel: Parcel, family: Family, put, name: str) -> dict[str, set]:
    """What is wrong in what they got: empty sets all."""
    own = [(one, record) for one, record in put if one.is_for(name)]
    shown_to = [(one, said) for one, _record in own for said in one.shown_to(name)]
    there = {said.word for _note, said in shown_to}
    on_paper = {said.word for one, said in shown_to if said is not one.file}
    paper, told = together(parcel.paper), together(parcel.told)
    return {
        "not for them": {s.word for one in family.notes for s in one.sentences if s.word in parcel.every_byte} - there,
        "not on paper": {one for one in on_paper if one not in paper},
        "not in the JSON": {one for one in on_paper if one not in told},
        "no file": {one for one in there - on_paper if one not in parcel.enclosed},
        "withheld": {record.pk.hex[-12:] for one, record in put if not one.is_for(name)} & parcel.marks,
        "no place of its own": {record.pk.hex[-12:] for _note, record in own} - parcel.marks,
    }


def address_in(parcel: Parcel) -> set[str]:
    telling = {one for one in TELLING if one in parcel.every_byte}
    said = f"{parcel.paper}\n{parcel.told}\n{parcel.enclosed}"
    return telling | set(HOUSE.findall(said))


def everybody_asks(cast, family: Family) -> int:
    """How many got an answer in which nothing was wrong."""
    with RolledBack():
        put = put_in(cast, family)
        for name in PEOPLE:
            request = asked_for(cast, name)
            part = part_of(request)
            keep_from(cast, name, part, put)
            accept_addresses(cast, part)
            with as_system(Purpose.INSIGHT):
                shields = Shielding.objects.toward(request).exists()
            release = answer_to(cast, request)
            assert (name, release.state, release.leaks) == (name, ReleaseState.READY, None)
            parcel = Parcel(releasing.fetch(release, now=cast.now))
            assert not any(refuted(parcel, family, put, name).values()), (name, refuted(parcel, family, put, name))
            assert bool(parcel.gaps) == shields
            if name == "ex":
                hidden = {said.hidden for one in family.notes if one.is_for(name) for said in one.shown_to(name)}
                assert all(together(one) in together(parcel.told + parcel.enclosed) for one in hidden)
            else:
                assert address_in(parcel) == set(), name
    return len(PEOPLE)


# An example takes seconds: what is found is told as it is, and not looked for in a smaller dossier.
AS_FOUND = {
    "deadline": None,
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


@settings(max_examples=2, **AS_FOUND)
@given(families())
def test_everybody_gets_all_that_is_theirs_and_nothing_that_is_shielded(cast, family):
    everybody_asks(cast, family)


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_whatever_the_dossier_everybody_gets_all_that_is_theirs_and_nothing_shielded(cast, record_property):
    answers = []

    @settings(max_examples=60, **AS_FOUND)
    @given(families())
    def asks(family):
        answers.append(everybody_asks(cast, family))

    asks()
    record_property("answers read byte by byte", sum(answers))


# --- when somebody forgets ---


@st.composite
def forgotten(draw) -> tuple[Family, str]:
    """Somewhere in what is theirs stands the secret address, and nobody shielded it; and who asks."""
    name = draw(st.sampled_from([one for one in PEOPLE if one != "ex"]))
    about = tuple(sorted({name, *draw(some_of(PEOPLE))}))
    place, hidden = draw(st.sampled_from(["text", "title", "statement", "file"])), draw(st.sampled_from(WRITTEN))
    plain, telling = Sentence(word(1), f"{OPENINGS[0]} {word(1)}."), Sentence(word(2), f"Bij {hidden} is {word(2)}.")
    facts = {
        "text": {"text": (plain, telling)},
        "title": {"text": (telling,), "file": plain},
        "statement": {"text": (plain,), "statement": telling},
        "file": {"text": (plain,), "file": telling},
    }[place]
    return Family((Note(about=about, between=" ", **facts),), draw(st.booleans())), name


def nothing_goes(cast, family: Family, name: str) -> None:
    with RolledBack():
        put_in(cast, family)
        release = answer_to(cast, asked_for(cast, name))
        assert release.state == ReleaseState.STOPPED
        assert not any(one in together(str(release.leaks)) for one in (*TELLING, word(1), word(2)))
        with pytest.raises(NotPossible):
            releasing.fetch(release, now=cast.now)


@settings(max_examples=3, **AS_FOUND)
@given(forgotten())
def test_where_the_secret_address_was_forgotten_nothing_can_be_fetched(cast, what):
    nothing_goes(cast, *what)


@pytest.mark.proof
@pytest.mark.timeout(3600)
@settings(max_examples=60, **AS_FOUND)
@given(forgotten())
def test_wherever_the_secret_address_was_forgotten_nothing_can_be_fetched(cast, what):
    nothing_goes(cast, *what)


# --- a child in hiding ---


def hide_at_the_same_place(cast, *names) -> None:
    with as_system():
        for name in names:
            person = opened(getattr(cast.family, name))
            person.address, person.address_secret = HIDDEN, True
            person.save()


@pytest.mark.parametrize("hidden", ["Zilverschoonpad 8371", "5431 KX"])
def test_a_parent_who_asks_for_a_child_in_hiding_is_not_told_where_it_is(cast, hidden):
    """Neither where the child hides alone nor where it does with the other parent."""
    told = Note(("deniz",), (Sentence(word(1), f"Bij {hidden} is {word(1)}."),), " ")
    for others in ((), ("samira",)):
        with RolledBack():
            hide_at_the_same_place(cast, "deniz", *others)
            put_in(cast, Family((told,), inside=False))
            father = {"asker_id": cast.family.ruud.pk, "asked_by": "Ruud", "capacity": Asker.PARENT}
            assert answer_to(cast, ask(cast, "deniz", **father)).state == ReleaseState.STOPPED


@pytest.mark.parametrize("hidden", ["Zilverschoonpad 8371", "5431 KX", "5431 KX te Grevenbicht"])
def test_what_the_desk_proposes_lets_the_answer_of_a_child_in_hiding_go(cast, hidden):
    told = Note(("deniz",), (Sentence(word(1), f"Bij {hidden} is Deniz, {word(1)}."),), " ")
    for others in ((), ("samira",)):
        with RolledBack():
            hide_at_the_same_place(cast, "deniz", *others)
            put_in(cast, Family((told,), inside=False))
            request = ask(cast, "deniz", asker_id=cast.family.ruud.pk, asked_by="Ruud", capacity=Asker.PARENT)
            accept_addresses(cast, part_of(request))
            release = answer_to(cast, request)
            assert (release.state, release.leaks) == (ReleaseState.READY, None)
            parcel = Parcel(releasing.fetch(release, now=cast.now))
            assert address_in(parcel) == set()
            assert ShieldGround.RESIDENT in parcel.gaps
            assert f"is Deniz, {word(1)}" in parcel.told


@pytest.mark.parametrize("hidden", ["Zilverschoonpad 8371", "5431 KX"])
def test_who_hides_together_may_read_where_they_are_themselves(cast, hidden):
    told = Note(("esra", "samira"), (Sentence(word(1), f"Bij {hidden} is {word(1)}."),), " ")
    for name in ("samira", "esra"):
        with RolledBack():
            hide_at_the_same_place(cast, "samira", "esra")
            with as_system():
                cast.family.ex.__class__.objects.filter(pk=cast.family.ex.pk).update(address_secret=False)
            put_in(cast, Family((told,), inside=False))
            release = answer_to(cast, asked_for(cast, name))
            assert (release.state, release.leaks) == (ReleaseState.READY, None)
            assert together(hidden) in together(Parcel(releasing.fetch(release, now=cast.now)).told)
