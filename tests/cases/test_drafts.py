"""Nothing typed is lost, nobody else reads it, and it is gone when it should be."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from cases import actions, tasks, typing
from cases.models import DossierStatus, Draft, Entry, Task
from cases.models.drafts import DRAFT_LASTS, LONGEST_TEXT
from sealing.models import DataKey, new_id
from tests.cast import acting, as_system, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.5")
ODD = "שלום 🦜 e\u0301 <script>alert(1)</script> \u202eachterstevoren"


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def note(cast, **changed):
    return {
        "text": "Wat ik zag",
        "kind": "huisbezoek",
        "happened_on": str(cast.today),
        "source": "waarneming",
        "about": [str(cast.family.esra.pk)],
        "purpose": "casusregie",
        "legal_basis": "jeugdwet",
        "category": "casusregie",
    } | changed


def form_at(client, path) -> dict:
    """What the form at this address carries along."""
    page = client.get(path).content.decode()
    return dict(re.findall(r'name="(opened|draft|revision|seen)" value="([^"]*)"', page))


def new_note(cast):
    return f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/"


def edit(cast):
    return f"/notities/{cast.family.entry.pk}/wijzigen/"


def typing_at(cast):
    return f"/dossiers/{cast.family.dossier.pk}/concept/"


def drafts(user):
    with as_system("onderhoud"):
        return list(Draft.objects.filter(user=user).order_by("created_at"))


def keep(client, cast, form, **changed):
    return client.post(typing_at(cast), note(cast, **changed) | form).json()


def test_what_is_typed_is_kept_sealed_and_comes_back(cast, cem):
    answer = keep(cem, cast, form_at(cem, new_note(cast)), text=ODD)
    [draft] = drafts(cast.cem)
    assert (answer["draft"], answer["revision"], answer["beside"]) == (str(draft.pk), 1, False)
    assert ODD.encode() not in bytes(draft.content_sealed)
    assert opened(draft).content["text"] == ODD
    assert draft.expires_at - draft.saved_at == DRAFT_LASTS
    page = cem.get(new_note(cast))
    assert page.context["form"]["text"].value() == ODD
    assert page.context["form"]["kind"].value() == "huisbezoek"
    assert "U was hier bezig" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_typing_on_changes_the_same_draft_and_leaves_no_rows(cast, cem):
    form = form_at(cem, new_note(cast))
    before = len(log_rows())
    first = keep(cem, cast, form)
    second = keep(cem, cast, form | {"draft": first["draft"], "revision": first["revision"]}, text="Meer")
    assert second["draft"] == first["draft"]
    assert [opened(draft).content["text"] for draft in drafts(cast.cem)] == ["Meer"]
    assert len(log_rows()) == before


def test_two_tabs_keep_both_texts(cast, cem):
    form = form_at(cem, new_note(cast))
    first = keep(cem, cast, form, text="Eerste tab")
    second_tab = form_at(cem, new_note(cast))
    keep(cem, cast, second_tab, text="Tweede tab")
    answer = keep(cem, cast, form | {"draft": first["draft"], "revision": first["revision"]}, text="Eerste gaat door")
    assert answer["beside"] is True
    assert {opened(draft).content["text"] for draft in drafts(cast.cem)} == {"Tweede tab", "Eerste gaat door"}
    page = cem.get(new_note(cast))
    assert page.context["form"]["text"].value() == "Eerste gaat door"
    assert "Er is nog 1 concept" in page.content.decode()
    other = page.context["desk"].other_drafts[0]
    assert cem.get(f"{new_note(cast)}?concept={other.pk}").context["form"]["text"].value() == "Tweede tab"


def test_nobody_else_sees_a_draft(cast, cem):
    keep(cem, cast, form_at(cem, new_note(cast)), text="Van Cem alleen")
    [draft] = drafts(cast.cem)
    roos = sign_in(cast.roos)
    assert "Van Cem alleen" not in roos.get(new_note(cast)).content.decode()
    assert "Van Cem alleen" not in roos.get("/").content.decode()
    assert roos.post(f"/concepten/{draft.pk}/weggooien/").status_code == 404
    for worker in (cast.roos, cast.otto, cast.pia):
        with acting(worker):
            assert not Draft.objects.filter(pk=draft.pk).exists()


def test_whose_access_ended_no_longer_sees_what_they_typed(cast, cem):
    keep(cem, cast, form_at(cem, new_note(cast)))
    with acting(cast.roos):
        grant = cast.family.dossier.grants.get(user=cast.cem)
        actions.end_grant(grant, by=cast.roos, now=timezone.now())
    assert "Wat ik zag" not in cem.get("/").content.decode()
    assert cem.get(new_note(cast)).status_code == 404
    with acting(cast.cem):
        assert not Draft.objects.exists()


def test_saving_the_note_ends_its_draft_and_its_key(cast, cem, django_capture_on_commit_callbacks):
    form = form_at(cem, new_note(cast))
    kept = keep(cem, cast, form)
    form |= {"draft": kept["draft"], "revision": kept["revision"]}
    with django_capture_on_commit_callbacks(execute=True):
        answer = cem.post(new_note(cast), note(cast) | form)
    assert answer.status_code == 302
    assert drafts(cast.cem) == []
    assert DataKey.objects.using("keys").get(pk=kept["draft"]).wrapped is None
    assert keep(cem, cast, form) == {"saved": True}
    assert drafts(cast.cem) == []


def test_a_draft_is_thrown_away_by_its_writer(cast, cem, django_capture_on_commit_callbacks):
    kept = keep(cem, cast, form_at(cem, new_note(cast)))
    with django_capture_on_commit_callbacks(execute=True):
        assert cem.post(f"/concepten/{kept['draft']}/weggooien/").url == new_note(cast)
    assert drafts(cast.cem) == []
    assert cem.get(new_note(cast)).context["form"]["text"].value() is None


@pytest.mark.parametrize(("moment", "there"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_a_draft_goes_two_weeks_after_the_last_word(cast, cem, moment, there, django_capture_on_commit_callbacks):
    kept = keep(cem, cast, form_at(cem, new_note(cast)))
    [draft] = drafts(cast.cem)
    with django_capture_on_commit_callbacks(execute=True), as_system("onderhoud"):
        actions.forget_drafts(draft.expires_at + moment)
    assert bool(drafts(cast.cem)) is there
    assert (DataKey.objects.using("keys").get(pk=kept["draft"]).wrapped is not None) is there


def test_the_hourly_job_leaves_what_is_young(cast, cem):
    keep(cem, cast, form_at(cem, new_note(cast)))
    tasks.forget_drafts()
    assert len(drafts(cast.cem)) == 1


@pytest.mark.policy("4")
def test_drafts_about_somebody_are_found_by_whom_they_are_about(cast, cem):
    keep(cem, cast, form_at(cem, new_note(cast)))
    with as_system("onderhoud"):
        assert Draft.objects.filter(about__contains=[cast.family.esra.pk], user=cast.cem).count() == 1
        assert Draft.objects.filter(about__contains=[cast.family.deniz.pk], user=cast.cem).count() == 0


# --- without JavaScript, and after the session ended ---


def test_a_button_keeps_it_without_scripts(cast, cem):
    answer = cem.post(new_note(cast), note(cast, later="1", text="Straks verder") | form_at(cem, new_note(cast)))
    [draft] = drafts(cast.cem)
    assert answer.url == f"{new_note(cast)}?concept={draft.pk}"
    page = cem.get("/").content.decode()
    assert "Straks verder" in page
    assert f"?concept={draft.pk}" in page


@pytest.mark.parametrize("which", [new_note, edit], ids=["new", "change"])
def test_what_is_sent_after_the_session_ended_waits_behind_the_sign_in_page(cast, cem, which):
    form = form_at(cem, which(cast))
    cem.logout()
    answer = cem.post(which(cast), note(cast, text="Na een uur") | form)
    assert answer.url == f"/inloggen/?next={which(cast)}"
    assert sign_in(cast.cem).get(which(cast)).context["form"]["text"].value() == "Na een uur"
    assert sign_in(cast.roos).get(which(cast)).context["form"]["text"].value() != "Na een uur"


def test_typing_goes_on_being_kept_after_the_session_ended(cast, cem):
    form = form_at(cem, new_note(cast))
    cem.logout()
    answer = cem.post(typing_at(cast), note(cast, text="Nog even") | form)
    assert (answer.status_code, answer.json()) == (401, {"signed_out": True, "kept": True})


@pytest.mark.parametrize("wrong", ["", "verzonnen", "geen:handtekening:hier"])
def test_without_a_signature_nothing_is_stored_for_anybody(cast, cem, wrong):
    cem.logout()
    answer = cem.post(new_note(cast), note(cast) | {"opened": wrong})
    assert answer.status_code == 403
    assert "Wat ik zag" in answer.content.decode()
    assert drafts(cast.cem) == []


def test_a_signature_of_long_ago_keeps_nothing(cast, cem, monkeypatch):
    form = form_at(cem, new_note(cast))
    cem.logout()
    monkeypatch.setattr(typing, "LASTS", -1)
    assert cem.post(new_note(cast), note(cast) | form).status_code == 403
    assert drafts(cast.cem) == []


@pytest.mark.policy("4.2")
def test_whose_access_ended_stores_nothing_after_the_session_either(cast, cem):
    form = form_at(cem, new_note(cast))
    cem.logout()
    with acting(cast.roos):
        actions.end_grant(cast.family.dossier.grants.get(user=cast.cem), by=cast.roos, now=timezone.now())
    assert cem.post(new_note(cast), note(cast) | form).status_code == 403
    assert drafts(cast.cem) == []


def test_somebody_elses_signature_does_not_write_in_my_name(cast, cem):
    form = form_at(sign_in(cast.roos), new_note(cast))
    assert cem.post(typing_at(cast), note(cast) | form).status_code == 404
    cem.post(new_note(cast), note(cast, later="1") | form)
    assert [draft for draft in drafts(cast.roos) if draft.created_at > cast.now] == []


def test_in_a_dossier_one_only_reads_nothing_is_kept(cast):
    mees = sign_in(cast.mees)
    form = {"opened": typing.sign(cast.mees, cast.family.dossier.pk)}
    assert mees.post(typing_at(cast), note(cast) | form).status_code == 404
    assert drafts(cast.mees) == []


def test_another_family_takes_no_draft_and_tells_nothing(cast, cem):
    form = {"opened": typing.sign(cast.cem, cast.other.dossier.pk)}
    path = f"/dossiers/{cast.other.dossier.pk}/concept/"
    assert cem.post(path, note(cast) | form).status_code == 404


def test_a_dossier_that_was_closed_meanwhile_gives_the_text_back(cast, cem):
    form = form_at(cem, new_note(cast))
    with acting(cast.roos):
        actions.close(cast.family.dossier, by=cast.roos, now=timezone.now(), on=cast.today, reason="Klaar")
    answer = cem.post(new_note(cast), note(cast, text="Mijn eigen woorden") | form)
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Mijn eigen woorden" in page
    assert "Notitie</label>" in page
    missing = cem.post(f"/dossiers/{new_id()}/notities/nieuw/", note(cast, text="Mijn eigen woorden") | form)
    assert missing.content.decode() == page


# --- limits ---


def test_a_pasted_web_page_fits_and_more_is_told(cast, cem):
    form = form_at(cem, new_note(cast))
    assert "draft" in keep(cem, cast, form, text="a" * LONGEST_TEXT)
    assert cem.post(typing_at(cast), note(cast, text="a" * (LONGEST_TEXT + 1)) | form).status_code == 413
    answer = cem.post(new_note(cast), note(cast, text="a" * (LONGEST_TEXT + 1)) | form)
    assert "Deze tekst is te lang" in answer.content.decode()
    with acting(cast.roos):
        assert Entry.objects.filter(dossier=cast.family.dossier).count() == 1


def test_a_text_with_nothing_in_it_is_no_failure(cast, cem):
    form = form_at(cem, new_note(cast))
    assert "draft" in keep(cem, cast, form, text="voor\x00na")
    assert opened(drafts(cast.cem)[0]).content["text"] == "voorna"


# --- the same form twice ---


def test_the_same_note_sent_twice_is_made_once(cast, cem):
    form = form_at(cem, new_note(cast))
    first = cem.post(new_note(cast), note(cast) | form)
    again = cem.post(new_note(cast), note(cast) | form)
    assert first.url == again.url
    with acting(cast.roos):
        assert Entry.objects.filter(created_by=cast.cem).count() == 1


def test_the_same_task_sent_twice_is_made_once(cast, cem):
    path = f"/dossiers/{cast.family.dossier.pk}/taken/nieuw/"
    form = note(cast, title="Bellen", assigned_to=str(cast.cem.pk), due_on=str(cast.today)) | form_at(cem, path)
    assert cem.post(path, form).url == cem.post(path, form).url
    with acting(cast.roos):
        assert Task.objects.filter(created_by=cast.cem).count() == 1


def test_a_made_up_number_is_not_taken_over(cast, cem):
    cem.post(new_note(cast), note(cast) | {"opened": str(cast.family.entry.pk)})
    with acting(cast.roos):
        [entry] = Entry.objects.filter(created_by=cast.cem)
    assert isinstance(entry.pk, UUID)
    assert entry.pk != cast.family.entry.pk


# --- two people at one note ---


def test_who_comes_second_reads_what_the_first_wrote_before_saving(cast, cem):
    form = form_at(cem, edit(cast))
    sign_in(cast.roos).post(edit(cast), note(cast, text="Van Roos") | form_at(sign_in(cast.roos), edit(cast)))
    answer = cem.post(edit(cast), note(cast, text="Van Cem") | form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "intussen gewijzigd" in page
    assert "van Roos op" in page
    assert "Van Roos" in page
    assert answer.context["form"]["text"].value() == "Van Cem"
    assert opened(cast.family.entry).text == "Van Roos"
    seen = dict(re.findall(r'name="(opened|draft|revision|seen)" value="([^"]*)"', page))
    assert cem.post(edit(cast), note(cast, text="Van Roos en Cem") | seen).status_code == 302
    assert opened(cast.family.entry).text == "Van Roos en Cem"


def test_the_same_change_sent_twice_is_no_conflict(cast, cem):
    form = form_at(cem, edit(cast))
    assert cem.post(edit(cast), note(cast, text="Anders") | form).status_code == 302
    assert cem.post(edit(cast), note(cast, text="Anders") | form).status_code == 302
    with acting(cast.roos):
        assert cast.family.entry.history.count() == 2


def test_a_closed_dossier_lists_no_drafts(cast, cem):
    keep(cem, cast, form_at(cem, new_note(cast)), text="Wacht nog")
    with as_system():
        type(cast.family.dossier).objects.filter(pk=cast.family.dossier.pk).update(
            status=DossierStatus.CLOSED, closed_on=cast.today, destroy_on=cast.today + timedelta(days=1)
        )
    assert "Wacht nog" not in cem.get("/").content.decode()
