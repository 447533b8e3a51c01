"""§ 4 Betrokkenheid cliënt: what the portal shows without asking; and that what is withheld leaves no trace."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import Organisation
from cases.actions import close
from cases.models import Dossier, Emergency, Entry
from casework.models import Conference, Participant
from consent.models import Disclosure, Ground
from inzage.portal import LOOKED_BACK
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.casework.plans import signed_by_all as plan_of
from tests.cast import RECORD, acting, as_system, grant_past_the_rules, log_rows, make_worker, sign_in
from tests.consent.consents import asked
from tests.inzage.residents import PAGES, page, reads, whole
from tests.inzage.test_consents import resident
from tests.sharing import cover, make_disclosure, make_ground, sent

pytestmark = [pytest.mark.policy("4"), pytest.mark.usefixtures("cast")]


def went(cast, person, *, withheld=False, **by):  # noqa: F811
    """Something that was sent about this person."""
    with acting(cast.roos, cast.now):
        made = make_disclosure(cast.family.dossier, [person.pk], by=cast.roos, now=cast.now, withheld=withheld)
        cover(made, person, **by)
        return sent(made, by=cast.roos, now=cast.now)


def wrote(cast, *people, **facts):  # noqa: F811
    when = {"created_at": cast.now, "substantively_changed_at": cast.now, "happened_on": cast.today}
    with acting(cast.roos, cast.now):
        return Entry.objects.create(
            dossier=cast.family.dossier, about=[one.pk for one in people], created_by=cast.roos, kind="telefoon",
            text="Gebeld", **when, **RECORD, **facts,
        )  # fmt: skip


# --- who helps ---


def test_it_opens_with_who_helps_and_how_to_call(cast):  # noqa: F811
    shown = page(resident(cast, cast.family.ruud))
    assert "Roos" in shown
    assert "Regisseur, Gemeente Boekel" in shown
    assert "0492 Roos" in shown
    assert shown.index("Wie helpt?") < shown.index("Dit kunt u ook zien")


def test_of_the_others_there_is_a_function_and_an_organisation_and_never_a_name(cast):  # noqa: F811
    shown = page(resident(cast, cast.family.ruud), "hulp")
    for words in ("Hulpverlener", "Meelezer", "Zorg Dichtbij", "Gemeente Boekel"):
        assert words in shown
    for worker in (cast.cem, cast.mees, cast.paula, cast.vera):
        assert worker.name not in shown
    assert "Noodtoegang" not in shown


@pytest.mark.parametrize("sort", ["veilig_thuis", "raad_kinderbescherming", "politie"])
def test_that_somebody_of_a_place_of_safety_works_on_it_leaves_no_trace(cast, sort):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    before = whole(ruud)
    other = Organisation.objects.create(name="Een andere plek", kind="partner", sort=sort, enforces=sort == "politie")
    worker = make_worker("Vincent", other, "hulpverlener")
    with as_system():
        grant_past_the_rules(cast.family.dossier, worker, by=cast.roos, valid_from=cast.now - timedelta(days=2))
    reads(cast, worker, wrote(cast, cast.family.samira))
    assert whole(ruud) == before
    reads(cast, worker, cast.family.ruud)
    assert whole(ruud) == before
    Organisation.objects.filter(pk=other.pk).update(sort="zorgaanbieder", enforces=False)
    changed = whole(ruud)
    assert {where for where in PAGES if changed[where] != before[where]} == {"hulp", "gelezen"}


def test_who_is_in_no_dossier_gets_the_page_of_nobody(cast):  # noqa: F811
    client = resident(cast, cast.family.ex)
    pages = whole(client)
    assert len(set(pages.values())) == 1
    assert "Hier staat niets voor u" in pages["overzicht"]


@pytest.mark.parametrize("portal", ["beperkt", "uit"])
def test_a_portal_made_smaller_is_the_page_of_nobody_whatever_there_is(cast, portal):  # noqa: F811
    went(cast, cast.family.samira, consent=cast.family.consent)
    nobody = whole(resident(cast, cast.family.ex))
    assert whole(resident(cast, cast.family.samira, portal)) == nobody


def test_a_dossier_that_is_there_for_somebodys_safety_is_not_there(cast):  # noqa: F811
    nobody = whole(resident(cast, cast.family.ex))
    ruud = resident(cast, cast.family.ruud)
    assert whole(ruud) != nobody
    with as_system():
        Dossier.objects.filter(pk=cast.family.dossier.pk).update(purpose="veiligheid")
    assert whole(ruud) == nobody


# --- what left ---


@pytest.mark.policy("3.3")
def test_what_left_is_told_with_to_whom_and_on_which_ground(cast):  # noqa: F811
    samira = resident(cast, cast.family.samira)
    assert "Hier staat nog niets." in page(samira, "gedeeld")
    made = went(cast, cast.family.samira, consent=cast.family.consent)
    shown = page(samira, "gedeeld")
    for words in ("Basisschool De Wilg", "Hoe de hulp verloopt", "Er is ja gezegd: toestemming", "Beveiligde link"):
        assert words in shown
    assert "kanarievogel" not in shown
    assert f"id={made.pk}" in shown
    assert "De Wilg" not in page(resident(cast, cast.family.ruud), "gedeeld")


@pytest.mark.policy("3.3")
def test_what_is_withheld_shielded_or_not_sent_leaves_no_trace(cast):  # noqa: F811
    """The same bytes as when it never was."""
    samira = resident(cast, cast.family.samira)
    went(cast, cast.family.samira, consent=cast.family.consent)
    before = whole(samira)
    with acting(cast.roos, cast.now):
        facts = {"by": cast.roos, "confirmed_by": cast.cem, "now": cast.now}
        ground = make_ground(cast.family.dossier, [cast.family.samira.pk], **facts)
        make_disclosure(cast.family.dossier, [cast.family.samira.pk], by=cast.roos, now=cast.now)
    hidden = went(cast, cast.family.samira, withheld=True, ground=ground)
    reads(cast, cast.cem, hidden, ground, now=cast.now - timedelta(days=9))
    assert whole(samira) == before
    with as_system():
        Disclosure.objects.filter(pk=hidden.pk).update(withheld=False)
    assert whole(samira) == before
    with as_system():
        released = {"released_by": cast.roos, "released_at": cast.now}
        Ground.objects.filter(pk=ground.pk).update(withheld=False, **released)
    assert "Veiligheid" in page(samira, "gedeeld")
    with as_system():
        Disclosure.objects.filter(pk=hidden.pk).update(shielded=True, shield_review_on=cast.today)
    assert page(samira, "gedeeld") == before["gedeeld"]


# --- who looked ---


def test_one_line_for_each_colleague_and_day_and_never_a_name(cast):  # noqa: F811
    sign_in(cast.roos).get(f"/dossiers/{cast.family.dossier.pk}/")
    ruud = resident(cast, cast.family.ruud)
    once = page(ruud, "gelezen")
    assert "Regisseur, Gemeente Boekel" in once
    assert "Roos" not in once
    for entry in (wrote(cast, cast.family.ruud), wrote(cast, cast.family.ruud)):
        reads(cast, cast.roos, entry, role="regisseur")
    assert page(ruud, "gelezen") == once
    reads(cast, cast.cem, wrote(cast, cast.family.ruud), now=cast.now - timedelta(days=3))
    assert "Hulpverlener, Gemeente Boekel" in page(ruud, "gelezen")


def test_a_reading_of_what_is_withheld_or_of_another_is_no_line(cast):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    then = cast.now - timedelta(days=4)
    before = page(ruud, "gelezen")
    hidden, of_another = wrote(cast, cast.family.ruud, withheld=True), wrote(cast, cast.family.samira)
    reads(cast, cast.cem, hidden, of_another, now=then)
    reads(cast, cast.cem, now=then)
    resident(cast, cast.family.samira).get("/mijn/hulp/")
    assert page(ruud, "gelezen") == before
    reads(cast, cast.cem, hidden, wrote(cast, cast.family.ruud), now=then)
    assert page(ruud, "gelezen") != before


def test_breaking_the_glass_is_no_line_until_somebody_decided_so(cast):  # noqa: F811
    ruud, entry = resident(cast, cast.family.ruud), wrote(cast, cast.family.ruud)
    before = page(ruud, "gelezen")
    glass = {"grant_id": cast.family.emergency.grant_id, "break_glass": True, "role": "noodtoegang"}
    reads(cast, cast.iris, entry, **glass)
    assert page(ruud, "gelezen") == before
    with as_system():
        Emergency.objects.filter(pk=cast.family.emergency.pk).update(withheld=False)
    assert "Noodtoegang, Gemeente Boekel" in page(ruud, "gelezen")


def test_longer_than_a_year_ago_is_not_told_here(cast):  # noqa: F811
    ruud, entry = resident(cast, cast.family.ruud), wrote(cast, cast.family.ruud)
    before = page(ruud, "gelezen")
    reads(cast, cast.cem, entry, now=cast.now - LOOKED_BACK - timedelta(hours=1))
    assert page(ruud, "gelezen") == before
    reads(cast, cast.cem, entry, now=cast.now - LOOKED_BACK + timedelta(days=1))
    assert page(ruud, "gelezen") != before


# --- how long ---


@pytest.mark.policy("2.3")
def test_of_each_kind_it_says_until_when_and_why(cast):  # noqa: F811
    shown = page(resident(cast, cast.family.ruud), "bewaren")
    assert "Casusregie" in shown
    assert "Wij bewaren dit tot 5 jaar nadat de hulp is gestopt." in shown
    assert "Waarom zo lang?" in shown
    assert "Behandeling" not in shown


@pytest.mark.policy("2.3")
def test_a_kind_of_which_everything_is_withheld_is_not_named(cast):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    before = page(ruud, "bewaren")
    entry = wrote(cast, cast.family.ruud, withheld=True)
    with as_system():
        Entry.objects.filter(pk=entry.pk).update(category="sociale_zaken")
    assert page(ruud, "bewaren") == before
    with as_system():
        Entry.objects.filter(pk=entry.pk).update(withheld=False)
    assert "Sociale zaken" in page(ruud, "bewaren")


@pytest.mark.parametrize("facts", [{"category": "politie"}, {"source": "politie"}], ids=["category", "source"])
def test_what_is_of_the_police_leaves_no_trace(cast, facts):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    before = whole(ruud)
    entry = wrote(cast, cast.family.ruud)
    with as_system():
        Entry.objects.filter(pk=entry.pk).update(**facts)
    reads(cast, cast.cem, entry, now=cast.now - timedelta(days=6))
    assert whole(ruud) == before


@pytest.mark.policy("2.3")
def test_once_it_is_closed_there_is_a_day(cast):  # noqa: F811
    piet = resident(cast, cast.other.piet)
    assert "nadat de hulp is gestopt" in page(piet, "bewaren")
    with acting(cast.otto, cast.now):
        close(cast.other.dossier, by=cast.otto, now=cast.now, on=cast.today, reason="Klaar")
    day = cast.today.replace(year=cast.today.year + 5)
    assert f"Wij bewaren dit tot {date_format(day, 'j F Y')}." in page(piet, "bewaren")


# --- what is planned ---


def planned(cast, person, **facts):  # noqa: F811
    """Told, and invited by name."""
    what = {"told_people": [person.pk], "starts_at": cast.now + timedelta(days=5)} | facts
    with as_system():
        Conference.objects.filter(pk=cast.family.conference.pk).update(about=[person.pk], **what)
        conference = Conference.objects.get(pk=cast.family.conference.pk)
    with acting(cast.roos, cast.now):
        Participant.objects.create(
            dossier=cast.family.dossier, conference=conference, part="inwoner", name="Samira Öztürk", about=[person.pk],
            created_by=cast.roos, created_at=cast.now, substantively_changed_at=cast.now, why="", **RECORD,
        )  # fmt: skip
    return conference


def test_the_next_appointment_is_a_moment_and_nothing_else(cast):  # noqa: F811
    conference = planned(cast, cast.family.samira)
    shown = page(resident(cast, cast.family.samira))
    assert f"{localtime(conference.starts_at):%H.%M} uur" in shown
    for words in ("Kamer", "Samen kanarievogel", "overleg"):
        assert words not in shown


@pytest.mark.parametrize(
    "changed",
    [{"told_people": []}, {"withheld": True}, {"status": "vervallen"}, {"about": []}, {"starts_at": "past"}],
    ids=["not told", "withheld", "cancelled", "about another", "over"],
)
def test_what_one_was_not_told_of_or_is_not_for_them_is_not_there(cast, changed):  # noqa: F811
    samira = resident(cast, cast.family.samira)
    before = page(samira)
    conference = planned(cast, cast.family.samira)
    assert page(samira) != before
    if "starts_at" in changed:
        changed = {"starts_at": cast.now - timedelta(hours=1)}
    if changed.get("status"):
        changed |= {"closed_at": cast.now, "closed_by": cast.roos}
    with as_system():
        Conference.objects.filter(pk=conference.pk).update(**changed)
    assert page(samira) == before


def test_who_is_told_of_it_but_not_invited_sees_no_appointment(cast):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    before = page(ruud)
    conference = planned(cast, cast.family.samira)
    both = [cast.family.samira.pk, cast.family.ruud.pk]
    with as_system():
        Conference.objects.filter(pk=conference.pk).update(about=both, told_people=both)
        Participant.objects.filter(conference=conference).update(about=both)
    assert page(ruud) == before


@pytest.mark.policy("4.1")
def test_the_day_on_which_they_look_at_the_plan_together(cast):  # noqa: F811
    ruud = resident(cast, cast.family.ruud)
    assert "kijken wij samen" not in page(ruud)
    plan_of(cast, cast.family.ruud)
    assert "kijken wij samen of het plan werkt" in page(ruud)


# --- the log, and the work it is ---


def test_each_page_leaves_its_row(cast):  # noqa: F811
    client = resident(cast, cast.family.ruud)
    kinds = {
        "overzicht": "toegang",
        "hulp": "toegang",
        "gedeeld": "disclosure",
        "gelezen": "logboek",
        "bewaren": "termijnen",
    }
    for where, kind in kinds.items():
        before = len(log_rows(user_id=client.resident.pk))
        client.get(f"/mijn/{where}/")
        rows = log_rows(user_id=client.resident.pk)[before:]
        assert (cast.family.dossier.pk, kind) in {(row.dossier_id, row.object_type) for row in rows}, where


def test_a_page_asks_as_much_of_one_thing_as_of_many(cast):  # noqa: F811
    samira = resident(cast, cast.family.samira)

    def fill():
        went(cast, cast.family.samira, consent=cast.family.consent)
        reads(cast, cast.cem, wrote(cast, cast.family.samira))
        asked(cast, cast.family.samira)

    def counted():
        found = {}
        for where in PAGES:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page(samira, where)
            found[where] = len(queries)
        return found

    fill()
    counted()
    few = counted()
    for _more in range(3):
        fill()
    assert counted() == few
