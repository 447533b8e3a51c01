"""Rows of the room consent as its actions make them, for tests that need one in a certain state."""

from datetime import timedelta

from django.utils.timezone import localdate

from accounts.models import Organisation
from casework.models import AgendaItem, Conference, Participant, Plan, PlanPart, PlanSignature, PlanVersion
from casework.states import PlanStatus, VersionStatus
from consent.items import said
from consent.models import Consent, ConsentText, Cover, Delivery, Disclosure, Ground, Signature
from consent.states import ConsentStatus, DisclosureStatus, GroundStatus
from sealing.models import new_id

RECORD = {"purpose": "casusregie", "legal_basis": "jeugdwet", "category": "casusregie"}
KINDS = ["gezin", "voortgang"]


def school() -> Organisation:
    """A receiver without any agreement, as a school is."""
    return Organisation.objects.get_or_create(name="Basisschool De Wilg", kind="partner")[0]


def text_version(on) -> ConsentText:
    facts = {"title": "Delen", "body": "Ik vind het goed.", "in_force_from": on - timedelta(days=400)}
    return ConsentText.objects.get_or_create(language="nl", version=1, defaults=facts)[0]


def record_facts(dossier, about, *, by, now, **facts):
    when = {"created_at": now, "substantively_changed_at": now}
    return {"dossier": dossier, "about": about, "created_by": by, **when, **RECORD} | facts


def make_consent(dossier, person, *, by, now, word="", **facts) -> Consent:
    """Active, and signed by the resident alone, unless `facts` say otherwise."""
    today = localdate(now)
    scope = {"organisation": school(), "kinds": KINDS, "detail": f"Wat {word}", "goal": f"Waarvoor {word}"}
    period = {"valid_from": today - timedelta(days=1), "valid_until": today + timedelta(days=90)}
    shown = {"text_version": text_version(today), "shown": f"Ik vind het goed {word}", "sha256": "a" * 64}
    active = {"status": ConsentStatus.ACTIVE, "activated_at": now, "explained_at": now, "explained_by": by}
    own = record_facts(dossier, [person.pk], by=by, now=now)
    return Consent.objects.create(**own | scope | period | shown | active | {"person": person} | facts)


def sign(consent, *, by, now, word="", **facts) -> Signature:
    own = record_facts(consent.dossier, consent.about, by=by, now=now, category=consent.category)
    who = {"signer": consent.person, "name": f"Wie {word}", "capacity": "inwoner"}
    what = {"state": "getekend", "method": "scherm", "decided_at": now, "sha256": consent.sha256}
    return Signature.objects.create(consent=consent, **own | who | what | facts)


def make_ground(dossier, about, *, by, confirmed_by, now, word="", **facts) -> Ground:
    own = record_facts(dossier, about, by=by, now=now, withheld=True)
    valid = {"status": GroundStatus.VALID, "confirmed_by": confirmed_by, "confirmed_at": now}
    what = {"code": "veiligheid", "organisation": school(), "answers": {"waarom": f"Gevaar {word}"}}
    return Ground.objects.create(**own | valid | what | {"valid_until": localdate(now) + timedelta(days=30)} | facts)


def make_disclosure(dossier, about, *, by, now, word="", **facts) -> Disclosure:
    """In preparation; cover it with `cover`."""
    own = record_facts(dossier, about, by=by, now=now)
    what = {"kind": "verstrekking", "organisation": school(), "receiver": {"name": f"Juf {word}"}, "kinds": KINDS}
    items = [said("Gesprek", f"Stuk {word}", day=localdate(now))]
    return Disclosure.objects.create(**own | what | {"items": items} | facts)


def make_incoming(dossier, about, *, by, now, word="", **facts) -> Disclosure:
    """What the school gave us, of which the resident is still to be told."""
    day = localdate(now) + timedelta(days=10)
    what = {"kind": "ontvangst", "status": DisclosureStatus.RECEIVED, "came_by": "wet", "came_on": localdate(now)}
    items = [said("Gesprek", f"Gekregen {word}", day=localdate(now))]
    own = {"items": items, "inform_due_on": day, "withheld": True, "kinds": []}
    return make_disclosure(dossier, about, by=by, now=now, word=word, **what | own | facts)


def cover(disclosure, person, **by) -> Cover:
    """`by`: a consent, a ground, or the id of what names the receiver in a plan."""
    return Cover.objects.create(dossier=disclosure.dossier, disclosure=disclosure, person=person, **by)


def sent(disclosure, *, by, now) -> Disclosure:
    """Past the actions: only the database still looks."""
    facts = {"status": DisclosureStatus.SENT, "sent_at": now, "sent_by": by, "medium": "link", "items_sha256": "b" * 64}
    for name, value in facts.items():
        setattr(disclosure, name, value)
    disclosure.save()
    return disclosure


def deliver(disclosure, *, now, word="") -> Delivery:
    digests = {"token_digest": new_id().bytes * 2, "code_digest": new_id().bytes * 2}
    times = {"made_at": now, "expires_at": now + timedelta(days=7)}
    answer = {"text": f"Antwoord {word}"}
    return Delivery.objects.create(dossier=disclosure.dossier, disclosure=disclosure, **digests, **times, answer=answer)


def one_of_each(dossier, person, *, by, confirmed_by, now, word, **facts):
    """A consent, its signature, a ground and a disclosure with its cover and its link; `facts` for the records."""
    consent = make_consent(dossier, person, by=by, now=now, word=word, **facts)
    signature = sign(consent, by=by, now=now, word=word, **facts)
    ground = make_ground(dossier, [person.pk], by=by, confirmed_by=confirmed_by, now=now, word=word, **facts)
    disclosure = make_disclosure(dossier, [person.pk], by=by, now=now, word=word, **facts)
    cover(disclosure, person, consent=consent)
    delivery = deliver(disclosure, now=now, word=word)
    return {
        "consent": consent,
        "signature": signature,
        "ground": ground,
        "disclosure": disclosure,
        "delivery": delivery,
    }


def make_conference(dossier, about, *, by, guest, now, word="") -> dict:
    """To come, with a point and a guest who cannot read anything yet: nobody looked it over."""
    own = record_facts(dossier, about, by=by, now=now)
    what = {"starts_at": now + timedelta(days=9), "place": f"Kamer {word}", "goal": f"Samen {word}"}
    careful = {"nodig": f"Nodig {word}", "minder": f"Niet minder {word}"}
    conference = Conference.objects.create(**own, **what, careful=careful, mask_more=[], minutes=f"Verslag {word}")
    said = {"title": f"Punt {word}", "text": f"Tekst {word}", "why": f"Grond {word}", "kinds": KINDS}
    AgendaItem.objects.create(**own, **said, conference=conference)
    who = {"part": "collega", "user": guest, "name": f"Wie {word}", "why": f"Waarom {word}", "sheet": {}}
    participant = Participant.objects.create(**own, **who, conference=conference)
    return {"conference": conference, "participant": participant}


def make_plan(dossier, *, by, now, about, runs=True, status=VersionStatus.HOLDS) -> PlanVersion:
    """Past the actions; the version has no parts and no signatures yet."""
    own = record_facts(dossier, list(about), by=by, now=now)
    over = {} if runs else {"status": PlanStatus.ENDED, "ended_at": now, "ended_by": by}
    what = {"household_id": dossier.household_id, "wish": "Rust", "evaluate_on": localdate(now) + timedelta(days=90)}
    plan = Plan.objects.create(**own, **what, **over)
    when = {"asked_at": now, "asked_by": by, "holds_from": now}
    return PlanVersion.objects.create(**own, plan=plan, number=1, why="Eerste versie.", status=status, **when)


def name_in(version, about, *, by, now, **facts) -> PlanPart:
    """Somebody of the school is directly involved, unless `facts` say otherwise."""
    own = record_facts(version.dossier, list(about), by=by, now=now)
    what = {"kind": "betrokken", "who": "Juf", "text": "", "organisation": school()}
    return PlanPart.objects.create(version=version, **own | what | facts)


def sign_plan(version, person, *, by, now, name, capacity="inwoner", **facts) -> PlanSignature:
    own = record_facts(version.dossier, [person.pk], by=by, now=now)
    who = {"signer_id": person.pk, "name": name, "capacity": capacity, "shown": "Plan", "shown_sha256": "a" * 64}
    what = {"state": "getekend", "method": "scherm", "decided_at": now, "sha256": "a" * 64}
    return PlanSignature.objects.create(version=version, **own | who | what | facts)
