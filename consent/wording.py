"""§ 3.1 Toestemmingsverklaring: the very words somebody signs, from a text of the municipality and the facts of one
consent. No database here.

A text has places in braces. What the law wants named has a place of its own, so a text without it is refused; and what
differs by consent (the kinds of data, who gives to whom) is said in words that belong to the text, in its own language.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from consent.scope import DataKind

PLACE = re.compile(r"\{(\w*)\}")
PLACES = {
    "naam": _lazy("over wie het gaat"),
    "gemeente": _lazy("de naam van de gemeente"),
    "organisatie": _lazy("de organisatie"),
    "wie": _lazy("wie daar, of wie daar bij de hulp hoort"),
    "richting": _lazy("wie aan wie geeft"),
    "gegevens": _lazy("de soorten gegevens, elk op een regel"),
    "precies": _lazy("welke gegevens precies"),
    "doel": _lazy("waarvoor"),
    "vanaf": _lazy("de eerste dag"),
    "tot": _lazy("de laatste dag"),
}
# Without these a text does not name what must be named. The organisation stands in the words of the direction.
NEEDED = ("naam", "richting", "gegevens", "precies", "doel", "vanaf", "tot")
GIVE, ASK, BOTH, ANYBODY = "geven", "vragen", "geven_en_vragen", "wie_daar"
DIRECTIONS = (GIVE, ASK, BOTH)
WORDS = (*DIRECTIONS, ANYBODY, *DataKind.values)
# In the words of a direction.
IN_DIRECTION = ("gemeente", "organisatie")


@dataclass(frozen=True)
class Facts:
    """What one consent says."""

    name: str
    municipality: str
    organisation: str
    professional: str
    may_give: bool
    may_ask: bool
    kinds: Collection[str]
    detail: str
    goal: str
    first: date
    last: date


@dataclass(frozen=True)
class Text:
    """One version in one language. `words`: for each of WORDS how this language says it."""

    language: str
    title: str
    body: str
    words: Mapping[str, str]


def example(on: date) -> Facts:
    """For whoever writes a text, to see what somebody would sign."""
    return Facts(
        name="Sem Voorbeeld",
        municipality="Boekel",
        organisation="Basisschool De Wilg",
        professional="juf Anna, groep 6",
        may_give=True,
        may_ask=True,
        kinds=[DataKind.SCHOOL, DataKind.PROGRESS],
        detail="hoe Sem het in de klas doet en welke hulp hij krijgt",
        goal="samen afspreken wie Sem waarbij helpt",
        first=on,
        last=on + timedelta(days=180),
    )


def shown(text: Text, facts: Facts) -> str:
    """Title and text as they stand before whoever signs. What was typed stays as it is: braces in it are no places."""
    return _filled(f"{text.title}\n\n{text.body}", _values(text, facts))


def sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _values(text: Text, facts: Facts) -> dict[str, str]:
    names = {"gemeente": facts.municipality, "organisatie": facts.organisation}
    kinds = [kind for kind in DataKind.values if kind in facts.kinds]
    return names | {
        "naam": facts.name,
        "wie": facts.professional or text.words[ANYBODY],
        "richting": _filled(text.words[direction_of(facts.may_give, facts.may_ask)], names),
        "gegevens": "\n".join(f"– {text.words[kind]}" for kind in kinds),
        "precies": facts.detail,
        "doel": facts.goal,
        "vanaf": day_in(text.language, facts.first),
        "tot": day_in(text.language, facts.last),
    }


def _filled(words: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: values[place[1]], words)


def direction_of(may_give: bool, may_ask: bool) -> str:
    """Raises ValueError where nothing may be given and nothing asked."""
    if not (may_give or may_ask):
        raise ValueError("A consent gives or asks.")
    return BOTH if may_give and may_ask else GIVE if may_give else ASK


def day_in(language: str, day: date) -> str:
    """A date as this language writes it; in numbers where Django has no words for its months."""
    if not translation.check_for_language(language):
        return f"{day.day}-{day.month}-{day.year}"
    with translation.override(language):
        return date_format(day, "j F Y")


# --- what a text may be ---


def refusal_of_body(body: str) -> str:
    """Why these words cannot be signed; empty when they can."""
    used = set(PLACE.findall(body))
    if unknown := used - PLACES.keys():
        return _("Deze plaatsen kennen wij niet: %(names)s.") % {"names": _braced(sorted(unknown))}
    if missing := [name for name in NEEDED if name not in used]:
        return _("Een toestemming noemt ook: %(names)s.") % {"names": _braced(missing)}
    return _("Er staat een losse accolade in de tekst.") if re.search(r"[{}]", PLACE.sub("", body)) else ""


def refusal_of_words(words: Mapping[str, str]) -> str:
    """Why these words are not all that a text needs; empty when they are."""
    if unknown := [code for code in words if code not in WORDS]:
        return _("Deze codes kennen wij niet: %(names)s.") % {"names": ", ".join(sorted(unknown))}
    if missing := [code for code in WORDS if not words.get(code)]:
        return _("Er ontbreken woorden voor: %(names)s.") % {"names": ", ".join(missing)}
    for code in WORDS:
        if set(PLACE.findall(words[code])) != (set(IN_DIRECTION) if code in DIRECTIONS else set()):
            return _("Bij “%(code)s” horen deze plaatsen: %(names)s.") % {
                "code": code,
                "names": _braced(IN_DIRECTION) if code in DIRECTIONS else _("geen"),
            }
    return ""


def _braced(names) -> str:
    return get_text_list([f"{{{name}}}" for name in names], _("en"))


def words_as_lines(words: Mapping[str, str]) -> str:
    """`code: words`, one a line: how an officer types them."""
    return "\n".join(f"{code}: {words.get(code, '')}" for code in WORDS)


def words_from_lines(lines: str) -> dict[str, str]:
    """The other way round; a line without a colon is an unknown code."""
    pairs = (line.partition(":") for line in lines.splitlines() if line.strip())
    return {code.strip(): words.strip() for code, _colon, words in pairs}
