"""§ 4.2 Casusregiedossier: what the machine proposes not to show, because it is about others; a person decides.

Known people are found by what is recorded of them (`casework.masking`), others by their shape alone (a number, an
address) or by the names of a package that may be installed (`inzage.names`). No database here: opened rows and texts
in, proposals out. docs/adr/0109-what-of-a-record-is-shown.md
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cases.choices import EntryKind, Source
from cases.models import Document, Entry
from cases.records import DossierRecord
from casework.folding import folded
from casework.masking import Masker, Reason, Somebody
from casework.masking import Span as Found
from inzage.choices import ShieldGround
from inzage.extracts.normal import spaced
from inzage.guarding import Guarded, placeless
from inzage.leaks import is_said_once
from inzage.models import Shielding
from inzage.names import Finder
from inzage.passages import found_again
from inzage.showing import Shown

WHY = {
    Reason.NAME: _lazy("Dit lijkt de naam van een ander: %(who)s"),
    Reason.ADDRESS: _lazy("Dit lijkt het adres van een ander"),
    Reason.TOWN: _lazy("Dit lijkt de woonplaats van een ander"),
    Reason.BSN: _lazy("Dit lijkt het BSN van een ander"),
    Reason.TELEPHONE: _lazy("Dit lijkt een telefoonnummer van een ander"),
    Reason.MAIL: _lazy("Dit lijkt een e-mailadres van een ander"),
    Reason.BIRTH: _lazy("Dit lijkt de geboortedatum van een ander"),
}
UNKNOWN = _lazy("Dit lijkt de naam van iemand die niet in het dossier staat")
AGAIN = _lazy("Deze woorden zijn in een ander stuk afgeschermd")
NOT_INSTALLED = _lazy(
    "Namen van mensen die niet in dit dossier staan, zoekt de computer niet: het programma daarvoor is niet "
    "geïnstalleerd. Lees dus zelf of er zulke namen in staan."
)


NOBODY = Guarded()
WHERE_SOMEBODY_HIDES = _lazy("Hier lijkt te staan waar iemand met een geheim adres is, of hoe die te bereiken is")
WHERE_THEY_HIDE = _lazy(
    "Hier lijkt te staan waar de inwoner is over wie het gaat, of hoe die te bereiken is. Dat is geheim voor wie het "
    "vraagt"
)


@dataclass(frozen=True)
class Proposal:
    """From `start` up to `end` of one text stand `words`, which may be about somebody else, or say where whom it is
    about hides from who asks; `why`: in a sentence. `is_found`: in the words themselves, and not because the same
    are shielded elsewhere.
    """

    record_id: UUID
    field: str
    start: int
    end: int
    words: str
    why: str
    ground: str = ShieldGround.OTHERS
    is_found: bool = True


@dataclass(frozen=True)
class Place:
    """From `start` up to `end` of a text, on which ground, and why."""

    start: int
    end: int
    why: str
    ground: str = ShieldGround.OTHERS

    def meets(self, start: int, end: int) -> bool:
        return start < self.end and self.start < end


class Proposer:
    """For whoever asks. `known`: all that a text of this dossier may name, by id (`casework.access.masking`);
    `asking`: the ids of those for whom it is released; `find_names`: of `inzage.names`, None where there is none.
    `about`: whom it is about; who asks for them knows who they are, and not always where. `guarded`: who hides.
    """

    def __init__(
        self,
        known: dict[UUID | str, Somebody],
        asking: Collection[UUID],
        find_names: Finder | None = None,
        *,
        about: UUID | None = None,
        guarded: Guarded = NOBODY,
    ):
        own = [known[pk] for pk in asking if pk in known]
        whom = [known[about]] if about in known and about not in asking else []
        others = [one for pk, one in known.items() if pk not in asking and pk != about]
        named = [*own, *map(placeless, whom)]
        self.masker = Masker(others, spare=named)
        self.own_names, self.find_names = Masker(named), find_names
        self.guards = [
            (Masker(guarded.whom, guarded.spare), ShieldGround.RESIDENT, str(WHERE_THEY_HIDE)),
            (Masker(guarded.others, guarded.spare), ShieldGround.OTHERS, str(WHERE_SOMEBODY_HIDES)),
        ]
        self.own = _shapes_of([*own, *whom])

    def proposals(self, everything: Iterable[Shown]) -> list[Proposal]:
        """In the order of the texts; within one, in the order in which they stand there."""
        texts = [(one.record_id, text.field, text.text) for one in everything for text in one.texts]
        names = self.find_names([words for _id, _field, words in texts]) if self.find_names else [()] * len(texts)
        return [
            Proposal(record_id, field, one.start, one.end, words[one.start : one.end], one.why, one.ground)
            for (record_id, field, words), found in zip(texts, names, strict=True)
            for one in self._in(words, found)
        ]

    def _in(self, text: str, names: Sequence[tuple[int, int]]) -> list[Place]:
        spans = self.masker.mask(text).spans
        secret = [place for guard in self.guards for place in _guarded_in(text, *guard)]
        known = [Place(span.start, span.end, _why(span)) for span in spans if not self._is_own(span)]
        more = [
            Place(start, end, str(UNKNOWN))
            for start, end in names
            if not any(start < span.end and span.start < end for span in spans) and not self._names_own(text[start:end])
        ]
        return _apart([*secret, *known, *more])

    def _is_own(self, span: Found) -> bool:
        digits, own = re.sub(r"\D", "", span.words), self.own.get(span.reason, set())
        match span.reason:
            case Reason.BSN:
                return digits in own
            case Reason.TELEPHONE:
                # Within a town somebody leaves the net number out.
                return any(number.endswith(_without_prefix(digits)) for number in own)
            case Reason.MAIL:
                return folded(span.words) in own
            case Reason.ADDRESS:
                return _bare(span.words) in own
        return False

    def _names_own(self, name: str) -> bool:
        """Whether it is the name of who asks, and no word more."""
        spans = self.own_names.mask(name).spans
        return bool(spans) and (spans[0].start, spans[-1].end) == (0, len(name)) and len(spans) == 1


def _guarded_in(text: str, masker: Masker, ground: str, why: str) -> list[Place]:
    """Where it says what is theirs, with what belongs to that, as the number of a house behind its street."""
    theirs = masker.known(text)
    return [
        Place(span.start, span.end, why, ground)
        for span in (masker.mask(text).spans if theirs else ())
        if any(span.start < one.end and one.start < span.end for one in theirs)
    ]


def _apart(places: Sequence[Place]) -> list[Place]:
    """In order; of those that meet one, on the ground of the first of them, as far as they reach together."""
    apart: list[Place] = []
    for one in places:
        met = [other for other in apart if other.meets(one.start, one.end)]
        if met:
            start, end = min(one.start, *(other.start for other in met)), max(one.end, *(other.end for other in met))
            apart = [other for other in apart if other not in met] + [replace(met[0], start=start, end=end)]
        else:
            apart.append(one)
    return sorted(apart, key=lambda one: (one.start, one.end))


def _shapes_of(own: Collection[Somebody]) -> dict[Reason, set[str]]:
    """What has the shape of a number is found whoever it is of: these are not of another."""
    return {
        Reason.BSN: {number for one in own for number in one.bsns},
        Reason.TELEPHONE: {_without_prefix(number) for one in own for number in one.telephones},
        Reason.MAIL: {folded(mail) for one in own for mail in one.mails},
        Reason.ADDRESS: {_bare(place.get("postcode", "")) for one in own for place in one.addresses},
    }


def _why(span: Found) -> str:
    return WHY[span.reason] % {"who": span.instead} if span.reason == Reason.NAME else str(WHY[span.reason])


def _bare(written: str) -> str:
    return re.sub(r"\W", "", folded(written))


def _without_prefix(number: str) -> str:
    """As one calls it from within the country, without its first nought."""
    return re.sub(r"^(?:00)?(?:31)?0?", "", re.sub(r"\D", "", number))


def said_again(shown: Shown, shieldings: Iterable[Shielding]) -> list[Proposal]:
    """Where words stand once more that are shielded in another record: shown here they would stop the answer.

    Of a few words, which anybody says, not: those are looked for only where they stood.
    """
    return [
        Proposal(shown.record_id, text.field, start, end, text.text[start:end], str(AGAIN), one.ground, is_found=False)
        for one in {one.words: one for one in shieldings if one.words and is_said_once(spaced(one.words))}.values()
        for text in shown.texts
        for start, end in found_again(text.text, one.words)
    ]


# --- of a whole record ---

TOLD_BY_ANOTHER = {
    Source.FAMILY: _lazy("Een naaste vertelde dit. Kijk of die erop rekende dat het onder ons bleef."),
    Source.PROFESSIONAL: _lazy("Dit komt van een andere professional. Kijk of die wist dat de inwoner het kan lezen."),
    Source.POLICE: _lazy("Dit komt van politie of Openbaar Ministerie. Vraag daar na of u het mag tonen."),
    Source.OTHER: _lazy("Dit komt van een ander. Kijk of die erop rekende dat het onder ons bleef."),
}


def hint(record: DossierRecord) -> str:
    """What to think of before this record is shown, in sentences; empty where there is nothing. Of an opened record."""
    return " ".join(_hints(record))


def _hints(record: DossierRecord) -> Iterable[str]:
    if record.is_apart:
        yield _(
            "Dit is van een soort die apart is afgeschermd: %(category)s. Vraag wie dit schreef, mee te kijken."
        ) % {"category": record.get_category_display()}
    if record.source in TOLD_BY_ANOTHER:
        yield str(TOLD_BY_ANOTHER[record.source])
    elif record.source == Source.RESIDENT and len(record.about) > 1:
        yield _("Een inwoner vertelde dit zelf, en het gaat over meer mensen. Kijk of het deze inwoner was.")
    if isinstance(record, Entry):
        yield from _of_note(record)
    if isinstance(record, Document):
        yield _("De computer zocht niet in het bestand zelf. Lees het helemaal.")


def _of_note(entry: Entry) -> Iterable[str]:
    if entry.told_by:
        yield _("Er staat bij van wie dit komt. Kijk of die persoon daar last van kan krijgen.")
    if entry.kind == EntryKind.DISCLOSURE:
        yield _("Hierin staan namen van stukken die zijn gedeeld. Kijk of u die stukken toont.")
