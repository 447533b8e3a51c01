"""One's own new note, document or task is taken back for ten minutes; then it stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.errors import CaseError, Overtaken, ReadMeanwhile, TooLate
from cases.mistakes import UNDO_LASTS
from cases.models import Breach, Document, Draft, Entry, Task
from cases.uploads import Upload
from sealing import files
from sealing.models import DataKey
from tests.cast import RECORD, acting, as_system, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("4.2")
TEXT = "In het verkeerde dossier getypt 🦜"


@pytest.fixture
def cem(cast):
    return sign_in(cast.cem)


def facts(cast, by, now=None):
    return {"by": by, "now": now or timezone.now(), "about": [cast.family.esra.pk], **RECORD}


def write(cast, by=None, now=None, **changed) -> Entry:
    by = by or cast.cem
    given = {"kind": "telefoon", "happened_on": cast.today, "text": TEXT} | facts(cast, by, now) | changed
    with acting(by):
        return actions.write_entry(cast.family.dossier, **given)


def attach(cast, entry=None, by=None) -> Document:
    by = by or cast.cem
    with acting(by):
        upload = Upload("brief.txt", "text/plain", b"brief")
        return actions.add_document(cast.family.dossier, upload=upload, title="Brief", entry=entry, **facts(cast, by))


def add_task(cast, by=None, assigned_to=None) -> Task:
    by = by or cast.cem
    with acting(by):
        given = {"title": "Bel de huisarts", "assigned_to": assigned_to or by, "due_on": cast.today}
        return actions.add_task(cast.family.dossier, **given, **facts(cast, by))


def undo_path(record):
    return f"/{ {Entry: 'notities', Document: 'documenten', Task: 'taken'}[type(record)] }/{record.pk}/ongedaan/"


def left_of(record):
    """Rows and versions that are still there, whoever may see them."""
    with as_system():
        return type(record).objects.filter(pk=record.pk).count(), type(record).history.filter(id=record.pk).count()


def key_of(record) -> DataKey:
    return DataKey.objects.using("keys").get(pk=record.pk)


def test_right_after_saving_the_page_offers_to_take_it_back(cast, cem):
    given = {"text": TEXT, "kind": "mail", "happened_on": str(cast.today), "source": "inwoner", **RECORD}
    saved = cem.post(
        f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/", given | {"about": [str(cast.family.esra.pk)]}
    )
    page = cem.get(saved.url).content.decode()
    assert "De notitie is bewaard." in page
    assert "Ongedaan maken (nog 10 minuten)" in page
    assert f'action="{saved.url}ongedaan/"' in page


def test_a_note_taken_back_is_gone_with_history_attachments_files_and_keys(
    cast, cem, django_capture_on_commit_callbacks
):
    entry = write(cast)
    attachment = attach(cast, entry)
    with acting(cast.cem):
        actions.change_entry(Entry.objects.get(pk=entry.pk), by=cast.cem, now=timezone.now(), text="Andere tekst")
    assert (left_of(entry), left_of(attachment)) == ((1, 2), (1, 1))
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        answer = cem.post(undo_path(entry))
    assert (left_of(entry), left_of(attachment)) == ((0, 0), (0, 0))
    # Until the rows are gone for certain, nothing is destroyed that could not be made again.
    assert key_of(entry).destroyed_at is None
    assert files.path_of(attachment.pk).exists()
    for callback in callbacks:
        callback()
    assert key_of(entry).destroyed_at
    assert key_of(attachment).destroyed_at
    assert not files.path_of(attachment.pk).exists()
    assert answer.url.startswith(f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/?concept=")
    assert cem.get(f"/notities/{entry.pk}/").status_code == 404
    assert TEXT not in cem.get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()


def test_its_text_comes_back_as_a_draft_of_its_writer_alone(cast, cem):
    entry = write(cast, kind="huisbezoek", source="naaste")
    cem.post(undo_path(entry))
    with acting(cast.cem):
        draft = opened(Draft.objects.get(user=cast.cem))
    assert draft.content["text"] == TEXT
    assert (draft.content["kind"], draft.content["source"]) == ("huisbezoek", "naaste")
    assert draft.content["about"] == [str(cast.family.esra.pk)]
    assert (draft.dossier_id, draft.about, draft.record_id) == (cast.family.dossier.pk, [cast.family.esra.pk], None)
    assert TEXT.encode() not in bytes(draft.content_sealed)
    with acting(cast.roos):
        assert not Draft.objects.filter(pk=draft.pk).exists()


def test_what_one_was_changing_in_it_becomes_a_note_not_yet_saved(cast, cem):
    entry = write(cast)
    with acting(cast.cem):
        now = timezone.now()
        changing = Draft.objects.create(
            dossier=cast.family.dossier, user=cast.cem, record_id=entry.pk, about=entry.about,
            content={"text": "Halve wijziging"}, created_at=now, saved_at=now, expires_at=now + timedelta(days=1),
        )  # fmt: skip
    cem.post(undo_path(entry))
    assert opened(changing).record_id is None


@pytest.mark.policy("2.5")
def test_taking_back_leaves_one_row_with_who_from_where_and_which_records(cast, cem):
    entry = write(cast)
    attachment, before = attach(cast, entry), len(log_rows())
    cem.post(undo_path(entry))
    (row,) = [row for row in log_rows()[before:] if row.action == "undo"]
    assert (row.user_id, row.dossier_id, row.object_type) == (cast.cem.pk, cast.family.dossier.pk, "entry")
    assert set(row.record_ids) == {entry.pk, attachment.pk}
    assert (row.origin, row.request_id is not None) == ("127.0.0.1", True)


@pytest.mark.parametrize("make", [attach, add_task], ids=["document", "task"])
def test_a_document_and_a_task_are_taken_back_the_same_way(cast, cem, make):
    record = make(cast)
    page = cem.get(f"/dossiers/{cast.family.dossier.pk}/" if make is add_task else f"/documenten/{record.pk}/")
    assert undo_path(record) in page.content.decode()
    assert ("Taak weghalen (nog 10 minuten)" in page.content.decode()) is (make is add_task)
    answer = cem.post(undo_path(record))
    assert answer.url == f"/dossiers/{cast.family.dossier.pk}/"
    assert left_of(record) == (0, 0)
    assert not drafts_of_cem(cast)


def drafts_of_cem(cast):
    with acting(cast.cem):
        return list(Draft.objects.filter(user=cast.cem))


@pytest.mark.parametrize(
    ("ago", "taken_back"),
    [(UNDO_LASTS - timedelta(seconds=30), True), (UNDO_LASTS, False), (timedelta(hours=3), False)],
    ids=["just in time", "ten minutes", "hours"],
)
def test_after_ten_minutes_it_stays_and_that_is_said(cast, cem, ago, taken_back):
    entry = write(cast, now=timezone.now() - ago)
    assert ("Ongedaan maken" in cem.get(f"/notities/{entry.pk}/").content.decode()) is taken_back
    answer = cem.post(undo_path(entry), follow=True)
    assert left_of(entry)[0] == (0 if taken_back else 1)
    if not taken_back:
        assert "De tien minuten zijn voorbij" in answer.content.decode()


def test_what_a_colleague_wrote_or_changed_is_not_taken_back(cast, cem):
    theirs, mine = write(cast, by=cast.roos), write(cast)
    assert "Ongedaan maken" not in cem.get(f"/notities/{theirs.pk}/").content.decode()
    assert cem.post(undo_path(theirs)).status_code == 404
    given = {
        "text": "Roos weet het beter",
        "kind": "mail",
        "happened_on": str(cast.today),
        "source": "inwoner",
        **RECORD,
    }
    roos = sign_in(cast.roos)
    roos.post(f"/notities/{mine.pk}/wijzigen/", given | {"about": [str(cast.family.esra.pk)]})
    answer = cem.post(undo_path(mine), follow=True)
    assert "Een collega heeft dit intussen gewijzigd" in answer.content.decode()
    assert (left_of(theirs)[0], left_of(mine)[0]) == (1, 1)


def test_in_a_closed_dossier_nothing_is_taken_back(cast, cem):
    entry = write(cast)
    with acting(cast.roos):
        actions.close(cast.family.dossier, by=cast.roos, now=timezone.now(), on=cast.today, reason="Klaar")
    assert cem.post(undo_path(entry)).status_code == 404
    assert "Ongedaan maken" not in cem.get(f"/notities/{entry.pk}/").content.decode()
    with acting(cast.cem), pytest.raises(Overtaken):
        actions.undo(opened(entry), by=cast.cem, now=timezone.now())
    assert left_of(entry)[0] == 1


def test_who_lost_the_dossier_takes_nothing_back(cast, cem):
    entry = write(cast)
    with acting(cast.roos):
        cast.family.dossier.grants.filter(user=cast.cem).update(valid_until=cast.now)
    assert cem.post(undo_path(entry)).status_code == 404
    assert left_of(entry)[0] == 1


def test_twice_is_a_page_that_is_not_there(cast, cem):
    entry = write(cast)
    cem.post(undo_path(entry))
    assert cem.post(undo_path(entry)).status_code == 404
    assert len(drafts_of_cem(cast)) == 1


def test_what_was_taken_back_does_not_come_back_to_life_by_saving_it(cast, cem):
    """A form still open in another tab would insert the row again, under a key that is gone."""
    entry, task = write(cast), add_task(cast)
    with acting(cast.cem):
        stale = [opened(entry), opened(task)]
    for record in (entry, task):
        cem.post(undo_path(record))
    with acting(cast.cem):
        for change, record in zip((actions.change_entry, actions.finish_task), stale, strict=True):
            with pytest.raises(Overtaken):
                change(record, by=cast.cem, now=timezone.now())
    assert left_of(entry) == left_of(task) == (0, 0)


def test_too_late_is_refused_by_the_action_itself(cast):
    entry = opened(write(cast))
    with acting(cast.cem):
        with pytest.raises(TooLate):
            actions.undo(entry, by=cast.cem, now=entry.created_at + UNDO_LASTS)
        with pytest.raises(CaseError):
            actions.undo(entry, by=cast.roos, now=entry.created_at)
    assert left_of(entry) == (1, 1)


# --- a colleague read it meanwhile ---


@pytest.fixture
def read(cast):
    """A note of Cem that Roos opened before he saw his mistake."""
    entry = write(cast)
    sign_in(cast.roos).get(f"/notities/{entry.pk}/")
    return entry


def breaches():
    with as_system():
        return list(Breach.objects.exclude(from_codename="verre berg"))


@pytest.mark.policy("2.5")
def test_what_a_colleague_read_is_not_taken_back_before_its_writer_says_why(cast, cem, read):
    answer = cem.post(undo_path(read))
    page = answer.content.decode()
    assert (answer.status_code, left_of(read)) == (200, (1, 1))
    assert [reader.user for reader in answer.context["readers"]] == [cast.roos]
    for shown in ("Een collega heeft dit gelezen", "Roos", 'value="tekst"', 'value="gezin"', "/verplaatsen/"):
        assert shown in page
    assert cem.post(undo_path(read), {"waarom": "onzin"}).status_code == 200
    with acting(cast.cem), pytest.raises(ReadMeanwhile):
        actions.undo(opened(read), by=cast.cem, now=timezone.now())
    assert (left_of(read), breaches()) == ((1, 1), [])


@pytest.mark.policy("2.5")
def test_a_slip_in_the_text_that_colleagues_of_the_family_read_is_no_leak(cast, cem, read):
    answer = cem.post(undo_path(read), {"waarom": "tekst"})
    assert "?concept=" in answer.url
    assert (left_of(read), breaches()) == ((0, 0), [])


@pytest.mark.policy("2.5")
def test_what_was_about_another_family_goes_and_who_read_it_is_written_down(cast, cem, read):
    wrong_since = read.created_at
    answer = cem.post(undo_path(read), {"waarom": "gezin"}, follow=True)
    assert left_of(read) == (0, 0)
    # In the wrong dossier no words of it stay, not even for their writer.
    assert drafts_of_cem(cast) == []
    (breach,) = breaches()
    assert (breach.from_dossier_id, breach.from_codename) == (cast.family.dossier.pk, cast.family.dossier.codename)
    assert (breach.to_dossier_id, breach.to_codename) == (None, "")
    assert (breach.readers, breach.record_id, breach.user) == ([cast.roos.pk], read.pk, cast.cem)
    assert (breach.wrong_since, breach.status) == (wrong_since, "concept")
    assert "op de lijst van de privacy officer" in answer.content.decode()
    shown = sign_in(cast.pia).get(f"/beheer/cases/breach/{breach.pk}/change/").content.decode()
    assert "Roos" in shown


@pytest.mark.policy("2.5")
def test_who_read_an_attachment_is_asked_after_too(cast, cem):
    entry = write(cast)
    attachment = attach(cast, entry)
    sign_in(cast.roos).get(f"/documenten/{attachment.pk}/bestand/")
    assert [reader.user for reader in cem.post(undo_path(entry)).context["readers"]] == [cast.roos]
    document = attach(cast)
    sign_in(cast.roos).get(f"/documenten/{document.pk}/")
    assert [reader.user for reader in cem.post(undo_path(document)).context["readers"]] == [cast.roos]
    cem.post(undo_path(document), {"waarom": "gezin"})
    assert [breach.record_id for breach in breaches()] == [document.pk]


@pytest.mark.policy("2.5")
@pytest.mark.parametrize("page", ["dossier", "Vandaag"])
def test_who_read_a_task_is_asked_after_too(cast, cem, page):
    """On the page of the dossier, or at home as who has to do it; of what stands there without it nobody is named."""
    task = add_task(cast, assigned_to=cast.roos)
    sign_in(cast.mees).get("/")
    sign_in(cast.roos).get(f"/dossiers/{cast.family.dossier.pk}/" if page == "dossier" else "/")
    answer = cem.post(undo_path(task))
    assert [reader.user for reader in answer.context["readers"]] == [cast.roos]
    assert "/verplaatsen/" not in answer.content.decode()
    assert left_of(task) == (1, 1)
    said = cem.post(undo_path(task), {"waarom": "gezin"}, follow=True).content.decode()
    assert "op de lijst van de privacy officer" in said
    assert [breach.readers for breach in breaches()] == [[cast.roos.pk]]
    assert left_of(task) == (0, 0)


# --- mails and drafts ---


def test_a_mail_taken_back_leaves_no_draft_and_says_what_to_do_with_it(cast, cem):
    entry = write(cast, mail_digest=b"d" * 32, kind="mail")
    attach(cast, entry)
    answer = cem.post(undo_path(entry), follow=True)
    assert answer.redirect_chain[-1][0] == f"/dossiers/{cast.family.dossier.pk}/"
    said = answer.content.decode()
    assert "Het staat niet meer in het dossier. De bijlage is ook weg. De mail zelf hebt u nog" in said
    assert drafts_of_cem(cast) == []


def test_what_one_wrote_into_a_mail_comes_back_and_the_attachments_are_said_to_be_gone(cast, cem):
    entry = write(cast, mail_digest=b"d" * 32, kind="mail")
    for _number in range(2):
        attach(cast, entry)
    with acting(cast.cem):
        actions.change_entry(Entry.objects.get(pk=entry.pk), by=cast.cem, now=timezone.now(), text="Met mijn woorden")
    said = cem.post(undo_path(entry), follow=True).content.decode()
    assert "Uw tekst is nog een concept" in said
    assert "De bijlagen zijn ook weg." in said
    assert [opened(draft).content["text"] for draft in drafts_of_cem(cast)] == ["Met mijn woorden"]


def test_the_draft_it_leaves_is_thrown_away_on_the_page_where_it_is_shown(cast, cem):
    answer = cem.post(undo_path(write(cast)), follow=True)
    page = answer.content.decode()
    assert "Concept weggooien" in page
    assert "schreef u toen" not in page
    (draft,) = drafts_of_cem(cast)
    gone = cem.post(f"/concepten/{draft.pk}/weggooien/", {"terug": "dossier"})
    assert gone.url == f"/dossiers/{cast.family.dossier.pk}/"
    assert drafts_of_cem(cast) == []
