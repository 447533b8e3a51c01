"""§ 4.1, § 3.4: what who takes part in a conference gets to see, and when no more."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import RequestFactory
from django.utils import timezone

from audit.choices import Action
from cases.models import Entry, Grant, Task
from casework.access.masking import Family as Known
from casework.actions import conferences as actions
from casework.agenda import as_icalendar
from casework.conferences import Aligning, Told, everything, who_waits, why_anonymous
from casework.models import AgendaItem, Conference, Participant, PlanPart, PlanVersion
from casework.reading import point_of
from casework.sheets import Writer
from casework.views import attending
from consent.models import Consent, Disclosure
from tests.casework.brp_families import Family, all_households, left_in, plain
from tests.casework.meetings import consents_for, ingrid_of, people_of, planned
from tests.casework.plans import lay_before, safe_to_ask, signed_by_all, written
from tests.cast import CANARY, acting, as_system, end_agreement, log_rows, opened, sign_in

pytestmark = [pytest.mark.policy("4.1"), pytest.mark.policy("3.4")]
NAMES = ("samira", "ozturk", "boer", "ruud", "esra", "kerkstraat", "5427ab", "5427 ab", "0612345678", "samira@")


@pytest.fixture
def meeting(cast):
    """Planned by Roos, with Ingrid of a partner; nothing was told to anybody yet."""
    cast.ingrid = ingrid_of(cast)
    said = (
        f"Samira Öztürk en R. de Boer (BSN {opened(cast.family.samira).bsn}) wonen Kerkstraat 1, 5427 AB Boekel. "
        "Esra’s juf belde 06-12345678; mail samira@thuis.example. Oz-\ntürk, S.; de Boer-Ozturk."
    )
    made = planned(cast.family, by=cast.roos, now=cast.now, guests=((cast.ingrid, "partner"),), said=said)
    return SimpleNamespace(conference=made, place=made.guest, bsn=opened(cast.family.samira).bsn)


def approve(cast, conference):
    """As the regisseur does: look it over, and say that it is good."""
    client = sign_in(cast.roos)
    page = client.get(f"/overleg/{conference.pk}/voorbeeld/").content.decode()
    seen = re.search(r'name="gezien" value="(\w+)"', page).group(1)
    sent = {"doen": "goedkeuren", "gezien": seen}
    assert client.post(f"/overleg/{conference.pk}/voorbeeld/", sent).status_code == 302
    return page


def know(cast, conference, **changed):
    with acting(cast.roos):
        now = timezone.now()
        people = [person.pk for person in people_of(cast.family)]
        places = list(Participant.objects.filter(conference=conference).values_list("pk", flat=True))
        told = {"people": people, "participants": places, "on": cast.today, "coordination_on": cast.today}
        fresh = opened(conference)
        fresh.dossier = cast.family.dossier
        actions.tell(fresh, by=cast.roos, now=now, how=f"Verteld {CANARY}", **told | changed)


def with_names(cast, conference, named="ja"):
    return sign_in(cast.roos).post(f"/overleg/{conference.pk}/namen/", {"namen": named})


def bytes_for(client, place) -> str:
    """Everything a participant receives: pages, calendar, headers; and what was mailed."""
    answers = [client.get(path) for path in ("/", "/deelname/", f"/deelname/{place.pk}/")]
    answers += [client.get(f"/deelname/{place.pk}/{what}") for what in ("inbreng/", "agenda.ics")]
    assert [answer.status_code for answer in answers] == [200] * 5
    parts = [answer.content.decode() + str(dict(answer.items())) for answer in answers]
    return "\n".join([*parts, *(f"{one.subject} {one.body} {one.message()}" for one in mail.outbox)])


def names_in(text, bsn):
    flat = re.sub(r"gemeente boekel", "", plain(text))
    closed = re.sub(r"[\W_]", "", flat)
    return [one for one in (*NAMES, bsn) if one in flat or one in closed]


# --- rules, without a database ---

ABOUT, WHO = {1, 2}, {7}


@pytest.mark.parametrize(
    ("told", "named"),
    [
        (Told("dag", "dag", frozenset(ABOUT), frozenset(WHO)), True),
        (Told(None, "dag", frozenset(ABOUT), frozenset(WHO)), False),
        (Told("dag", None, frozenset(ABOUT), frozenset(WHO)), False),
        (Told("dag", "dag", frozenset({1}), frozenset(WHO)), False),
        (Told("dag", "dag", frozenset(ABOUT), frozenset()), False),
    ],
    ids=["all is told", "not of coordination", "not at all", "not to everybody", "not of everybody"],
)
def test_names_only_when_everybody_knows_of_everybody(told, named):
    assert (why_anonymous(told, about=ABOUT, participants=WHO) == ()) == named


def test_time_to_align_is_over_when_its_day_is_over(cast):
    day = cast.today
    waits = [Aligning("a", day), Aligning("b", None), Aligning("c", day - timedelta(days=1))]
    assert who_waits(waits, day) == ["a", "b"]


# --- anonymous ---


def test_nothing_is_read_before_it_was_looked_over(cast, meeting):
    assert sign_in(cast.ingrid).get(f"/deelname/{meeting.place.pk}/").status_code == 404


def test_without_names_no_byte_names_the_family(cast, meeting, settings):
    page = approve(cast, meeting.conference)
    assert "Samira" in page
    assert re.findall(r"<del>Samira Öztürk</del> wordt <strong>(.*?)</strong>", page) == ["de ouder 2"]
    text = bytes_for(sign_in(cast.ingrid), meeting.place)
    assert "kind 1" in text or "iemand uit het gezin" in text
    assert names_in(text, meeting.bsn) == []


def test_what_was_masked_is_shown_and_more_can_be_masked(cast, meeting):
    roos = sign_in(cast.roos)
    roos.post(f"/overleg/{meeting.conference.pk}/voorbeeld/", {"doen": "maskeren", "words": "juf"})
    approve(cast, meeting.conference)
    text = sign_in(cast.ingrid).get(f"/deelname/{meeting.place.pk}/").content.decode()
    assert "juf" not in text
    assert "[weggelaten]" in text


def test_what_changed_after_it_was_looked_over_is_not_approved(cast, meeting):
    roos = sign_in(cast.roos)
    sent = {"doen": "goedkeuren", "gezien": "0" * 64}
    roos.post(f"/overleg/{meeting.conference.pk}/voorbeeld/", sent)
    assert sign_in(cast.ingrid).get(f"/deelname/{meeting.place.pk}/").status_code == 404


def test_names_are_refused_until_everybody_knows(cast, meeting):
    with_names(cast, meeting.conference)
    assert opened(meeting.conference).anonymous
    know(cast, meeting.conference)
    with_names(cast, meeting.conference)
    assert not opened(meeting.conference).anonymous


def test_nobody_knows_by_a_box_that_was_ticked_already(cast, meeting):
    page = sign_in(cast.roos).get(f"/overleg/{meeting.conference.pk}/verteld/").content.decode()
    boxes = re.findall(r'<input[^>]*name="people"[^>]*>', page)
    assert len(boxes) == len(people_of(cast.family))
    assert not any("checked" in box for box in boxes)


def test_the_database_names_nobody_who_does_not_know(cast, meeting):
    with pytest.raises(IntegrityError, match="named_only_when_everybody_knows"), acting(cast.roos):
        Conference.objects.filter(pk=meeting.conference.pk).update(anonymous=False)


def test_somebody_new_takes_the_names_away_again(cast, meeting):
    consents_for(cast.family, cast.ingrid.organisation, by=cast.roos, now=cast.now)
    know(cast, meeting.conference)
    with_names(cast, meeting.conference)
    approve(cast, meeting.conference)
    assert sign_in(cast.ingrid).get(f"/deelname/{meeting.place.pk}/").status_code == 200
    sent = {"who": str(cast.vera.pk), "why": "Behandelt"}
    assert sign_in(cast.roos).post(f"/overleg/{meeting.conference.pk}/uitnodigen/", sent).status_code == 302
    assert opened(meeting.conference).anonymous
    assert sign_in(cast.ingrid).get(f"/deelname/{meeting.place.pk}/").status_code == 404


# --- with names: the positive control, and consent ---


@pytest.mark.policy("3")
def test_with_names_and_consent_the_name_is_there(cast, meeting):
    consents_for(cast.family, cast.ingrid.organisation, by=cast.roos, now=cast.now)
    know(cast, meeting.conference)
    with_names(cast, meeting.conference)
    approve(cast, meeting.conference)
    text = bytes_for(sign_in(cast.ingrid), meeting.place)
    assert {"samira", "esra", "ozturk"} <= set(names_in(text, meeting.bsn))
    with acting(cast.roos):
        assert Disclosure.objects.filter(organisation=cast.ingrid.organisation, status="verzonden").exists()


@pytest.mark.policy("3")
def test_with_names_and_without_consent_nothing_is_there(cast, meeting):
    know(cast, meeting.conference)
    with_names(cast, meeting.conference)
    approve(cast, meeting.conference)
    assert names_in(bytes_for(sign_in(cast.ingrid), meeting.place), meeting.bsn) == []


@pytest.mark.policy("3.1")
def test_a_consent_that_ends_takes_it_away_at_the_next_request(cast, meeting):
    consents = consents_for(cast.family, cast.ingrid.organisation, by=cast.roos, now=cast.now)
    know(cast, meeting.conference)
    with_names(cast, meeting.conference)
    approve(cast, meeting.conference)
    client = sign_in(cast.ingrid)
    assert client.get(f"/deelname/{meeting.place.pk}/").status_code == 200
    with as_system():
        Consent.objects.filter(pk=consents[0].pk).update(status="ingetrokken")
    assert client.get(f"/deelname/{meeting.place.pk}/").status_code == 404
    assert client.get("/deelname/").status_code == 200


@pytest.mark.policy("4.2")
def test_a_colleague_reads_names_only_with_access_to_the_dossier(cast, meeting):
    """Cem has it, until somebody ends it; a partner's row is no grant."""
    with acting(cast.roos):
        fresh = opened(meeting.conference)
        fresh.dossier = cast.family.dossier
        who = {"part": "collega", "user": cast.cem, "name": "Cem", "why": "Helpt"}
        place = actions.invite(fresh, by=cast.roos, now=timezone.now(), **who)
    know(cast, meeting.conference)
    with_names(cast, meeting.conference)
    approve(cast, meeting.conference)
    cem = sign_in(cast.cem)
    assert "Samira" in cem.get(f"/deelname/{place.pk}/").content.decode()
    with as_system():
        Grant.objects.filter(user=cast.cem, content_object=cast.family.dossier).update(valid_until=timezone.now())
    assert cem.get(f"/deelname/{place.pk}/").status_code == 404


# --- who takes part ---


def test_time_to_align_is_an_answer_that_is_respected(cast, meeting):
    approve(cast, meeting.conference)
    ingrid, roos = sign_in(cast.ingrid), sign_in(cast.roos)
    sent = {"reply": "afstemmen", "until": str(cast.today + timedelta(days=2)), "text": "Eerst mijn collega."}
    assert ingrid.post(f"/deelname/{meeting.place.pk}/antwoord/", sent).status_code == 302
    assert "tijd nodig om af te stemmen" in roos.get(f"/overleg/{meeting.conference.pk}/").content.decode()
    close = f"/overleg/{meeting.conference.pk}/afsluiten/"
    assert roos.post(close, {"minutes": "Kort"}).status_code == 200
    assert opened(meeting.conference).is_planned
    assert roos.post(close, {"minutes": "Kort", "ahead_reason": "Het kind was in gevaar"}).status_code == 302


def test_what_somebody_brings_is_theirs_and_others_read_it_after_it_was_looked_over(cast, meeting):
    approve(cast, meeting.conference)
    sent = {"title": "School", "text": "Het gaat beter met Samira", "why": "Toestemming", "kinds": ["school"]}
    ingrid = sign_in(cast.ingrid)
    assert ingrid.post(f"/deelname/{meeting.place.pk}/inbreng/", sent).status_code == 302
    with acting(cast.roos):
        item = AgendaItem.objects.get(brought_by=meeting.place.pk)
    assert (item.created_by_id, item.own_observation, opened(item).why) == (cast.ingrid.pk, False, "Toestemming")
    assert meeting.conference.pk == item.conference_id
    assert "School" in sign_in(cast.roos).get(f"/overleg/{meeting.conference.pk}/").content.decode()
    # Masked, it would tell who brought it which of the names they tried is of this family.
    approve(cast, meeting.conference)
    page = ingrid.get(f"/deelname/{meeting.place.pk}/").content.decode()
    assert "Het gaat beter met Samira" in page
    assert "beter met de moeder" not in page


def test_closing_ends_it_at_the_next_request_and_what_was_agreed_becomes_a_task(cast, meeting):
    approve(cast, meeting.conference)
    ingrid = sign_in(cast.ingrid)
    assert ingrid.get(f"/deelname/{meeting.place.pk}/").status_code == 200
    due = str(cast.today + timedelta(days=7))
    sent = {"minutes": f"Verslag {CANARY}", "title1": "Bel de school", "to1": str(cast.cem.pk), "due1": due}
    assert sign_in(cast.roos).post(f"/overleg/{meeting.conference.pk}/afsluiten/", sent).status_code == 302
    for path in ("", "inbreng/", "agenda.ics"):
        assert ingrid.get(f"/deelname/{meeting.place.pk}/{path}").status_code == 404
    assert ingrid.post(f"/deelname/{meeting.place.pk}/antwoord/", {"reply": "komt"}).status_code == 404
    with acting(cast.ingrid):
        assert not Participant.objects.exists()
        assert not AgendaItem.objects.exists()
    with acting(cast.roos):
        task = Task.objects.filter(dossier=cast.family.dossier, assigned_to=cast.cem).latest("created_at")
    assert opened(task).title == "Bel de school"


@pytest.mark.parametrize("holds", [True, False], ids=["a plan that holds", "a plan that is written"])
def test_what_was_agreed_goes_below_the_goal_it_serves(cast, meeting, holds):
    plan, version = signed_by_all(cast) if holds else written(cast)
    with acting(cast.roos):
        goal = version.parts.get(kind="doel")
    close = f"/overleg/{meeting.conference.pk}/afsluiten/"
    roos, due = sign_in(cast.roos), str(cast.today + timedelta(days=7))
    assert opened(goal).text in roos.get(close).content.decode()
    sent = {"minutes": "Verslag", "title1": "Bel de school", "to1": str(cast.cem.pk), "due1": due}
    assert roos.post(close, sent | {"goal1": str(goal.pk)}).status_code == 302
    with acting(cast.roos):
        written_in = PlanVersion.objects.get(plan=plan, status="concept")
        actions = list(PlanPart.objects.filter(version=written_in, kind="actie").select_related("goal"))
    assert written_in.number == (2 if holds else 1)
    (added,) = [opened(one) for one in actions if opened(one).text == "Bel de school"]
    assert (added.who, opened(added.goal).text) == (cast.cem.name, opened(goal).text)


def test_nothing_is_added_to_what_lies_there_to_be_signed(cast, meeting):
    _plan, version = written(cast)
    safe_to_ask(cast, cast.family.ruud)
    roos, close = sign_in(cast.roos), f"/overleg/{meeting.conference.pk}/afsluiten/"
    with acting(cast.roos):
        goal = version.parts.get(kind="doel")
    assert 'name="goal1"' in roos.get(close).content.decode()
    lay_before(cast, version)
    assert 'name="goal1"' not in roos.get(close).content.decode()
    due = str(cast.today + timedelta(days=7))
    sent = {"minutes": "Verslag", "title1": "Bel", "to1": str(cast.cem.pk), "due1": due, "goal1": str(goal.pk)}
    roos.post(close, sent)
    with acting(cast.roos):
        assert PlanPart.objects.filter(version__plan=version.plan, kind="actie").count() == 1


@pytest.mark.parametrize("way", ["taken off", "agreement over", "cancelled"])
@pytest.mark.policy("1.1")
def test_other_ways_in_which_it_ends(cast, meeting, way):
    approve(cast, meeting.conference)
    ingrid, roos = sign_in(cast.ingrid), sign_in(cast.roos)
    if way == "taken off":
        roos.post(f"/overleg/{meeting.conference.pk}/deelnemers/{meeting.place.pk}/weg/")
    elif way == "cancelled":
        roos.post(f"/overleg/{meeting.conference.pk}/vervalt/")
    else:
        end_agreement(cast.ingrid.organisation, cast.today - timedelta(days=1))
    assert ingrid.get(f"/deelname/{meeting.place.pk}/").status_code in (403, 404)


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("who", ["hugo", "leo"])
def test_who_enforces_or_has_no_agreement_is_not_invited(cast, meeting, who):
    sent = {"who": str(getattr(cast, who).pk), "why": "Nodig"}
    assert sign_in(cast.roos).post(f"/overleg/{meeting.conference.pk}/uitnodigen/", sent).status_code == 200
    with acting(cast.roos):
        assert Participant.objects.filter(conference=meeting.conference).count() == 1


@pytest.mark.policy("4.3")
def test_a_resident_takes_part_and_reads_nothing_here(cast, meeting):
    page = sign_in(cast.roos).get(f"/overleg/{meeting.conference.pk}/uitnodigen/").content.decode()
    assert "Samira Öztürk" in page
    sent = {"who": f"inwoner:{cast.family.samira.pk}", "why": "Het gaat over haar"}
    assert sign_in(cast.roos).post(f"/overleg/{meeting.conference.pk}/uitnodigen/", sent).status_code == 302
    with acting(cast.roos):
        assert Participant.objects.get(conference=meeting.conference, part="inwoner").user_id is None


def test_who_takes_part_sees_nothing_else_of_the_dossier(cast, meeting):
    approve(cast, meeting.conference)
    client = sign_in(cast.ingrid)
    for path in (f"/overleg/{meeting.conference.pk}/", f"/dossiers/{cast.family.dossier.pk}/overleg/"):
        assert client.get(path).status_code == 404
    assert client.get(f"/dossiers/{cast.family.dossier.pk}/").status_code == 404
    assert sign_in(cast.otto).get(f"/deelname/{meeting.place.pk}/").status_code == 404
    with acting(cast.ingrid):
        assert not Conference.objects.exists()
        assert list(Participant.objects.values_list("pk", flat=True)) == [meeting.place.pk]


@pytest.mark.policy("3.3")
def test_what_was_read_stands_in_the_dossier_and_in_the_log(cast, meeting):
    approve(cast, meeting.conference)
    sign_in(cast.ingrid).get(f"/deelname/{meeting.place.pk}/")
    with acting(cast.roos):
        note = Entry.objects.filter(dossier=cast.family.dossier, kind="verstrekking").latest("created_at")
    assert "Ingrid" in opened(note).text
    row = log_rows(user_id=cast.ingrid.pk, action=Action.READ)[-1]
    assert (row.dossier_id, row.role, row.object_type) == (cast.family.dossier.pk, "deelnemer", "conference")
    assert {meeting.conference.pk, meeting.place.pk} <= set(row.record_ids)


@pytest.mark.parametrize("field", ["needed", "less"])
def test_need_and_proportion_are_asked_at_each_conference(cast, field):
    sent = {
        "on": str(cast.today + timedelta(days=1)),
        "at": "10:00",
        "place": "Gemeentehuis",
        "goal": "Samen verder",
        "legal_basis": "jeugdwet",
        "about": [str(cast.family.esra.pk)],
        "needed": "Nodig",
        "less": "Niet minder",
    }
    path = f"/dossiers/{cast.family.dossier.pk}/overleg/nieuw/"
    assert sign_in(cast.roos).post(path, sent | {field: ""}).status_code == 200
    assert sign_in(cast.roos).post(path, sent).status_code == 302


# --- all families of the sample, in the bytes of the real pages ---


def sheet_of(family):
    """What the regisseur approves of a family that is named in every text."""
    known = dict(enumerate(family.people))
    everything_said = " ".join(
        f"{one.given_names} {one.prefix} {one.surname}, {' '.join(one.bsns)}, "
        f"{' '.join(' '.join(map(str, each.values())) for each in one.addresses)}, {' '.join(one.telephones)}."
        for one in family.people
    )
    conference = SimpleNamespace(
        goal=everything_said,
        place=everything_said,
        mask_more=[],
        starts_at=timezone.now(),
        is_online=False,
        about=list(known),
        get_legal_basis_display=lambda: "Jeugdwet",
    )
    item = {"title": everything_said, "text": everything_said, "about": list(known), "kinds": [], "brought_by_id": None}
    item = SimpleNamespace(pk=uuid4(), **item)
    words = {number: one.called for number, one in known.items()}
    writer = Writer(conference, Known(known, words), SimpleNamespace(name="Roos", phone="0492"), anonymous=True)
    return writer.prepare([], [item]).sheet(everything([point_of(item)]))


def rendered(request, place, sheet) -> str:
    """What a participant receives of this sheet, with headers."""
    place.sheet, place.own = sheet, []
    page = attending._page(request, place).render()
    calendar = as_icalendar(sheet, uid=str(place.pk), now=request.now, link="/deelname/")
    return page.content.decode() + str(dict(page.items())) + calendar.decode().replace("\r\n ", "")


def test_of_all_families_no_byte_is_left(cast, meeting, sample):
    """As page and calendar are made of what the regisseur approved. What they say to anybody does not count."""
    request = RequestFactory().get("/")
    request.user, request.now, request.today = cast.ingrid, cast.now, cast.today
    with acting(cast.ingrid):
        said_anyway = set(re.findall(r"[^\W\d_]+", plain(rendered(request, meeting.place, sheet_of(Family(()))))))
        for family in all_households(sample):
            text = rendered(request, meeting.place, sheet_of(family))
            assert set(left_in(text, family)) <= said_anyway, family.people[0].surname


def test_of_some_families_no_byte_is_left_on_the_pages_themselves(cast, meeting, sample):
    approve(cast, meeting.conference)
    ingrid = sign_in(cast.ingrid)
    paths = [f"/deelname/{meeting.place.pk}/{what}" for what in ("", "agenda.ics")]
    said_anyway = set(re.findall(r"[^\W\d_]+", plain(ingrid.get(paths[0]).content.decode())))
    for family in all_households(sample)[::120]:
        with acting(cast.roos):
            place = opened(Participant.objects.get(pk=meeting.place.pk))
            place.sheet = sheet_of(family)
            place.save(update_fields=["sheet"])
        answers = [ingrid.get(path) for path in (*paths, "/deelname/")]
        assert [answer.status_code for answer in answers] == [200] * 3
        text = "".join(answer.content.decode().replace("\r\n ", "") + str(dict(answer.items())) for answer in answers)
        assert set(left_in(text, family)) <= said_anyway, family.people[0].surname
