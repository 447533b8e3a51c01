"""What the demo shares: a consent of one resident toward the school, and one disclosure that went under it."""

from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import Organisation
from audit.context import set_context
from audit.purposes import Purpose
from boekel_sd.demo.workday import NobodyIsTold
from cases import actions
from cases.access import access_for_system
from cases.models import Dossier, DossierPerson, Entry, Person
from consent import sending
from consent.actions.disclosures import prepare, queue
from consent.covering import Wish
from consent.items import item_of
from consent.models import Consent, ConsentText

SCHOOL = "Basisschool De Regenboog (demo)"
KINDS = ["school", "voortgang"]
NOTES = (
    "Gebeld over school. Sinds er een vaste plek is om huiswerk te maken, gaat het beter. Slaapt ook weer goed.",
    "Het gesprek met de leerkracht was prettig. Er is afgesproken om elke vrijdag kort te bellen.",
)
RECEIVER = {"name": "Ans de Wit", "function": "intern begeleider", "email": "ans.dewit@school.example"}


def share(dossier: Dossier, by, now) -> None:
    """In one dossier of the regisseur: two notes about one person, and the first of them given to the school."""
    at = now - timedelta(days=2)
    reach = {"address": "Schoolstraat 2, 5427 AA Boekel", "email": "post@deregenboog.example"}
    school, _made = Organisation.objects.get_or_create(name=SCHOOL, kind=Organisation.Kind.PARTNER, defaults=reach)
    with transaction.atomic():
        set_context(user_id=by.pk, now=at)
        access = access_for_system(Purpose.DEMO)
        person = Person.objects.filter(pk__in=_people(dossier)).order_by("pk").last()
        _consent(dossier, person, school, by, at)
        first, _second = [_note(dossier, person, text, by, at) for text in NOTES]
        access.give_all([dossier, person, first])
        wish = Wish((person,), school, tuple(KINDS), (first,))
        careful = {"nodig": "De school past de begeleiding hierop aan; meer is daar niet voor nodig."}
        facts = {"items": [item_of(first)], "receiver": RECEIVER, "careful": careful, "without_bsn": "Nog niet bekend."}
        made = access.give(prepare(dossier, wish, by=by, now=at, **facts))
        queue(made, by=by, now=at, task=NobodyIsTold)
    sending.send(made.pk, at + timedelta(minutes=1), mail=NobodyIsTold)


def _people(dossier):
    return DossierPerson.objects.filter(dossier=dossier).values("person")


def _note(dossier, person, text, by, at) -> Entry:
    facts = {"kind": "telefoon", "source": "inwoner", "own_observation": False, "about": [person.pk]}
    return actions.write_entry(dossier, by=by, now=at, happened_on=localdate(at), text=text, **facts)


def _consent(dossier, person, school, by, at) -> Consent:
    text, _made = ConsentText.objects.get_or_create(
        language="nl",
        version=1,
        defaults={"title": "Delen met anderen", "body": "Ik vind het goed.", "in_force_from": localdate(at)},
    )
    facts = {"purpose": dossier.purpose, "legal_basis": dossier.legal_basis, "category": "casusregie"}
    return Consent.objects.create(
        dossier=dossier,
        about=[person.pk],
        person=person,
        organisation=school,
        kinds=KINDS,
        detail="Hoe het op school gaat, en hoe de hulp verloopt",
        goal="De begeleiding op school en thuis op elkaar laten aansluiten",
        valid_from=localdate(at),
        valid_until=localdate(at) + timedelta(days=180),
        status="actief",
        text_version=text,
        shown=text.body,
        sha256=text.sha256,
        explained_at=at,
        explained_by=by,
        activated_at=at,
        created_at=at,
        created_by=by,
        substantively_changed_at=at,
        **facts,
    )
