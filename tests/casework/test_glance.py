"""§ 4.1 Casusregie: a dossier at a glance, what is old or in doubt, and the page of a visit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Person, Relation, Task
from casework import actions as beginning
from casework.access import glance as access
from casework.doubt import Told, doubts
from sealing import keys
from sealing.models import new_id
from tests.cases.test_opening import queries_of
from tests.casework.plans import lay_before, safe_to_ask, written
from tests.cast import APART, CANARY, RECORD, acting, as_system, authorise, log_rows, opened, record_contact, sign_in

pytestmark = pytest.mark.policy("4.1")
OLD = timedelta(days=400)
OVER = [2020, 1, 1]


def path(cast, rest="overzicht/"):
    return f"/dossiers/{cast.family.dossier.pk}/{rest}"


def page(cast, worker="cem", rest="overzicht/"):
    return sign_in(getattr(cast, worker)).get(path(cast, rest))


def write(cast, by="roos", **facts):
    worker = getattr(cast, by)
    own = {"kind": "mail", "about": [cast.family.esra.pk], "text": f"Van school {CANARY}", "source": "professional"}
    own |= {"happened_on": cast.today - OLD, "own_observation": False}
    with acting(worker):
        return actions.write_entry(cast.family.dossier, by=worker, now=cast.now, **RECORD | own | facts)


# --- what is old or in doubt ---


@pytest.mark.parametrize(("age", "against", "found"), [(179, (), 0), (180, (), 1), (10, ("In onderzoek",), 1)])
def test_what_others_told_is_old_after_the_period_and_doubtful_at_once(age, against, found):
    today = timezone.localdate()
    told = Told(new_id(), "Mail", "School", today - timedelta(days=age), doubts=against)
    assert len(doubts([told], today=today, days=180)) == found


def test_a_later_round_asks_by_a_task_of_its_own_and_the_same_round_by_the_same():
    today, told = timezone.localdate(), Told(new_id(), "Mail", "School", timezone.localdate() - timedelta(days=200))
    ids = [doubts([told], today=today + timedelta(days=days), days=180)[0].task_id for days in (0, 30, 180)]
    assert ids[0] == ids[1] != ids[2]


def test_old_facts_of_others_are_flagged_and_what_the_resident_said_or_we_saw_is_not(cast):
    flagged = write(cast)
    write(cast, source="inwoner", own_observation=True)
    write(cast, happened_on=cast.today)
    shown = page(cast)
    assert [doubt.told.pk for doubt in shown.context["glance"].doubts] == [flagged.pk]
    assert CANARY not in str([doubt.told for doubt in shown.context["glance"].doubts])


def test_of_a_person_the_source_and_its_day_are_flagged(cast):
    with as_system():
        Person.objects.filter(pk=cast.family.ruud.pk).update(source_date=cast.today - OLD)
    (doubt,) = page(cast).context["glance"].doubts
    assert (doubt.told.pk, doubt.told.source) == (cast.family.ruud.pk, "Basisregistratie Personen")


def test_doubt_is_a_task_and_pressing_twice_makes_one(cast):
    entry, client = write(cast), sign_in(cast.cem)
    before = set(Task.objects.values_list("pk", flat=True))
    for _time in range(2):
        assert client.post(path(cast, "overzicht/navragen/"), {"wat": str(entry.pk)}).url == path(cast)
    with acting(cast.cem):
        (task,) = Task.objects.filter(assigned_to=cast.cem).exclude(pk__in=before)
    assert opened(task).title.startswith("Vraag de inwoner of dit nog klopt: mail, van een andere professional")
    assert (task.about, task.category, task.due_on) == (entry.about, entry.category, cast.today + timedelta(days=14))
    assert client.get(path(cast)).context["glance"].doubts[0].task == task
    with acting(cast.cem):
        task.dossier = cast.family.dossier
        actions.finish_task(task, by=cast.cem, now=timezone.now())
    assert client.get(path(cast)).context["glance"].doubts == []


def test_a_task_that_was_taken_back_is_not_made_again(cast):
    entry, client = write(cast), sign_in(cast.cem)
    client.post(path(cast, "overzicht/navragen/"), {"wat": str(entry.pk)})
    task = client.get(path(cast)).context["glance"].doubts[0].task
    assert client.post(f"/taken/{task.pk}/ongedaan/").status_code == 302
    keys.destroy([task.pk], at=timezone.now())
    answer = client.post(path(cast, "overzicht/navragen/"), {"wat": str(entry.pk)}, follow=True)
    assert "eerder weggehaald" in answer.content.decode()


@pytest.mark.parametrize("what", ["", "niets", "01990000-0000-7000-8000-000000000000"])
def test_of_what_is_not_in_doubt_nothing_is_asked(cast, what):
    assert sign_in(cast.cem).post(path(cast, "overzicht/navragen/"), {"wat": what}).status_code == 404


def test_who_reads_along_asks_nothing(cast):
    entry = write(cast)
    assert "navragen/" not in page(cast, "mees").content.decode()
    assert sign_in(cast.mees).post(path(cast, "overzicht/navragen/"), {"wat": str(entry.pk)}).status_code == 404


@pytest.mark.policy("2")
def test_what_stands_apart_leaves_no_trace(cast):
    """Every category apart has a note, a consent and a ZRM in the dossier of the cast; and an old note of Vera's."""
    before = page(cast).context["glance"]
    write(cast, "vera", category="behandeling", text=APART)
    after = page(cast)
    assert after.context["glance"].time == before.time
    assert after.context["glance"].doubts == before.doubts
    assert (before.holding, APART in after.content.decode()) == (1, False)
    authorise(cast.cem)
    seen = page(cast).context["glance"]
    assert seen.holding > 1
    assert sum(row.counts[0] for row in seen.time.rows) > sum(row.counts[0] for row in before.time.rows) + 1
    assert len(seen.doubts) == 1


# --- the pictures ---


def test_only_the_people_of_this_dossier_are_drawn(cast):
    """The ex-partner hides and is a relative of theirs; nothing of him is drawn or told."""
    with as_system():
        Relation.objects.create(
            person=cast.family.samira,
            kind="partner",
            relative=cast.family.ex,
            recorded_on=cast.today,
            until=[2020, 1, 1],
        )
    answer = page(cast)
    assert {figure.someone.name for figure in answer.context["glance"].family.figures} == {
        "Samira", "Ruud", "Esra", "Deniz", "Aylin"
    }  # fmt: skip
    html = answer.content.decode()
    assert "Kemal" not in html
    assert "was partner" not in html
    assert "Kind van Ruud en Samira" in html


def test_who_separated_is_drawn_so(cast):
    with as_system():
        Relation.objects.create(
            person=cast.family.samira,
            kind="partner",
            relative=cast.family.ruud,
            recorded_on=cast.today,
            until=[2020, 1, 1],
        )
    family = page(cast).context["glance"].family
    assert {line.kind for line in family.lines} == {"former", "child"}


def test_the_timeline_counts_and_says_nothing(cast):
    glance = page(cast).context["glance"]
    notes = [lane.name for lane in glance.time.lanes].index("Notities")
    assert sum(row.counts[notes] for row in glance.time.rows) == 1
    assert {name for row in glance.time.rows for name in row.names} == {"Roos"}


def test_more_in_a_dossier_takes_no_more_queries_and_every_look_is_logged(cast):
    client = sign_in(cast.cem)
    write(cast)
    client.get(path(cast))
    few = queries_of(client, path(cast))
    for _number in range(6):
        write(cast)
    assert queries_of(client, path(cast)) == few
    row = log_rows(user_id=cast.cem.pk, action="read")[-1]
    assert (row.dossier_id, row.role) == (cast.family.dossier.pk, "hulpverlener")


# --- on the way ---


@pytest.mark.policy("4")
def test_a_visit_shows_where_how_and_what_waits(cast):
    html = page(cast, rest="bezoek/").content.decode()
    for shown in (
        "Kerkstraat 1",
        "geo:0,0?q=Kerkstraat%201%2C%205427%20AB%20Boekel",
        f"Hond {CANARY}",
        f"Bel {CANARY}",
    ):
        assert shown in html, shown
    assert "documenten/nieuw/?foto" in html


def test_a_visit_has_the_plan_that_waits_for_a_signature(cast):
    _plan, version = written(cast)
    safe_to_ask(cast, cast.family.ruud)
    assert page(cast, rest="bezoek/").context["visit"].plan_signatures == []
    (signature,) = lay_before(cast, version)
    html = page(cast, rest="bezoek/").content.decode()
    assert f"/planhandtekeningen/{signature.pk}/overgeven/" in html


@pytest.mark.policy("4")
def test_a_number_is_a_button_only_while_calling_is_safe(cast):
    hours = {"safe_hours": [{"days": list(range(7)), "from": "00:00", "until": "23:59"}], "safe_phone": "06 1234"}
    with acting(cast.roos):
        profile = cast.family.samira.contact_profiles.running().get()
    profile = record_contact(cast.family.samira, by=cast.roos, now=timezone.now(), replaces=profile.pk, **hours)
    assert 'href="tel:061234"' in page(cast, rest="bezoek/").content.decode()
    never = {"channels": [], "do_not_contact": True, "reason": "Leest mee", "safe_hours": [], "safe_phone": ""}
    record_contact(cast.family.samira, by=cast.roos, now=timezone.now(), replaces=profile.pk, **never)
    html = page(cast, rest="bezoek/").content.decode()
    assert "tel:06" not in html
    assert "Niet benaderen" in html


@pytest.mark.policy("2.5")
def test_an_address_that_one_may_not_see_is_not_there(cast):
    with as_system():
        Person.objects.filter(pk=cast.family.ruud.pk).update(address_secret=True)
        cast.family.dossier.dossier_persons.filter(person=cast.family.ruud).update(address_closed=True)
    (_address, people), *others = page(cast, rest="bezoek/").context["visit"].addresses
    assert others == []
    assert cast.family.ruud not in people


def test_the_actions_of_the_room_are_the_ones_that_pages_use():
    assert beginning.ask_again
    assert access.MOST_DOUBTS
