"""AVG art. 38, Bijlage FG: the functionaris gegevensbescherming reads a dossier on request of the task, through a door
of its own, and decides nothing."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.reading import Readings
from cases import inspections
from cases.access import Refused
from cases.models import Dossier, Entry, Grant, Inspection, Person, Task
from cases.records import DossierRecord
from casework.access import INSPECTED
from consent.access.inspection import shared_in
from sealing.models import new_id
from terms.categories import SEPARATE
from tests.addresses import ANYTHING, addresses_with_ids, shown
from tests.cases.test_wall_two import MODELS, WALLED, insert, key, of_roos, rows
from tests.cast import APART, CANARY, acting, as_system, grant_past_the_rules, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")
OTHERS = ("roos", "cem", "mees", "vera", "iris", "otto", "hugo", "pia", "paula", "sjoerd", "nora")


@pytest.fixture
def told(monkeypatch):
    handed = []
    monkeypatch.setattr("accounts.messages.hand_over", lambda task, *ids: handed.append(ids))
    return handed


@pytest.fixture
def fien(cast, told):
    return sign_in(cast.fien)


def asked(cast, **more):
    return {"codename": cast.family.dossier.codename, "task": "vraag", "reason": "Klacht van een inwoner"} | more


def begin(cast, client):
    answer = client.post("/inspectie/", asked(cast))
    assert answer.status_code == 302
    return answer.url


def mine(cast):
    with as_system():
        return Inspection.objects.filter(user=cast.fien).latest("at")


# --- the door ---


def test_the_fg_reads_a_whole_dossier_of_every_category_by_its_codename(cast, fien):
    page = fien.get(begin(cast, fien)).content.decode()
    assert CANARY in page
    for category in SEPARATE:
        assert f"{APART} {category}" in page
    assert "Inzage door de functionaris gegevensbescherming" in page
    assert "data-print" not in page


@pytest.mark.policy("2.4")
def test_the_fg_reads_how_it_began_and_how_they_manage(cast, fien):
    page = fien.get(begin(cast, fien)).content.decode()
    told = [name for name in ("Triage", "Intake", "Zelfredzaamheidsmatrix") if f">{name} – " in page]
    assert told == ["Triage", "Intake", "Zelfredzaamheidsmatrix"]
    assert cast.family.zrm.pk in log_rows(user_id=cast.fien.pk, action="inspect", at__gt=cast.now)[-1].record_ids


def test_no_record_of_a_case_is_kept_from_the_fg():
    of_room = {model for model in apps.get_app_config("casework").get_models() if issubclass(model, DossierRecord)}
    assert of_room == set(INSPECTED)


@pytest.mark.policy("3")
def test_the_fg_reads_who_consented_to_what_and_what_left_on_which_ground(cast, fien):
    page = fien.get(begin(cast, fien)).content.decode()
    for title in ("Toestemmingen", "Gronden zonder toestemming", "Verstrekkingen"):
        assert f">{title}</h2>" in page
    for said in ("Waarvoor", "Gevaar", "Stuk", "Wie"):
        assert f"{said} {CANARY}" in page or f"{said} {APART}" in page, said


def test_what_was_shared_is_for_the_inspection_that_runs_alone(cast, fien):
    begin(cast, fien)
    request = SimpleNamespace(user=cast.fien, now=mine(cast).until, request_id="x", readings=Readings())
    with acting(cast.fien, request.now), pytest.raises(Refused):
        shared_in(request, mine(cast))


def test_it_lasts_as_long_as_the_setting_says(cast, fien, settings):
    settings.INSPECTION_HOURS = 2
    begin(cast, fien)
    assert mine(cast).until - mine(cast).at == timedelta(hours=2)


def test_the_reason_is_sealed_and_shown_to_the_fg_alone(cast, fien):
    path = begin(cast, fien)
    assert opened(mine(cast)).reason == "Klacht van een inwoner"
    assert "Klacht van een inwoner" in fien.get(path).content.decode()
    register = sign_in(cast.pia).get(f"/beheer/cases/inspection/{mine(cast).pk}/change/").content.decode()
    assert "Vraag of klacht" in register
    assert "Klacht van een inwoner" not in register


def test_the_way_there_is_told_to_the_fg_alone(cast, fien):
    assert 'href="/inspectie/"' in fien.get("/beheer/").content.decode()
    assert 'href="/inspectie/"' not in sign_in(cast.pia).get("/beheer/").content.decode()


@pytest.mark.parametrize("missing", ["codename", "task", "reason"])
def test_without_a_name_a_task_or_a_reason_nothing_opens(cast, fien, missing):
    assert fien.post("/inspectie/", asked(cast, **{missing: ""})).status_code == 200
    assert fien.post("/inspectie/", asked(cast, codename="geen dossier")).status_code == 200
    with as_system():
        assert Inspection.objects.filter(user=cast.fien, at__gt=cast.now).count() == 0


def test_each_page_that_is_seen_names_all_that_was_on_it(cast, fien):
    path = begin(cast, fien)
    fien.get(path)
    fien.get(path)
    begun, *seen = log_rows(user_id=cast.fien.pk, action="inspect", at__gt=cast.now)
    assert begun.record_ids == [mine(cast).pk]
    assert len(seen) == 2
    for row in seen:
        assert (row.role, row.purpose, row.dossier_id) == ("fg", "toezicht", cast.family.dossier.pk)
        apart = {record.pk for record in cast.family.apart.values()}
        assert {mine(cast).pk, cast.family.entry.pk, cast.family.samira.pk, *apart} <= set(row.record_ids)


def test_who_leads_the_dossier_and_the_privacy_officers_are_told(cast, fien, told):
    begin(cast, fien)
    assert {user for user, _inspection in told} == {cast.roos.pk, cast.pia.pk}


def test_the_mail_tells_which_dossier_and_no_more(cast, fien, mailoutbox):
    begin(cast, fien)
    assert inspections.tell(cast.roos.pk, mine(cast).pk, timezone.now())
    (mail,) = mailoutbox
    assert cast.family.dossier.codename in mail.body
    assert not {"Klacht", CANARY, "Fien"} & set(mail.body.split())
    assert cast.family.dossier.codename not in mail.subject
    assert not inspections.tell(cast.roos.pk, new_id(), timezone.now())


# --- nobody else ---


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_begins_or_reads_one(cast, fien, who):
    path, client = begin(cast, fien), sign_in(getattr(cast, who))
    for answer in (client.get("/inspectie/"), client.post("/inspectie/", asked(cast)), client.get(path)):
        assert answer.status_code in (302, 403, 404)
        assert CANARY not in answer.content.decode()
    with as_system():
        assert not Inspection.objects.exclude(user=cast.fien).exists()


def another_fg(cast):
    with as_system():
        User.objects.filter(pk=cast.hugo.pk).update(roles=["fg"])
    return sign_in(User.objects.get(pk=cast.hugo.pk))


def test_another_fg_has_to_give_a_reason_of_their_own(cast, fien):
    path, other = begin(cast, fien), another_fg(cast)
    nothing = shown(other.get(f"/inspectie/{new_id()}/"), mine(cast).pk)[0]
    assert (other.get(path).status_code, nothing) == (404, 404)
    with acting(cast.hugo):
        assert not Dossier.objects.exists()


def test_who_is_fg_no_longer_reads_no_longer(cast, fien):
    path = begin(cast, fien)
    User.objects.filter(pk=cast.fien.pk).update(roles=["hulpverlener"])
    assert fien.get(path).status_code == 404
    with acting(cast.fien):
        assert not Dossier.objects.exists()


@pytest.mark.parametrize(("hours", "opens"), [(3.99, True), (4, False)], ids=["just before", "when it is over"])
def test_when_it_is_over_it_is_closed_at_both_walls(cast, fien, hours, opens):
    begin(cast, fien)
    later = mine(cast).at + timedelta(hours=hours)
    with acting(cast.fien, later):
        assert Dossier.objects.filter(pk=cast.family.dossier.pk).exists() == opens
        assert Inspection.objects.running(later).filter(user=cast.fien).exists() == opens


def test_the_page_of_one_that_is_over_is_as_if_it_never_was(cast, fien):
    over = fien.get(f"/inspectie/{cast.family.inspection.pk}/")
    assert over.status_code == 404
    nobody = new_id()
    assert shown(over, cast.family.inspection.pk) == shown(fien.get(f"/inspectie/{nobody}/"), nobody)


# --- nothing else ---


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_a_worker_opens_with_it(cast, fien, method):
    begin(cast, fien)
    for address in addresses_with_ids():
        if address.view_name != "cases:inspection":
            answer = getattr(fien, method)(address.path_in(cast.family), ANYTHING)
            assert answer.status_code in (404, 405), address.view_name
    for path in ("/zoeken/", "/zoeken/bekend/", "/dossiers/", "/vervanging/", "/team/"):
        assert CANARY not in getattr(fien, method)(path, ANYTHING).content.decode(), path


@pytest.mark.parametrize("table", WALLED)
def test_past_every_door_the_database_shows_this_dossier_and_no_other(cast, fien, table):
    begin(cast, fien)
    with acting(cast.otto):
        of_other = {row[key(table)] for row in rows(table)}
    with acting(cast.fien):
        seen = {row[key(table)] for row in rows(table)}
    own = {cast.other.inspection.pk} if table == "cases_inspection" else set()
    assert not (of_other - own) & seen


def test_every_category_is_seen_in_the_database(cast, fien):
    begin(cast, fien)
    with acting(cast.fien):
        for model in (Entry, Task):
            assert set(SEPARATE) <= set(model.objects.values_list("category", flat=True))
            assert set(SEPARATE) <= set(model.history.values_list("category", flat=True))
        assert Person.objects.filter(pk=cast.family.esra.pk).exists()
        assert not Person.objects.filter(pk=cast.other.piet.pk).exists()


@pytest.mark.parametrize("table", WALLED)
def test_raw_sql_changes_and_deletes_nothing(cast, fien, table):
    begin(cast, fien)
    with acting(cast.fien), connection.cursor() as cursor:
        for statement in (f'UPDATE "{table}" SET {key(table)} = {key(table)}', f'DELETE FROM "{table}"'):
            cursor.execute(statement)
            assert cursor.rowcount == 0, statement


@pytest.mark.parametrize("table", sorted(set(WALLED) - {"cases_inspection"}))
def test_raw_sql_adds_nothing(cast, fien, table):
    row = of_roos(cast, table)[0]
    if "user_id" in row:
        row["user_id"] = cast.fien.pk
    if MODELS[table]._meta.pk.get_internal_type() != "UUIDField":
        del row[key(table)]
    elif table != "person_search":
        row[key(table)] = new_id()
    begin(cast, fien)
    with acting(cast.fien), pytest.raises(DatabaseError, match="row-level security"):
        insert(table, row)


def test_nobody_but_the_fg_puts_an_inspection_down(cast, fien):
    for worker in (cast.roos, cast.otto, cast.pia, cast.sjoerd):
        facts = {"dossier": cast.family.dossier, "task": "vraag", "reason": "x", "at": cast.now}
        row = Inspection(user=worker, until=cast.now + timedelta(hours=1), **facts)
        with acting(worker), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)


def test_nobody_else_learns_by_its_codename_which_dossier_it_is(cast):
    for worker in (cast.roos, cast.otto, cast.pia, cast.fien):
        with acting(worker), connection.cursor() as cursor:
            cursor.execute("SELECT dossier_to_inspect(%s)", [cast.family.dossier.codename.upper()])
            found = cursor.fetchone()[0]
        assert found == (cast.family.dossier.pk if worker == cast.fien else None)


def test_the_fg_gives_nobody_a_dossier(cast, fien):
    begin(cast, fien)
    with acting(cast.fien), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        grant_past_the_rules(cast.family.dossier, cast.otto, by=cast.fien, valid_from=timezone.now())
    with as_system():
        running = Grant.objects.running(timezone.now())
        assert not running.filter(content_object=cast.family.dossier, user=cast.otto).exists()


def test_the_database_knows_the_same_separate_categories(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT separate_categories()")
        assert cursor.fetchone()[0] == list(SEPARATE)


def test_a_regisseur_sees_that_the_fg_looked(cast, fien):
    fien.get(begin(cast, fien))
    page = sign_in(cast.roos).get(f"/dossiers/{cast.family.dossier.pk}/logboek/").content.decode()
    assert "Fien" in page
