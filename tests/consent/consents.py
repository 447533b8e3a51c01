"""Consents as their actions make them, in the state a test needs."""

from datetime import timedelta

from accounts.models import Organisation
from cases.models import Person
from cases.uploads import Upload
from consent.actions import record_authority, record_check
from consent.actions.consents import compose, explain
from consent.actions.signing import Signed, sign
from consent.actions.withdrawal import Notices
from consent.models import Signature
from consent.signers import deciding
from tests.cast import acting, opened
from tests.sharing import school

TOLD = {"own_words": "School weet dan hoe het gaat.", "present": "moeder"}
TOLD |= {"language": "nl", "child_informed": "Met een tekening."}
SCAN = Upload("getekend.pdf", "application/pdf", b"%PDF-1.7 getekend")
ON_SCREEN, ON_PAPER = Signed("scherm", typed_name="Naam"), Signed("papier", scan=SCAN)


class Message:
    """Stands for the task that tells a colleague; `sent`: to whom, once the transaction has committed."""

    def __init__(self):
        self.sent = []

    def delay(self, *ids):
        self.sent.append(ids)


def messages():
    """One of each kind of notice."""
    return Notices(colleague=Message(), receiver=Message())


def scope(cast, **changed) -> dict:
    return {
        "organisation": school(),
        "kinds": ["school", "voortgang"],
        "detail": "hoe het in de klas gaat",
        "goal": "samen afspreken wie waarbij helpt",
        "valid_from": cast.today,
        "valid_until": cast.today + timedelta(days=180),
    } | changed


def composed(cast, person, *, by=None, **changed):
    by = by or cast.roos
    with acting(by, cast.now):
        made = compose(cast.family.dossier, by=by, now=cast.now, person=person.pk, **scope(cast, **changed))
    return opened(made)


def found_safe(cast, person, *, safe=True):
    """Somebody recorded of everybody who must sign whether they can be asked about this person."""
    dossier = cast.family.dossier
    facts = {"law": dossier.legal_basis, "now": cast.now, "on": cast.today}
    needed = deciding(dossier.pk, person.pk, **facts).signers
    with acting(cast.roos, cast.now):
        for one in needed:
            what = {"name": one.name, "safe": safe, "reason": "Alleen gesproken", "checked_on": cast.today}
            approached = Person(pk=one.person) if one.person else None
            record_check(person, by=cast.roos, now=cast.now, approached=approached, **what)


def asked(cast, person, **changed):
    """Explained, and waiting for everybody who must sign."""
    made = composed(cast, person, **changed)
    found_safe(cast, person)
    with acting(cast.roos, cast.now):
        explain(made, by=cast.roos, now=cast.now, **TOLD)
    return opened(made)


def signatures(consent) -> list[Signature]:
    rows = Signature.objects.filter(consent=consent).order_by("created_at", "pk")
    with acting(consent.created_by):
        return [opened(row) for row in rows]


def put(cast, signature, signed=ON_SCREEN, *, now=None, by=None):
    """Roos stands beside whoever signs."""
    by, now = by or cast.roos, now or cast.now
    with acting(by, now):
        return sign(signature, signed, now=now, witness=by)


def signed_by_all(cast, person, **changed):
    consent = asked(cast, person, **changed)
    for signature in signatures(consent):
        put(cast, signature)
    return opened(consent)


def both_parents(cast, child, *names, kind="GezamenlijkOuderlijkGezag", by=None, now=None, notices=None):
    """Recorded by hand: names alone, as somebody found them in the register."""
    names = names or ("Samira Öztürk", "Ruud de Boer")
    holders = [{"name": name, "bsn_index": None, "person": None, "role": "ouder", "known": True} for name in names]
    facts = {"explanation": "", "in_research": False, "source": "gezagsregister", "recorded_on": cast.today}
    with acting(by or cast.roos, now or cast.now):
        return record_authority(
            child, now=now or cast.now, notices=notices or messages(), kind=kind, holders=holders, **facts
        )


def partner(name="Zorg Dichtbij") -> Organisation:
    return Organisation.objects.get(name=name)
