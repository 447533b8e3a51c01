"""Every address the site answers to, walked from the URLconf, so that a new page is tested the day it is made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import UUIDConverter

from cases.choices import LegalBasis, Purpose

BEHEER, PORTAL = "beheer", "mijn"
# First word of an address → whose id follows.
MADE_FOR = {
    "concepten": "draft",
    "noodtoegang": "esra",
    "inspectie": "inspection",
    "dossiers": "dossier",
    "notities": "entry",
    "documenten": "document",
    "taken": "task",
    "toestemmingen": "consent",
    "handtekeningen": "signature",
    "mijn": "consent",
    "verstrekkingen": "disclosure",
    "gezinnen": "household",
    "personen": "esra",
    "team": "colleague",
    "gronden": "ground",
    "gekregen": "incoming",
    "triage": "enquiry",
    "plannen": "plan",
    "planversies": "planversion",
    "planonderdelen": "planpart",
    "planhandtekeningen": "plansignature",
    "regie": "handover",
    "overleg": "conference",
    "deelname": "participant",
    "niet-bereikt": "escalation",
    "bewaren": "hold",
    "vernietigingsverzoeken": "destruction_request",
    "verzoeken": "request_part",
    "afschermingen": "shielding",
    "beperkingen": "restriction",
    "inzage": "request",
    "post": "letter",
}
# Parameters beside the first → whose id they take.
BESIDE = {
    "grant_pk": "given",
    "emergency_pk": "emergency",
    "record_pk": "representation",
    "flag_pk": "flag",
    "person_pk": "samira",
    "participant_pk": "participant",
    "record": "entry",
    "part": "request_part",
}
# What somebody could send to any page: enough to pass the form, so that only a door can say no.
ANYTHING = {
    "purpose": Purpose.SUPPORT,
    "legal_basis": LegalBasis.YOUTH,
    "category": "casusregie",
    "source": "waarneming",
    "question": "vraag",
    "text": "tekst",
    "title": "titel",
    "kind": "telefoon",
    "happened_on": "2026-01-01",
    "due_on": "2026-12-01",
    "reason": "reden",
    "role": "regisseur",
    "valid_from": "2030-01-01",
    "name": "naam",
    "safety_line": "regel",
    "given_names": "Jan",
    "surname": "Jansen",
    "gender": "O",
    "bsn_reason": "eenvoudig",
    "recorded_on": "2026-01-01",
    "q": "Boer",
    "terug": "vandaag",
}


@dataclass(frozen=True)
class Address:
    """`view_name` as `reverse` knows it; `ids`: the names of its parameters that are ids."""

    view_name: str
    route: str
    view: object
    ids: tuple[str, ...]

    def path(self, *ids: UUID) -> str:
        return reverse(self.view_name, kwargs=dict(zip(self.ids, ids, strict=True)))

    def id_in(self, family) -> UUID:
        """The id in this family that the address is made for; KeyError for a new kind of address: name it here."""
        return getattr(family, MADE_FOR[self.route.partition("/")[0]]).pk

    def path_in(self, family) -> str:
        """The address as it is for this family."""
        _first, *others = self.ids
        return self.path(self.id_in(family), *(getattr(family, BESIDE[name]).pk for name in others))

    def paths(self, ids) -> Iterator[str]:
        """With every one of these ids in every place: also an id of the wrong kind must tell nothing."""
        for combination in product(ids, repeat=len(self.ids)):
            yield self.path(*combination)


def every_address(patterns=None, namespace="", route="") -> Iterator[Address]:
    """Also those of /beheer/; `view_name` is empty for a page that has no name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            ids = tuple(name for name, kind in pattern.pattern.converters.items() if isinstance(kind, UUIDConverter))
            yield Address(f"{namespace}{pattern.name}" if pattern.name else "", here, pattern.callback, ids)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from every_address(pattern.url_patterns, inner, here)


def addresses_with_ids() -> list[Address]:
    """The pages of a worker about a dossier, a record, a person or a household. Those of a resident are asked about in
    tests/inzage."""
    elsewhere = (BEHEER, PORTAL)
    return [address for address in every_address() if address.ids and not address.route.startswith(elsewhere)]


def shown(response, *ids: UUID) -> tuple:
    """What somebody sees of an answer: status, headers and body, without what differs at every request, and with
    the ids that were asked for made the same."""
    body = response.content.decode()
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.items()) if name != "Content-Length")
    cookies = sorted(response.cookies)
    return response.status_code, _anonymous(headers, ids), cookies, _anonymous(body, ids)


def _anonymous(text: str, ids) -> str:
    text = re.sub(r"(nonce-|nonce=\")[\w+/=-]+", r"\1…", text)
    text = re.sub(r"(csrf-token\" content=\"|csrfmiddlewaretoken\" value=\")\w+", r"\1…", text)
    for one in ids:
        text = text.replace(str(one), "ID")
    return text
