"""AVG art. 12, § 4 Betrokkenheid cliënt: who asked on paper or at the desk hears on paper, where that is safe, and of
everything that leaves it is written down how, when and by whom.
"""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pypdf import PdfReader

from audit.purposes import Purpose
from cases.errors import MayNotBeReached
from cases.workday import duties_of
from inzage import reading, reminding
from inzage.actions import letters, posting, releasing, requests
from inzage.actions.posting import Left
from inzage.choices import Exit, LetterKind
from inzage.errors import NotPossible
from inzage.models import Letter, Release, Request
from inzage.papers import notice
from inzage.papers.notice import Notice
from inzage.states import LetterState, ReleaseState, RequestState
from sealing import signature
from tests.aloud import failures
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import acting, as_system, log_rows, opened, record_contact, sign_in
from tests.inzage.test_consents import resident
from tests.inzage.test_requests import (  # noqa: F401 (Dirk, as a fixture)
    WISH,
    ask,
    decide,
    dirk,
    made,
    note_with,
    parcel_of,
    part_of,
    prepare,
    shield,
)

pytestmark = [pytest.mark.policy("4.2"), pytest.mark.policy("4")]
ADDRESS = "Postbus 12\n5427 ZZ Boekel"
BY_POST = {"channels": ["post", "persoon"], "safe_address": ADDRESS}
SECRET = "Tonen mag, maar de naam van de buurvrouw Truus Wagemakers niet"


def ask_on_paper(cast, name="samira", **facts) -> Request:  # noqa: F811
    return ask(cast, name, **{"way": "papier", "asked_by": "Samira Öztürk"} | facts)


def letter_of(request, kind=LetterKind.RECEIPT) -> Letter:
    """The newest of its kind, with its request opened."""
    with as_system(Purpose.INSIGHT):
        letter = opened(Letter.objects.filter(request=request, kind=kind).order_by("-pk").first())
        letter.request = opened(Request.objects.select_related("person", "mandate").get(pk=request.pk))
        opened(letter.request.person)
    return letter


def reach(cast, **profile):  # noqa: F811
    """What Samira said about how she can be reached, in the place of what she said before."""
    with as_system():
        before = cast.family.samira.contact_profiles.running().values_list("pk", flat=True).first()
    record_contact(cast.family.samira, by=cast.roos, now=cast.now, replaces=before, **BY_POST | profile)


@pytest.fixture
def safe(cast):  # noqa: F811
    reach(cast)


@pytest.fixture
def asked(cast, safe):  # noqa: F811
    return ask_on_paper(cast)


def printed(cast, letter, by, channel="post", part=""):  # noqa: F811
    with acting(by, cast.now):
        return posting.printed(letter, channel, part=part, by=by, now=cast.now)[1]


def left(cast, letter, by, way=Exit.POST, on=None, **more):  # noqa: F811
    with acting(by, cast.now):
        return posting.left(letter, Left(way, on or cast.today, **more), by=by, now=cast.now, on=cast.today)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def answered(cast, asked, dirk):  # noqa: F811
    """Decided, and made: it lies there to be printed. One passage is shielded."""
    with acting(cast.roos, cast.now):
        note = note_with(cast, f"{SECRET}. Wij bellen morgen.")
    shield(cast, part_of(asked), SECRET, note)
    prepare(cast, asked)
    decide(cast, asked, dirk)
    assert made(cast, asked).state == ReleaseState.READY
    return asked


# --- what is put on the list ---


def test_who_asks_on_paper_or_at_the_desk_gets_a_confirmation_and_who_asks_in_the_portal_reads_it_there(cast):  # noqa: F811
    by_hand = [ask_on_paper(cast), ask_on_paper(cast, kind="correctie", way="balie")]
    in_portal = ask(cast, "samira", kind="verklaring")
    with as_system(Purpose.INSIGHT):
        found = Letter.objects.to_do().values_list("request", "kind")
    assert set(found) == {(one.pk, LetterKind.RECEIPT) for one in by_hand}
    assert letters.ask(in_portal, LetterKind.RECEIPT, on=cast.today, last=cast.today) is None


def test_what_happens_to_it_is_told_on_paper_and_what_is_overtaken_is_not(cast, asked, dirk):  # noqa: F811
    when = {"by": dirk, "now": cast.now, "on": cast.today}
    first = letter_of(asked)
    requests.ask_who_asks(asked, **when)
    assert letter_of(asked, LetterKind.IDENTITY).is_to_do
    requests.shown_who_asks(asked, **when)
    assert letter_of(asked, LetterKind.IDENTITY).state == LetterState.DROPPED
    longer = requests.extend(asked, reason="Het is veel", **when)
    told = letter_of(asked, LetterKind.EXTENSION)
    assert (told.answer_by, told.due_on) == (longer.due_on, cast.today + timedelta(days=7))
    assert told.due_on <= first.answer_by < told.answer_by
    prepare(cast, asked)
    decide(cast, asked, dirk)
    states = {kind: letter_of(asked, kind).state for kind in LetterKind}
    assert states.pop(LetterKind.DECISION) == LetterState.WAITING
    assert set(states.values()) == {LetterState.DROPPED}


def test_nothing_leaves_of_what_was_taken_back(cast, asked):  # noqa: F811
    requests.withdraw(asked, by=cast.roos, now=cast.now)
    assert letter_of(asked).state == LetterState.DROPPED


# --- what is in it, and where it goes ---


def test_a_confirmation_says_what_when_who_and_where_and_goes_where_she_said_that_post_is_safe(cast, asked, dirk):  # noqa: F811
    pdf = printed(cast, letter_of(asked), dirk)
    said = " ".join(text_of(pdf).split())
    for words in ("Wij hebben uw verzoek ontvangen", asked.number, WISH, "Postbus 12 5427 ZZ Boekel", "Samira Öztürk"):
        assert words in said
    for words in ("uitstellen, tot uiterlijk", "autoriteitpersoonsgegevens.nl", "Bel ", "rechter"):
        assert words in said
    assert "Kerkstraat" not in said
    assert "sociaal domein" not in said.lower()
    assert text_of(pdf).startswith("Gemeente Boekel\nSamira Öztürk\nPostbus 12\n5427 ZZ Boekel\n")
    assert signature.verdict(pdf).is_whole
    assert failures(pdf) == []
    assert ("print", [letter_of(asked).pk, asked.pk]) in [(row.action, row.record_ids) for row in log_rows()]


def test_what_is_given_in_the_hand_carries_no_address(cast, asked, dirk):  # noqa: F811
    assert "Postbus" not in text_of(printed(cast, letter_of(asked), dirk, channel="persoon"))


@pytest.mark.parametrize(("kind", "extra", "words"), [
    (LetterKind.EXTENSION, {"reasons": "Om <b>drie</b> dossiers."}, ["Om <b>drie</b> dossiers.", "duurt langer"]),
    (LetterKind.IDENTITY, {"waits": True}, ["paspoort", "Stuur ons geen kopie", "staat de tijd"]),
    (LetterKind.IDENTITY, {"waits": True, "about": "Esra de Boer"}, ["Esra de Boer", "voor een ander mag vragen"]),
    (LetterKind.RECEIPT, {"asked": "vernietiging"}, ["Uw antwoord"]),
])  # fmt: skip
def test_every_letter_can_be_read_aloud_and_says_what_it_is_for(cast, kind, extra, words):  # noqa: F811
    facts = {"number": "A1B2C3", "name": "Samira Öztürk", "asked": "inzage", "came_on": cast.today, "wish": WISH}
    made = Notice(kind, **facts | {"answer_by": cast.today, "made_on": cast.today} | extra)
    pdf = notice.as_pdf(made, "Boekel")
    said = " ".join(text_of(pdf).split())
    for one in words:
        assert one in said
    assert ("uitstellen, tot uiterlijk" in said) == (kind == LetterKind.RECEIPT and made.asked != "vernietiging")
    assert failures(pdf) == []


NO_LETTERS = {"channels": ["telefoon"], "safe_address": ""}


@pytest.mark.parametrize("profile", [
    NO_LETTERS,
    NO_LETTERS | {"channels": [], "safe_phone": "", "safe_hours": None, "do_not_contact": True, "reason": "Gevaar"},
], ids=["wants no letters", "not to be contacted"])  # fmt: skip
def test_where_no_letter_is_safe_none_leaves_and_it_is_told(cast, asked, dirk, profile):  # noqa: F811
    reach(cast, **profile)
    for channel in ("post", "persoon"):
        with pytest.raises(MayNotBeReached):
            printed(cast, letter_of(asked), dirk, channel=channel)
    client = sign_in(dirk)
    page = client.get(f"/post/{letter_of(asked).pk}/").content.decode()
    assert "Geen brief" in page
    assert "Vertel het zelf" in page
    assert "Print om te" not in page
    client.post(f"/post/{letter_of(asked).pk}/printen/", {"kanaal": "post"})
    assert letter_of(asked).printed_at is None
    answer = client.post(f"/post/{letter_of(asked).pk}/", {"way": "verteld", "gone_on": cast.today.isoformat()})
    assert answer.url == "/post/"
    assert (letter_of(asked).way, letter_of(asked).gone_by_id) == (Exit.TOLD, dirk.pk)


def test_without_a_profile_and_of_who_is_no_person_of_ours_nothing_leaves(cast, dirk):  # noqa: F811
    for asker in (cast.family.ruud.pk, None):
        request = ask_on_paper(cast, asker_id=asker, asked_by="Ruud")
        with pytest.raises(MayNotBeReached):
            printed(cast, letter_of(request), dirk)
        assert not posting.may_have_paper(letter_of(request).request, cast.now)


@pytest.mark.policy("1.5")
def test_a_parent_who_asks_for_a_child_is_written_to_as_they_said_themselves(cast, safe, dirk):  # noqa: F811
    """What the child said about being reached is for who writes to the child."""
    record_contact(cast.family.esra, by=cast.roos, now=cast.now, channels=["post"], safe_address="Bij oma 1")
    asking = cast.family.samira.pk
    request = ask_on_paper(cast, "esra", asker_id=asking, asked_by="Samira Öztürk", capacity="gezag")
    said = text_of(printed(cast, letter_of(request), dirk))
    assert said.startswith("Gemeente Boekel\nSamira Öztürk\nPostbus 12\n")
    assert "Bij oma" not in said
    reach(cast, **NO_LETTERS)
    with pytest.raises(MayNotBeReached):
        printed(cast, letter_of(request), dirk)


# --- that it left ---


def test_what_left_is_written_down_once_and_stays(cast, asked, dirk):  # noqa: F811
    printed(cast, letter_of(asked), dirk)
    gone = left(cast, letter_of(asked), dirk, Exit.REGISTERED, trace="3SABC123")
    assert opened(letter_of(asked)).trace == "3SABC123"
    with pytest.raises(NotPossible):
        left(cast, letter_of(asked), dirk)
    with pytest.raises(NotPossible):
        printed(cast, letter_of(asked), dirk)
    for change in ({"gone_on": cast.today - timedelta(days=1)}, {"way": "post"}, {"state": "wacht", "way": ""}):
        with as_system(Purpose.INSIGHT), pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=gone.pk).update(**change)
    with as_system(Purpose.INSIGHT), pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=gone.pk).delete()
    with as_system(Purpose.MERGING):
        assert Letter.objects.filter(pk=gone.pk).update(person=cast.family.ruud) == 1


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, True)])
def test_it_left_neither_before_it_was_made_nor_tomorrow(cast, asked, dirk, days, refused):  # noqa: F811
    printed(cast, letter_of(asked), dirk)
    day = cast.today + timedelta(days=days)
    if refused:
        with pytest.raises(NotPossible):
            left(cast, letter_of(asked), dirk, on=day)
    else:
        assert left(cast, letter_of(asked), dirk, on=day).gone_on == day


def test_nothing_is_posted_that_was_not_printed_and_nothing_given_to_who_did_not_show_who_they_are(cast, asked, dirk):  # noqa: F811
    with pytest.raises(NotPossible):
        left(cast, letter_of(asked), dirk)
    printed(cast, letter_of(asked), dirk)
    for way in (Exit.HANDED, Exit.TOLD, Exit.READ):
        with pytest.raises(NotPossible):
            left(cast, letter_of(asked), dirk, way)
    assert left(cast, letter_of(asked), dirk, Exit.HANDED, shown="paspoort").shown == "paspoort"


@pytest.mark.parametrize("wrong", [
    {"gone_on": None}, {"way": ""}, {"gone_by": None}, {"printed_at": None}, {"way": Exit.HANDED},
    {"kind": LetterKind.DECISION, "way": Exit.TOLD},
], ids=str)  # fmt: skip
def test_the_database_takes_nothing_that_left_by_half(cast, asked, dirk, wrong):  # noqa: F811
    whole = {"state": LetterState.DONE, "way": Exit.POST, "gone_on": cast.today, "gone_by": dirk}
    whole |= {"noted_at": cast.now, "printed_at": cast.now, "printed_by": dirk}
    with as_system(Purpose.INSIGHT), pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(request=asked).update(**whole | wrong)


def test_the_profile_is_asked_when_it_goes_and_what_went_before_is_still_written_down(cast, asked, dirk):  # noqa: F811
    printed(cast, letter_of(asked), dirk)
    reach(cast, **NO_LETTERS)
    with pytest.raises(MayNotBeReached):
        left(cast, letter_of(asked), dirk)
    with as_system(Purpose.INSIGHT):
        days = {"made_on": cast.today - timedelta(days=2), "printed_at": cast.now - timedelta(days=2)}
        Letter.objects.filter(request=asked).update(**days)
    assert left(cast, letter_of(asked), dirk, on=cast.today - timedelta(days=1)).state == LetterState.DONE


# --- the answer ---


def test_posting_the_answer_ends_the_request_as_fetching_does(cast, answered, dirk):  # noqa: F811
    letter = letter_of(answered, LetterKind.DECISION)
    paper = printed(cast, letter, dirk, part="besluit.pdf")
    assert "Ons besluit over uw verzoek" in text_of(paper)
    assert "Postbus" not in text_of(paper)
    sheet = text_of(printed(cast, letter, dirk, part=posting.ADDRESS))
    assert "Samira Öztürk\nPostbus 12" in sheet
    assert set(parcel_of(printed(cast, letter, dirk, part=posting.ALL))) >= {"besluit.pdf", "bundel.pdf"}
    with pytest.raises(NotPossible):
        printed(cast, letter, dirk, part="../iets")
    with pytest.raises(NotPossible):
        left(cast, letter, dirk, Exit.POST)
    left(cast, letter, dirk, Exit.REGISTERED)
    with as_system(Purpose.INSIGHT):
        request = Request.objects.get(pk=answered.pk)
        release = Release.objects.get(request=request)
    assert (request.state, release.state) == (RequestState.CLOSED, ReleaseState.FETCHED)
    with pytest.raises(NotPossible):
        releasing.content_of(release, cast.now)


def test_an_answer_that_was_printed_in_time_may_still_be_handed_over(cast, answered, dirk):  # noqa: F811
    letter = letter_of(answered, LetterKind.DECISION)
    printed(cast, letter, dirk, part="besluit.pdf")
    releasing.expire(cast.now + timedelta(days=31))
    left(cast, letter, dirk, Exit.HANDED, shown="rijbewijs")
    with as_system(Purpose.INSIGHT):
        assert Release.objects.get(request=answered).state == ReleaseState.FETCHED


def test_what_was_printed_before_it_was_made_anew_does_not_leave(cast, answered, dirk):  # noqa: F811
    letter = letter_of(answered, LetterKind.DECISION)
    printed(cast, letter, dirk, part="besluit.pdf")
    releasing.expire(cast.now + timedelta(days=31))
    releasing.make_anew(answered, by=dirk, now=cast.now)
    assert letter_of(answered, LetterKind.DECISION).pk != letter.pk
    with pytest.raises(NotPossible):
        left(cast, letter, dirk, Exit.REGISTERED)


def test_what_was_fetched_in_the_portal_is_not_sent_as_well(cast, answered):  # noqa: F811
    with as_system(Purpose.INSIGHT):
        release = Release.objects.select_related("request").get(request=answered)
        opened(release.request)
    releasing.fetch(release, now=cast.now, by=cast.roos)
    assert letter_of(answered, LetterKind.DECISION).state == LetterState.DROPPED


def test_it_is_read_together_as_it_was_released_and_then_it_is_over(cast, answered, dirk):  # noqa: F811
    client = sign_in(dirk)
    path = f"/post/{letter_of(answered, LetterKind.DECISION).pk}/lezen/"
    assert "Wie zit er bij u?" in client.get(path).content.decode()
    assert "Kijk eerst wie u voor u hebt." in client.get(f"{path}?shown=").content.decode()
    page = client.get(f"{path}?shown=paspoort").content.decode()
    assert "Ons besluit over uw verzoek" in page
    assert "Hier staat iets dat wij niet laten zien" in page
    assert "Wij bellen morgen." in page
    assert "Truus Wagemakers" not in page
    assert "Een deel gaat over anderen" in page
    assert client.get(f"{path}?shown=paspoort&stuk=bundel.pdf").content[:5] == b"%PDF-"
    assert client.get(f"{path}?shown=paspoort&stuk=iets.pdf").status_code == 404
    assert client.post(path, {"shown": "paspoort"}).status_code == 302
    letter = letter_of(answered, LetterKind.DECISION)
    assert (letter.way, letter.shown, letter.request.state) == (Exit.READ, "paspoort", RequestState.CLOSED)
    assert client.get(f"{path}?shown=paspoort").status_code == 404


def test_it_can_be_read_where_no_paper_is_safe(cast, answered, dirk):  # noqa: F811
    reach(cast, **NO_LETTERS)
    client = sign_in(dirk)
    letter = letter_of(answered, LetterKind.DECISION)
    page = client.get(f"/post/{letter.pk}/").content.decode()
    assert "Geen brief" in page
    assert "Samen lezen" in page
    assert client.post(f"/post/{letter.pk}/lezen/", {"shown": "bekend"}).status_code == 302
    assert letter_of(answered, LetterKind.DECISION).way == Exit.READ


def test_what_is_read_is_made_of_the_parcel_alone(answered, cast):  # noqa: F811
    with as_system(Purpose.INSIGHT):
        content = releasing.content_of(Release.objects.get(request=answered), cast.now)
    answer = reading.answer_in(content)
    assert answer.has_bundle
    assert [item.number for item in answer.items] == list(range(1, len(answer.items) + 1))
    runs = [run for item in answer.items for text in item.texts for run in text.runs]
    assert any(run.is_gap for run in runs)
    assert all(SECRET not in run.text for run in runs)


# --- the list, and who is told ---


def test_the_list_shows_what_is_late_and_is_for_who_decides(cast, asked, dirk):  # noqa: F811
    with as_system(Purpose.INSIGHT):
        Letter.objects.filter(request=asked).update(
            made_on=cast.today - timedelta(days=9), due_on=cast.today - timedelta(days=2)
        )
    client = sign_in(dirk)
    page = client.get("/post/").content.decode()
    assert "Te laat" in page
    assert asked.number in page
    assert WISH not in page
    assert ADDRESS.split("\n", maxsplit=1)[0] not in page
    letter = letter_of(asked)
    assert "de deur uit moeten zijn" in client.get(f"/post/{letter.pk}/").content.decode()
    (due,) = [one for one in duties_of(dirk, cast.now) if one.rule == "brieven_versturen"]
    assert (due.url, due.how_many, due.due_on) == ("/post/", 1, letter.due_on)
    roos = sign_in(cast.roos)
    assert roos.get("/post/").status_code == 404
    for path in (f"/post/{letter.pk}/", f"/post/{letter.pk}/lezen/"):
        assert roos.get(path).status_code == 404
    assert roos.post(f"/post/{letter.pk}/printen/", {"kanaal": "post"}).status_code == 404


def test_who_decides_hears_of_a_letter_that_did_not_leave_once_a_day(cast, asked, dirk, on_commit):  # noqa: F811
    told = Told()

    def remind(day) -> int:
        with on_commit(execute=True):
            return reminding.remind_of_letters(on=day, now=cast.now, task=told)

    assert remind(cast.today) == 0
    due_on = letter_of(asked).due_on
    assert [remind(due_on + timedelta(days=1)) for _time in range(2)] == [1, 0]
    assert told.users == [str(dirk.pk)]
    assert remind(due_on + timedelta(days=7)) == 1
    assert set(told.users) == {str(dirk.pk), str(cast.pia.pk)}
    assert reminding.deliver_letters(dirk.pk, due_on, cast.now) is False


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


class Told:
    def __init__(self):
        self.users = []

    def delay(self, user_id):
        self.users.append(user_id)


def test_who_leads_sees_in_the_dossier_that_it_left(cast, asked, dirk):  # noqa: F811
    printed(cast, letter_of(asked), dirk)
    left(cast, letter_of(asked), dirk, Exit.REGISTERED, trace="3SABC123")
    page = sign_in(cast.roos).get(f"/verzoeken/{part_of(asked).pk}/").content.decode()
    assert "Aangetekend met de post" in page
    assert "3SABC123" not in page


def test_what_a_form_asks_of_a_way_is_said_where_it_was_asked(cast, asked, dirk):  # noqa: F811
    client = sign_in(dirk)
    path = f"/post/{letter_of(asked).pk}/"
    assert client.get(path).context["form"] is None
    answer = client.post(f"{path}printen/", {"kanaal": "post"})
    assert answer["Content-Disposition"] == f'attachment; filename="brief-{cast.today:%Y-%m-%d}.pdf"'
    tomorrow = (cast.today + timedelta(days=1)).isoformat()
    page = client.post(path, {"way": "balie", "gone_on": tomorrow})
    assert set(page.context["form"].errors) == {"shown", "gone_on"}
    good = {"way": "balie", "gone_on": cast.today.isoformat(), "shown": "paspoort", "trace": "hoort er niet bij"}
    assert client.post(path, good).status_code == 302
    assert letter_of(asked).trace == ""
    assert "Afgegeven aan de balie" in client.get(path).content.decode()


# --- in the portal ---


def test_in_the_portal_the_page_confirms_and_can_be_kept_as_a_sealed_letter(cast):  # noqa: F811
    client = resident(cast, cast.family.samira)
    address = client.post("/mijn/verzoeken/nieuw/?wat=inzage", {"wish": WISH}).url
    with as_system(Purpose.INSIGHT):
        request = Request.objects.get(asker=cast.family.samira, state=RequestState.OPEN)
    page = client.get(address).content.decode()
    assert "Dit is de bevestiging dat uw vraag bij ons is." in page
    assert request.number in page
    pdf = client.get(f"{address}bevestiging/")
    assert pdf["Content-Disposition"] == f'attachment; filename="brief-{cast.today:%Y-%m-%d}.pdf"'
    said = " ".join(text_of(pdf.content).split())
    assert "Wij hebben uw verzoek ontvangen" in said
    assert request.number in said
    assert "Postbus" not in said
    assert signature.verdict(pdf.content).is_whole
    assert failures(pdf.content) == []
    assert resident(cast, cast.family.ruud).get(f"{address}bevestiging/").status_code == 404
    client.post(f"{address}intrekken/")
    assert client.get(f"{address}bevestiging/").status_code == 404


# --- the wall ---


def test_a_resident_and_who_works_elsewhere_read_no_letters(cast, asked):  # noqa: F811
    letter = letter_of(asked)
    with acting(cast.roos):
        assert Letter.objects.filter(pk=letter.pk).exists()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(due_on=cast.today)
    with acting(cast.otto):
        assert not Letter.objects.filter(pk=letter.pk).exists()
