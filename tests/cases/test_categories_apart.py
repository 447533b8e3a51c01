"""§ 2 Need to know, § 2.3 Bewaartermijnen, § 1.3 Verstrekkingen van politie: what is authorised apart from the rest of
a dossier. Whoever may not read it sees nothing of it, and no sign that it is there."""

from datetime import timedelta
from itertools import zip_longest

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from cases import actions, authorisation
from cases.choices import LegalBasis, Purpose
from cases.errors import MayNotBeGranted
from cases.mail.letter import Mail
from cases.models import Dossier, Entry, Grant, Task
from cases.records import record_models
from cases.roles import CASE_ROLES, GIVEN_ROLES, Noodtoegang
from cases.workday import today_of
from sealing.models import new_id
from terms.categories import CATEGORIES, ORDINARY, SEPARATE
from tests.addresses import ANYTHING, addresses_with_ids, shown
from tests.beginning import to_open_from
from tests.cases.colleagues import make_team
from tests.cast import APART, CANARY, LETTER, RECORD, acting, as_system, authorise, opened, sign_in

pytestmark = [pytest.mark.policy("2"), pytest.mark.policy("2.3")]
OUTSIDE_IT = ("roos", "cem", "mees", "paula", "otto", "pia", "sjoerd")
# Of the dossier as a whole: what writes them names no category, so there is none of them apart.
NEVER_APART = {
    "Triage", "Intake", "Plan", "PlanVersion", "PlanPart", "PlanSignature", "Evaluation", "Conference", "Participant",
    "AgendaItem", "Escalation", "RequestPart",
}  # fmt: skip
KIND_OF = {"notities": "entry", "documenten": "document", "taken": "task"}


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


def dossier(cast, rest=""):
    return f"/dossiers/{cast.family.dossier.pk}/{rest}"


def record_addresses():
    """The pages about one note, document or task."""
    return [address for address in addresses_with_ids() if address.route.partition("/")[0] in KIND_OF]


def kind_of(address):
    return KIND_OF[address.route.partition("/")[0]]


def give(cast, *categories, by="roos", to=None, reason="Nodig voor de taak"):
    with acting(getattr(cast, by)):
        given = Grant.objects.get(user=to or cast.cem)
        return actions.authorise(given, categories, by=getattr(cast, by), now=timezone.now(), reason=reason)


# --- what is apart ---


def test_treatment_police_forced_care_and_social_affairs_are_apart():
    assert set(SEPARATE) == {"behandeling", "politie", "bopz", "sociale_zaken"}
    assert set(ORDINARY) | set(SEPARATE) == set(CATEGORIES)


def test_the_database_knows_the_same_ordinary_categories(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT ordinary_categories()")
        assert cursor.fetchone()[0] == list(ORDINARY)


def test_a_category_nobody_decided_about_is_closed():
    assert "horoscopen" not in authorisation.opens(["horoscopen"])


# --- no sign of it ---


@pytest.mark.parametrize("who", OUTSIDE_IT)
def test_no_page_shows_it_to_who_is_not_authorised(cast, who):
    client = sign_in(getattr(cast, who))
    paths = [dossier(cast), dossier(cast, "sluiten/"), dossier(cast, "toegang/"), dossier(cast, "taken/nieuw/"), "/"]
    paths += ["/dossiers/", "/dossiers/?taken=on", f"/gezinnen/{cast.family.household.pk}/", "/vervanging/", "/zoeken/"]
    paths += [dossier(cast, f"?wie={cast.vera.pk}"), dossier(cast, "?soort=overleg"), dossier(cast, "?soort=document")]
    for path in paths:
        assert APART not in client.get(path).content.decode(), path
    assert APART not in client.post("/zoeken/", {"q": "politie"}).content.decode()


def test_who_is_authorised_reads_all_of_it(cast):
    """The positive control of everything in this file."""
    client = sign_in(cast.vera)
    page = client.get(dossier(cast)).content.decode()
    for category in SEPARATE:
        assert f"{APART} {category}" in page
        for address in record_addresses():
            if address.view_name in {"cases:entry", "cases:document", "cases:document_download"}:
                answer = client.get(address.path(cast.family.apart[kind_of(address), category].pk))
                assert APART in answer.content.decode()
    assert client.post("/zoeken/", {"q": APART}).context["content"].total == 3 * len(SEPARATE)


def traces(cast, client):
    """Every place where something of a dossier is counted, listed or named; without what differs at each request."""
    paths = (dossier(cast), dossier(cast, "sluiten/"), dossier(cast, "toegang/"), "/dossiers/?sorteer=gewijzigd", "/")
    answers = {path: shown(client.get(path)) for path in paths}
    return answers | {word: shown(client.post("/zoeken/", {"q": word})) for word in ("Bel", APART, CANARY)}


def lines_that_differ(before, after):
    """What somebody could tell the two by: where, and the lines."""
    for where in before:
        for one, other in zip(before[where], after[where], strict=True):
            if one != other:
                lines = (str(one).splitlines(), str(other).splitlines())
                yield where, [pair for pair in zip_longest(*lines) if pair[0] != pair[1]][:3]


@pytest.mark.parametrize(
    "category", [SEPARATE[0], *(pytest.param(one, marks=pytest.mark.proof) for one in SEPARATE[1:])]
)
def test_writing_it_changes_nothing_for_who_may_not_read_it(cast, category):
    clients = [sign_in(worker) for worker in (cast.roos, cast.cem, cast.mees)]
    before = [traces(cast, client) for client in clients]
    facts = {"by": cast.vera, "now": timezone.now(), "about": [cast.family.samira.pk], **RECORD, "category": category}
    with acting(cast.vera):
        note = actions.write_entry(cast.family.dossier, kind="overleg", happened_on=cast.today, text=APART, **facts)
        actions.change_entry(note, by=cast.vera, now=timezone.now(), text=f"{APART} anders")
        task = actions.add_task(cast.family.dossier, title=APART, assigned_to=cast.vera, due_on=cast.today, **facts)
        actions.finish_task(task, by=cast.vera, now=timezone.now())
    after = [traces(cast, client) for client in clients]
    for earlier, later in zip(before, after, strict=True):
        assert not list(lines_that_differ(earlier, later))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["roos", "cem", "mees"])
def test_its_address_answers_as_one_that_does_not_exist(cast, who, method):
    client = sign_in(getattr(cast, who))
    for address in record_addresses():
        nobody = new_id()
        nothing = shown(getattr(client, method)(address.path(nobody), ANYTHING), nobody)
        for category in SEPARATE:
            pk = cast.family.apart[kind_of(address), category].pk
            assert shown(getattr(client, method)(address.path(pk), ANYTHING), pk) == nothing, address.view_name


@pytest.mark.parametrize("category", SEPARATE)
def test_one_category_opens_that_one_and_no_other(cast, category):
    give(cast, category)
    page = sign_in(cast.cem).get(dossier(cast)).content.decode()
    assert [code for code in SEPARATE if f"{APART} {code}" in page] == [category]


def test_taking_it_away_works_from_the_very_next_request(cast):
    give(cast, "behandeling")
    client, note = sign_in(cast.cem), f"/notities/{cast.family.apart['entry', 'behandeling'].pk}/"
    assert client.get(note).status_code == 200
    give(cast)
    assert client.get(note).status_code == 404


def test_the_page_says_what_one_may_read_beside_the_ordinary(cast):
    assert "alleen casusregie" in sign_in(cast.cem).get(dossier(cast)).content.decode()
    give(cast, "behandeling", "politie")
    assert "Behandeling, Politie en justitie" in sign_in(cast.cem).get(dossier(cast)).content.decode()


def test_mail_and_calendar_do_not_count_it(cast):
    with as_system():
        Task.objects.filter(pk=cast.family.apart["task", "bopz"].pk).update(assigned_to=cast.cem)
    with acting(cast.cem):
        assert today_of(cast.cem, timezone.now()).tasks == 0
    give(cast, "bopz")
    with acting(cast.cem):
        assert today_of(cast.cem, timezone.now()).tasks == 1


# --- the database itself ---


def apart_of(model) -> int:
    """How many of these the cast has in a category apart."""
    return 0 if model.__name__ in NEVER_APART else len(SEPARATE)


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model.__name__)
def test_with_every_door_forgotten_the_database_shows_none_of_it(cast, model):
    for worker in (cast.roos, cast.cem, cast.mees, cast.otto):
        with acting(worker):
            for table in (model.objects, model.history):
                assert not table.filter(category__in=SEPARATE).exists()
    with acting(cast.vera):
        assert model.objects.filter(category__in=SEPARATE).count() == apart_of(model)


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model.__name__)
def test_with_the_database_open_the_doors_show_none_of_it(cast, model):
    """The other wall alone: as if row security let everything through."""
    with as_system():
        readable = model.objects.readable_by(cast.cem, timezone.now())
        assert readable.filter(dossier=cast.family.dossier).exists()
        assert not readable.filter(category__in=SEPARATE).exists()
        assert not model.objects.readable_by(cast.otto, timezone.now()).filter(dossier=cast.family.dossier).exists()
        theirs = model.objects.readable_by(cast.vera, timezone.now())
        assert theirs.filter(category__in=SEPARATE).count() == apart_of(model)


def test_nobody_writes_what_they_may_not_read(cast):
    facts = {"by": cast.cem, "now": timezone.now(), "about": [], **RECORD, "category": "behandeling"}
    with acting(cast.cem), pytest.raises(DatabaseError, match="row-level security"):
        actions.write_entry(cast.family.dossier, kind="overleg", happened_on=cast.today, text="x", **facts)
    form = sign_in(cast.cem).get(dossier(cast, "notities/nieuw/")).context["form"]
    assert {code for code, _label in form.fields["category"].choices} == set(ORDINARY)


# --- who says so ---


def test_a_regisseur_authorises_a_colleague_and_the_reason_is_kept(cast, roos):
    with acting(cast.roos):
        given = Grant.objects.get(user=cast.cem)
    path = dossier(cast, f"toegang/{given.pk}/soorten/")
    assert roos.post(path, {"categories": ["behandeling"], "reason": "Behandelt mee"}).url == dossier(cast, "toegang/")
    with acting(cast.roos):
        given.refresh_from_db()
    assert (given.categories, given.categories_by) == (["behandeling"], cast.roos)
    assert opened(given).categories_reason == "Behandelt mee"
    assert "Leest ook: Behandeling" in roos.get(dossier(cast, "toegang/")).content.decode()


def test_without_a_reason_nothing_is_authorised(cast, roos):
    with acting(cast.roos):
        given = Grant.objects.get(user=cast.cem)
    answer = roos.post(dossier(cast, f"toegang/{given.pk}/soorten/"), {"categories": ["behandeling"], "reason": " "})
    assert set(answer.context["form"].errors) == {"reason"}
    with acting(cast.roos):
        assert Grant.objects.get(pk=given.pk).categories == []


def test_giving_access_can_name_categories_at_once(cast, roos):
    sent = {"user": cast.otto.pk, "role": "hulpverlener", "reason": "Behandelt", "valid_from": cast.today}
    assert roos.post(dossier(cast, "toegang/"), sent | {"categories": ["behandeling"]}).status_code == 302
    page = sign_in(cast.otto).get(dossier(cast)).content.decode()
    assert f"{APART} behandeling" in page
    assert f"{APART} politie" not in page


def test_nobody_authorises_themselves(cast, roos):
    path = dossier(cast, f"toegang/{cast.family.grant.pk}/soorten/")
    assert roos.post(path, {"categories": ["behandeling"], "reason": "Ik"}).status_code == 404
    with pytest.raises(MayNotBeGranted, match="Uw eigen toegang"):
        give(cast, "behandeling", to=cast.roos)
    with acting(cast.roos), pytest.raises(DatabaseError, match="nobody authorises themselves"):
        Grant.objects.filter(user=cast.roos).update(categories=["behandeling"])


def test_in_raw_sql_nobody_lets_themselves_in_anew_with_more(cast):
    with acting(cast.roos):
        Grant.objects.filter(pk=cast.family.grant.pk).update(valid_until=cast.now + timedelta(days=1))
        later = Grant(
            content_object=cast.family.dossier,
            user=cast.roos,
            permission=cast.family.grant.permission,
            granted_by=cast.roos,
            reason="Later",
            secrecy_version=1,
            categories=["behandeling"],
            valid_from=cast.now + timedelta(days=1),
        )
        with pytest.raises(DatabaseError, match="nobody authorises themselves"):
            later.save(force_insert=True)


def test_a_deputy_passes_on_what_they_may_read_and_no_more(cast):
    until = timezone.now() + timedelta(days=7)
    facts = {"reason": "Week vrij", "secrecy_version": 1, "valid_from": timezone.now(), "valid_until": until}
    with acting(cast.roos):
        actions.grant(
            cast.family.dossier, to=cast.otto, by=cast.roos, now=timezone.now(), role="plaatsvervanger",
            categories=["politie"], **facts,
        )  # fmt: skip
    give(cast, "politie", by="otto")
    with pytest.raises(MayNotBeGranted, match="Dit mag u zelf niet lezen, en dus niet doorgeven: Behandeling"):
        give(cast, "politie", "behandeling", by="otto")


@pytest.mark.policy("4.1")
@pytest.mark.parametrize("role", [code for code, role in CASE_ROLES.items() if not role.may_hold])
def test_who_sees_the_process_or_broke_the_glass_holds_none(role):
    assert role in ("procescoordinator", "noodtoegang")
    for code in SEPARATE:
        assert authorisation.refusal(added=[code], role=CASE_ROLES[role], giver_opens=None, own=False)


@pytest.mark.policy("4.1")
def test_a_process_coordinator_is_given_none_whatever_is_ticked(cast, roos):
    sent = {"user": cast.otto.pk, "role": "procescoordinator", "reason": "Proces", "valid_from": cast.today}
    answer = roos.post(dossier(cast, "toegang/"), sent | {"categories": ["behandeling"]})
    assert "hoort geen toegang tot: Behandeling" in answer.content.decode()
    with acting(cast.roos):
        assert not Grant.objects.filter(user=cast.otto, content_object=cast.family.dossier).exists()


def test_a_team_lead_authorises_a_member_by_codename_alone(cast):
    team = make_team(cast)
    lia = sign_in(team.lia)
    with as_system():
        given = Grant.objects.get(user=cast.roos, content_object=cast.family.dossier)
    type(cast.roos).objects.filter(pk=cast.roos.pk).update(team=team.lia.team)
    path = dossier(cast, f"toegang/{given.pk}/soorten/")
    page = lia.get(path).content.decode()
    assert cast.family.dossier.codename in page
    assert "De Boer" not in page
    assert lia.post(path, {"categories": ["behandeling"], "reason": "Enige regisseur"}).url == "/team/"
    assert f"{APART} behandeling" in sign_in(cast.roos).get(dossier(cast)).content.decode()
    assert lia.get(dossier(cast)).status_code == 404


@pytest.mark.parametrize("who", ["cem", "mees", "otto", "pia", "hugo"])
def test_who_gives_no_access_authorises_nobody(cast, who):
    path = dossier(cast, f"toegang/{cast.family.given.pk}/soorten/")
    assert sign_in(getattr(cast, who)).post(path, {"categories": [], "reason": "x"}).status_code == 404


OPENED_WITH = [
    ("casusregie", "jeugdwet", []),
    ("triage", "wmo", []),
    ("hulpverlening", "jeugdwet", ["behandeling"]),
    ("veiligheid", "jeugdwet", ["politie"]),
    ("casusregie", "participatiewet", ["sociale_zaken"]),
    ("casusregie", "wgs", ["sociale_zaken"]),
    ("hulpverlening", "wvggz", ["behandeling", "bopz"]),
]


@pytest.mark.parametrize(("purpose", "basis", "categories"), OPENED_WITH)
def test_what_one_reads_in_a_new_dossier_follows_from_purpose_and_legal_basis(cast, roos, purpose, basis, categories):
    sent = {"legal_basis": basis, "purpose": purpose, "question": "Vraag", "about": [str(cast.family.esra.pk)]}
    with acting(cast.roos):
        path = to_open_from(cast.roos, cast.family.household.pk, now=cast.now)
    answer = roos.post(path, sent)
    with acting(cast.roos):
        given = Grant.objects.get(content_object=answer.url.split("/")[2])
    assert sorted(given.categories) == sorted(categories)


def test_every_purpose_and_basis_gives_a_part_of_what_is_apart():
    for purpose in Purpose:
        for basis in LegalBasis:
            assert set(authorisation.at_opening(purpose, basis)) <= set(SEPARATE)


@pytest.mark.parametrize("role", GIVEN_ROLES)
def test_a_role_holds_no_more_than_it_may(role):
    assert set(authorisation.within(SEPARATE, GIVEN_ROLES[role])) == set(GIVEN_ROLES[role].may_hold)
    assert authorisation.within(SEPARATE, Noodtoegang) == []


# --- colleagues take over ---


def test_who_covers_reads_what_the_other_read(cast):
    starts = timezone.now()
    cover = actions.Cover(
        absent=cast.vera, to=cast.otto, starts=starts, ends=starts + timedelta(days=3), reason="Vrij", secrecy_version=1
    )
    with acting(cast.vera):
        actions.hand_over([Grant.objects.get(user=cast.vera)], cover, by=cast.vera, now=starts)
    assert APART in sign_in(cast.otto).get(dossier(cast)).content.decode()


def test_a_task_goes_to_nobody_who_could_not_see_it(cast):
    sent = {**RECORD, "category": "behandeling", "source": "waarneming", "about": [str(cast.family.esra.pk)]}
    sent |= {"title": "Bel", "due_on": str(cast.today), "assigned_to": str(cast.cem.pk)}
    vera = sign_in(cast.vera)
    answer = vera.post(dossier(cast, "taken/nieuw/"), sent)
    assert "zou de taak niet zien" in answer.content.decode()
    assert vera.post(dossier(cast, "taken/nieuw/"), sent | {"assigned_to": str(cast.vera.pk)}).status_code == 302


def test_tasks_of_who_leaves_go_to_somebody_who_can_see_them(cast):
    authorise(cast.cem, ["behandeling"])
    with as_system():
        given = [Grant.objects.get(user=cast.vera)]
        Grant.objects.filter(pk__in=[one.pk for one in given]).update(valid_until=timezone.now())
    with acting(cast.roos):
        actions.leave(cast.vera, by=cast.roos, at=timezone.now(), on=cast.today, close=lambda *_, **__: None)
    with as_system():
        heirs = dict(Task.objects.filter(category__in=SEPARATE).values_list("category", "assigned_to__name"))
    assert heirs["behandeling"] == "Cem"
    # Nobody reads these; the regisseur has them for when somebody authorises her.
    assert heirs["politie"] == "Roos"


# --- a note changes category ---


def put(cast, entry, category):
    with acting(cast.vera):
        entry = Entry.objects.get(pk=entry.pk)
        actions.change_entry(entry, by=cast.vera, now=timezone.now(), category=category, text=f"{APART} nieuw")


def test_what_is_put_apart_is_so_with_all_it_was_and_what_came_with_it(cast):
    with acting(cast.vera):
        facts = {"by": cast.vera, "now": timezone.now(), "about": [cast.family.esra.pk], **RECORD}
        entry = actions.write_entry(cast.family.dossier, kind="mail", happened_on=cast.today, text="Eerst", **facts)
        upload = type("Upload", (), {"name": "a.txt", "content_type": "text/plain", "content": LETTER})
        document = actions.add_document(cast.family.dossier, upload=upload, title="Bijlage", entry=entry, **facts)
    put(cast, entry, "behandeling")
    client = sign_in(cast.roos)
    for path in (f"/notities/{entry.pk}/", f"/documenten/{document.pk}/", f"/documenten/{document.pk}/bestand/"):
        assert client.get(path).status_code == 404, path
    with acting(cast.roos):
        assert not Entry.history.filter(id=entry.pk).exists()


def test_what_becomes_ordinary_does_not_show_what_it_was(cast):
    entry = cast.family.apart["entry", "behandeling"]
    put(cast, entry, "casusregie")
    client = sign_in(cast.roos)
    page = client.get(f"/notities/{entry.pk}/").content.decode()
    assert f"{APART} nieuw" in page
    assert f"{APART} behandeling" not in page
    assert f"{APART} behandeling" in sign_in(cast.vera).get(f"/notities/{entry.pk}/").content.decode()


def mail_of(text):
    return Mail(message_id="<dezelfde@school.example>", sender="School", sent_at=None, subject="Bericht", text=text)


def test_a_mail_that_stands_apart_is_filed_again_without_a_word(cast):
    kept = {}
    for worker, category in ((cast.vera, "behandeling"), (cast.cem, "casusregie")):
        with acting(worker):
            family = Dossier.objects.get(pk=cast.family.dossier.pk)
            facts = {"by": worker, "now": timezone.now(), "on": cast.today, "source": "professional"}
            kept[worker] = actions.keep_mail(family, mail_of("Hallo"), **facts).entry
            if category != "casusregie":
                entry = Entry.objects.get(pk=kept[worker].pk)
                actions.change_entry(entry, by=worker, now=timezone.now(), category=category)
    assert kept[cast.vera].pk != kept[cast.cem].pk


# --- closing ---


def test_closing_starts_the_terms_of_what_the_closer_may_not_read(cast, roos):
    roos.post(dossier(cast, "sluiten/"), {"reason": "Klaar"})
    with as_system():
        records = [record for model in record_models() for record in model.objects.filter(dossier=cast.family.dossier)]
        whole = Dossier.objects.get(pk=cast.family.dossier.pk).destroy_on
    assert {record.category for record in records} >= set(SEPARATE)
    assert all(record.destroy_on and record.term_started_on for record in records)
    assert whole == max(record.destroy_on for record in records)


def test_a_closed_dossier_does_not_tell_by_its_last_day_that_there_is_more(cast, roos):
    roos.post(dossier(cast, "sluiten/"), {"reason": "Klaar"})
    seen = roos.get(dossier(cast)).context["gone_on"]
    with acting(cast.roos):
        mine = [record.destroy_on for model in record_models() for record in model.objects.all()]
    with as_system():
        whole = Dossier.objects.get(pk=cast.family.dossier.pk).destroy_on
    assert seen == max(mine) < whole
    for rest in ("", "heropenen/"):
        assert str(whole.year) not in roos.get(dossier(cast, rest)).content.decode()
    assert sign_in(cast.vera).get(dossier(cast)).context["gone_on"] == whole


def test_reopening_stops_the_terms_of_all_of_it(cast, roos):
    roos.post(dossier(cast, "sluiten/"), {"reason": "Klaar"})
    roos.post(dossier(cast, "heropenen/"))
    with as_system():
        for model in record_models():
            assert not model.objects.filter(dossier=cast.family.dossier, destroy_on__isnull=False).exists()
