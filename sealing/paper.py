"""§ 2.5 Toegankelijkheid, beveiliging: the one way a paper is made: tagged for a screen reader (PDF/UA-1), and readable
for as long as it is kept (PDF/A-2a).

What is on it goes in as data, as JSON, and is never read as markup; the fonts are those that come with the program.
"""

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import typst
from django.conf import settings
from django.utils.translation import gettext as _

from sealing.errors import NotPrintable

SHEET = Path(__file__).resolve().parent / "sheet.typ"
STANDARDS = ["ua-1", "a-2a"]
FONTS = ("noto-naskh-arabic", "noto-emoji")
# What no paper can carry: control characters; a line end and a tab it can. And what turns the order of other letters
# round, so that a paper would show something else than what is kept.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\ufffe\uffff\ud800-\udfff]")
NOT_IN_FONT = re.compile(r"(?:the text|the PDF contains the codepoint) `\"(.+?)\"`", re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# What our fonts have: of these one odd character is spelled out, of anything else its whole script or block at once.
OURS = {"LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", 0x00, 0x03, 0x20}
MOST_SPELLED = 50
# As sheet.typ marks a paragraph that is to be read in another order than it lies on the page.
MARK = "-ZZ"
RIGHT_TO_LEFT = {"R", "AL"}
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def typeset(template: Path, facts: dict, *, spell: bool = False) -> bytes:
    """A PDF by this template, which finds the facts in sheet.typ.

    Every paper gives `document` (title of the file), `sender` and `date` ([year, month, day]).
    Raises NotPrintable for a character that no font of ours has. With `spell` such a character is written as its
    number, [U+6C49], so that nothing that was said is left out.
    """
    facts = facts | {"page": _("Bladzijde"), "of": _("van"), "note": ""}
    for _time in range(MOST_SPELLED):
        try:
            return _compiled(template, facts)
        except NotPrintable as problem:
            if not (spell and problem.characters):
                raise
            facts = _spelled(facts, problem.characters) | {"note": spelled_note()}
    raise NotPrintable


def spelled_note() -> str:
    return _("Van een teken dat wij niet kunnen drukken, staat hier het nummer tussen haken. Voorbeeld: [U+6C49].")


def paragraphs(text: str) -> list[list[str]]:
    """Blank lines part paragraphs; a paragraph is its lines."""
    clean = "\n".join(line.strip() for line in printable(text).splitlines())
    return [block.splitlines() for block in re.split(r"\n\n+", clean.strip("\n")) if block]


def printable(text: str) -> str:
    return UNPRINTABLE.sub("", text).replace("\t", " ")


def direction(text: str) -> str:
    """Of the first letter that has one."""
    strong = (way for way in map(unicodedata.bidirectional, text) if way in RIGHT_TO_LEFT | {"L"})
    return "rtl" if next(strong, "L") in RIGHT_TO_LEFT else "ltr"


def _compiled(template, facts) -> bytes:
    sources = {"main.typ": template.read_bytes(), SHEET.name: SHEET.read_bytes()}
    given = {"root": template.parent, "font_paths": _fonts(), "ignore_system_fonts": True}
    given["sys_inputs"] = {"facts": json.dumps(facts)}
    try:
        pdf = typst.compile(sources, pdf_standards=STANDARDS, **given)
        # Asking typesets it all again.
        turned = FROM_THE_RIGHT.search(json.dumps(facts, ensure_ascii=False))
        texts = json.loads(typst.query(sources, "<aloud>", field="value", **given)) if turned else []
        return _in_reading_order(pdf, texts) if texts else pdf
    except typst.TypstError as error:
        # The error may quote the paper, so it goes no further.
        raise NotPrintable(_named(str(error))) from None


def _in_reading_order(pdf: bytes, texts: list[str]) -> bytes:
    """What a screen reader reads of the paragraphs that were marked, in their order on the paper."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        marked = [one for one in _elements(document.Root.StructTreeRoot.K) if str(one.get("/Lang", "")).endswith(MARK)]
        for element, text in zip(marked, texts, strict=True):
            element.ActualText = text
            element.Lang = str(element.Lang).removesuffix(MARK)
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _elements(children) -> Iterator[pikepdf.Dictionary]:
    """The structure of the paper, in reading order."""
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _elements(child.get("/K", pikepdf.Array()))


@cache
def _fonts() -> typst.Fonts:
    places = [settings.MODULES_DIR / "@expo-google-fonts" / name for name in FONTS]
    return typst.Fonts(include_system_fonts=False, font_paths=places)


def _named(error: str) -> str:
    """The characters that the error speaks of."""
    found = NOT_IN_FONT.search(error)
    if not found:
        return ""
    return ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), found.group(1))


def _spelled(facts, characters: str):
    """The same facts, with these characters, and the rest of a script we do not have, as their numbers."""
    if isinstance(facts, dict):
        return {name: _spelled(value, characters) for name, value in facts.items()}
    if isinstance(facts, list):
        return [_spelled(value, characters) for value in facts]
    if not isinstance(facts, str):
        return facts
    families = {_family(character) for character in characters} - OURS
    odd = {one for one in set(facts) if one in characters or _family(one) in families}
    return "".join(f"[U+{ord(one):04X}]" if one in odd else one for one in facts)


def _family(character: str) -> str | int:
    """Of a letter its script, the first word of its name ("CJK", "ETHIOPIC"); of anything else its block of 256."""
    return unicodedata.name(character, "").split(" ")[0] if character.isalpha() else ord(character) >> 8
