"""The cast: who works here, whom it is about, and two dossiers. Made by the same actions that make real ones.

Roos is regisseur of the family De Boer; Cem helps there, Mees reads along, Paula does so for a partner. Vera treats
them: she alone reads what is authorised apart. Iris broke the glass once, this morning. Otto works too, but in the
dossier of another family. Hugo enforces, Pia is privacy officer, Fien is the FG and
inspected once, this morning; Sjoerd is superuser. Leo's organisation
lost its agreement and Nora never accepted the secrecy declaration: both still hold a grant from before.

The family: Samira and Ruud, their children of 11, 13 and 16, Samira's ex-partner, whose address is secret, and a
neighbour whom nobody has a dossier on. What only those inside may read carries the word `CANARY`;
what only Vera may read, `APART`.
"""

from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Agreement, Covenant, Organisation, SecrecyText, User
from audit.context import set_context, system
from audit.models import AccessLog
from audit.purposes import Purpose
from cases import actions, search
from cases.bsn import is_valid
from cases.models import Breach, Draft, Grant, Household, HouseholdMember, Merge, Person, Relation
from cases.models.drafts import DRAFT_LASTS
from cases.uploads import Upload
from consent import actions as deciding
from consent.actions import record_authority
from consent.actions.withdrawal import Notices
from retention.models import Announcement, Brake, DestructionRequest, Hold
from sealing.access import Access
from sealing.index import bsn_index
from sealing.models import new_id
from terms.categories import SEPARATE
from tests.beginning import make_enquiry, make_zrm, one_of_each_beginning
from tests.casework.rows import finished_plan
from tests.insight import one_of_each_asked
from tests.sharing import make_conference, make_incoming, one_of_each

CANARY = "kanarievogel"
APART = "ijsvogel"
LETTER = f"Brief over {CANARY}".encode()
RECORD = {"purpose": "casusregie", "legal_basis": "jeugdwet", "category": "casusregie"}
CHILDREN = ("esra", "deniz", "aylin")
# Nobody is told when a consent ends by what the cast records.
NOBODY = Notices(*[SimpleNamespace(delay=lambda *ids: None)] * 2)
AT_HOME = ("samira", "ruud", *CHILDREN)


def bsns(start=999990000):
    """Numbers that pass the elfproef and that nobody has."""
    return (f"{number:09}" for number in count(start) if is_valid(f"{number:09}"))


def build() -> SimpleNamespace:
    """In the running transaction; or for good, in databases of the test's own."""
    now = timezone.now()
    cast = SimpleNamespace(now=now, today=timezone.localdate(now), **make_workers(now))
    cast.family, cast.other = make_families(now)
    cast.family.colleague, cast.other.colleague = cast.cem, cast.otto
    open_and_fill(cast.family, cast.roos, now - timedelta(days=30), about=AT_HOME)
    open_and_fill(cast.other, cast.otto, now - timedelta(days=20), about=("piet",))
    let_in(cast)
    treat(cast)
    record_custody(cast.family.esra, by=cast.roos, now=now)
    record_who_decides(cast)
    register_twice(cast)
    share(cast)
    begin(cast)
    break_glass(cast)
    inspect(cast)
    record_contact(cast.family.samira, by=cast.roos, now=now)
    with as_system(Purpose.DESTRUCTION):
        for family in (cast.family, cast.other):
            keep(family, now=now)
            person = next(iter(family.people.values())).pk
            asked = one_of_each_asked(family.dossier, person, family.entry, by=family.colleague, now=now, word=CANARY)
            vars(family).update(asked)
            Brake.objects.create(
                dossier=family.dossier,
                kind="keuze_nodig",
                category="casusregie",
                reason="wet_langer",
                owner_role="privacy_officer",
                review_on=cast.today,
                set_at=now,
            )
    return cast


def keep(family, *, now) -> None:
    """Of what is on the page Bewaren each one; over, so that nothing waits for anybody."""
    on, person = timezone.localdate(now), family.dossier.dossier_persons.order_by("pk").first().person_id
    family.hold = Hold.objects.create(
        dossier=family.dossier, kind="bezwaar", about=[person], reason=f"Bezwaar {CANARY}", review_on=on, placed_at=now,
        placed_by=family.colleague, released_at=now, outcome="afgelopen",
    )  # fmt: skip
    family.destruction_request = DestructionRequest.objects.create(
        dossier=family.dossier, person_id=person, asked_by=f"Vrager {CANARY}", wish=f"Alles weg {CANARY}",
        way="balie", came_on=on, due_on=on, state="ingetrokken", made_at=now, made_by=family.colleague,
    )  # fmt: skip
    family.announcement = Announcement.objects.create(
        dossier=family.dossier, category="casusregie", destroy_on=on, announced_at=now, answered_at=now,
        answered_by=family.colleague,
    )  # fmt: skip


# --- who works here ---


def make_workers(now) -> dict[str, User]:
    today = timezone.localdate(now)
    home = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    partner, former = make_partner("Zorg Dichtbij", today, 100), make_partner("Zorg Voorbij", today, -1)
    workers = {
        "roos": make_worker("Roos", home, "hulpverlener", "regievoerder"),
        "cem": make_worker("Cem", home, "hulpverlener"),
        "mees": make_worker("Mees", home, "teamleider"),
        "vera": make_worker("Vera", home, "hulpverlener"),
        "iris": make_worker("Iris", home, "hulpverlener"),
        "otto": make_worker("Otto", home, "hulpverlener", "regievoerder"),
        "hugo": make_worker("Hugo", home, "handhaver"),
        "pia": make_worker("Pia", home, "privacy_officer"),
        "fien": make_worker("Fien", home, "fg"),
        "sjoerd": make_worker("Sjoerd", home, is_superuser=True),
        "paula": make_worker("Paula", partner, "hulpverlener"),
        "leo": make_worker("Leo", former, "hulpverlener"),
        "nora": make_worker("Nora", home, "hulpverlener"),
    }
    text = SecrecyText.objects.current(today)
    for name, worker in workers.items():
        if name != "nora":
            worker.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=now)
    return workers


def make_partner(name, today, days=100, **facts) -> Organisation:
    """Takes part in a covenant until so many days from today; None: without an end."""
    partner = Organisation.objects.create(name=name, kind="partner", **({"sort": "zorgaanbieder"} | facts))
    agree(partner, since=today - timedelta(days=100), until=None if days is None else today + timedelta(days=days))
    return partner


def agree(organisation, *, since, until=None, kind="convenant", **facts) -> Agreement:
    """An agreement with this organisation; of a covenant that holds already."""
    covenant = make_covenant(since) if kind == "convenant" else None
    facts = {"covenant": covenant, "purposes": "Hulp op elkaar afstemmen", "security": "NEN 7510"} | facts
    return Agreement.objects.create(organisation=organisation, kind=kind, valid_from=since, valid_until=until, **facts)


def make_covenant(since, name="Samen rond het gezin", **facts) -> Covenant:
    """In force, with its nine items; the one there is already where the name is the same."""
    items = dict.fromkeys(Covenant.ITEMS, "Zo spreken wij het af.")
    return Covenant.objects.get_or_create(name=name, defaults={"in_force_from": since} | items | facts)[0]


def end_agreement(organisation, until) -> None:
    """Every agreement with this organisation ends on that day; None: it has no end any more."""
    Agreement.objects.filter(organisation=organisation).update(valid_until=until)


def make_worker(name, organisation, *roles, **facts) -> User:
    fields = {"name": name, "organisation": organisation, "roles": roles, "phone": f"0492 {name}"} | facts
    return User.objects.create_user(f"{name.lower()}@boekel.example", **fields)


def sign_in(worker, **options) -> Client:
    """A browser in which somebody just signed in. With raise_request_exception=False it gets the page of an error."""
    client = Client(**options)
    client.force_login(worker, backend="accounts.backends.StaffBackend")
    session = client.session
    record_authentication(SimpleNamespace(session=session), worker, "password")
    session.save()
    return client


# --- whom it is about ---


def make_families(now):
    with as_system(Purpose.IMPORT):
        search.mark_ready()
        numbers = bsns()
        people = {
            "samira": make_person(now, "Samira", "Öztürk", 41, bsn=next(numbers)),
            "ruud": make_person(now, "Ruud", "Boer", 43, prefix="de", bsn=next(numbers)),
            "esra": make_person(now, "Esra", "Boer", 11, prefix="de", bsn=next(numbers)),
            "deniz": make_person(now, "Deniz", "Boer", 13, prefix="de", bsn=next(numbers)),
            "aylin": make_person(now, "Aylin", "Boer", 16, prefix="de"),
            "ex": make_person(now, "Kemal", "Verborgen", 44, bsn=next(numbers), address_secret=True),
            "neighbour": make_person(now, "Wilma", "Buurman", 70, bsn=next(numbers)),
        }
        family = SimpleNamespace(people=people, household=make_household("De Boer", now, people, AT_HOME), **people)
        for child in CHILDREN:
            for parent in ("samira", "ruud"):
                relate(people[child], people[parent], now)
        piet = {"piet": make_person(now, "Piet", "Peters", 80, bsn=next(numbers))}
        other = SimpleNamespace(people=piet, household=make_household("Peters", now, piet, ("piet",)), **piet)
        relate(piet["piet"], people["neighbour"], now)
    return family, other


def make_person(now, given_names, surname, age, *, prefix="", bsn="", **facts) -> Person:
    """Somebody whose birthday is today, and who lives in the Kerkstraat."""
    person = Person(
        id=new_id(),
        given_names=given_names,
        prefix=prefix,
        surname=surname,
        birth=[now.year - age, now.month, now.day],
        gender="O",
        address={"street": "Kerkstraat", "number": "1", "postcode": "5427 AB", "town": "Boekel"},
        bsn=bsn,
        bsn_index=bsn_index(bsn) if bsn else None,
        bsn_reason="" if bsn else "niet_geverifieerd",
        source="brp",
        source_date=timezone.localdate(now),
        created_at=now,
        **facts,
    )
    row = search.row_of(person)
    person.save()
    row.save(force_insert=True)
    return person


def make_household(name, now, people, members) -> Household:
    household = Household.objects.create(
        name=f"Gezin {name}", safety_line=f"Hond {CANARY}", created_on=timezone.localdate(now)
    )
    for member in members:
        HouseholdMember.objects.create(household=household, person=people[member], since=timezone.localdate(now))
    return household


def relate(child, parent, now):
    for person, kind, relative in ((child, "ouder", parent), (parent, "kind", child)):
        name = f"familielid {CANARY}"
        Relation.objects.create(
            person=person, kind=kind, relative=relative, relative_name=name, recorded_on=timezone.localdate(now)
        )


def record_custody(child, *, by, now):
    holder = {"name": f"Samira {CANARY}", "bsn_index": None, "person": None, "role": "ouder", "known": True}
    with acting(by):
        record_authority(
            child,
            now=now,
            notices=NOBODY,
            kind="EenhoofdigOuderlijkGezag",
            holders=[holder],
            explanation=f"Uitspraak {CANARY}",
            in_research=False,
            source="gezagsregister",
            recorded_on=timezone.localdate(now),
        )


def record_contact(person, *, by, now, replaces=None, **changed):
    """May be seen in person, and called on working days in the morning."""
    facts = {
        "channels": ["persoon", "telefoon"],
        "safe_phone": f"06 {CANARY}",
        "safe_email": "",
        "safe_address": "",
        "safe_hours": [{"days": [0, 1, 2, 3, 4], "from": "09:00", "until": "12:00"}],
        "do_not_contact": False,
        "reason": "",
        "portal": "uit",
        "shared_with": f"Niemand {CANARY}",
        "said_by": f"Zelf {CANARY}",
        "asked_on": timezone.localdate(now),
        "review_on": timezone.localdate(now) + timedelta(days=180),
    }
    with acting(by, now):
        return actions.record_contact(person, by=by, now=now, replaces=replaces, **facts | changed)


def register_twice(cast):
    """Samira was in the register twice once; whoever went into her is found nowhere."""
    until = cast.today + timedelta(days=365)
    with as_system(Purpose.MIGRATION):
        gone = make_person(cast.now, "Samira", "Öztürk", 41)
        search.PersonSearch.objects.filter(pk=gone.pk).delete()
        facts = {"merged_at": cast.now, "merged_by": cast.roos, "undo_until": until}
        Merge.objects.create(kept=cast.family.samira, gone=gone, moved=[], **facts)


def record_who_decides(cast):
    """One of each about Esra, of 11: none of it changes who signs for her. `family.ordered`: apart, of Vera."""
    family, on = cast.family, cast.today
    facts = {"by": cast.roos, "now": cast.now, "notices": NOBODY}
    ordered = {"order": f"C/01 {CANARY}", "institution": f"GI {CANARY}", "ordered_on": on, "starts_on": on}
    with acting(cast.roos):
        family.representation = deciding.record_representation(
            family.esra,
            name=f"Buurvrouw {CANARY}",
            contact=f"06 {CANARY}",
            capacity="gemachtigde",
            parts=["overleg"],
            evidence="volmacht",
            evidence_on=on,
            scope=f"Bij overleg {CANARY}",
            valid_from=on,
            **facts,
        )
        family.flag = deciding.raise_flag(
            family.esra, name=f"Buurvrouw {CANARY}", reason=f"Vermoeden {CANARY}", flagged_on=on, **facts
        )
        deciding.record_assessment(
            family.esra,
            decision="geld",
            result="onbekwaam",
            assessor=f"Arts {CANARY}",
            explanation=f"Uitleg {CANARY}",
            assessed_on=on,
            review_on=on + timedelta(days=365),
            **facts,
        )
        deciding.record_refusal(
            family.esra, kind="weigering", decision="hulp", what=f"Opname {CANARY}", refused_on=on, **facts
        )
        deciding.record_measure(family.esra, kind="ots", **ordered, **facts)
        unsafe = {"name": f"Buurvrouw {CANARY}", "safe": False, "reason": f"Onveilig {CANARY}", "checked_on": on}
        deciding.record_check(family.esra, by=cast.roos, now=cast.now, **unsafe)
    with acting(cast.vera):
        apart = ordered | {"order": f"Wvggz {APART}", "institution": APART}
        family.ordered = deciding.record_measure(family.esra, kind="wvggz", **facts | {"by": cast.vera}, **apart)


# --- their dossiers ---


def open_and_fill(family, worker, at, *, about):
    """Opens a dossier as a worker does, and leaves one record of each kind in it; `family.dossier`, `.entry`, …"""
    people = [family.people[name].pk for name in about]
    with acting(worker, at):
        for person in people:
            actions.look_up(person, by=worker, now=at, lasts=timedelta(hours=24), purpose="triage")
        family.dossier = dossier = actions.open_dossier(
            family.household,
            by=worker,
            now=at,
            on=timezone.localdate(at),
            about=people,
            legal_basis="jeugdwet",
            purpose="casusregie",
            question=f"Vraag {CANARY}",
        )
        facts = {"by": worker, "now": at, "about": people, **RECORD}
        family.entry = actions.write_entry(
            dossier, kind="telefoon", happened_on=timezone.localdate(at), text=f"Eerst {CANARY}", **facts
        )
        family.document = actions.add_document(
            dossier, upload=Upload(f"{CANARY}.txt", "text/plain", LETTER), title=f"Brief {CANARY}", **facts
        )
        family.task = actions.add_task(
            dossier, title=f"Bel {CANARY}", assigned_to=worker, due_on=timezone.localdate(at), **facts
        )
        family.grant = Grant.objects.get(content_object=dossier)
        family.draft = Draft.objects.create(
            dossier=dossier,
            user=worker,
            about=people,
            content={"text": f"Nog niet af {CANARY}"},
            created_at=at,
            saved_at=at,
            expires_at=at + 10 * DRAFT_LASTS,
        )
        # As it would be for a note moved from a dossier that is not here.
        family.breach = Breach.objects.create(
            record_id=new_id(),
            from_dossier_id=new_id(),
            from_codename="verre berg",
            to_dossier_id=dossier.pk,
            to_codename=dossier.codename,
            readers=[new_id()],
            wrong_since=at,
            moved_at=at,
            user=worker,
        )


def let_in(cast):
    """Cem, Mees and Paula as the rules have it; Leo and Nora, whom the rules would refuse today, before them."""
    dossier, now = cast.family.dossier, cast.now
    with acting(cast.roos):
        for worker, role in ((cast.cem, "hulpverlener"), (cast.mees, "meelezer"), (cast.paula, "hulpverlener")):
            actions.grant(
                dossier,
                to=worker,
                by=cast.roos,
                now=now,
                role=role,
                reason=f"Nodig {CANARY}",
                valid_from=now,
                secrecy_version=1,
            )
        for worker in (cast.leo, cast.nora):
            grant_past_the_rules(dossier, worker, by=cast.roos, valid_from=now)


def treat(cast):
    """One record of each kind in each category apart; `family.apart`: (kind, category) → record."""
    family, now = cast.family, cast.now - timedelta(days=10)
    facts = {"by": cast.vera, "now": now, "about": [family.esra.pk]}
    with acting(cast.roos, now):
        family.given = actions.grant(
            family.dossier,
            to=cast.vera,
            by=cast.roos,
            now=now,
            role="hulpverlener",
            reason=f"Behandelt {CANARY}",
            valid_from=now,
            secrecy_version=1,
            categories=SEPARATE,
        )
    with acting(cast.vera, now):
        family.apart = {
            (record._meta.model_name, category): record
            for category in SEPARATE
            for record in _apart(family, timezone.localdate(now), facts | RECORD | {"category": category})
        }


def _apart(family, on, facts):
    dossier, text = family.dossier, f"{APART} {facts['category']}"
    yield actions.write_entry(dossier, kind="overleg", happened_on=on, text=text, **facts)
    upload = Upload(f"{APART}.txt", "text/plain", text.encode())
    yield actions.add_document(dossier, upload=upload, title=text, **facts)
    yield actions.add_task(dossier, title=text, assigned_to=facts["by"], due_on=on, **facts)


def share(cast):
    """What the room consent keeps, of both families: an active consent, a ground, and a disclosure in preparation."""
    at = cast.now - timedelta(days=5)
    for family, worker, other, person in (
        (cast.family, cast.roos, cast.cem, cast.family.samira),
        (cast.other, cast.otto, cast.roos, cast.other.piet),
    ):
        with acting(worker, at):
            made = one_of_each(family.dossier, person, by=worker, confirmed_by=other, now=at, word=CANARY)
            made["incoming"] = make_incoming(family.dossier, [person.pk], by=worker, now=at, word=CANARY)
            made |= make_conference(family.dossier, [person.pk], by=worker, guest=other, now=at, word=CANARY)
        for name, row in made.items():
            setattr(family, name, row)
        taker = {"to": cast.iris, "now": at, "word": CANARY}
        with acting(worker, at):
            vars(family).update(finished_plan(family.dossier, person, by=worker, **taker))
    with acting(cast.vera, at):
        for category in SEPARATE:
            facts = {"by": cast.vera, "confirmed_by": cast.roos, "now": at, "word": f"{APART} {category}"}
            made = one_of_each(cast.family.dossier, cast.family.esra, **facts, category=category)
            cast.family.apart |= {(name, category): row for name, row in made.items() if name != "delivery"}


def begin(cast):
    """What the room casework keeps, of both families; and a question of who leads, that has no dossier yet."""
    at = cast.now - timedelta(days=4)
    for family, worker, person in (
        (cast.family, cast.roos, cast.family.samira),
        (cast.other, cast.otto, cast.other.piet),
    ):
        with acting(worker, at):
            made = one_of_each_beginning(family.dossier, person, by=worker, now=at, word=CANARY)
            family.enquiry = make_enquiry(worker, now=at, word=CANARY)
        for name, row in made.items():
            setattr(family, name, row)
    with acting(cast.vera, at):
        for category in SEPARATE:
            facts = {"by": cast.vera, "now": at, "word": f"{APART} {category}", "category": category}
            cast.family.apart["zrm", category] = make_zrm(cast.family.dossier, cast.family.samira, **facts)


def break_glass(cast):
    """It is over by now; nobody has judged it yet."""
    at = cast.now - timedelta(hours=5)
    nobody = SimpleNamespace(delay=lambda *ids: None)
    facts = {"danger": f"Gevaar {CANARY}", "regisseur_tried_at": at, "task": nobody}
    for family in (cast.family, cast.other):
        with acting(cast.iris, at):
            (family.emergency,) = actions.break_glass([family.dossier.pk], user=cast.iris, now=at, **facts)


def inspect(cast):
    """It is over by now."""
    at, nobody = cast.now - timedelta(hours=5), SimpleNamespace(delay=lambda *ids: None)
    facts = {"task": "naleving", "reason": f"Steekproef {CANARY}", "message": nobody}
    for family in (cast.family, cast.other):
        with acting(cast.fien, at):
            family.inspection = actions.inspect(family.dossier.pk, by=cast.fien, now=at, **facts)


def grant_past_the_rules(dossier, worker, *, by, valid_from, role="hulpverlener", valid_until=None) -> Grant:
    """A row as it may stand there from before: written without asking the rules."""
    given = Grant(
        content_object=dossier,
        user=worker,
        permission=Permission.objects.get(codename=role),
        granted_by=by,
        reason=f"Nodig {CANARY}",
        secrecy_version=1,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    given.save(force_insert=True)
    return given


def ids_of(family) -> dict:
    """Everything of this family that an address can name."""
    records = {
        name: getattr(family, name).pk
        for name in ("dossier", "entry", "document", "task", "household", "grant", "emergency")
        if hasattr(family, name)
    }
    return records | {name: person.pk for name, person in family.people.items()}


def names_in(cast) -> list[str]:
    """Of everybody: residents and colleagues."""
    people = [opened(person) for family in (cast.family, cast.other) for person in family.people.values()]
    names = [name for person in people for name in (person.given_names, person.surname)]
    return [*names, *User.objects.values_list("name", flat=True)]


# --- in whose name ---


@contextmanager
def acting(worker, now=None):
    """What the middleware does for a request of this person."""
    with transaction.atomic():
        set_context(user_id=worker.pk if worker else None, now=now or timezone.now())
        yield


@contextmanager
def as_system(purpose=Purpose.MIGRATION):
    with system(purpose, timezone.now()):
        yield


def authorise(worker, categories=SEPARATE):
    """Whatever this worker was granted opens these categories too."""
    with as_system():
        Grant.objects.filter(user=worker).update(categories=list(categories))


def opened(instance):
    """Fresh from the database, with its seals open, whoever asks."""
    with as_system():
        fresh = type(instance)._base_manager.get(pk=instance.pk)
    return Access("test").give(fresh)


def log_rows(**filters) -> list[AccessLog]:
    """The access log, oldest first."""
    with as_system(Purpose.LOG_SEAL):
        return list(AccessLog.objects.filter(**filters).order_by("id"))
