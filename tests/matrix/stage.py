"""The stage of the matrix: everybody who could ask, and a family in every situation. Built once, in one transaction.

Each family has its own words. `word` stands in all that is ordinary in its dossier; `apart[category].word` in what is
of that category; `typed` in a draft of Roos; `name` is the family's own; `codename` the dossier's. `tests/matrix/
oracle.py` says who may meet which of these.
"""

from datetime import timedelta
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.beheer import beheer
from accounts.models import Organisation, SecrecyText, Team, User
from audit.models import AccessLog
from audit.purposes import Purpose
from cases import actions, search
from cases.models import Breach, Dossier, Draft, Emergency, Grant, Inspection, Person, Relation
from cases.models.drafts import DRAFT_LASTS
from cases.uploads import Upload
from consent import actions as deciding
from consent.measures import MeasureKind, category_of
from retention import declarations, engine
from retention.models import Announcement, Brake, DestructionRequest, Hold
from sealing.index import bsn_index
from sealing.models import new_id
from terms.categories import SEPARATE
from tests import sharing
from tests.beginning import make_enquiry, make_escalation, make_zrm, one_of_each_beginning
from tests.cases.samples import png
from tests.casework.rows import finished_plan
from tests.cast import (
    NOBODY,
    RECORD,
    acting,
    as_system,
    bsns,
    grant_past_the_rules,
    make_household,
    make_partner,
    make_worker,
    opened,
    record_contact,
    sign_in,
)
from tests.insight import one_of_each_asked
from tests.retention import town
from tests.sharing import make_conference, make_disclosure, make_ground, make_incoming, record_facts

# name → (roles of the account, role on the cases, everything apart too)
INSIDE = {
    "roos": (("hulpverlener", "regievoerder"), "regisseur", False),
    "dana": (("hulpverlener",), "plaatsvervanger", False),
    "cem": (("hulpverlener",), "hulpverlener", False),
    "rik": (("regievoerder",), "hulpverlener", False),
    "arie": (("achterwacht",), "hulpverlener", False),
    "pim": (("hulpverlener",), "procescoordinator", False),
    "mees": (("teamleider",), "meelezer", False),
    "paula": (("hulpverlener",), "hulpverlener", False),
    "vera": (("hulpverlener",), "hulpverlener", True),
    "maud": (("hulpverlener",), "meelezer", True),
}
# In danger: for Nina the one on call opened it, Luuk looked the person up and broke the glass himself.
IN_DANGER = ("nina", "luuk")
OUTSIDE = {
    "otto": ("hulpverlener", "regievoerder"),
    "lotte": ("hulpverlener",),
    "lia": ("teamleider",),
    "abel": ("achterwacht",),
}
# A grant from before, which the rules would refuse today.
NEVER = {
    "hugo": ("handhaver",),
    "toon": ("toezichthouder",),
    "pia": ("privacy_officer",),
    "fons": ("fg",),
    "anna": ("applicatiebeheerder",),
    "sjoerd": (),
}
STOPPED = ("leo", "nora", "karel")
OFFICERS = {"pia": "p", "fons": "f", "anna": "a"}
KINDS = ("entry", "document", "picture", "task")


def build() -> SimpleNamespace:
    now = timezone.now()
    stage = SimpleNamespace(now=now, today=timezone.localdate(now), numbers=bsns(999970000))
    stage.people = make_people(stage)
    with as_system():
        search.mark_ready()
    stage.families = {
        "open": fill(stage, "merelzang", "Abelen"),
        "closed": fill(stage, "spechtgroen", "Brouwers"),
        "hidden": fill(stage, "uilenbal", "Cuperus"),
        "another": fill(stage, "hermelijnvlinder", "Dijkema", lead="otto", insiders={}),
        "destroyed": fill_and_destroy(stage),
    }
    open_, closed, hidden = (stage.families[name] for name in ("open", "closed", "hidden"))
    close(stage, closed)
    hide(stage, hidden)
    let_in_for_danger(stage, open_)
    let_in_for_danger(stage, hidden, only=("nina",))
    let_in_from_before(stage, open_)
    look_up(stage, open_, closed, hidden, stage.families["another"])
    for family in (open_, closed, hidden, stage.families["another"]):
        family.inspection = inspect(stage, family)
    User.objects.filter(pk=stage.people["karel"].pk).update(is_active=False)
    stage.registers = objects_of_beheer(stage)
    stage.dossier_type = ContentType.objects.get_for_model(Dossier).pk
    return stage


# --- who asks ---


def make_people(stage) -> dict[str, User]:
    home = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    partner, former = make_partner("Zorg Dichtbij", stage.today, 100), make_partner("Zorg Voorbij", stage.today, -1)
    stage.home, stage.team = home, Team.objects.create(name="Dorpsteam")
    of = {"paula": partner, "leo": former}
    in_team = {"lia", "roos", "cem"}
    roles = {name: roles for name, (roles, _role, _apart) in INSIDE.items()} | OUTSIDE | NEVER
    roles |= dict.fromkeys((*IN_DANGER, *STOPPED, "iris"), ("hulpverlener",))
    people = {}
    for name, held in roles.items():
        facts = {"is_superuser": True} if name == "sjoerd" else {}
        facts |= {"team": stage.team} if name in in_team else {}
        # Rik signs in with the account of the municipality, and has no password here.
        facts |= {"password": "een wachtwoord van hier"} if name != "rik" else {}
        people[name] = make_worker(name.title(), of.get(name, home), *held, **facts)
    text = SecrecyText.objects.current(stage.today)
    for name, worker in people.items():
        if name != "nora":
            worker.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=stage.now)
    return people


# --- whom it is about ---


def make_person(stage, given_names, name) -> Person:
    bsn = next(stage.numbers)
    person = Person(
        id=new_id(),
        given_names=given_names,
        surname=name,
        birth=[2012, 5, 17],
        gender="O",
        address={"street": f"{name}straat", "number": "1", "postcode": "5427 AB", "town": "Boekel"},
        bsn=bsn,
        bsn_index=bsn_index(bsn),
        source="brp",
        source_date=stage.today,
        created_at=stage.now,
    )
    with as_system():
        row = search.row_of(person)
        person.save()
        row.save(force_insert=True)
    return person


def fill(stage, word, name, *, lead="roos", insiders=INSIDE) -> SimpleNamespace:
    """A family with a dossier in which everything there can be is there."""
    family = SimpleNamespace(word=word, name=name, typed=f"concept{word}", lead=lead)
    family.esra, family.samira = (make_person(stage, given, name) for given in ("Esra", "Samira"))
    family.bsn = opened(family.esra).bsn
    with as_system():
        members = {"esra": family.esra, "samira": family.samira}
        family.household = make_household(name, stage.now, members, ("esra", "samira"))
        family.household.safety_line = f"Hond {word}"
        family.household.save()
        Relation.objects.create(
            person=family.esra, kind="ouder", relative=family.samira, relative_name=name, recorded_on=stage.today
        )
    at = stage.now - timedelta(days=9)
    family.about = [family.esra.pk, family.samira.pk]
    worker = stage.people[lead]
    with acting(worker, at):
        for person in family.about:
            actions.look_up(person, by=worker, now=at, lasts=timedelta(hours=24), purpose="triage")
        family.dossier = actions.open_dossier(
            family.household,
            by=worker,
            now=at,
            on=timezone.localdate(at),
            about=family.about,
            legal_basis="jeugdwet",
            purpose="casusregie",
            question=f"Vraag {word}",
        )
        write(family, worker, at, word, RECORD)
        family.draft = write_draft(family, worker, stage.now)
        plan = finished_plan(family.dossier, family.samira, by=worker, to=stage.people["karel"], now=at, word=word)
        vars(family).update(plan)
        record_who_decides(family, worker, stage)
        made = make_conference(family.dossier, family.about, by=worker, guest=worker, now=at, word=word)
        family.conference, family.participant = made["conference"], made["participant"]
    record_contact(family.esra, by=worker, now=at, said_by=f"Zelf {word}", **reached_at(word))
    with acting(worker, at):
        family.enquiry = make_enquiry(worker, now=stage.now, word=family.typed)
        begun = one_of_each_beginning(family.dossier, family.samira, by=worker, now=at, word=word)
        family.escalation = begun["escalation"]
    family.codename = family.dossier.codename
    with as_system():
        keep(family, worker, at)
        asked = one_of_each_asked(family.dossier, family.samira.pk, family.entry, by=worker, now=at, word=family.word)
        vars(family).update(asked)
    family.colleague = stage.people["cem" if insiders else lead]
    let_in(stage, family, insiders)
    treat(stage, family, at, by="vera" if insiders else lead)
    family.given = grant_of(stage, family, "cem") if insiders else grant_of(stage, family, lead)
    family.emergency = past_emergency(stage, family)
    family.running = family.emergency
    return family


def keep(family, worker, at) -> None:
    """Of what is on the page Bewaren each one; over, so that nothing waits for anybody."""
    on, word = timezone.localdate(at), family.word
    family.hold = Hold.objects.create(
        dossier=family.dossier, kind="bezwaar", reason=f"Bezwaar {word}", review_on=on, placed_at=at, placed_by=worker,
        released_at=at, outcome="afgelopen",
    )  # fmt: skip
    family.destruction_request = DestructionRequest.objects.create(
        dossier=family.dossier, person=family.samira, asked_by=f"Vrager {word}", wish=f"Alles weg {word}", way="balie",
        came_on=on, due_on=on, state="ingetrokken", made_at=at, made_by=worker,
    )  # fmt: skip
    Announcement.objects.create(
        dossier=family.dossier, category="casusregie", destroy_on=on, announced_at=at, answered_at=at,
        answered_by=worker,
    )  # fmt: skip


def reached_at(word) -> dict:
    return {"safe_phone": word, "shared_with": f"Leest mee {word}"}


def write(where, worker, at, word, facts, about=None):
    """One record of each kind: onto the family itself, or onto what it has apart."""
    dossier, about = where.dossier, about or where.about
    common = {"by": worker, "now": at, "about": about, **facts}
    where.entry = actions.write_entry(
        dossier, kind="telefoon", happened_on=timezone.localdate(at), text=f"Eerst {word}", **common
    )
    for name, upload in (
        ("document", Upload(f"{word}.txt", "text/plain", f"Brief {word}".encode())),
        ("picture", Upload(f"{word}.png", "image/png", png() + word.encode())),
    ):
        setattr(where, name, actions.add_document(dossier, upload=upload, title=f"Stuk {word}", **common))
    where.task = actions.add_task(
        dossier, title=f"Bel {word}", assigned_to=worker, due_on=timezone.localdate(at), **common
    )
    shared = {"by": worker, "now": at, "word": word, **facts}
    where.ground = make_ground(dossier, about, confirmed_by=None, confirmed_at=None, status="concept", **shared)
    where.incoming = make_incoming(dossier, about, **shared)
    where.disclosure = make_disclosure(dossier, about, **shared)
    waits = {"status": "te_tekenen", "activated_at": None, "category": facts["category"]}
    asked = {"state": "gevraagd", "method": "", "decided_at": None, "sha256": "", "category": facts["category"]}
    who = {"by": worker, "now": at, "word": word}
    where.consent = sharing.make_consent(dossier, Person(pk=about[0]), **who, **waits)
    where.signature = sharing.sign(where.consent, **who, **asked)


def record_who_decides(family, worker, stage):
    """Of each kind one that has an address, and what Esra says no to."""
    on, facts = stage.today, {"by": worker, "now": stage.now, "notices": NOBODY}
    name = f"Buurvrouw {family.word}"
    family.representation = deciding.record_representation(
        family.esra, name=name, capacity="gemachtigde", parts=["overleg"], evidence="volmacht", evidence_on=on,
        valid_from=on, **facts,
    )  # fmt: skip
    family.flag = deciding.raise_flag(family.esra, name=name, reason=f"Dwang {family.word}", flagged_on=on, **facts)
    deciding.record_refusal(
        family.esra, kind="verzet", decision="hulp", what=f"Nee {family.word}", refused_on=on, **facts
    )


def order(here, person, worker, stage, category):
    """What a court ordered of this category, where there is such a measure."""
    for kind in MeasureKind:
        if category_of(kind) == category:
            facts = {"by": worker, "now": stage.now, "ordered_on": stage.today, "starts_on": stage.today}
            facts |= {"notices": NOBODY}
            deciding.record_measure(person, kind=kind, order=here.word, institution=here.word, **facts)


def write_draft(family, worker, now) -> Draft:
    return Draft.objects.create(
        dossier=family.dossier,
        user=worker,
        about=family.about,
        content={"text": f"Nog niet af {family.typed}"},
        created_at=now,
        saved_at=now,
        expires_at=now + DRAFT_LASTS,
    )


def let_in(stage, family, insiders):
    with as_system():
        for name, (_roles, role, apart) in insiders.items():
            if name != family.lead:
                let_in_one(stage, family, name, role, SEPARATE if apart else ())


def let_in_one(stage, family, name, role, categories=()) -> Grant:
    until = stage.now + timedelta(days=30) if role == "plaatsvervanger" else None
    given = grant_past_the_rules(
        family.dossier,
        stage.people[name],
        by=stage.people[family.lead],
        valid_from=stage.now - timedelta(days=9),
        valid_until=until,
        role=role,
    )
    given.reason, given.categories = f"Nodig {family.word}", list(categories)
    given.save()
    return given


def grant_of(stage, family, name) -> Grant:
    with as_system():
        return Grant.objects.get(content_object=family.dossier, user=stage.people[name])


def treat(stage, family, at, *, by):
    """Everything in each category apart; by Vera, or where she is not by the system in the name of who leads."""
    family.apart = {}
    for category in SEPARATE:
        here = family.apart[category] = SimpleNamespace(dossier=family.dossier, word=f"ijs{family.word}{category}")
        with as_system():
            write(here, stage.people[by], at, here.word, RECORD | {"category": category}, about=family.about)
            order(here, family.esra, stage.people[by], stage, category)
            facts = {"by": stage.people[by], "now": at, "word": here.word, "category": category}
            here.zrm = make_zrm(family.dossier, family.samira, **facts)
            word = facts.pop("word")
            here.escalation = make_escalation(record_facts(family.dossier, [family.samira.pk], **facts), word)


# --- in which situation ---


def past_emergency(stage, family) -> Emergency:
    """It is over; nobody has judged it yet."""
    return break_glass(stage, family, "iris", stage.now - timedelta(hours=5))


def break_glass(stage, family, name, at, **facts) -> Emergency:
    facts = facts or {"regisseur_tried_at": at}
    nobody = SimpleNamespace(delay=lambda *ids: None)
    worker = stage.people[name]
    with acting(worker, at):
        danger = f"Gevaar {family.word}"
        (emergency,) = actions.break_glass(
            [family.dossier.pk], user=worker, now=at, danger=danger, task=nobody, **facts
        )
    return emergency


def inspect(stage, family) -> Inspection:
    """The FG reads it today."""
    nobody, fons = SimpleNamespace(delay=lambda *ids: None), stage.people["fons"]
    with acting(fons, stage.now):
        facts = {"task": "naleving", "reason": f"Steekproef {family.word}", "message": nobody}
        return actions.inspect(family.dossier.pk, by=fons, now=stage.now, **facts)


def let_in_for_danger(stage, family, only=IN_DANGER):
    at = stage.now - timedelta(minutes=5)
    if "luuk" in only:
        look_up_one(stage, family, "luuk")
        family.luuk = break_glass(stage, family, "luuk", at)
    family.running = break_glass(stage, family, "nina", at, opened_by=stage.people["abel"])


def close(stage, family):
    worker = stage.people[family.lead]
    with acting(worker, stage.now):
        reason = f"Klaar {family.word}"
        family.dossier = actions.close(family.dossier, by=worker, now=stage.now, on=stage.today, reason=reason)


def hide(stage, family):
    worker = stage.people[family.lead]
    with acting(worker, stage.now):
        reason = f"Besloten {family.word}"
        actions.protect(family.dossier, by=worker, now=stage.now, safety_marked=True, restricted=True, reason=reason)


def let_in_from_before(stage, family):
    with as_system():
        for name in (*NEVER, *STOPPED):
            let_in_one(stage, family, name, "hulpverlener", SEPARATE)


def look_up(stage, *families):
    for family in families:
        look_up_one(stage, family, "lotte")


def look_up_one(stage, family, name):
    worker = stage.people[name]
    with acting(worker, stage.now):
        for person in (family.esra.pk,):
            actions.look_up(person, by=worker, now=stage.now, lasts=timedelta(hours=24), purpose="veiligheid")


def fill_and_destroy(stage) -> SimpleNamespace:
    """A dossier from before, of everybody inside; then the engine of retention takes it, with all that is in it."""
    gone = town.make_family()
    dossier = town.make_dossier(gone, stage.people["roos"])
    family = SimpleNamespace(word=town.CANARY, name="Jansen", typed=town.CANARY, codename=dossier.codename, lead="roos")
    family.dossier, family.household, family.esra, family.samira = dossier, gone.household, gone.anna, gone.bo
    family.about, family.apart, family.colleague = [gone.anna.pk], {}, stage.people["karel"]
    family.bsn = next(stage.numbers)
    with as_system():
        family.entry, family.task = dossier.entrys.get(), dossier.tasks.get()
        family.document = family.picture = dossier.documents.get()
        for name, (_roles, role, _apart) in INSIDE.items():
            if name != "roos":
                grant_past_the_rules(
                    dossier, stage.people[name], by=stage.people["roos"], valid_from=town.at(town.CLOSED_ON), role=role,
                    valid_until=None,
                )  # fmt: skip
    family.given = grant_of(stage, family, "cem")
    for name in ("plan", "planversion", "planpart", "plansignature", "handover"):
        setattr(family, name, SimpleNamespace(pk=new_id()))
    family.draft = family.emergency = family.running = SimpleNamespace(pk=new_id())
    for name in (
        "consent", "signature", "disclosure", "ground", "incoming", "enquiry", "conference", "participant",
        "escalation", "hold", "destruction_request", "request", "request_part", "shielding", "letter", "restriction",
    ):  # fmt: skip
        setattr(family, name, SimpleNamespace(pk=new_id()))
    family.representation, family.flag = SimpleNamespace(pk=new_id()), SimpleNamespace(pk=new_id())
    family.inspection = inspect(stage, family)
    family.could_be_read = town.CANARY in sign_in(stage.people["roos"]).get(f"/dossiers/{dossier.pk}/").content.decode()
    run = engine.destroy_due(on=town.DUE_ON, now=town.at(town.DUE_ON))
    if run.done["dossier"] != 1:
        raise AssertionError(f"the dossier of the stage was not destroyed: {run}")
    if declarations.declare(now=town.at(town.DUE_ON)) is None:
        raise AssertionError("what was destroyed was not declared")
    return family


def objects_of_beheer(stage) -> dict[str, object]:
    """register → one thing in it, of the open family where it is about one."""
    family = stage.families["open"]
    with as_system():
        Brake.objects.create(dossier=family.dossier, kind="keuze_nodig", category="casusregie", reason="wet_langer",
                             owner_role="privacy_officer", review_on=stage.today, set_at=stage.now)  # fmt: skip
        Breach.objects.create(
            record_id=new_id(), from_dossier_id=new_id(), from_codename="verre berg", to_dossier_id=family.dossier.pk,
            to_codename=family.codename, readers=[], wrong_since=stage.now, moved_at=stage.now,
            user=stage.people["roos"],
        )  # fmt: skip
    known = {"cases_dossier": family.dossier, "cases_grant": family.given, "cases_emergency": family.emergency,
             "cases_inspection": family.inspection, "consent_ground": family.ground,
             "consent_disclosure": family.disclosure, "accounts_user": stage.people["cem"]}  # fmt: skip
    return {name: known.get(name) or one_of(model) for name, model in registers().items()}


def registers() -> dict[str, type]:
    return {f"{model._meta.app_label}_{model._meta.model_name}": model for model in beheer._registry}


def one_of(model):
    with as_system(Purpose.LOG_SEAL if model is AccessLog else Purpose.BEHEER):
        one = model._base_manager.first()
    # Of what is made in the course of years there may be none; then its page is asked for by an id nobody has.
    return one or SimpleNamespace(pk=new_id())
