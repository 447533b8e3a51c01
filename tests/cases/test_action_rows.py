"""Whatever an action changes leaves one row that names it: by whom, in which request, from where."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.timezone import localtime

from audit import log
from cases import actions
from cases.mail.letter import Mail
from cases.models import Breach, ContactProfile, Dossier, Emergency, Entry, Grant, HouseholdMember, UnusualReading
from sealing.models import new_id
from tests.beginning import to_open_from
from tests.cases.colleagues import make_team
from tests.cast import RECORD, acting, as_system, grant_past_the_rules, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")
ORIGIN = "127.0.0.1"
NO_ROW = {
    "look_up_family": "a look-up of each",
    "write_letter": "adds a document",
    "keep_draft": "of one's own, not saved yet",
    "drop_draft": "of one's own, not saved yet",
    "finish_draft": "of one's own, not saved yet",
    "forget_drafts": "of one's own, not saved yet",
    "lapse": "of nobody; tests/cases/test_lapsing.py",
    "is_only_regisseur": "a question",
    "led_alone": "a question",
    "Cover": "what a colleague takes over",
    "HandedOver": "what came of it",
    "KeptMail": "what came of it",
    "Reach": "what address_for answers",
    "address_for": "a question; whoever sends has a row of their own",
}
BY_SITE, BY_ITSELF = {}, {}


def by_site(worker, action, object_type):
    """The function does it as this worker does, with their browser; it gives the id of what changed."""
    return listed(BY_SITE, worker, action, object_type)


def by_itself(worker, action, object_type):
    """The function calls the action, where the page asks much that is of no use here."""
    return listed(BY_ITSELF, worker, action, object_type)


def listed(table, *what):
    def keep(function):
        table[function.__name__] = (*what, function)
        return function

    return keep


def record(cast, **more):
    return {**RECORD, "source": "inwoner", "about": [str(cast.family.esra.pk)]} | more


def note(cast):
    return record(cast, text="Nieuwe tekst", kind="telefoon", happened_on=str(cast.today))


def id_in(answer):
    """Of the page one is sent to after saving."""
    return answer.url.split("/")[2]


@by_site("cem", "create", "entry")
def write_entry(cast, client):
    return id_in(client.post(f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/", note(cast)))


@by_site("roos", "change", "task")
def postpone_task(cast, client):
    with acting(cast.roos):
        own = {"title": "Bel", "assigned_to": cast.roos, "due_on": cast.today, "about": []}
        task = actions.add_task(cast.family.dossier, by=cast.roos, now=cast.now, **own)
    client.post(f"/taken/{task.pk}/uitstellen/", {"until": str(cast.today + timedelta(days=3)), "reason": "Druk"})
    return task.pk


@by_site("cem", "change", "entry")
def change_entry(cast, client):
    client.post(f"/notities/{cast.family.entry.pk}/wijzigen/", note(cast))
    return cast.family.entry.pk


@by_site("cem", "create", "document")
def add_document(cast, client):
    sent = record(cast, upload=SimpleUploadedFile("brief.txt", b"brief"), title="Brief")
    return id_in(client.post(f"/dossiers/{cast.family.dossier.pk}/documenten/nieuw/", sent))


@by_site("cem", "create", "task")
def add_task(cast, client):
    sent = record(cast, title="Bel", assigned_to=str(cast.cem.pk), due_on=str(cast.today))
    client.post(f"/dossiers/{cast.family.dossier.pk}/taken/nieuw/", sent)
    with acting(cast.cem):
        return cast.family.dossier.tasks.latest("created_at").pk


@by_site("cem", "change", "task")
def finish_task(cast, client):
    client.post(f"/taken/{cast.family.task.pk}/klaar/")
    return cast.family.task.pk


@by_site("cem", "undo", "entry")
def undo(cast, client):
    written = id_in(client.post(f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/", note(cast)))
    client.post(f"/notities/{written}/ongedaan/")
    return written


@by_site("cem", "create", "persoon")
def record_contact(cast, client):
    sent = {"may_contact": "ja", "ways": ["persoon"], "portal": "uit", "said_by": "Zelf", "asked_on": str(cast.today)}
    sent["review_on"] = str(cast.today + timedelta(days=9))
    client.post(f"/personen/{cast.family.esra.pk}/veilig-contact/", sent)
    with acting(cast.cem):
        return ContactProfile.objects.get(person=cast.family.esra).pk


@by_site("roos", "close", "dossier")
def close(cast, client):
    client.post(f"/dossiers/{cast.family.dossier.pk}/sluiten/", {"reason": "Klaar"})
    return cast.family.dossier.pk


@by_site("roos", "reopen", "dossier")
def reopen(cast, client):
    close(cast, client)
    client.post(f"/dossiers/{cast.family.dossier.pk}/heropenen/")
    return cast.family.dossier.pk


@by_site("roos", "create", "dossier")
def open_dossier(cast, client):
    sent = {"legal_basis": "wmo", "purpose": "triage", "question": "Vraag", "about": [str(cast.family.esra.pk)]}
    with acting(cast.roos):
        path = to_open_from(cast.roos, cast.family.household.pk, now=cast.now)
    return id_in(client.post(path, sent))


@by_site("roos", "end_grant", "toegang")
def end_grant(cast, client):
    with acting(cast.roos):
        given = Grant.objects.get(user=cast.mees)
    client.post(f"/dossiers/{cast.family.dossier.pk}/toegang/{given.pk}/beeindigen/")
    return given.pk


@by_site("roos", "authorise", "toegang")
def authorise(cast, client):
    sent = {"categories": ["behandeling"], "reason": "Behandelt mee"}
    client.post(f"/dossiers/{cast.family.dossier.pk}/toegang/{cast.family.given.pk}/soorten/", sent)
    return cast.family.given.pk


@by_site("roos", "change", "dossier")
def protect(cast, client):
    sent = {"restricted": "on", "reason": "Van een collega"}
    client.post(f"/dossiers/{cast.family.dossier.pk}/bescherming/", sent)
    return cast.family.dossier.pk


@by_site("roos", "review", "noodtoegang")
def review(cast, client):
    sent = {"outcome": "terecht", "review": "Er was gevaar"}
    client.post(f"/dossiers/{cast.family.dossier.pk}/noodtoegang/{cast.family.emergency.pk}/", sent)
    return cast.family.emergency.pk


@by_site("otto", "break_glass", "noodtoegang")
def break_glass(cast, client):
    client.post("/zoeken/bekend/", {"bsn": opened(cast.family.samira).bsn, "purpose": "veiligheid"})
    sent = {"danger": "Gevaar", "regisseur_tried_at": f"{localtime():%H:%M}"}
    client.post(f"/noodtoegang/{cast.family.samira.pk}/", sent)
    with acting(cast.otto):
        return Emergency.objects.get(user=cast.otto).pk


@by_site("otto", "end_grant", "toegang")
def end_emergency(cast, client):
    emergency = break_glass(cast, client)
    client.post(f"/noodtoegang/{emergency}/stoppen/")
    with acting(cast.otto):
        return Emergency.objects.get(user=cast.otto).grant_id


@by_site("roos", "change", "gezin")
def change_household(cast, client):
    client.post(f"/gezinnen/{cast.family.household.pk}/wijzigen/", {"name": "Gezin Boer", "safety_line": ""})
    return cast.family.household.pk


@by_site("roos", "create", "persoon")
def add_person(cast, client):
    sent = {"surname": "Nieuw", "gender": "O", "bsn_reason": "eenvoudig", "purpose": "triage"}
    return id_in(client.post("/personen/nieuw/", sent))


@by_site("roos", "create", "gezin")
def start_household(cast, client):
    person = add_person(cast, client)
    return id_in(client.post(f"/personen/{person}/gezin/"))


@by_site("roos", "change", "persoon")
def change_person(cast, client):
    sent = {"surname": "Anders", "gender": "O", "bsn_reason": "eenvoudig"}
    client.post(f"/personen/{cast.family.aylin.pk}/wijzigen/", sent)
    return cast.family.aylin.pk


@by_site("roos", "directory", "persoon")
def look_up(cast, client):
    born = opened(cast.other.piet).birth_date.earliest()
    client.post("/zoeken/bekend/", {"surname": "Peters", "birth_date": str(born), "purpose": "triage"})
    return cast.other.piet.pk


@by_site("pia", "change", "datalek")
def decide_breach(cast, client):
    with as_system():
        breach = Breach.objects.filter(status="concept").first()
    client.post(f"/beheer/cases/breach/{breach.pk}/change/", {"status": "gemeld", "assessment": "Waarom"})
    return breach.pk


@by_site("pia", "review", "leesgedrag")
def review_unusual(cast, client):
    facts = {"day": cast.today, "times": 1, "found_at": cast.now, "review_due_on": cast.today}
    with as_system():
        found = UnusualReading.objects.create(user=cast.cem, rule="nacht", **facts)
    sent = {"outcome": "verklaard", "note": "Crisisdienst"}
    client.post(f"/beheer/cases/unusualreading/{found.pk}/change/", sent)
    return found.pk


@by_site("fien", "inspect", "inspectie")
def inspect(cast, client):
    sent = {"codename": cast.family.dossier.codename, "task": "vraag", "reason": "Klacht"}
    return client.post("/inspectie/", sent).url.split("/")[2]


@by_itself("cem", "move", "entry")
def move(cast, by, now):
    with acting(cast.otto, now):
        grant_past_the_rules(cast.other.dossier, by, by=cast.otto, valid_from=now)
    with acting(by, now):
        entry = Entry.objects.select_related("dossier").get(pk=cast.family.entry.pk)
        actions.move(entry, to=cast.other.dossier, about=[cast.other.piet.pk], by=by, now=now)
    return entry.pk


@by_itself("roos", "grant", "toegang")
def grant(cast, by, now):
    with acting(by, now):
        return give(cast, by, now).pk


def give(cast, by, now):
    return actions.grant(
        cast.family.dossier, to=cast.otto, by=by, now=now, role="meelezer", reason="Nodig", valid_from=now,
        secrecy_version=1,
    )  # fmt: skip


@by_itself("roos", "confirm", "toegang")
def confirm(cast, by, now):
    with acting(by, now):
        given = Grant.objects.get(user=cast.mees)
        actions.confirm(given, by=by, now=now)
        return given.pk


@by_itself("roos", "grant", "toegang")
def hand_over(cast, by, now):
    with acting(by, now):
        return cover(cast, by, now).pk


def cover(cast, by, now):
    own = Grant.objects.filter(user=by).select_related("permission")
    period = {"starts": now, "ends": now + timedelta(days=7)}
    asked = actions.Cover(absent=by, to=cast.otto, reason="Vakantie", secrecy_version=1, **period)
    (given,) = actions.hand_over(own, asked, by=by, now=now).given
    return given


@by_itself("roos", "end_grant", "toegang")
def stop_cover(cast, by, now):
    with acting(by, now):
        given = cover(cast, by, now)
        actions.stop_cover([given], by=by, now=now + timedelta(minutes=1))
        return given.pk


@by_itself("roos", "grant", "toegang")
def appoint(cast, by, now):
    with acting(by, now):
        return actions.appoint(
            cast.family.dossier.pk, to=cast.otto, by=by, now=now, on=cast.today, reason="Volgt op"
        ).pk


@by_itself("lia", "end_grant", "toegang")
def leave(cast, by, now):
    with as_system():
        given = Grant.objects.get(user=cast.cem)
    with acting(by, now):
        actions.leave(cast.team.cem, by=by, at=now, on=cast.today, close=lambda *_, **__: None)
    return given.pk


@by_itself("cem", "create", "entry")
def keep_mail(cast, by, now):
    mail = Mail(message_id="<1@boekel.example>", sender="school", sent_at=now, subject="Bericht", text="Hallo")
    with acting(by, now):
        dossier = Dossier.objects.get(pk=cast.family.dossier.pk)
        return actions.keep_mail(dossier, mail, by=by, now=now, on=cast.today, source="professional").entry.pk


@by_itself("roos", "change", "entry")
def put_statement(cast, by, now):
    with acting(by, now):
        entry = opened(Entry.objects.select_related("dossier").get(pk=cast.family.entry.pk))
        return actions.put_statement(entry, "Zo was het niet", by=by, now=now).pk


def test_every_action_is_looked_at_here():
    assert BY_SITE.keys() | BY_ITSELF.keys() | NO_ROW.keys() == set(actions.__all__)


def rows_that_name(record_id, action, object_type, since):
    rows = [row for row in log_rows()[since:] if (row.action, row.object_type) == (action, object_type)]
    return [row for row in rows if str(record_id) in {str(one) for one in (*row.record_ids, row.dossier_id)}]


@pytest.mark.parametrize("name", sorted(BY_SITE))
def test_done_by_the_site_it_leaves_one_row_with_its_request(cast, name):
    who, action, object_type, do = BY_SITE[name]
    worker, before = getattr(cast, who), len(log_rows())
    record_id = do(cast, sign_in(worker))
    (row,) = rows_that_name(record_id, action, object_type, before)
    assert (row.user_id, row.outcome, row.origin) == (worker.pk, "allowed", ORIGIN)
    assert row.request_id


@pytest.mark.parametrize("name", sorted(BY_ITSELF))
def test_done_by_the_action_it_leaves_a_row_with_the_request_that_asked(cast, name):
    who, action, object_type, do = BY_ITSELF[name]
    cast.team = make_team(cast)
    worker = getattr(cast, who, None) or getattr(cast.team, who)
    before, request_id = len(log_rows()), new_id()
    with log.answering(origin=ORIGIN, request_id=request_id):
        record_id = do(cast, worker, timezone.now())
    rows = rows_that_name(record_id, action, object_type, before)
    # What goes from one dossier to another is a row in each.
    assert len({row.dossier_id for row in rows}) == len(rows) == (2 if name == "move" else 1)
    for row in rows:
        assert (row.user_id, row.origin, row.request_id) == (worker.pk, ORIGIN, request_id)


def test_doing_a_task_twice_is_one_row(cast):
    client, before = sign_in(cast.cem), len(log_rows())
    for _ in range(2):
        client.post(f"/taken/{cast.family.task.pk}/klaar/")
    assert len(rows_that_name(cast.family.task.pk, "change", "task", before)) == 1


def test_a_household_that_is_there_is_not_made_again(cast):
    with acting(cast.roos):
        before = len(log_rows())
        household = actions.start_household(cast.family.esra, by=cast.roos, now=cast.now, on=cast.today)
        assert HouseholdMember.objects.filter(household=household, person=cast.family.esra).count() == 1
    assert log_rows()[before:] == []
