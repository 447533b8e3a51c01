"""AVG art. 12 and 15: to whoever signed in of whom we show nothing. Of nobody: without a name, a number or an address.

A moment in, a PDF out. docs/adr/0110-unsent-and-unknown.md
"""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from consent.papers.common import day, moment, said
from inzage.papers.letter import LAYOUT
from sealing import paper


def as_pdf(at: datetime, municipality: str) -> bytes:
    """PDF/UA-1 and PDF/A-2a, not sealed yet. Whoever sees the file lie learns that it is a letter."""
    on = localtime(at).date()
    facts = {
        "sender": _("Gemeente %(name)s") % {"name": said(municipality)},
        "document": _("Brief"),
        "date": [on.year, on.month, on.day],
        "day": day(on),
        "title": _("Wij vonden niets dat wij u kunnen laten zien"),
        "greeting": _("Beste inwoner,"),
        "opening": _opening(),
        "facts": [
            {"name": _("U logde in met"), "values": ["DigiD"]},
            {"name": _("Wij keken op"), "values": [moment(at)]},
        ],
        "sections": [_section(title, lines) for title, lines in (_other(), _sure(), _kept(), _disagree())],
        "closing": _("Namens het college van burgemeester en wethouders van %(name)s.") % {"name": said(municipality)},
    }
    return paper.typeset(LAYOUT, facts, spell=True)


def _opening() -> list[str]:
    return [
        _("U logde in bij de gemeente. Wij keken in het dossiersysteem van het sociaal domein."),
        _("Onder het burgerservicenummer (BSN) waarmee u inlogde, vonden wij niets dat wij u kunnen laten zien."),
        _("Meestal betekent dit dat wij u niet kennen, en in dit systeem geen gegevens over u gebruiken."),
    ]


def _other() -> tuple[str, list[str]]:
    return _("Het kan ook anders zijn"), [
        _("Er kan iets over u staan onder een andere naam, of zonder BSN. Met uw BSN alleen vinden wij dat niet."),
        _("Of er is met u nog niet afgesproken dat u mag kijken. Om iemand te beschermen laten wij soms niets zien."),
        _("Iedereen bij wie wij niets laten zien, krijgt deze zelfde brief."),
    ]


def _sure() -> tuple[str, list[str]]:
    return _("Als u het zeker wilt weten"), [
        _(
            "U hebt het recht om te weten of wij gegevens over u hebben, en welke (artikel 15 van de Algemene "
            "verordening gegevensbescherming). Kom naar de balie van de gemeente en neem uw paspoort, identiteitskaart "
            "of rijbewijs mee."
        ),
        _(
            "U kunt ook een brief sturen aan het college van burgemeester en wethouders. Schrijf erin wat u wilt "
            "weten. Zet erbij: uw naam, adres, geboortedatum en handtekening."
        ),
        _("Een medewerker zoekt dan ook op uw naam. U krijgt binnen één maand antwoord. Het kost niets."),
    ]


def _kept() -> tuple[str, list[str]]:
    return _("Wat wij van deze vraag bewaren"), [
        _("Deze brief bewaren wij niet. Er staat geen naam in: geen medewerker zocht u op, of las wat u deed."),
        _("In ons logboek staat dat er iemand inlogde en wanneer: met een kenmerk, zonder uw naam en zonder uw BSN."),
    ]


def _disagree() -> tuple[str, list[str]]:
    line = _(
        "Over hoe wij met uw gegevens omgaan, kunt u een klacht sturen aan de gemeente of aan de Autoriteit "
        "Persoonsgegevens: autoriteitpersoonsgegevens.nl."
    )
    return _("Als u een klacht hebt"), [line]


def _section(title: str, lines: list[str]) -> dict:
    return {"title": title, "lines": lines, "words": []}
