"""What stands in the wrong dossier goes to the right one, whole, and leaves nothing behind; who read it is known."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audit.database import one
from audit.purposes import Purpose
from cases import actions
from cases.errors import CaseError, Overtaken
from cases.models import Breach, Document, Dossier, Draft, Entry
from cases.uploads import Upload
from sealing import files, keys
from sealing.access import Access
from sealing.models import DataKey
from tests.cast import (
    LETTER,
    RECORD,
    acting,
    as_system,
    grant_past_the_rules,
    log_rows,
    make_household,
    make_person,
    open_and_fill,
    opened,
    sign_in,
)

pytestmark = pytest.mark.policy("4.2")
TEXT = "Gaat over meneer Peters 🦜"
DIGEST = b"d" * 32


@pytest.fixture
def two(cast):
    """Cem works in both dossiers: helps the family, and Mr Peters. His note stands in the wrong one."""
    with acting(cast.otto):
        grant_past_the_rules(cast.other.dossier, cast.cem, by=cast.otto, valid_from=cast.now)
    cast.misfiled = write(cast)
    cast.client = sign_in(cast.cem)
    return cast


def write(cast, **changed) -> Entry:
    given = {"kind": "telefoon", "happened_on": cast.today, "text": TEXT, **RECORD}
    given |= {"by": cast.cem, "now": timezone.now(), "about": [cast.family.esra.pk]} | changed
    with acting(given["by"]):
        return actions.write_entry(cast.family.dossier, **given)


def change(cast, entry, text):
    with acting(cast.cem):
        actions.change_entry(opened(entry), by=cast.cem, now=timezone.now(), text=text)


def attach(cast, entry=None) -> Document:
    upload = Upload("brief.txt", "text/plain", LETTER)
    with acting(cast.cem):
        return actions.add_document(
            cast.family.dossier, upload=upload, title="Brief", entry=entry, by=cast.cem, now=timezone.now(),
            about=[cast.family.esra.pk], **RECORD,
        )  # fmt: skip


def path_of(record, action="verplaatsen/"):
    return f"/{'documenten' if isinstance(record, Document) else 'notities'}/{record.pk}/{action}"


def move(cast, record, **given):
    """As the form sends it, once the dossier is chosen."""
    sent = {"dossier": str(cast.other.dossier.pk), "confirmed": "1", "about": [str(cast.other.piet.pk)]} | given
    return cast.client.post(path_of(record), sent)


def now_of(record):
    """As it stands in the database, whoever may see it, opened."""
    return opened(record)


def versions_of(record):
    with as_system():
        return Access("test").give_all(type(record).history.filter(id=record.pk).order_by("-history_date"))


def breaches():
    with as_system():
        return list(Breach.objects.exclude(from_codename="verre berg"))


def test_one_chooses_among_ones_own_open_dossiers_by_the_name_of_the_family(two):
    page = two.client.get(path_of(two.misfiled))
    (choice,) = page.context["form"].fields["dossier"].choices
    assert choice == (str(two.other.dossier.pk), f"Gezin Peters ({two.other.dossier.codename})")
    assert two.client.post(path_of(two.misfiled), {}).context["form"].errors["dossier"] == ["Kies een dossier."]
    confirm = two.client.post(path_of(two.misfiled), {"dossier": str(two.other.dossier.pk)})
    assert "Verplaatsen naar Gezin Peters?" in confirm.content.decode()
    assert [label for _, label in confirm.context["form"].fields["about"].choices] == ["Piet Peters"]
    assert now_of(two.misfiled).dossier_id == two.family.dossier.pk


def test_families_of_one_name_are_told_apart_by_their_first_names(two):
    with as_system(Purpose.IMPORT):
        people = {"kees": make_person(two.now, "Kees", "Peters", 50)}
        household = make_household("Peters", two.now, people, ("kees",))
    namesake = SimpleNamespace(people=people, household=household, **people)
    open_and_fill(namesake, two.otto, two.now, about=("kees",))
    with acting(two.otto):
        grant_past_the_rules(namesake.dossier, two.cem, by=two.otto, valid_from=two.now)
    choices = dict(two.client.get(path_of(two.misfiled)).context["form"].fields["dossier"].choices)
    assert choices[str(namesake.dossier.pk)] == f"Gezin Peters ({namesake.dossier.codename}): Kees"
    assert choices[str(two.other.dossier.pk)] == f"Gezin Peters ({two.other.dossier.codename}): Piet"


def test_whom_it_is_about_are_all_of_that_dossier_unless_chosen(two):
    with acting(two.otto):
        actions.look_up(
            two.family.neighbour.pk, by=two.otto, now=timezone.now(), lasts=timedelta(hours=1), purpose="triage"
        )
        two.other.dossier.dossier_persons.create(person=two.family.neighbour)
    confirm = two.client.post(path_of(two.misfiled), {"dossier": str(two.other.dossier.pk)})
    offered = {two.other.piet.pk, two.family.neighbour.pk}
    assert set(confirm.context["form"]["about"].value()) == {str(person) for person in offered}
    none = move(two, two.misfiled, about=[])
    assert none.context["form"].errors["about"] == ["Kies minstens één persoon."]
    stranger = move(two, two.misfiled, about=[str(two.family.esra.pk)])
    assert set(stranger.context["form"].errors) == {"about"}
    move(two, two.misfiled, about=[str(two.other.piet.pk)])
    assert now_of(two.misfiled).about == [two.other.piet.pk]


def test_it_goes_with_its_history_its_attachments_and_their_files_and_opens_there(two):
    entry = two.misfiled
    attachment = attach(two, entry)
    change(two, entry, "Tweede tekst")
    before = now_of(entry)
    answer = move(two, entry)
    assert answer.status_code == 200
    after = now_of(entry)
    assert (after.dossier_id, after.about, after.text) == (two.other.dossier.pk, [two.other.piet.pk], "Tweede tekst")
    assert [version.text for version in versions_of(entry)] == ["Tweede tekst", TEXT]
    rows = [*versions_of(entry), now_of(attachment), *versions_of(attachment)]
    assert {row.dossier_id for row in rows} == {two.other.dossier.pk}
    assert {person for row in rows for person in row.about} == {two.other.piet.pk}
    assert now_of(attachment).entry_id == entry.pk
    assert files.read(attachment.pk, keys.find([attachment.pk])[attachment.pk]) == LETTER
    # Nothing was sealed again, nothing is new, and no term moves.
    assert bytes(after.text_sealed) == bytes(before.text_sealed)
    assert (after.created_at, after.created_by_id) == (before.created_at, before.created_by_id)
    assert after.substantively_changed_at == before.substantively_changed_at
    otto = sign_in(two.otto)
    page = otto.get(path_of(entry, "")).content.decode()
    assert "Tweede tekst" in page
    assert TEXT in page
    assert otto.get(path_of(attachment, "bestand/")).content == LETTER


def test_purpose_and_ground_are_those_of_the_new_dossier_and_the_category_is_its_own(two):
    with acting(two.otto):
        Dossier.objects.filter(pk=two.other.dossier.pk).update(purpose="veiligheid", legal_basis="wmo")
    entry = write(two, category="wmo")
    move(two, entry)
    after = now_of(entry)
    assert (after.purpose, after.legal_basis, after.category) == ("veiligheid", "wmo", "wmo")


def test_nothing_is_left_in_the_dossier_it_came_from(two):
    entry, attachment = two.misfiled, attach(two, two.misfiled)
    own = {two.family.entry.pk, two.family.document.pk}
    roos, dossier = sign_in(two.roos), f"/dossiers/{two.family.dossier.pk}/"
    assert TEXT in roos.get(dossier).content.decode()
    move(two, entry)
    page = roos.get(dossier)
    assert {record.pk for record in page.context["records"]} == own
    body = page.content.decode()
    assert not any(left in body for left in (TEXT, "verplaatst", str(entry.pk), str(attachment.pk)))
    nothing = roos.get("/notities/01990000-0000-7000-8000-000000000000/")
    for record in (entry, attachment):
        for action in ("", "verplaatsen/", *(["bestand/"] if record is attachment else ["wijzigen/"])):
            assert roos.get(path_of(record, action)).status_code == nothing.status_code == 404
    with acting(two.roos):
        assert not Entry.objects.filter(pk=entry.pk).exists()
        assert not Entry.history.filter(id=entry.pk).exists()
        assert not Document.history.filter(id=attachment.pk).exists()


def test_both_dossiers_come_to_the_top_of_the_list(two):
    with as_system():
        before = dict(Dossier.objects.values_list("pk", "updated_at"))
    move(two, two.misfiled)
    with as_system():
        after = dict(Dossier.objects.values_list("pk", "updated_at"))
    assert all(after[pk] > before[pk] for pk in before)


@pytest.mark.policy("2.5")
def test_both_dossiers_get_a_row_in_the_log(two):
    attachment, before = attach(two, two.misfiled), len(log_rows())
    move(two, two.misfiled)
    rows = [row for row in log_rows()[before:] if row.action == "move"]
    assert {row.dossier_id for row in rows} == {two.family.dossier.pk, two.other.dossier.pk}
    for row in rows:
        assert set(row.record_ids) == {two.misfiled.pk, attachment.pk}
        assert (row.user_id, row.object_type, row.origin) == (two.cem.pk, "entry", "127.0.0.1")
        assert row.request_id


def test_a_document_moves_by_itself_and_then_hangs_on_no_note(two):
    attachment = attach(two, two.misfiled)
    move(two, attachment)
    after = now_of(attachment)
    assert (after.dossier_id, after.entry_id) == (two.other.dossier.pk, None)
    assert now_of(two.misfiled).dossier_id == two.family.dossier.pk
    assert sign_in(two.otto).get(path_of(attachment, "bestand/")).content == LETTER


def test_what_one_was_changing_in_it_goes_along(two):
    now = timezone.now()
    with acting(two.cem):
        draft = Draft.objects.create(
            dossier=two.family.dossier, user=two.cem, record_id=two.misfiled.pk, about=two.misfiled.about,
            content={"text": "Halve wijziging"}, created_at=now, saved_at=now, expires_at=now + timedelta(days=1),
        )  # fmt: skip
    move(two, two.misfiled)
    assert (now_of(draft).dossier_id, now_of(draft).about) == (two.other.dossier.pk, [two.other.piet.pk])


# --- who may, and what can come in between ---


def test_who_does_not_write_in_both_moves_nothing(two):
    roos, mees = sign_in(two.roos), sign_in(two.mees)
    assert roos.get(path_of(two.misfiled)).context["form"].fields["dossier"].choices == []
    assert "geen ander open dossier" in roos.get(path_of(two.misfiled)).content.decode()
    sent = {"dossier": str(two.other.dossier.pk), "confirmed": "1", "about": [str(two.other.piet.pk)]}
    assert set(roos.post(path_of(two.misfiled), sent).context["form"].errors) == {"dossier"}
    assert mees.post(path_of(two.misfiled), sent).status_code == 404
    with acting(two.otto):
        grant_past_the_rules(two.other.dossier, two.roos, by=two.otto, valid_from=two.now, role="meelezer")
    assert set(roos.post(path_of(two.misfiled), sent).context["form"].errors) == {"dossier"}
    assert now_of(two.misfiled).dossier_id == two.family.dossier.pk


@pytest.mark.parametrize("which", ["source", "target"])
def test_a_dossier_that_closed_meanwhile_keeps_what_it_has(two, which):
    dossier, regisseur = (two.family.dossier, two.roos) if which == "source" else (two.other.dossier, two.otto)
    with acting(regisseur):
        actions.close(dossier, by=regisseur, now=timezone.now(), on=two.today, reason="Klaar")
    answer = move(two, two.misfiled)
    assert answer.status_code == (404 if which == "source" else 200)
    with acting(two.cem), pytest.raises(Overtaken):
        move_by_action(two, now_of(two.misfiled))
    assert now_of(two.misfiled).dossier_id == two.family.dossier.pk


def move_by_action(cast, record, to=None):
    to = to or cast.other
    about = [person.pk for person in to.people.values()]
    return actions.move(record, to=to.dossier, about=about, by=cast.cem, now=timezone.now())


@pytest.fixture
def mail(two):
    """Of which the right dossier has the note already; with an attachment in both."""
    two.mail = write(two, mail_digest=DIGEST)
    two.attachment = attach(two, two.mail)
    with acting(two.otto):
        Entry.objects.filter(pk=two.other.entry.pk).update(mail_digest=DIGEST)
        actions.add_document(
            two.other.dossier, upload=Upload("brief.txt", "text/plain", LETTER), title="Brief", entry=two.other.entry,
            by=two.otto, now=timezone.now(), about=[two.other.piet.pk], **RECORD,
        )  # fmt: skip
    return two


def rows_of(record):
    with as_system():
        return type(record).objects.filter(pk=record.pk).count(), type(record).history.filter(id=record.pk).count()


def test_of_a_mail_that_the_other_dossier_has_already_the_misfiled_copy_goes(mail, django_capture_on_commit_callbacks):
    """Long after the ten minutes too: the right one is there."""
    with as_system():
        long_ago = {"created_at": mail.now, "substantively_changed_at": mail.now}
        Entry.objects.filter(pk=mail.mail.pk).update(**long_ago)
    before = len(log_rows())
    with django_capture_on_commit_callbacks(execute=True):
        answer = move(mail, mail.mail)
    body = answer.content.decode()
    assert "Deze mail stond al in dat dossier. De kopie in het verkeerde dossier is weggehaald" in body
    assert f'href="/notities/{mail.other.entry.pk}/"' in body
    assert (rows_of(mail.mail), rows_of(mail.attachment)) == ((0, 0), (0, 0))
    assert not files.path_of(mail.attachment.pk).exists()
    assert DataKey.objects.using("keys").get(pk=mail.mail.pk).destroyed_at
    assert now_of(mail.other.entry).dossier_id == mail.other.dossier.pk
    (row,) = [row for row in log_rows()[before:] if row.action == "undo"]
    assert (row.dossier_id, set(row.record_ids)) == (mail.family.dossier.pk, {mail.mail.pk, mail.attachment.pk})
    assert breaches() == []


@pytest.mark.policy("2.5")
def test_who_read_the_misfiled_copy_is_named_and_the_privacy_officer_told(mail):
    sign_in(mail.roos).get(path_of(mail.mail, ""))
    answer = move(mail, mail.mail)
    assert [reader.user for reader in answer.context["moved"].readers] == [mail.roos]
    (breach,) = breaches()
    assert (breach.readers, breach.record_id) == ([mail.roos.pk], mail.mail.pk)
    assert (breach.from_dossier_id, breach.to_dossier_id) == (mail.family.dossier.pk, mail.other.dossier.pk)


@pytest.mark.parametrize("more", ["words", "an attachment"])
def test_a_copy_with_more_in_it_moves_and_stands_beside_the_other(mail, more):
    if more == "words":
        change(mail, mail.mail, "Met wat Cem erbij schreef")
    else:
        attach(mail, mail.mail)
    move(mail, mail.mail)
    after = now_of(mail.mail)
    assert (after.dossier_id, after.mail_digest) == (mail.other.dossier.pk, None)
    assert now_of(mail.attachment).dossier_id == mail.other.dossier.pk
    assert bytes(now_of(mail.other.entry).mail_digest) == DIGEST


def test_what_one_was_changing_in_the_copy_goes_on_in_the_right_dossier(mail):
    now = timezone.now()
    with acting(mail.cem):
        draft = Draft.objects.create(
            dossier=mail.family.dossier, user=mail.cem, record_id=mail.mail.pk, about=mail.mail.about,
            content={"text": "Halve wijziging"}, created_at=now, saved_at=now, expires_at=now + timedelta(days=1),
        )  # fmt: skip
    move(mail, mail.mail)
    assert (now_of(draft).dossier_id, now_of(draft).record_id) == (mail.other.dossier.pk, None)


def test_the_same_form_sent_twice_moves_once(two):
    before = len(log_rows())
    move(two, two.misfiled)
    assert move(two, two.misfiled).url == path_of(two.misfiled, "")
    assert len([row for row in log_rows()[before:] if row.action == "move"]) == 2
    with acting(two.cem), pytest.raises(Overtaken):
        move_by_action(two, two.misfiled)


def test_a_change_of_what_was_moved_meanwhile_is_refused_with_the_text_kept(two):
    """Saving it would have put it back where it did not belong."""
    with acting(two.cem):
        stale = opened(two.misfiled)
    move(two, two.misfiled)
    with acting(two.cem), pytest.raises(Overtaken):
        actions.change_entry(stale, by=two.cem, now=timezone.now(), text="Nieuwe tekst")
    assert (now_of(stale).dossier_id, now_of(stale).text) == (two.other.dossier.pk, TEXT)


# --- who read it ---


@pytest.mark.policy("2.5")
def test_who_read_it_in_the_wrong_dossier_is_listed_and_the_privacy_officer_told(two):
    for reader in (two.roos, two.mees):
        sign_in(reader).get(path_of(two.misfiled, ""))
    two.client.get(path_of(two.misfiled, ""))
    sign_in(two.paula).get(f"/dossiers/{two.family.dossier.pk}/")
    answer = move(two, two.misfiled)
    body = answer.content.decode()
    assert {reader.user for reader in answer.context["moved"].readers} == {two.roos, two.mees, two.paula}
    assert all(name in body for name in ("Roos", "Mees", "Paula"))
    (breach,) = breaches()
    assert set(breach.readers) == {two.roos.pk, two.mees.pk, two.paula.pk}
    assert (breach.status, breach.user, breach.record_id) == ("concept", two.cem, two.misfiled.pk)
    assert (breach.from_codename, breach.to_codename) == (two.family.dossier.codename, two.other.dossier.codename)
    assert breach.wrong_since == two.misfiled.created_at
    assert "op de lijst van de privacy officer" in body


@pytest.mark.policy("2.5")
def test_who_downloaded_an_attachment_read_it_too(two):
    attachment = attach(two, two.misfiled)
    sign_in(two.paula).get(path_of(attachment, "bestand/"))
    move(two, two.misfiled)
    (breach,) = breaches()
    assert breach.readers == [two.paula.pk]


@pytest.mark.policy("2.5")
def test_of_a_document_it_is_asked_as_well(two):
    document = attach(two)
    sign_in(two.mees).get(path_of(document, ""))
    assert [reader.user for reader in move(two, document).context["moved"].readers] == [two.mees]


@pytest.mark.policy("2.5")
@pytest.mark.parametrize(("report", "told"), [({}, 0), ({"report": "on"}, 1)], ids=["not asked", "asked"])
def test_when_nobody_read_it_a_breach_is_written_down_on_request_alone(two, report, told):
    sign_in(two.roos).get(path_of(two.family.entry, ""))
    two.client.get(path_of(two.misfiled, ""))
    answer = move(two, two.misfiled, **report)
    assert "Geen collega heeft het daar geopend." in answer.content.decode()
    assert [breach.readers for breach in breaches()] == [[]] * told


@pytest.mark.policy("2.5")
def test_who_read_it_is_answered_to_whoever_may_open_it_and_to_nobody_else(two):
    from_outside = "SELECT count(*) FROM who_read(%s)"
    sign_in(two.roos).get(path_of(two.misfiled, ""))
    assert asked(two.cem, from_outside, two.misfiled) == 1
    assert asked(two.otto, from_outside, two.misfiled) == 0
    assert asked(two.cem, "SELECT count(*) FROM audit_accesslog WHERE %s = ANY(record_ids)", two.misfiled) == 0


def asked(worker, statement, record):
    with acting(worker):
        return one(statement, record.pk)


# --- any order ---


class Mistakes(RuleBasedStateMachine):
    """Write, change, move and take back in any order: a note stands in one dossier, whole, and opens there."""

    cast = None

    @initialize()
    def start(self):
        self.now = self.cast.now
        self.notes, self.written = {}, set()

    @rule()
    def write(self):
        entry = write(self.cast, now=self.now, text="tekst 0")
        self.notes[entry.pk] = [self.cast.family, ["tekst 0"]]
        self.written.add(entry.pk)

    @precondition(lambda self: self.notes)
    @rule(data=st.data())
    def change(self, data):
        pk = self.any_of(data)
        texts = self.notes[pk][1]
        texts.append(f"tekst {len(texts)}")
        change(self.cast, self.entry(pk), texts[-1])

    @precondition(lambda self: self.notes)
    @rule(data=st.data())
    def move(self, data):
        pk = self.any_of(data)
        here = self.notes[pk][0]
        there = self.cast.other if here is self.cast.family else self.cast.family
        with acting(self.cast.cem):
            move_by_action(self.cast, now_of(self.entry(pk)), there)
        self.notes[pk][0] = there

    @precondition(lambda self: self.notes)
    @rule(data=st.data(), late=st.booleans())
    def undo(self, data, late):
        pk = self.any_of(data)
        with acting(self.cast.cem):
            try:
                actions.undo(
                    now_of(self.entry(pk)), by=self.cast.cem, now=self.now + timedelta(minutes=11 if late else 1)
                )
                del self.notes[pk]
            except CaseError:
                assert late

    @invariant()
    def every_note_stands_whole_in_one_dossier(self):
        with as_system():
            assert set(Entry.objects.filter(pk__in=self.written).values_list("pk", flat=True)) == self.notes.keys()
            assert set(Entry.history.filter(id__in=self.written).values_list("id", flat=True)) == self.notes.keys()
        for pk, (family, texts) in self.notes.items():
            entry = now_of(self.entry(pk))
            versions = versions_of(entry)
            assert {row.dossier_id for row in (entry, *versions)} == {family.dossier.pk}
            assert (entry.text, [version.text for version in versions]) == (texts[-1], texts[::-1])
            about = {person for row in (entry, *versions) for person in row.about}
            assert about <= {person.pk for person in family.people.values()}

    def any_of(self, data):
        return data.draw(st.sampled_from(sorted(self.notes)))

    def entry(self, pk):
        return Entry(pk=pk)


def test_whatever_is_done_in_whatever_order(two):
    machine = type("WithCast", (Mistakes,), {"cast": two})
    few = settings(
        max_examples=5,
        stateful_step_count=9,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    run_state_machine_as_test(machine, settings=few)
    assert not breaches()
