"""§ 2.3 Bewaartermijnen, Archiefbesluit 1995, art. 8: the declaration of destruction, with specification, ground and
manner, and nobody's data. Plain facts in, a PDF out; sealing it is another step.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from consent.papers.common import day, said
from sealing import paper

LAYOUT = Path(__file__).resolve().parent / "declaration.typ"


@dataclass(frozen=True)
class Part:
    """A row of the specification: what sort of thing, of which category, on which ground, and how many."""

    sort: str
    category: str
    ground: str
    number: int


@dataclass(frozen=True)
class Declaration:
    """`totals`: what → how many; `head`: digest of the last line; `before`: SHA-256 of the declaration before this.

    `unreadable_from`: the first day without a back-up of the destroyed keys; `gone_from`: without one of the rows.
    """

    municipality: str
    number: int
    on: date
    begins: date
    ends: date
    totals: tuple[tuple[str, int], ...]
    parts: tuple[Part, ...]
    first_line: int
    last_line: int
    head: str
    before: str
    unreadable_from: date
    gone_from: date


def as_pdf(declaration: Declaration) -> bytes:
    """PDF/UA-1 and PDF/A-2a, not sealed yet."""
    on, title = declaration.on, _("Verklaring van vernietiging %(number)d") % {"number": declaration.number}
    facts = {
        "sender": _("Gemeente %(name)s") % {"name": said(declaration.municipality)},
        "document": title,
        "title": title,
        "date": [on.year, on.month, on.day],
        "drawn_on": day(on),
        "opening": _opening(declaration),
        "totals": _totals(declaration),
        "specification": _specification(declaration),
        "manner": _manner(declaration),
        "proof": _proof(declaration),
    }
    return paper.typeset(LAYOUT, facts, spell=True)


def _opening(declaration) -> str:
    text = _(
        "Wij hebben gegevens uit dossiers van het sociaal domein vernietigd, %(when)s. Deze verklaring zegt wat er is "
        "vernietigd, waarom en hoe (Archiefbesluit 1995, artikel 8). Er staat niet in over wie het ging. Wij bewaren "
        "haar altijd."
    )
    return text % {"when": _when(declaration.begins, declaration.ends)}


def _when(begins: date, ends: date) -> str:
    if begins == ends:
        return _("op %(day)s") % {"day": day(ends)}
    return _("van %(begins)s tot en met %(ends)s") % {"begins": day(begins), "ends": day(ends)}


def _totals(declaration) -> dict:
    return {
        "title": _("Wat er is vernietigd"),
        "header": [_("Wat"), _("Aantal")],
        "rows": [[said(name), counted(number)] for name, number in declaration.totals],
        "note": _("Bij de rijen tellen ook de vorige versies mee, en wie toegang had."),
    }


def counted(number: int) -> str:
    """With a point at each thousand, as a Dutch reader expects it."""
    return f"{number:,}".replace(",", ".")


def _specification(declaration) -> dict:
    return {
        "title": _("Specificatie en grond"),
        "header": [_("Soort"), _("Categorie"), _("Grond"), _("Aantal")],
        "rows": [
            [said(one.sort), one.category or "–", said(one.ground), counted(one.number)] for one in declaration.parts
        ],
    }


def _manner(declaration) -> dict:
    backups = _(
        "Back-ups van voor de vernietiging zijn onleesbaar vanaf %(unreadable)s: dan is ook de laatste back-up van hun "
        "sleutels weg. Zelf zijn zij weg vanaf %(gone)s."
    ) % {"unreadable": day(declaration.unreadable_from), "gone": day(declaration.gone_from)}
    return {
        "title": _("Hoe er is vernietigd"),
        "facts": [
            _fact(_("Rijen"), _("Verwijderd uit de database, met hun vorige versies, de toegang en de zoekgegevens.")),
            _fact(_("Bestanden"), _("Verwijderd uit de opslag van bestanden.")),
            _fact(
                _("Sleutels"),
                _("Vernietigd. Elk stuk was versleuteld met een eigen sleutel, en is zonder die sleutel onleesbaar."),
            ),
            _fact(_("Back-ups"), backups),
        ],
    }


def _proof(declaration) -> dict:
    lines = _("%(first)s tot en met %(last)s") % {
        "first": counted(declaration.first_line),
        "last": counted(declaration.last_line),
    }
    before = [] if declaration.before else [_fact(_("Vorige verklaring"), _("Dit is de eerste verklaring."))]
    marks = [[_("Vingerafdruk van de laatste regel (HMAC-SHA-256)"), declaration.head]]
    if declaration.before:
        marks.append([_("Vingerafdruk van de vorige verklaring (SHA-256)"), declaration.before])
    return {
        "title": _("Bewijs"),
        "facts": [
            _fact(_("Regels van het vernietigingsregister"), lines),
            *before,
            _fact(
                _("Zegel"),
                _("Dit document is elektronisch verzegeld. Wie er iets aan verandert, verbreekt het zegel."),
            ),
        ],
        "marks": marks,
    }


def _fact(name, value) -> dict:
    return {"name": name, "values": [said(value)]}
