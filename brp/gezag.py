"""§ 1.5 Minderjarigen en wilsonbekwamen: the six outcomes about authority that the BRP can give.

An outcome is read whole or not at all: a joint authority with one of two holders missing would let one
person decide where the law asks two.
"""

from django.utils.translation import gettext as _

from brp.scalars import bsn
from brp.shapes import (
    BEKENDE_DERDE,
    EENHOOFDIG_OUDERLIJK,
    GEZAMENLIJK,
    GEZAMENLIJK_OUDERLIJK,
    NIET_TE_BEPALEN,
    ONBEKENDE_DERDE,
    TIJDELIJK_GEEN,
    VOOGDIJ,
    Gezag,
    Holder,
)

OUDER, DERDE = "ouder", "derde"
MOST_GUARDIANS = 2


def gezag(node, *, doubted: bool) -> Gezag:
    """`doubted`: the registration it stands in has the authority in onderzoek. Raises BrpAnswerError."""
    kind = node.text("type")
    if kind not in HOLDERS:
        raise node.unknown("type")
    minor = node.node("minderjarige")
    minor_bsn = bsn(minor) if minor else ""
    if not minor_bsn:
        raise node.missing("minderjarige.burgerservicenummer")
    return Gezag(
        kind=kind,
        minor_bsn=minor_bsn,
        minor_name=_name(minor),
        holders=HOLDERS[kind](node),
        explanation=node.text("toelichting"),
        in_onderzoek=node.flag("inOnderzoek") or doubted,
    )


def _both_parents(node):
    parents = tuple(_holder(part, OUDER) for part in node.nodes("ouders"))
    if len(parents) != 2:
        raise node.error(_("“%(path)s” heeft niet twee ouders"), node.at("ouders"))
    return parents


def _one_parent(node):
    part = node.node("ouder")
    if part is None:
        raise node.missing("ouder")
    return (_holder(part, OUDER),)


def _parent_and_third(node):
    part = node.node("derde")
    if part is None:
        raise node.missing("derde")
    return (*_one_parent(node), _third(part))


def _guardians(node):
    guardians = tuple(_third(part) for part in node.nodes("derden"))
    if len(guardians) > MOST_GUARDIANS:
        raise node.error(_("“%(path)s” heeft meer dan twee voogden"), node.at("derden"))
    return guardians


def _nobody(node):
    return ()


def _third(node):
    kind = node.text("type")
    if kind == ONBEKENDE_DERDE:
        return Holder(DERDE, known=False)
    if kind != BEKENDE_DERDE:
        raise node.unknown("type")
    return _holder(node, DERDE)


def _holder(node, role):
    number, full_name = bsn(node), _name(node)
    if not (number or full_name):
        raise node.missing("naam")
    return Holder(role, number, full_name)


def _name(node):
    part = node.node("naam")
    return part.text("volledigeNaam") if part else ""


HOLDERS = {
    GEZAMENLIJK_OUDERLIJK: _both_parents,
    EENHOOFDIG_OUDERLIJK: _one_parent,
    GEZAMENLIJK: _parent_and_third,
    VOOGDIJ: _guardians,
    TIJDELIJK_GEEN: _nobody,
    NIET_TE_BEPALEN: _nobody,
}
