"""AVG art. 16, 19, Jeugdwet art. 7.3.10: what was decided is done in the dossier, and who got it before hears of it."""

import re
from datetime import timedelta

import pytest

from cases.models import Entry, Task
from cases.workday import duties_of
from consent.access.disclosures import TELL_RECEIVER
from consent.items import item_of
from consent.models import Disclosure
from inzage.actions import carrying
from inzage.errors import NotPossible
from inzage.models import Mandate, Request, RequestPart
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import acting, as_system, opened, sign_in
from tests.inzage.test_consents import resident
from tests.inzage.test_requests import ask, decide, make_decider, part_of, prepare
from tests.sharing import cover, make_consent, make_disclosure, sent

pytestmark = pytest.mark.policy("4.2")
STORY = "Ik was die avond gewoon thuis bij de kinderen"
KINDS = ["correctie", "verklaring", "beperking", "bezwaar"]


@pytest.fixture
def dirk(cast):  # noqa: F811
    user = make_decider(cast)
    Mandate.objects.filter(user=user).update(kinds=KINDS)
    return user


def granted(cast, dirk, kind, name="samira", **facts) -> RequestPart:  # noqa: F811
    """Asked, prepared, decided: the dossier has to do it."""
    asked = ask(cast, name, kind=kind, **facts)
    prepare(cast, asked)
    decide(cast, asked, dirk, "toegewezen", "")
    return part_of(asked)


def page_of(part, rest="") -> str:
    return f"/verzoeken/{part.pk}/uitvoeren/{rest}"


def rules_of(cast, worker, now=None) -> list[str]:  # noqa: F811
    with acting(worker, now or cast.now):
        return [one.rule for one in duties_of(worker, now or cast.now)]


def as_it_is(model, pk):
    with as_system():
        return opened(model.objects.select_related("dossier").get(pk=pk))


# --- the page ---


def test_who_leads_has_it_on_the_list_and_comes_to_the_page(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "correctie")
    with acting(cast.roos, cast.now):
        (due,) = [one for one in duties_of(cast.roos, cast.now) if one.rule == "verzoek_uitvoeren"]
    assert due.url == page_of(part)
    page = sign_in(cast.roos).get(due.url).content.decode()
    assert f"/uitvoeren/{cast.family.entry.pk}/" in page


def test_it_is_there_for_who_leads_alone_and_for_nothing_that_was_refused(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "correctie")
    for worker in (cast.cem, cast.otto, cast.mees):
        assert sign_in(worker).get(page_of(part)).status_code == 404
    refused = ask(cast, "samira", kind="correctie")
    prepare(cast, refused)
    decide(cast, refused, dirk, "geweigerd", "Het klopt")
    assert sign_in(cast.roos).get(page_of(part_of(refused))).status_code == 404


def test_what_the_resident_said_is_not_right_comes_first(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "correctie")
    with as_system():
        Entry.objects.filter(pk=cast.family.entry.pk).update(kind="portaal", happened_on=cast.today - timedelta(900))
    rows = sign_in(cast.roos).get(page_of(part)).context["rows"]
    assert [row["piece"].record.pk for row in rows if row["pointed"]] == [cast.family.entry.pk]
    assert rows[0]["pointed"]


# --- correcting ---


def mend(cast, part, text="Zo is het wel gegaan"):  # noqa: F811
    """As Roos does it: from the page to the note, and back."""
    client = sign_in(cast.roos)
    page = client.get(page_of(part, f"{cast.family.entry.pk}/"))
    to = page.context["edit_url"]
    form = client.get(to).context["form"]
    sent_form = {name: form[name].value() for name in form.fields}
    sent_form = {name: value for name, value in sent_form.items() if value is not None}
    return client.post(to, sent_form | {"text": text})


def test_a_correction_is_made_on_the_note_itself_with_the_request_in_its_history(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "correctie")
    answer = mend(cast, part)
    assert (answer.status_code, answer.url) == (302, page_of(part))
    entry = as_it_is(Entry, cast.family.entry.pk)
    with as_system():
        reasons = [one.history_change_reason for one in entry.history.order_by("-history_date")]
    assert reasons[0] == f"verzoek {part.request.number}"
    client = sign_in(cast.roos)
    assert f"Gewijzigd voor verzoek {part.request.number}" in client.get(entry.get_absolute_url()).content.decode()
    assert "Verbeterd" in client.get(page_of(part)).content.decode()


@pytest.mark.policy("2.5")
def test_an_address_that_we_did_not_make_sends_nobody_anywhere(cast):  # noqa: F811
    client, entry = sign_in(cast.roos), cast.family.entry
    to = f"/notities/{entry.pk}/wijzigen/?voor=eyJ0byI6ImV2aWwifQ:x:y"
    assert client.get(to).context["errand"] is None


def test_nobody_says_it_is_done_while_nothing_was_done_without_why(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "correctie")
    client = sign_in(cast.roos)
    answer = client.post(page_of(part), {"nothing_done": " "})
    assert answer.status_code == 200
    assert "Er is nog niets gedaan" in answer.content.decode()
    assert client.post(page_of(part), {"nothing_done": "Het stond al goed"}).status_code == 302
    done = part_of(part.request)
    assert (done.carried_out_by_id, opened(done).nothing_done) == (cast.roos.pk, "Het stond al goed")
    assert "verzoek_uitvoeren" not in rules_of(cast, cast.roos)
    assert client.post(page_of(part), {"nothing_done": "Nog eens"}).status_code == 200


def test_a_record_without_a_page_to_change_it_is_mended_in_words(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "correctie")
    client, document = sign_in(cast.roos), cast.family.document
    to = page_of(part, f"{document.pk}/")
    assert client.post(to, {"words": ""}).status_code == 200
    assert client.post(to, {"words": "Een nieuwe brief toegevoegd"}).status_code == 302
    assert client.post(page_of(part), {}).status_code == 302
    work = opened(part_of(part.request)).work
    assert [(one["id"], one["what"]) for one in work] == [(str(document.pk), "verbeterd")]


@pytest.mark.policy("4")
def test_the_resident_sees_that_it_was_carried_out_and_when(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "correctie")
    client = resident(cast, cast.family.samira)
    to = f"/mijn/verzoeken/{part.request_id}/"
    assert "Wij doen wat er is besloten" in client.get(to).content.decode()
    mend(cast, part)
    sign_in(cast.roos).post(page_of(part), {})
    page = client.get(to).content.decode()
    assert "Uitgevoerd op" in page
    with as_system():
        assert Request.objects.get(pk=part.request_id).carried_out_on == cast.today


# --- AVG art. 19: who got it before ---


def shared(cast, record, *, by=None, is_sent=True, **facts) -> Disclosure:  # noqa: F811
    """What the school got of this record."""
    family, by = cast.family, by or cast.roos
    with as_system():
        consent = make_consent(family.dossier, family.samira, by=by, now=cast.now)
        items = [item_of(as_it_is(type(record), record.pk), b"x")]
        went = make_disclosure(
            family.dossier, [family.samira.pk], by=by, now=cast.now, items=items, record_ids=[record.pk], **facts
        )
        cover(went, family.samira, consent=consent)
        return sent(went, by=by, now=cast.now) if is_sent else went


@pytest.mark.policy("3.3")
def test_who_got_what_was_mended_is_told_and_nobody_else(cast, dirk):  # noqa: F811
    went = shared(cast, cast.family.entry)
    of_another = shared(cast, cast.family.document)
    draft = shared(cast, cast.family.entry, is_sent=False)
    part = granted(cast, dirk, "correctie")
    assert TELL_RECEIVER not in rules_of(cast, cast.roos), "it is told when it was done, not when it was decided"
    mend(cast, part)
    sign_in(cast.roos).post(page_of(part), {})
    with as_system():
        tasks = list(Task.objects.filter(rule=TELL_RECEIVER))
    assert [one.record_id for one in tasks] == [went.pk]
    assert went.organisation.name in opened(tasks[0]).title
    assert {of_another.pk, draft.pk}.isdisjoint(one.record_id for one in tasks)
    client = sign_in(cast.roos)
    row = client.get(f"/dossiers/{cast.family.dossier.pk}/gedeeld/").content.decode()
    assert "Nog te vertellen wat er is verbeterd" in row
    client.post(f"/taken/{tasks[0].pk}/klaar/")
    row = client.get(f"/dossiers/{cast.family.dossier.pk}/gedeeld/").content.decode()
    assert "De ontvanger weet dat sinds" in row


# --- the resident's own story ---


def tell_story(cast, part, record):  # noqa: F811
    client = sign_in(cast.roos)
    to = page_of(part, f"{record.pk}/")
    assert WISH_IN_FORM in client.get(to).content.decode()
    assert client.post(to, {"words": STORY}).status_code == 302
    return client


WISH_IN_FORM = "Alles over de zomer"


@pytest.mark.policy("3.3")
def test_a_story_stands_with_a_note_and_with_a_document(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "verklaring")
    for record in (cast.family.entry, cast.family.document):
        client = tell_story(cast, part, record)
        found = as_it_is(type(record), record.pk)
        assert found.statement == STORY
        assert item_of(found, b"x")["statement"] == STORY
        assert STORY in client.get(record.get_absolute_url()).content.decode()
    assert client.post(page_of(part), {}).status_code == 302


def test_elsewhere_there_is_no_place_for_a_story_and_that_is_said(cast, dirk):  # noqa: F811
    part = granted(cast, dirk, "verklaring")
    task = cast.family.task
    page = sign_in(cast.roos).get(page_of(part, f"{task.pk}/"))
    if page.status_code == 200:
        assert "geen plek voor een eigen verhaal" in page.content.decode()
    with acting(cast.roos, cast.now), pytest.raises(NotPossible):
        carrying.add_statement(part, task, words=STORY, by=cast.roos, now=cast.now, on=cast.today)


def _visible_words(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


@pytest.mark.policy("3.3")
@pytest.mark.parametrize("place", ["lijst", "afdruk", "hele dossier", "kiezen", "zoeken"])
def test_colleagues_read_the_story_beside_it_wherever_it_is_shown(cast, dirk, place):  # noqa: F811
    part = granted(cast, dirk, "verklaring")
    tell_story(cast, part, cast.family.entry)
    tell_story(cast, part, cast.family.document)
    dossier, entry = cast.family.dossier.pk, cast.family.entry.pk
    to = {
        "lijst": f"/dossiers/{dossier}/",
        "afdruk": f"/notities/{entry}/afdrukken/",
        "hele dossier": f"/dossiers/{dossier}/afdrukken/",
        "kiezen": f"/dossiers/{dossier}/delen/",
        "zoeken": "/zoeken/",
    }[place]
    client = sign_in(cast.roos)
    answer = client.post(to, {"q": "gewoon thuis"}) if place == "zoeken" else client.get(to)
    words = " ".join(_visible_words(answer).split())
    expected = "Wat de inwoner hierover zegt, gaat mee" if place == "kiezen" else "gewoon thuis"
    assert expected in words
