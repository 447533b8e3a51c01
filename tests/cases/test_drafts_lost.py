"""The narrow places where typed text could still be lost: an answer that got lost, another tab, a second sending."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases import typing
from cases.actions.drafts import NOTE_FIELDS
from cases.models import Draft, Entry, Task
from tests.cast import acting, as_system, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


@pytest.fixture
def new(cast):
    return f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/"


@pytest.fixture
def edit(cast):
    return f"/notities/{cast.family.entry.pk}/wijzigen/"


@pytest.fixture
def save(cast):
    return f"/dossiers/{cast.family.dossier.pk}/concept/"


def form_at(client, path, **changed) -> dict:
    """What a browser would send of the form at this address."""
    page = client.get(path)
    carried = dict(re.findall(r'name="(opened|draft|revision|seen)" value="([^"]*)"', page.content.decode()))
    fields = {name: page.context["form"][name].value() for name in (*NOTE_FIELDS, "about")}
    return {name: value for name, value in (fields | carried | changed).items() if value is not None}


def texts_of(worker):
    with as_system():
        drafts = Draft.objects.filter(user=worker).order_by("created_at", "pk")
        return [opened(draft).content["text"] for draft in drafts]


def entries(cast):
    with acting(cast.roos):
        return [opened(entry) for entry in Entry.objects.filter(dossier=cast.family.dossier).order_by("created_at")]


def test_an_answer_that_got_lost_makes_no_second_draft(cast, cem, new, save):
    fields = form_at(cem, new)
    for text in ("Een", "Een twee", "Een twee drie"):
        assert cem.post(save, fields | {"text": text}).json()["beside"] is False
    assert texts_of(cast.cem) == ["Een twee drie"]


def test_an_answer_that_got_lost_looks_like_no_other_tab(cast, cem, new, save):
    cem.post(save, form_at(cem, new, text="Een"))
    fields = form_at(cem, new)
    for text in ("Een twee", "Een twee drie"):
        assert cem.post(save, fields | {"text": text}).json()["beside"] is False
    assert texts_of(cast.cem) == ["Een twee drie"]


def test_another_tab_whose_answer_got_lost_keeps_one_text_beside(cast, cem, new, save):
    cem.post(save, form_at(cem, new, text="Begin"))
    one, other = form_at(cem, new), form_at(cem, new)
    cem.post(save, one | {"text": "Deze tab"})
    for text in ("Andere tab", "Andere tab, verder"):
        cem.post(save, other | {"text": text})
    assert sorted(texts_of(cast.cem)) == ["Andere tab, verder", "Deze tab"]


def test_saving_in_one_tab_leaves_what_the_other_wrote_since(cast, cem, new, save):
    cem.post(save, form_at(cem, new, text="Begin"))
    one, other = form_at(cem, new), form_at(cem, new)
    cem.post(save, other | {"text": "Van de andere tab"})
    assert cem.post(new, one | {"text": "Van deze tab"}).status_code == 302
    assert entries(cast)[-1].text == "Van deze tab"
    assert texts_of(cast.cem) == ["Van de andere tab"]


def test_saving_before_an_answer_came_leaves_no_draft(cast, cem, new, save):
    fields = form_at(cem, new, text="Snel")
    cem.post(save, fields)
    cem.post(new, fields)
    assert texts_of(cast.cem) == []


def test_a_tab_goes_on_after_its_draft_was_thrown_away_elsewhere(cast, cem, new, save):
    fields = form_at(cem, new, text="Begin")
    kept = cem.post(save, fields).json()
    cem.post(f"/concepten/{kept['draft']}/weggooien/")
    assert cem.post(save, fields | {"text": "Begin en verder"}).status_code == 200
    assert texts_of(cast.cem) == ["Begin en verder"]


def test_an_emptied_form_does_not_empty_its_draft(cast, cem, new, save):
    fields = form_at(cem, new, text="Een")
    cem.post(save, fields)
    assert cem.post(save, fields | {"text": "  "}).status_code == 200
    assert texts_of(cast.cem) == ["Een"]


def test_words_added_before_the_form_was_sent_again_go_on_as_a_change(cast, cem, new):
    fields = form_at(cem, new, text="Eerst dit\r\nen dat")
    cem.post(new, fields)
    answer = cem.post(new, fields | {"text": "Eerst dit\r\nen dat, en toen dit"}, follow=True)
    assert "/wijzigen/?concept=" in answer.redirect_chain[0][0]
    assert answer.context["form"]["text"].value().endswith("en toen dit")
    assert len(entries(cast)) == 2
    assert entries(cast)[-1].text.endswith("en dat")


def test_a_draft_remembers_which_text_it_was_to_change(cast, cem, edit, save):
    cem.post(save, form_at(cem, edit, text="Van Cem"))
    roos = sign_in(cast.roos)
    roos.post(edit, form_at(roos, edit, text="Van Roos"))
    answer = cem.post(edit, form_at(cem, edit))
    assert "intussen gewijzigd" in answer.content.decode()
    assert entries(cast)[0].text == "Van Roos"


def test_a_mistake_in_the_form_hides_no_change_of_a_colleague(cast, cem, edit):
    fields, roos = form_at(cem, edit, text="Van Cem"), sign_in(cast.roos)
    roos.post(edit, form_at(roos, edit, text="Van Roos"))
    page = cem.post(edit, fields | {"happened_on": "2999-01-01"}).content.decode()
    seen = dict(re.findall(r'name="(seen)" value="([^"]*)"', page))
    assert "Van Roos" in page or seen["seen"] == fields["seen"]


def test_what_was_to_change_a_note_that_is_gone_goes_on_as_a_new_one(cast, cem, new, edit, save):
    cem.post(save, form_at(cem, edit, text="Gewijzigd"))
    with as_system():
        Entry.objects.filter(pk=cast.family.entry.pk).delete()
    assert cem.get(new).context["form"]["text"].value() == "Gewijzigd"
    home = cem.get("/").content.decode()
    with as_system():
        draft = Draft.objects.get(user=cast.cem)
    assert f'href="{new}?concept={draft.pk}"' in home
    assert cem.post(f"/concepten/{draft.pk}/weggooien/").url == new


def test_a_draft_names_nobody_who_is_not_in_the_dossier(cast, cem, new, save):
    cem.post(save, form_at(cem, new, text="x", about=[str(cast.family.esra.pk), str(cast.other.piet.pk), "onzin"]))
    with as_system():
        assert Draft.objects.get(user=cast.cem).about == [cast.family.esra.pk]


def test_a_session_of_more_than_a_working_day_loses_nothing_either(cast, cem, new):
    fields = form_at(cem, new, text="Laat geworden")
    session = cem.session
    session["started_at"] = (timezone.now() - timedelta(hours=13)).isoformat()
    session.save()
    assert cem.post(new, fields).url.startswith(f"/inloggen/?next={new}")
    assert texts_of(cast.cem) == ["Laat geworden"]


def test_what_is_kept_for_somebody_who_is_not_signed_in_leaves_a_row(cast, cem, new):
    fields, before = form_at(cem, new, text="Na een uur"), len(log_rows())
    Client().post(new, fields)
    with as_system():
        draft = Draft.objects.get(user=cast.cem)
    rows = [row for row in log_rows()[before:] if draft.pk in row.record_ids]
    assert [(row.action, row.user_id, row.dossier_id) for row in rows] == [
        ("change", cast.cem.pk, cast.family.dossier.pk)
    ]


def test_the_id_of_one_kind_of_record_is_of_no_use_for_another(cast, cem, new):
    """Two records of one id would share one key, and go with each other."""
    tasks = f"/dossiers/{cast.family.dossier.pk}/taken/nieuw/"
    page = cem.get(tasks)
    told = dict(re.findall(r'name="(opened)" value="([^"]*)"', page.content.decode()))
    cem.post(new, form_at(cem, new, text="Notitie", **told))
    due = {"title": "Bel", "assigned_to": str(cast.cem.pk), "due_on": str(cast.today), "source": "inwoner", **told}
    cem.post(tasks, form_at(cem, new) | due)
    with acting(cast.cem):
        made = [model.objects.get(created_by=cast.cem).pk for model in (Entry, Task)]
    assert made[0] != made[1]


def test_a_form_of_before_one_signed_in_again_gives_back_what_was_typed(cast, cem, new):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.cem, backend="accounts.backends.StaffBackend")
    answer = strict.post(new, form_at(cem, new, text="Wat ik typte"))
    assert answer.status_code == 403
    assert "Wat ik typte" in answer.content.decode()


def test_half_a_character_is_no_failure(cast, cem, new, save):
    told = typing.sign(cast.cem, cast.family.dossier.pk)
    body = f"text=half%ED%A0%80teken&about=%00&kind=%FF&opened={told}"
    sent = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    assert cem.post(save, **sent).status_code == 200
    assert cem.post(new, **sent).status_code == 200
