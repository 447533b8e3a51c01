"""What is written on a page of a PDF, while its drawing instructions go by."""

from dataclasses import dataclass, field

import pikepdf

from inzage.extracts.extract import Unreadable
from inzage.extracts.letters import UNKNOWN, Letters

OPERATORS = "BT Tf Tj TJ ' \" Td TD Tm T* BDC BMC EMC Do"
# Farther apart than this, in thousandths of the size of the letters, stands a space.
SPACE = -180
DEEPEST_FORM = 12


@dataclass(frozen=True)
class Mark:
    """A part of a page that says what it is: to be passed by, or to be read as something else."""

    artifact: bool = False
    actual: str | None = None


@dataclass
class Written:
    """`drawn`: as an eye reads it. `said`: as it is read aloud, without what only belongs to the page."""

    drawn: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    has_actual: bool = False
    unknown: int = 0
    letters: int = 0


class Sheet:
    """`fonts` and `forms` are of the whole document: each is learned once, and which forms were met is known after."""

    def __init__(self, fonts: dict, forms: set):
        self.fonts, self.forms, self.met = fonts, forms, set()
        self.written = Written()
        self.doing = {
            "BMC": self._begin,
            "BDC": self._begin,
            "EMC": self._end,
            "Tf": self._take,
            "Tj": self._show,
            "TJ": self._show_spread,
            "'": self._show_below,
            '"': self._show_below,
            "Do": self._draw,
        }

    def read(self, drawing: pikepdf.Object, resources: pikepdf.Dictionary, depth: int = 0) -> None:
        """A page or a form. Raises Unreadable for a font nobody knows and for forms in forms without end."""
        if depth > DEEPEST_FORM:
            raise Unreadable
        before = getattr(self, "resources", None), getattr(self, "font", None)
        self.resources, self.depth, self.font, self.line = resources, depth, before[1], None
        for operands, operator in pikepdf.parse_content_stream(drawing, OPERATORS):
            name = str(operator)
            if name in self.doing:
                self.doing[name](operands)
            else:
                self._move(name, operands)
        self.resources, self.font, self.depth = *before, depth - 1

    # --- where it stands ---

    def _move(self, name: str, operands) -> None:
        """On the same line what follows is another word; else, or where that cannot be told, it is another line."""
        if name == "Tm":
            height = float(operands[5])
            self._write(" " if height == self.line else "\n")
            self.line = height
        elif name in {"Td", "TD"}:
            self._write("\n" if float(operands[1]) else " ")
        else:
            self._write("\n")

    def _write(self, text: str) -> None:
        written = self.written
        written.drawn.append(text)
        if not any(mark.artifact or mark.actual is not None for mark in written.marks):
            written.said.append(text)

    # --- what it is ---

    def _begin(self, operands) -> None:
        about = operands[1] if len(operands) > 1 else {}
        if isinstance(about, pikepdf.Name):
            about = self.resources.get("/Properties", {}).get(about, {})
        actual = str(about["/ActualText"]) if "/ActualText" in about else None
        self.written.marks.append(Mark(operands[0] == "/Artifact", actual))
        if actual is not None:
            self.written.has_actual = True

    def _end(self, _operands) -> None:
        marks = self.written.marks
        mark = marks.pop() if marks else Mark()
        if mark.actual is not None and not any(one.artifact for one in marks):
            self.written.said.append(mark.actual)

    # --- what is shown ---

    def _take(self, operands) -> None:
        font = self.resources.get("/Font", {}).get(operands[0])
        if font is None:
            raise Unreadable
        known = font.objgen if font.is_indirect else id(font)
        if known not in self.fonts:
            self.fonts[known] = Letters(font)
        self.font = self.fonts[known]

    def _show(self, operands) -> None:
        self._letters(bytes(operands[-1]))

    def _show_below(self, operands) -> None:
        self._write("\n")
        self._show(operands)

    def _show_spread(self, operands) -> None:
        for one in operands[0]:
            if isinstance(one, pikepdf.String):
                self._letters(bytes(one))
            elif one < SPACE:
                self._write(" ")

    def _letters(self, shown: bytes) -> None:
        if self.font is None:
            raise Unreadable
        text = self.font.read(shown)
        self.written.letters += len(text)
        self.written.unknown += text.count(UNKNOWN)
        self._write(text)

    def _draw(self, operands) -> None:
        """A form is a page in a page; each is read once, however often it is drawn."""
        form = self.resources.get("/XObject", {}).get(operands[0])
        if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form" or form.objgen in self.met:
            return
        self.met.add(form.objgen)
        self.forms.add(form.objgen)
        self.read(form, form.get("/Resources", self.resources), self.depth + 1)
