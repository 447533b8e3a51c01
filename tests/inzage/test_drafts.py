"""AVG art. 12: what a resident has not sent yet is kept for them alone, found back, and gone when it should be."""

import json
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings as ours
from django.db import DatabaseError, IntegrityError
from django.test import Client

from audit.context import for_resident
from audit.purposes import Purpose
from cases.models import Person
from casework.actions import merging
from consent.models import Representation
from inzage import drafting, session, tasks
from inzage.actions import drafts
from inzage.actions.drafts import Mine, Typed
from inzage.models import DRAFT_LASTS, Request, RequestDraft
from retention import fates
from retention.states import Kind
from sealing import keys
from sealing.errors import KeyDestroyed
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import acting, as_system, log_rows, make_person, opened, sign_in
from tests.inzage.residents import at_peace, page, turns
from tests.inzage.test_consents import resident
from tests.inzage.test_for_whom import authorise, released

pytestmark = pytest.mark.policy("4.2")
ASK, KEEP = "/mijn/verzoeken/nieuw/?wat=inzage", "/mijn/verzoeken/concept/"
WORDS = "Ik wil lezen wat er over de ijsvogel staat"
LATER = {"later": "1"}


@pytest.fixture
def samira(cast):  # noqa: F811
    return resident(cast, cast.family.samira)


def form(client, address=ASK) -> dict:
    """What the page sends along, with nothing typed in it."""
    html = client.get(address).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: value for name, value in hidden if name in {"over", "opened", "revision"}}


def all_drafts(**which) -> list[RequestDraft]:
    with as_system():
        return [opened(draft) for draft in RequestDraft.objects.filter(**which).exclude(content_sealed=None)]


def mine(cast, name="samira") -> list[RequestDraft]:  # noqa: F811
    person = getattr(cast.family, name)
    return [draft for draft in all_drafts(asker=person) if draft.content["wish"].startswith("Ik wil")]


def keeps(client, address=ASK, wish=WORDS, **more):
    return client.post(address, form(client, address) | {"wish": wish} | LATER | more)


@pytest.fixture(autouse=True)
def _begins_with_nothing(cast):  # noqa: F811
    """One of them is in every family of the cast."""
    with as_system():
        RequestDraft.objects.all().delete()


def end(client):
    """Their quarter is over."""
    kept = client.session
    del kept[session.RESIDENT]
    kept.save()


# --- keeping ---


def test_what_is_kept_for_later_is_found_back_and_goes_when_it_is_sent(cast, samira):  # noqa: F811
    answer = keeps(samira)
    assert answer.url == "/mijn/verzoeken/?klaar=bewaard"
    (draft,) = mine(cast)
    for where in ("overzicht", "verzoeken"):
        shown = page(samira, where)
        assert "Nog niet verstuurd" in shown
        assert draft.get_absolute_url().replace("&", "&amp;") in shown
        assert WORDS not in shown
    again = samira.get(draft.get_absolute_url())
    assert WORDS in again.content.decode()
    assert "Het is nog niet verstuurd." in again.content.decode()
    sent = samira.post(ASK, form(samira) | {"wish": WORDS})
    with as_system(Purpose.INSIGHT):
        assert sent.url == f"/mijn/verzoeken/{Request.objects.get(asker=cast.family.samira, state='open').pk}/"
    assert mine(cast) == []
    assert "Nog niet verstuurd" not in page(samira)


def test_there_is_one_of_a_kind_and_another_of_another_kind(cast, samira):  # noqa: F811
    keeps(samira)
    keeps(samira, wish=WORDS + ", sinds mei")
    keeps(samira, "/mijn/verzoeken/nieuw/?wat=klacht")
    assert sorted((draft.kind, draft.content["wish"]) for draft in mine(cast)) == [
        ("inzage", WORDS + ", sinds mei"),
        ("klacht", WORDS),
    ]


@pytest.mark.parametrize(
    "wrong", [{"wish": WORDS, "from_on": "2026-03-01", "until_on": "2026-02-01"}, {"wish": "x" * 4001}]
)
def test_where_something_is_missing_it_is_kept_as_well(cast, samira, wrong):  # noqa: F811
    answer = samira.post(ASK, form(samira) | wrong)
    assert answer.status_code == 200
    (draft,) = all_drafts()
    assert draft.content["wish"] == wrong["wish"]
    assert f'name="revision" value="{draft.revision}"' in answer.content.decode()
    assert samira.post(ASK, form(samira) | {"wish": WORDS}).status_code == 302
    assert all_drafts() == []


def test_nothing_typed_is_nothing_to_keep_and_overwrites_nothing(cast, samira):  # noqa: F811
    assert "nog niets opgeschreven" in keeps(samira, wish=" ").content.decode()
    assert all_drafts() == []
    keeps(samira)
    keeps(samira, wish="")
    assert [draft.content["wish"] for draft in mine(cast)] == [WORDS]


def test_it_is_thrown_away_by_its_own_button_and_the_key_with_it(cast, samira, django_capture_on_commit_callbacks):  # noqa: F811
    keeps(samira)
    (draft,) = mine(cast)
    assert "Ja, gooi het weg" in page(samira, "verzoeken")
    with django_capture_on_commit_callbacks(execute=True):
        answer = samira.post(f"/mijn/verzoeken/concept/{draft.pk}/weg/", follow=True)
    assert "Het is weggegooid." in answer.content.decode()
    assert mine(cast) == []
    assert nobody_opens(draft)


def nobody_opens(draft) -> bool:
    """Not even who has a back-up of the table."""
    with pytest.raises(KeyDestroyed):
        keys.find([draft.pk])
    return True


# --- of them alone ---


@pytest.mark.policy("2.5")
def test_it_is_sealed_and_in_no_session(cast, samira):  # noqa: F811
    keeps(samira)
    (draft,) = mine(cast)
    assert "ijsvogel" not in bytes(draft.content_sealed).decode("latin-1")
    assert "ijsvogel" not in json.dumps(dict(samira.session.items()))


def test_no_colleague_and_no_other_resident_sees_that_it_is_there(cast, samira):  # noqa: F811
    keeps(samira)
    (draft,) = mine(cast)
    for worker in (cast.roos, cast.cem, cast.pia, cast.fien):
        with acting(worker, cast.now):
            assert not RequestDraft.objects.exists()
            assert RequestDraft.objects.all().update(revision=9) == 0
    for purpose in (Purpose.BEHEER, Purpose.INSIGHT, Purpose.SHARING, Purpose.PORTAL):
        with as_system(purpose):
            assert not RequestDraft.objects.exists()
    ruud = resident(cast, cast.family.ruud)
    assert ruud.post(f"/mijn/verzoeken/concept/{draft.pk}/weg/").status_code == 404
    assert str(draft.pk) not in page(ruud, "verzoeken")
    with for_resident(ruud.resident.pk, cast.now):
        assert not RequestDraft.objects.exists()
    assert not [one for one in apps.get_app_config("inzage").get_models() if one is RequestDraft and in_admin(one)]


def in_admin(model) -> bool:
    from accounts.beheer import beheer  # noqa: PLC0415 (after the models are there)

    return beheer.is_registered(model)


def test_the_database_takes_none_about_whom_they_may_not_ask(cast, samira):  # noqa: F811
    facts = Mine(cast.family.samira.pk, cast.family.deniz.pk, "inzage")
    with for_resident(samira.resident.pk, cast.now), pytest.raises(DatabaseError, match="row-level security"):
        drafts.keep(None, facts, Typed({"wish": WORDS}), now=cast.now)


def test_opening_it_is_logged_and_typing_is_not(cast, samira):  # noqa: F811
    keeps(samira)
    (draft,) = mine(cast)
    quietly(samira, form(samira))
    assert len(log_rows(record_ids__contains=[draft.pk], action="read")) == 1


def test_a_portal_that_was_made_smaller_shows_none_and_keeps_none(cast, samira):  # noqa: F811
    keeps(samira)
    sends = form(samira)
    client = resident(cast, cast.family.samira, portal="beperkt")
    assert "Nog niet verstuurd" not in page(client)
    assert quietly(client, sends).status_code == 404
    end(client)
    assert quietly(client, sends, "Ik wil nog iets").json() == {"kept": False}
    assert [draft.content["wish"] for draft in mine(cast)] == [WORDS]


# --- while somebody types ---


def quietly(client, sends, wish=WORDS):
    return client.post(KEEP, sends | {"wish": wish})


def test_while_somebody_types_the_page_keeps_it_and_is_told_when(cast, samira):  # noqa: F811
    sends = form(samira)
    told = quietly(samira, sends).json()
    assert re.fullmatch(r"\d\d:\d\d", told["at"])
    # An answer that got lost on the way makes no second text.
    told = quietly(samira, sends, WORDS + " en meer").json()
    assert (told["revision"], told["beside"]) == (2, False)
    (draft,) = mine(cast)
    assert draft.content == {"wish": WORDS + " en meer"}


def test_two_screens_never_overwrite_each_other(cast, samira):  # noqa: F811
    telephone, desk = form(samira), form(samira)
    quietly(samira, telephone)
    assert quietly(samira, desk, "Ik wil iets anders").json()["beside"]
    shown = samira.get(ASK).content.decode()
    assert "Dit schreef u op een ander scherm" in shown
    assert WORDS in shown
    # What is sent from a screen that did not know the last words, leaves those.
    assert samira.post(ASK, telephone | {"wish": WORDS + "!"}).status_code == 302
    assert [draft.content["wish"] for draft in mine(cast)] == ["Ik wil iets anders"]
    assert samira.post(ASK, desk | {"wish": "Ik wil iets anders"}).status_code == 302
    assert mine(cast) == []


def test_it_is_not_taken_from_a_page_of_another(cast, samira):  # noqa: F811
    sends = form(samira)
    assert quietly(resident(cast, cast.family.ruud), sends).status_code == 404
    assert quietly(samira, sends | {"opened": sends["opened"][:-2]}).status_code == 404
    assert all_drafts() == []


def test_what_is_far_too_long_is_said_and_not_kept(cast, samira):  # noqa: F811
    long = "x" * (drafting.LONGEST + 1)
    assert quietly(samira, form(samira), long).status_code == 413
    assert "te lang om te bewaren" in keeps(samira, wish=long).content.decode()
    assert all_drafts() == []


@pytest.mark.policy("2.5")
def test_it_asks_for_a_token_and_not_more_often_than_somebody_types(cast, samira, settings):  # noqa: F811
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = samira.cookies
    assert strict.post(KEEP, form(samira) | {"wish": WORDS}).status_code == 403
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unsent": type(settings.RATE_LIMITS["unsent"])(1, 24 * 60 * 60)}
    sends = form(samira)
    assert [quietly(samira, sends).status_code for _time in range(2)] == [200, 429]
    # Counted for each resident, not for where they are.
    ruud = resident(cast, cast.family.ruud)
    assert quietly(ruud, form(ruud)).status_code == 200


# --- after the session ended ---


def test_what_is_sent_after_the_session_ended_is_kept_and_signing_in_leads_there(cast, samira):  # noqa: F811
    sends = form(samira)
    end(samira)
    assert samira.post(ASK, sends | {"wish": WORDS}).url == "/mijn/"
    assert "Wat u schreef, is bewaard." in samira.get("/mijn/").content.decode()
    (draft,) = mine(cast)
    assert samira.session[session.BACK]["id"] == str(samira.resident.pk)
    (row,) = log_rows(record_ids__contains=[draft.pk])
    assert (row.action, row.user_id) == ("change", samira.resident.pk)


def test_a_page_that_keeps_by_itself_hears_that_the_session_ended(cast, samira):  # noqa: F811
    sends = form(samira)
    end(samira)
    answer = quietly(samira, sends)
    assert (answer.status_code, answer.json()) == (401, {"kept": True})
    assert len(mine(cast)) == 1


def test_nothing_is_kept_of_a_page_that_is_not_ours_or_too_old(cast, samira, monkeypatch):  # noqa: F811
    sends = form(samira)
    end(samira)
    assert samira.post(ASK, {"wish": WORDS}).url == "/mijn/"
    assert quietly(samira, sends | {"opened": "x"}).json() == {"kept": False}
    monkeypatch.setattr(drafting, "LASTS", -1)
    assert quietly(samira, sends).json() == {"kept": False}
    assert all_drafts() == []


def test_a_token_that_is_too_old_loses_nothing(cast, samira):  # noqa: F811
    """They signed in again in another tab, and send what stood in the first."""
    sends = form(samira)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = samira.cookies
    answer = strict.post(ASK, sends | {"wish": WORDS})
    (draft,) = mine(cast)
    assert answer.url == draft.get_absolute_url()


@pytest.mark.policy("2.5")
def test_leaving_at_once_still_leaves_nothing_behind(cast, samira):  # noqa: F811
    keeps(samira)
    assert 'autocomplete="off"' in samira.get(ASK).content.decode()
    assert samira.get(ASK).headers["Cache-Control"] == "no-store"
    assert samira.post("/mijn/weg/").headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert session.BACK not in samira.session
    assert len(mine(cast)) == 1


# --- for another, and no longer ---


@pytest.fixture
def about_esra(cast, samira, django_capture_on_commit_callbacks):  # noqa: F811
    at_peace(cast, cast.family.esra)
    keeps(samira, f"{ASK}&over={cast.family.esra.pk}")
    (draft,) = mine(cast)
    assert (draft.person_id, draft.is_about_another) == (cast.family.esra.pk, True)

    def forget(now=cast.now):
        with django_capture_on_commit_callbacks(execute=True):
            drafts.forget(now=now, on=cast.today)
        return mine(cast)

    draft.forget = forget
    return draft


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(("days", "stays"), [(1, True), (0, False)], ids=["day before", "on the day"])
def test_on_the_twelfth_birthday_it_is_gone(cast, samira, about_esra, days, stays):  # noqa: F811
    turns(cast.family.esra, cast.now, 12, days=days)
    assert (opened(cast.family.esra).full_name in page(samira, "verzoeken")) is stays
    with for_resident(samira.resident.pk, cast.now):
        assert RequestDraft.objects.exists() is stays
    assert bool(about_esra.forget()) is stays
    if not stays:
        assert nobody_opens(about_esra)


@pytest.mark.policy("1.5")
def test_beside_a_child_one_sees_what_is_about_the_child(cast, samira, about_esra):  # noqa: F811
    keeps(samira, f"/mijn/verzoeken/nieuw/?wat=klacht&over={cast.family.samira.pk}")
    samira.post("/mijn/voor-wie/", {"who": str(cast.family.esra.pk)})
    shown = page(samira)
    assert f"over={cast.family.esra.pk}" in shown
    assert f"over={cast.family.samira.pk}" not in shown


@pytest.mark.policy("4.3")
def test_when_a_representation_ends_it_is_gone(cast, samira):  # noqa: F811
    family = cast.family
    released(cast, family.ruud)
    authorise(cast, family.ruud, family.samira, "inzage")
    keeps(samira, f"{ASK}&over={family.ruud.pk}")
    keeps(samira, f"{ASK}&over={family.samira.pk}")
    drafts.forget(now=cast.now, on=cast.today)
    assert {draft.person_id for draft in mine(cast)} == {family.ruud.pk, family.samira.pk}
    with as_system():
        Representation.objects.filter(person=family.ruud).update(ended_on=cast.today, ended_by=cast.roos)
    drafts.forget(now=cast.now, on=cast.today)
    assert {draft.person_id for draft in mine(cast)} == {family.samira.pk}


@pytest.mark.policy("2.3")
@pytest.mark.parametrize(("early", "gone"), [(1, False), (0, True)], ids=["a second before", "on the moment"])
def test_after_four_weeks_it_is_gone_with_its_key(cast, samira, early, gone, django_capture_on_commit_callbacks):  # noqa: F811
    keeps(samira)
    (draft,) = mine(cast)
    with django_capture_on_commit_callbacks(execute=True):
        drafts.forget(now=draft.saved_at + DRAFT_LASTS - timedelta(seconds=early), on=cast.today)
    assert (mine(cast) == []) is gone
    if gone:
        assert nobody_opens(draft)


def test_the_forgetting_runs_every_hour(db):
    assert "inzage.tasks.forget_unsent" in {entry["task"] for entry in ours.CELERY_BEAT_SCHEDULE.values()}
    tasks.forget_unsent()


@pytest.mark.policy("2.3")
def test_what_is_over_is_not_shown_before_it_is_gone(cast, samira):  # noqa: F811
    keeps(samira)
    with as_system():
        RequestDraft.objects.filter(asker=cast.family.samira).update(expires_at=cast.now - timedelta(days=1))
    assert "Nog niet verstuurd" not in page(samira)
    assert WORDS not in samira.get(ASK).content.decode()
    keeps(samira, wish="Ik wil iets nieuws")
    (draft,) = mine(cast)
    assert draft.content == {"wish": "Ik wil iets nieuws"}


# --- one of two ---


@pytest.mark.policy("4.1")
def test_when_two_registrations_become_one_the_last_written_stays(cast, samira, django_capture_on_commit_callbacks):  # noqa: F811
    with as_system("import"):
        twin = make_person(cast.now, "Samira", "Öztürk", 41)
    keeps(samira)
    facts = {"kind": "inzage", "begun_at": cast.now, "expires_at": cast.now + DRAFT_LASTS}
    with as_system():
        older = RequestDraft.objects.create(
            asker=twin, person=twin, content={"wish": "Ik wil eerst"}, saved_at=cast.now - timedelta(days=2), **facts
        )
        other = RequestDraft.objects.create(
            asker=twin, person=twin, content={"wish": "Ik wil klagen"}, saved_at=cast.now, **facts | {"kind": "klacht"}
        )
    with django_capture_on_commit_callbacks(execute=True), as_system(Purpose.MERGING):
        merging._Moving(twin.pk, cast.family.samira.pk, cast.now).all()
    assert {draft.content["wish"] for draft in mine(cast)} == {WORDS, "Ik wil klagen"}
    with as_system():
        assert Person.objects.filter(pk=twin.pk).exists()
        assert not RequestDraft.objects.filter(pk=older.pk).exists()
        assert RequestDraft.objects.get(pk=other.pk).asker_id == cast.family.samira.pk
    assert nobody_opens(older)


def test_the_database_holds_that_there_is_one(cast, samira):  # noqa: F811
    keeps(samira)
    same = Mine(cast.family.samira.pk, cast.family.samira.pk, "inzage")
    with pytest.raises(IntegrityError), for_resident(samira.resident.pk, cast.now):
        drafts.keep(None, same, Typed({"wish": WORDS}), now=cast.now)


def test_a_colleague_at_the_desk_sees_no_trace(cast, samira):  # noqa: F811
    before = [desk(cast, where) for where in ("/", f"/personen/{cast.family.samira.pk}/")]
    keeps(samira)
    assert [desk(cast, where) for where in ("/", f"/personen/{cast.family.samira.pk}/")] == before


def desk(cast, where):  # noqa: F811
    html = sign_in(cast.roos).get(where).content.decode()
    return re.sub(r'(nonce|value|content)="[^"]*"', "", html)


@pytest.mark.policy("2.3")
def test_it_goes_with_who_wrote_it_and_with_whom_it_is_about():
    columns = {table.column for table in fates.tables_to_empty(Kind.PERSON) if table.model is RequestDraft}
    assert columns == {"asker_id", "person_id"}
    assert all(table.seals_itself for table in fates.tables_to_empty(Kind.PERSON) if table.model is RequestDraft)
