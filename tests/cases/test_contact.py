"""§ 4 Betrokkenheid cliënt: nothing reaches a resident but along a way that is safe."""

import ast
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import localtime
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from boekel_sd.tables.policy import sources
from cases import actions
from cases.choices import Channel, Portal
from cases.contact import Hours, Profile, is_due, may_send, portal_of
from cases.errors import MayNotBeReached
from cases.models import ContactProfile, Person, StandardText, TextKind
from sealing.models import new_id
from tests.cast import CANARY, acting, as_system, log_rows, opened, record_contact, sign_in

pytestmark = pytest.mark.policy("4")
ROOT = Path(settings.BASE_DIR)
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # 11:00 in Boekel.
MORNINGS = Hours(frozenset({0, 1}), time(9), time(12))
EVERYTHING = Profile(
    review_on=date(2027, 5, 24),
    channels=frozenset(Channel.values),
    addresses=frozenset(Channel.values),
    hours=(MORNINGS,),
    portal=Portal.FULL,
)

moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
channels = st.sampled_from([*Channel.values, "duif", ""])
periods = st.builds(
    Hours, st.frozensets(st.integers(0, 6)), st.times().map(lambda at: at.replace(tzinfo=None)), st.times()
)
profiles = st.builds(
    Profile,
    review_on=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    channels=st.frozensets(st.sampled_from(Channel.values)),
    addresses=st.frozensets(st.sampled_from(Channel.values)),
    hours=st.lists(periods, max_size=2).map(tuple),
    do_not_contact=st.booleans(),
    portal=st.sampled_from(Portal.values),
)


# --- the rule ---


@given(channels, moments)
def test_without_a_profile_nothing_leaves(channel, at):
    assert not may_send(None, channel, at).allowed
    assert portal_of(None) == Portal.OFF


@given(profiles, channels, moments)
def test_what_may_leave_was_allowed_in_so_many_words(profile, channel, at):
    answer = may_send(profile, channel, at)
    assert answer.why
    if not answer.allowed:
        return
    assert not profile.do_not_contact
    assert channel in profile.channels
    assert channel in profile.addresses or channel in (Channel.IN_PERSON, Channel.PORTAL)
    assert channel != Channel.PORTAL or profile.portal != Portal.OFF
    if channel in (Channel.PHONE, Channel.SMS):
        here = localtime(at)
        assert any(here.weekday() in hours.days and hours.start <= here.time() < hours.end for hours in profile.hours)


@given(profiles, channels, moments, st.sampled_from(Channel.values))
def test_taking_something_away_never_allows_more(profile, channel, at, taken):
    less = [
        replace(profile, channels=profile.channels - {taken}),
        replace(profile, addresses=profile.addresses - {taken}),
        replace(profile, hours=profile.hours[1:]),
        replace(profile, do_not_contact=True),
        replace(profile, portal=Portal.OFF),
    ]
    if not may_send(profile, channel, at).allowed:
        assert not any(may_send(one, channel, at).allowed for one in less)


@given(profiles, channels, moments, st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_a_profile_that_must_be_asked_again_still_holds(profile, channel, at, review_on):
    one, other = may_send(profile, channel, at), may_send(replace(profile, review_on=review_on), channel, at)
    assert (one.allowed, one.why) == (other.allowed, other.why)
    assert other.ask_again == (review_on <= localtime(at).date())


@given(profiles, channels, moments, moments)
def test_hours_are_of_telephones_alone(profile, channel, one, other):
    if channel not in (Channel.PHONE, Channel.SMS):
        assert may_send(profile, channel, one).allowed == may_send(profile, channel, other).allowed


@given(profiles)
def test_the_portal_is_open_when_it_was_allowed_and_nothing_forbids_it(profile):
    if portal_of(profile) != Portal.OFF:
        assert portal_of(profile) == profile.portal
        assert Channel.PORTAL in profile.channels
        assert not profile.do_not_contact


@pytest.mark.parametrize("channel", Channel.values)
def test_what_was_allowed_may_leave(channel):
    """Positive control for the properties above."""
    assert may_send(EVERYTHING, channel, TUESDAY).allowed
    assert not may_send(replace(EVERYTHING, do_not_contact=True), channel, TUESDAY).allowed


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ((2026, 11, 24, 8, 0), True),  # Nine in winter.
        ((2026, 11, 24, 7, 59), False),
        ((2026, 11, 24, 10, 59), True),
        ((2026, 11, 24, 11, 0), False),
        ((2026, 11, 25, 8, 0), False),
        ((2026, 7, 7, 7, 0), True),  # Nine in summer.
        ((2026, 7, 7, 10, 0), False),
    ],
    ids=["first minute", "too early", "last minute", "over", "wrong day", "summer", "over in summer"],
)
def test_hours_are_those_of_boekel(at, allowed):
    assert may_send(EVERYTHING, Channel.PHONE, datetime(*at, tzinfo=UTC)).allowed == allowed


def test_it_is_asked_again_on_the_day():
    assert not is_due(EVERYTHING, EVERYTHING.review_on - timedelta(days=1))
    assert is_due(EVERYTHING, EVERYTHING.review_on)


def test_a_moment_without_a_time_zone_is_no_moment():
    with pytest.raises(ValueError, match="naive"):
        may_send(EVERYTHING, Channel.PHONE, datetime(2026, 11, 24, 11, 0))


# --- the page ---


def url(person):
    return f"/personen/{person.pk}/veilig-contact/"


def answers(cast, **changed):
    given = {
        "may_contact": "ja",
        "ways": ["post", "telefoon", "persoon"],
        "safe_address": " Postbus 12 \n\n5427 ZZ Boekel\n",
        "safe_email": "samira@voorbeeld.example",
        "safe_phone": "06 12345678",
        "safe_days": ["0", "4"],
        "safe_from": "09:00",
        "safe_until": "12:30",
        "shared_with": "De buurvrouw leegt de brievenbus.",
        "portal": "beperkt",
        "said_by": "Esra zelf, op school",
        "asked_on": cast.today.isoformat(),
        "review_on": (cast.today + timedelta(weeks=20)).isoformat(),
    } | changed
    return {name: value for name, value in given.items() if value is not None}


def running(person) -> ContactProfile | None:
    with as_system():
        return ContactProfile.objects.running().filter(person=person).first()


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def test_what_was_said_is_kept_with_the_person_and_shown_in_short(cast, cem):
    before = len(log_rows())
    assert "Nog niet gevraagd." in cem.get(f"/personen/{cast.family.esra.pk}/").content.decode()
    answer = cem.post(url(cast.family.esra), answers(cast))
    assert answer.status_code == 302, answer.context["form"].errors
    profile = opened(running(cast.family.esra))
    assert profile.channels == ["persoon", "portaal", "post", "telefoon"]
    assert profile.safe_address == "Postbus 12\n5427 ZZ Boekel"
    assert (profile.safe_email, profile.portal, profile.asked_by_id) == ("", "beperkt", cast.cem.pk)
    assert profile.facts.hours == (Hours(frozenset({0, 4}), time(9), time(12, 30)),)
    page = cem.get(answer.url).content.decode()
    for words in ("Postbus 12<br>5427 ZZ Boekel", "06 12345678", "ma, vr 09:00–12:30", "De buurvrouw", "Beperkt"):
        assert words in page
    assert ("create", [cast.family.esra.pk, profile.pk]) in [
        (row.action, row.record_ids) for row in log_rows()[before:]
    ]


def test_a_newer_profile_takes_its_place_and_the_earlier_one_can_be_read(cast, cem):
    cem.post(url(cast.family.esra), answers(cast))
    first = running(cast.family.esra)
    change = {"may_contact": "nee", "why_not": "Haar vader weet van niets.", "replaces": str(first.pk)}
    assert cem.post(url(cast.family.esra), answers(cast, **change)).status_code == 302
    profile = opened(running(cast.family.esra))
    assert (profile.do_not_contact, profile.channels, profile.portal) == (True, [], "uit")
    assert (profile.safe_address, profile.safe_phone, profile.safe_hours) == ("", "", None)
    assert "Haar vader weet van niets." in cem.get(f"/personen/{cast.family.esra.pk}/").content.decode()
    page = cem.get(url(cast.family.esra))
    assert [one.pk for one in page.context["earlier"]] == [first.pk]
    assert "Eerder vastgelegd" in page.content.decode()


def test_nobody_undoes_what_they_did_not_see(cast, cem):
    """Roos had the page open while Cem wrote down that nobody may get in touch."""
    stale = answers(cast)
    cem.post(url(cast.family.esra), answers(cast, may_contact="nee", why_not="Gevaar."))
    page = sign_in(cast.roos).post(url(cast.family.esra), stale)
    assert page.status_code == 200
    assert "Iemand anders heeft dit intussen ingevuld." in page.content.decode()
    assert running(cast.family.esra).do_not_contact


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"may_contact": None}, "may_contact"),
        ({"may_contact": "nee"}, "why_not"),
        ({"ways": []}, "ways"),
        ({"safe_address": ""}, "safe_address"),
        ({"safe_address": "a\nb\nc\nd\ne\nf"}, "safe_address"),
        ({"safe_phone": ""}, "safe_phone"),
        ({"safe_phone": "bel maar"}, "safe_phone"),
        ({"ways": ["mail"], "safe_email": ""}, "safe_email"),
        ({"safe_days": []}, "safe_days"),
        ({"safe_from": ""}, "safe_from"),
        ({"safe_until": "08:00"}, "safe_until"),
        ({"said_by": ""}, "said_by"),
        ({"asked_on": "2999-01-01"}, "asked_on"),
        ({"review_on": "2020-01-01"}, "review_on"),
        ({"review_on": "2999-01-01"}, "review_on"),
    ],
    ids=str,
)
def test_what_is_missing_or_cannot_be_is_said_where_it_was_asked(cast, cem, changed, field):
    page = cem.post(url(cast.family.esra), answers(cast, **changed))
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert running(cast.family.esra) is None


def test_what_is_not_asked_any_more_need_not_be_mended(cast, cem):
    wrong = {"safe_phone": "bel maar", "safe_email": "geen adres", "safe_from": "laat", "portal": "open"}
    sent = answers(cast, may_contact="nee", why_not="Gevaar.", **wrong)
    assert cem.post(url(cast.family.esra), sent).status_code == 302
    profile = opened(running(cast.family.esra))
    assert (profile.safe_phone, profile.safe_email, profile.safe_hours, profile.portal) == ("", "", None, "uit")


def test_an_old_profile_holds_and_is_asked_again(cast, cem):
    long_ago = cast.today - timedelta(days=200)
    record_contact(
        cast.family.esra, by=cast.roos, now=cast.now, asked_on=long_ago, review_on=long_ago + timedelta(days=182)
    )
    page = cem.get(f"/personen/{cast.family.esra.pk}/").content.decode()
    assert "Na te vragen" in page
    with acting(cast.cem):
        assert actions.address_for(cast.family.esra.pk, Channel.IN_PERSON, now=cast.now).lines == ()


# --- who sees it ---


def test_who_reads_along_sees_it_and_changes_nothing(cast):
    mees = sign_in(cast.mees)
    page = mees.get(f"/personen/{cast.family.samira.pk}/").content.decode()
    assert f"06 {CANARY}" in page
    assert url(cast.family.samira) not in page
    assert mees.get(url(cast.family.samira)).status_code == 404


@pytest.mark.policy("2.5")
def test_a_look_up_does_not_tell_where_somebody_can_be_found(cast):
    with acting(cast.otto):
        actions.look_up(cast.family.samira.pk, by=cast.otto, now=cast.now, lasts=timedelta(hours=1), purpose="triage")
        assert Person.objects.filter(pk=cast.family.samira.pk).exists()
        assert not ContactProfile.objects.filter(person=cast.family.samira).exists()
        with pytest.raises(MayNotBeReached), transaction.atomic():
            actions.address_for(cast.family.samira.pk, Channel.IN_PERSON, now=cast.now)
    otto = sign_in(cast.otto)
    page = otto.get(f"/personen/{cast.family.samira.pk}/")
    assert page.status_code == 200
    assert "Veilig contact" not in page.content.decode()
    assert otto.get(url(cast.family.samira)).status_code == 404
    with acting(cast.otto), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ContactProfile.objects.create(
            person=cast.family.esra, asked_by=cast.otto, asked_on=cast.today, created_at=cast.now,
            review_on=cast.today + timedelta(days=1),
        )  # fmt: skip


@pytest.mark.policy("2.5")
def test_in_an_emergency_it_is_read_and_not_changed(cast):
    facts = {"danger": "Gevaar", "regisseur_tried_at": cast.now, "task": SimpleNamespace(delay=lambda *ids: None)}
    with acting(cast.iris):
        actions.look_up(cast.family.samira.pk, by=cast.iris, now=cast.now, lasts=timedelta(hours=1), purpose="triage")
        actions.break_glass([cast.family.dossier.pk], user=cast.iris, now=cast.now, **facts)
    now = cast.now + timedelta(minutes=1)
    with acting(cast.iris, now):
        (profile,) = ContactProfile.objects.filter(person=cast.family.samira)
        assert ContactProfile.objects.update(replaced_at=now) == 0
        assert ContactProfile.objects.all().delete()[0] == 0
        profile.pk = profile.id = new_id()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            profile.save(force_insert=True)
    assert sign_in(cast.iris).get(url(cast.family.samira)).status_code == 404


def test_who_inspects_reads_it_and_changes_nothing(cast):
    with acting(cast.fien):
        nobody = SimpleNamespace(delay=lambda *ids: None)
        facts = {"task": "naleving", "reason": "Steekproef", "message": nobody}
        actions.inspect(cast.family.dossier.pk, by=cast.fien, now=cast.now, **facts)
    now = cast.now + timedelta(minutes=1)
    with acting(cast.fien, now):
        assert ContactProfile.objects.filter(person=cast.family.samira).exists()
        assert ContactProfile.objects.update(replaced_at=now) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"do_not_contact": True},
        {"portal": "volledig"},
        {"channels": ["portaal"]},
        {"review_on": date(2020, 1, 1)},
    ],
    ids=["not to be contacted, and yet", "portal without its channel", "channel without portal", "review before asked"],
)
def test_the_database_takes_no_profile_that_contradicts_itself(cast, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        record_contact(cast.family.esra, by=cast.roos, now=cast.now, **wrong)


# --- what goes out ---


def test_an_address_is_given_to_who_may_send_now_and_to_nobody_else(cast):
    profile = record_contact(
        cast.family.esra, by=cast.roos, now=cast.now, channels=["persoon", "post", "telefoon"],
        safe_address="Postbus 12\n5427 ZZ Boekel",
    )  # fmt: skip
    morning, night = (cast.now.replace(hour=hour) - timedelta(days=cast.now.weekday()) for hour in (9, 1))
    with acting(cast.cem):
        assert actions.address_for(profile.person_id, "post", now=night).lines == ("Postbus 12", "5427 ZZ Boekel")
        assert actions.address_for(profile.person_id, "telefoon", now=morning).lines == (f"06 {CANARY}",)
        for channel, now in (("telefoon", night), ("mail", morning), ("sms", morning), ("duif", morning)):
            with pytest.raises(MayNotBeReached):
                actions.address_for(profile.person_id, channel, now=now)
    with pytest.raises(MayNotBeReached), acting(None):
        actions.address_for(profile.person_id, "post", now=morning)


LETTER = {
    "title": "Uitnodiging",
    "text": "Komt u praten?",
    "source": "waarneming",
    "purpose": "casusregie",
    "legal_basis": "jeugdwet",
    "category": "casusregie",
}


def letters_of(cast):
    return f"/dossiers/{cast.family.dossier.pk}/brieven/nieuw/"


def send(client, cast, person, channel, **more):
    return client.post(letters_of(cast), {"addressee": str(person.pk), "channel": channel, **more})


def test_choosing_somebody_says_whether_and_why_and_leads_to_the_profile(cast, cem):
    template = StandardText.objects.filter(kind=TextKind.LETTER).first().pk
    page = cem.get(letters_of(cast)).content.decode()
    assert "Er is nog geen profiel voor veilig contact." in page
    assert url(cast.family.esra) in page
    assert "Geen brief" in page
    refused = send(cem, cast, cast.family.esra, "persoon", template=template)
    assert refused.context["form"].errors["addressee"] == [
        "Er is nog geen profiel voor veilig contact. Vraag eerst hoe het veilig kan."
    ]
    refused = send(cem, cast, cast.family.samira, "post", template=template)
    assert refused.context["form"].errors["addressee"] == ["Deze persoon wil zo niet benaderd worden."]
    assert "text" in send(cem, cast, cast.family.samira, "persoon", template=template).context["form"].fields


def test_a_letter_is_not_kept_once_the_profile_says_no(cast, cem):
    """Whatever page was open: the rule is asked when it goes."""
    facts = LETTER | {"about": [str(cast.family.esra.pk)]}
    page = send(cem, cast, cast.family.esra, "persoon", **facts)
    assert page.status_code == 200
    assert "Er is nog geen profiel voor veilig contact." in page.content.decode()
    assert "Komt u praten?" in page.content.decode()
    record_contact(cast.family.esra, by=cast.roos, now=cast.now)
    assert send(cem, cast, cast.family.esra, "persoon", **facts).status_code == 302
    assert send(cem, cast, cast.family.esra, "post", **facts).status_code == 200
    assert send(cem, cast, cast.family.esra, "mail", **facts).status_code == 200


def test_a_letter_by_post_carries_the_safe_address_and_nothing_else(cast, cem):
    record_contact(
        cast.family.esra, by=cast.roos, now=cast.now, channels=["post"], safe_address="Postbus 12\n5427 ZZ Boekel"
    )
    facts = LETTER | {"about": [str(cast.family.esra.pk)]}
    answer = send(cem, cast, cast.family.esra, "post", **facts)
    text = PdfReader(io.BytesIO(cem.get(f"{answer.url}bestand/").content)).pages[0].extract_text()
    assert text.startswith("Gemeente Boekel\nEsra de Boer\nPostbus 12\n5427 ZZ Boekel\n")
    assert "Kerkstraat" not in text
    assert "envelop met alleen de naam van de gemeente" in cem.get(answer.url).content.decode()


# --- nobody can forget it ---

# Where somebody can be reached, by every name it has; and who may say them.
PLACES = re.compile(r"\b(safe_(phone|email|address|hours)(_sealed)?|(post|mail|phone)_text|goes_to|profile_to_obey)\b")
MAY_SAY = {
    "boekel_sd/demo/contact.py",
    "cases/access/contact.py",
    "cases/actions/contact.py",
    "cases/forms/contact.py",
    "cases/models/contact.py",
    # To mask it in what others read.
    "casework/neutral.py",
    # To know which of two profiles of one person is the stricter.
    "casework/actions/merging.py",
    "templates/cases/contact_form.html",
    "templates/casework/visit.html",
    "templates/components/contact_short.html",
}


def test_nothing_but_the_rule_and_its_page_reads_where_somebody_can_be_reached():
    files = [*sources(), *(ROOT / "templates").rglob("*.*")]
    saying = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "/migrations/" not in path.as_posix() and PLACES.search(path.read_text(encoding="utf-8"))
    }
    assert "cases/actions/contact.py" in saying
    assert saying <= MAY_SAY


# Evidence stays in the file; what is disclosed goes to an organisation, never to a resident.
PAPERS = {f"consent/{name}.py" for name in ("evidence", "handed_over", "papers/evidence", "papers/disclosure")}
# A plan is given in the hand of who signs it.
PAPERS |= {"casework/evidence.py", "casework/papers/plan.py", "casework/views/plans.py"}
# An answer is fetched by who asked, or given by who decided: nothing is sent by what makes it.
PAPERS |= {f"inzage/{name}.py" for name in ("parcel", "papers/letter", "papers/bundle", "actions/releasing")}
# What leaves on paper asks first; in the portal whoever asked takes it there.
PAPERS |= {f"inzage/{name}.py" for name in ("papers/notice", "actions/posting", "request_views")}
# What whoever signed in of whom nothing is shown takes along at once.
PAPERS |= {"inzage/nothing_here.py", "inzage/papers/nothing.py"}
# A declaration of destruction goes to nobody, and is about nobody.
PAPERS |= {"retention/declarations.py", "retention/papers/declaration.py"}


def test_a_letter_is_made_by_the_action_that_asks_and_mail_leaves_through_one_door():
    """A new way out fails here until it asks actions.address_for too."""
    only = {
        "as_pdf": {"cases/letters.py", "cases/actions/letters.py", *PAPERS},
        "django.core.mail": {"accounts/messages.py"},
        "smtplib": {"accounts/messages.py"},
    }
    names = {path.relative_to(ROOT).as_posix(): names_in(path) for path in sources()}
    for name, files in only.items():
        assert {path for path, said in names.items() if name in said} == files, name
    for action in ("cases/actions/letters.py", "inzage/actions/posting.py"):
        assert "address_for" in names[action]


def names_in(path) -> set[str]:
    """Every function that is made or called in a file, and every module it takes something from."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    called = {getattr(node.func, "attr", getattr(node.func, "id", "")) for node in nodes if isinstance(node, ast.Call)}
    made = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return called | made | plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
