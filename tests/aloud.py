"""A paper as a screen reader goes through it: what it says, in the order of its structure, and what it passes by."""

import io
import re
from dataclasses import dataclass, field

import page as validator
import pikepdf

PROFILES = ("ua1", "2a")
HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)


STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\r?\n")
STREAM_LENGTH = "PDFA2A-STREAM-LENGTH-001"


def failures(pdf: bytes) -> list[str]:
    """What an independent validator has to say by PDF/UA-1 and by PDF/A-2a.

    It counts a stream by looking for its end, and takes a last byte that happens to be a carriage return for a part of
    the line end: then the lengths are counted here.
    """
    reports = [validator.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    found = [one for report in reports for one in report.failures]
    if ends_in_a_carriage_return(pdf) and lengths_are_right(pdf):
        found = [one for one in found if one.rule_id != STREAM_LENGTH]
    return [f"{one.rule_id}: {one.message}" for one in found]


def ends_in_a_carriage_return(pdf: bytes) -> bool:
    return b"\r\nendstream" in pdf


def lengths_are_right(pdf: bytes) -> bool:
    """Where each stream says that it ends, it ends."""
    ends = [pdf[found.end() + int(found[1]) :][:11] for found in STREAM.finditer(pdf)]
    return bool(ends) and all(re.match(rb"\r?\n?endstream", end) for end in ends)


@dataclass
class Element:
    """One thing in the structure: its role, its own words, and its properties."""

    role: str
    text: str
    properties: pikepdf.Dictionary
    depth: int


@dataclass
class Aloud:
    elements: list[Element] = field(default_factory=list)
    artifacts: list[list[str]] = field(default_factory=list)
    outside: str = ""

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.elements if one.text)

    def roles(self, *wanted) -> list[Element]:
        return [one for one in self.elements if one.role in wanted]


def read(pdf: bytes) -> Aloud:
    aloud, said = Aloud(), {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            sheet = Sheet(page)
            said |= {(page.obj.objgen, mcid): text for mcid, text in sheet.pieces.items()}
            aloud.artifacts.append(sheet.artifacts)
            aloud.outside += sheet.outside
        _walk(document.Root.StructTreeRoot.K, None, said, aloud, 0)
        aloud.outside += "".join(said.values())
    return aloud


def _walk(children, page, said, aloud, depth) -> str:
    """The words directly in these children; elements among them are entered by themselves."""
    own = ""
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            own += said.pop((page, child))
        elif "/MCID" in child:
            own += said.pop((child.Pg.objgen if "/Pg" in child else page, int(child.MCID)))
        elif "/S" in child:
            _enter(child, page, said, aloud, depth)
    return own


def _enter(element, page, said, aloud, depth):
    entry = Element(str(element.S)[1:], "", element, depth)
    aloud.elements.append(entry)
    page = element.Pg.objgen if "/Pg" in element else page
    entry.text = _walk(element.get("/K", pikepdf.Array()), page, said, aloud, depth + 1)
    if "/ActualText" in element:
        entry.text = str(element.ActualText)


class Sheet:
    """One page, while its drawing instructions go by."""

    def __init__(self, page):
        self.fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
        self.pieces, self.artifacts, self.outside = {}, [], ""
        self.marks, self.font = [], None
        doing = {
            "BDC": self.begin,
            "BMC": self.begin,
            "EMC": self.end,
            "Tf": self.take,
            "Tj": self.show,
            "TJ": self.show,
        }
        for operands, operator in pikepdf.parse_content_stream(page):
            doing.get(str(operator), lambda operands: None)(operands)

    @property
    def number(self):
        return next((mark["mcid"] for mark in reversed(self.marks) if "mcid" in mark), None)

    def begin(self, operands):
        self.marks.append(_mark(operands))

    def end(self, operands):
        actual = self.marks[-1].get("actual")
        if actual is not None:
            self.pieces[self.number] = self.pieces.get(self.number, "") + actual
        if self.number is not None:
            self.pieces.setdefault(self.number, "")
        self.marks.pop()

    def take(self, operands):
        self.font = self.fonts[str(operands[0])]

    def show(self, operands):
        shown = [operands[0]] if isinstance(operands[0], pikepdf.String) else operands[0]
        text = "".join(_decoded(bytes(one), self.font) for one in shown if isinstance(one, pikepdf.String))
        if any("artifact" in mark for mark in self.marks):
            self.artifacts.append(text)
        elif self.number is None:
            self.outside += text
        elif not any("actual" in mark for mark in self.marks):
            self.pieces[self.number] = self.pieces.get(self.number, "") + text


def _mark(operands) -> dict:
    if str(operands[0]) == "/Artifact":
        return {"artifact": True}
    properties = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
    mark = {"mcid": int(properties["/MCID"])} if "/MCID" in properties else {}
    return mark | ({"actual": str(properties["/ActualText"])} if "/ActualText" in properties else {})


def _letters(font) -> dict[int, str]:
    """Glyph → what it stands for, from the font's ToUnicode."""
    letters = {}
    for kind, body in SECTION.findall(font.ToUnicode.read_bytes()):
        codes = HEX.findall(body)
        step = 2 if kind == b"bfchar" else 3
        for place in range(0, len(codes), step):
            text = bytes.fromhex(codes[place + step - 1].decode()).decode("utf-16-be")
            first, last = int(codes[place], 16), int(codes[place + step - 2], 16)
            for number in range(first, last + 1):
                letters[number] = text[:-1] + chr(ord(text[-1]) + number - first)
    return letters


def _decoded(shown: bytes, font) -> str:
    return "".join(font.get(int.from_bytes(shown[at : at + 2]), "") for at in range(0, len(shown), 2))
