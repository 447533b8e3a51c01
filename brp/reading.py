"""Reads a JSON answer field by field and refuses what does not fit, saying where, never what stood there."""

import json
import unicodedata

from django.utils.translation import gettext as _

from brp.errors import BrpAnswerError

TEXT_LIMIT = 1000
LARGEST_FILE = 100_000_000
# Control characters and half surrogate pairs: no name has them, and a database or a PDF stumbles over them.
UNFIT = frozenset({"Cc", "Cs"})


def load(body: bytes) -> dict:
    """The JSON object in `body`. Raises BrpAnswerError."""
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BrpAnswerError(_("Het antwoord van de BRP is geen leesbare tekst (UTF-8).")) from error
    except (ValueError, RecursionError) as error:
        raise BrpAnswerError(_("Het antwoord van de BRP is afgebroken of is geen JSON.")) from error
    if not isinstance(value, dict):
        raise BrpAnswerError(_("Het antwoord van de BRP heeft niet de vorm die de BRP beschrijft."))
    return value


class Node:
    """A JSON object with its place: `path` in BRP words, `who` the person it belongs to."""

    def __init__(self, value, path="", who=""):
        self.path, self.who = path, who
        if not isinstance(value, dict):
            raise self.error(_("“%(path)s” heeft niet de vorm die de BRP beschrijft"), path)
        self.value = value

    def __contains__(self, key):
        return key in self.value

    def at(self, key):
        return f"{self.path}.{key}" if self.path else key

    def error(self, sentence, path):
        told = sentence % {"path": path}
        if not self.who:
            return BrpAnswerError(_("Het antwoord van de BRP klopt niet: %(told)s.") % {"told": told})
        return BrpAnswerError(
            _("Het antwoord van de BRP klopt niet bij %(who)s: %(told)s.") % {"who": self.who, "told": told}
        )

    def wrong(self, key):
        return self.error(_("“%(path)s” heeft niet de vorm die de BRP beschrijft"), self.at(key))

    def missing(self, key):
        return self.error(_("“%(path)s” ontbreekt"), self.at(key))

    def unknown(self, key):
        return self.error(_("“%(path)s” heeft een soort die niet bestaat"), self.at(key))

    def text(self, key) -> str:
        """Empty when absent."""
        value = self.value.get(key, "")
        if not isinstance(value, str) or len(value) > TEXT_LIMIT:
            raise self.wrong(key)
        if any(unicodedata.category(character) in UNFIT for character in value):
            raise self.wrong(key)
        return unicodedata.normalize("NFC", value).strip()

    def flag(self, key) -> bool:
        value = self.value.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key)
        return value

    def number(self, key, low, high) -> int | None:
        if key not in self.value:
            return None
        value = self.value[key]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(key)
        return value

    def node(self, key) -> "Node | None":
        return Node(self.value[key], self.at(key), self.who) if key in self.value else None

    def nodes(self, key) -> "list[Node]":
        """Empty when absent."""
        values = self.value.get(key, [])
        if not isinstance(values, list):
            raise self.wrong(key)
        return [Node(value, f"{self.at(key)}[{place}]", self.who) for place, value in enumerate(values, 1)]

    def code(self, key) -> str:
        """The code of a value from one of the BRP's tables."""
        node = self.node(key)
        return node.text("code") if node else ""

    def label(self, key) -> str:
        """The description of a value from one of the BRP's tables, or its code where only that is given."""
        node = self.node(key)
        return (node.text("omschrijving") or node.text("code")) if node else ""
