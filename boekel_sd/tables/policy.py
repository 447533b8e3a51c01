"""docs/policy.md: for each paragraph of the policy, where the code carries it out and which tests prove it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from boekel_sd.tables import markdown
from boekel_sd.tables.headings import HEADINGS

REFERENCE = re.compile(r"§ (\d(?:\.\d)?)(?: (\w+))?")
MARK = re.compile(r'pytest\.mark\.policy\(\s*"([^"]+)"')
TEST = re.compile(r"^\s*def (test_\w+)", re.MULTILINE)
ROOMS = (
    "accounts",
    "audit",
    "boekel_sd",
    "brp",
    "cases",
    "casework",
    "consent",
    "inzage",
    "retention",
    "sealing",
    "terms",
)
INTRO = (
    "Made by `manage.py docs_tables`. Code refers to a paragraph in full; a test carries `@pytest.mark.policy`. "
    "A paragraph without code is not carried out yet."
)


def sources() -> Iterator[Path]:
    """The Python files of all rooms."""
    for room in ROOMS:
        yield from sorted((settings.BASE_DIR / room).rglob("*.py"))


def references(text: str) -> Iterator[tuple[str, str]]:
    """(paragraph, the word after it) for every reference in a text."""
    for match in REFERENCE.finditer(text):
        yield match.group(1), match.group(2) or ""


def places() -> dict[str, list[str]]:
    """Paragraph → the files that refer to it."""
    found = defaultdict(set)
    for path in sources():
        for paragraph, _word in references(path.read_text(encoding="utf-8")):
            found[paragraph].add(path.relative_to(settings.BASE_DIR).as_posix())
    return {paragraph: sorted(files) for paragraph, files in found.items()}


def proofs() -> dict[str, int]:
    """Paragraph → how many tests carry its mark: on the test itself, or on its module."""
    counts = defaultdict(int)
    for path in sorted((settings.BASE_DIR / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for part in re.split(r"(?=^@pytest|^pytestmark|^def |^class )", text, flags=re.MULTILINE):
            for paragraph in MARK.findall(part):
                counts[paragraph] += len(TEST.findall(text)) if part.startswith("pytestmark") else 1
    return counts


def as_markdown() -> str:
    where, tests = places(), proofs()
    rows = [
        (f"§ {number} {heading}", ", ".join(f"`{file}`" for file in where.get(number, [])) or "–", tests.get(number, 0))
        for number, heading in HEADINGS.items()
    ]
    return markdown.page("The policy in the code", INTRO, ("paragraph", "where", "tests"), rows)
