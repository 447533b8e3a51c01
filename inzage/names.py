"""§ 4.2 Casusregiedossier: names in Dutch text of people nobody recorded, where a package for it is installed.

Optional: spaCy with a Dutch model, read on this machine; nothing leaves it. Without it nothing is guessed, and the page
says so. docs/adr/0109-what-of-a-record-is-shown.md
"""

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

PACKAGE = "spacy"
# The larger, the better; the first that is installed is used.
MODELS = ("nl_core_news_lg", "nl_core_news_md", "nl_core_news_sm")
OF_A_PERSON = ("PERSON", "PER")
BATCH = 200

# Texts → of each the (start, end) of every name of a person in it.
Finder = Callable[[Iterable[str]], list[list[tuple[int, int]]]]


def installed() -> str:
    """Which model is there; empty where the package or every model is missing. Loads nothing."""
    if find_spec(PACKAGE) is None:
        return ""
    return next((model for model in MODELS if find_spec(model)), "")


def finder() -> Finder | None:
    """None where nothing is installed. The first time it takes a second or two; it stays in memory."""
    model = installed()
    return _loaded(model) if model else None


@cache
def _loaded(model: str) -> Finder:
    language = import_module(PACKAGE).load(model)

    def find(texts: Iterable[str]) -> list[list[tuple[int, int]]]:
        return [_names_in(read) for read in language.pipe(texts, batch_size=BATCH)]

    return find


def _names_in(read) -> list[tuple[int, int]]:
    return [(one.start_char, one.end_char) for one in read.ents if one.label_ in OF_A_PERSON]
