"""A person of the BRP as the register keeps it: values of `Person`, `Relation` and `Authority`."""

from brp.shapes import ADRES, KIND, ONBEKEND, OUDER, PARTNER, VOOGDIJ
from cases.partialdate import PartialDate
from sealing.index import bsn_index

PLURALS = {OUDER: "ouders", KIND: "kinderen", PARTNER: "partners"}


def person_facts(person) -> dict:
    """All that the BRP decides about a person, the BSN's index and its doubt apart."""
    return {
        "given_names": person.name.given_names,
        "prefix": person.name.prefix,
        "surname": person.name.surname or person.name.full,
        "gender": person.gender,
        "birth": person.birth.as_json(),
        "death": (person.death or PartialDate()).as_json() if person.deceased else None,
        "address": address_facts(person.address),
        "particulars": _particulars(person) or None,
        "bsn": person.bsn,
    }


def address_facts(address) -> dict | None:
    """None when not known. Abroad and on a location the lines are one text."""
    if address is None or address.kind == ONBEKEND or not address.as_lines:
        return None
    if address.kind == ADRES:
        street = "" if address.street == "." else address.street
        parts = {
            "street": street,
            "number": address.house_number,
            "postcode": address.postcode,
            "town": address.city,
        }
        facts = {name: value for name, value in parts.items() if value}
    else:
        facts = {"text": ", ".join(address.as_lines)}
    return facts | {"proven_absent": True} if address.proven_absent else facts


def _particulars(person):
    facts = {
        "curatele": person.curatele,
        "authority_indication": person.authority_indication,
        "suspended": person.suspended,
        "in_onderzoek": [*person.in_onderzoek, *_of_relatives(person, "in_onderzoek")],
        "impossible_dates": _of_relatives(person, "unreliable"),
    }
    return {name: value for name, value in facts.items() if value}


def _of_relatives(person, what):
    """Dotted paths with the place of the relative, as in "ouders[2].geboorte.datum"."""
    seen = dict.fromkeys(PLURALS, 0)
    paths = []
    for relation in person.relations:
        seen[relation.kind] += 1
        place = f"{PLURALS[relation.kind]}[{seen[relation.kind]}]"
        paths += [f"{place}.{path}" for path in getattr(relation, what)]
    return paths


def relation_facts(relation) -> dict:
    """`until` is there, though unknown, for what ended on a day that nobody knows."""
    return {
        "kind": relation.kind,
        "relative_bsn_index": bsn_index(relation.bsn) if relation.bsn else None,
        "relative_name": relation.name.full,
        "relative_birth": relation.birth.as_json() if relation.birth else None,
        "since": relation.since.as_json() if relation.since else None,
        "until": (relation.until or PartialDate()).as_json() if relation.dissolved else None,
    }


def gezag_facts(gezag, person_of) -> dict:
    """`person_of(bsn, name)`: the id in the register, or None."""
    return {
        "kind": gezag.kind,
        "holders": [_holder(holder, gezag.kind, person_of) for holder in gezag.holders],
        "explanation": gezag.explanation,
        "in_research": gezag.in_onderzoek,
    }


def _holder(holder, kind, person_of):
    person = person_of(holder.bsn, holder.name)
    return {
        "name": holder.name,
        "bsn_index": bsn_index(holder.bsn).hex() if holder.bsn else None,
        "person": str(person) if person else None,
        "role": "voogd" if kind == VOOGDIJ else holder.role,
        "known": holder.known,
    }
