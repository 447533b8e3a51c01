"""The demo looks like somewhere in a working week, and has what one needs to try the work with."""

import email
import email.policy
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.context import set_context, system
from audit.purposes import Purpose
from boekel_sd.demo.mails import FOLDER, write_mails
from boekel_sd.demo.people import COLLEAGUES
from boekel_sd.demo.workday import full_name
from cases.access import access_for_system
from cases.choices import EntryKind
from cases.models import Document, Draft, Entry, Grant, Person
from cases.workday import today_of


@pytest.fixture
def accounts(committed):
    return {colleague.login: User.objects.get(email=colleague.email) for colleague in COLLEAGUES}


def all_of(model, **filters):
    with system(Purpose.DEMO, timezone.now()):
        return list(model.objects.filter(**filters))


def test_the_regisseur_has_work_late_today_and_this_week(accounts):
    now = timezone.now()
    with transaction.atomic():
        set_context(user_id=accounts["regisseur"].pk, now=now)
        day = today_of(accounts["regisseur"], now)
    assert day.late >= 3
    assert day.today >= 3
    assert len(day.dossiers) >= 5
    assert day.drafts == 1


def test_notes_of_every_kind_were_written_in_the_last_weeks(accounts):
    since = timezone.localdate() - timedelta(days=21)
    recent = all_of(Entry, happened_on__gte=since, created_by=accounts["regisseur"])
    # In danger somebody else wrote: who leads the dossier was not reached. And residents write in the portal.
    by_others = {EntryKind.CRISIS, EntryKind.PORTAL}
    assert {entry.kind for entry in recent} - by_others == set(EntryKind.values) - by_others
    assert len(all_of(Entry, kind=EntryKind.CRISIS, created_by=accounts["collega"])) == 1
    assert len(recent) >= 20
    assert len(all_of(Document)) >= 12
    assert all(entry.happened_on <= timezone.localdate() for entry in all_of(Entry))


def test_there_are_drafts_a_deputy_and_access_nobody_uses(accounts):
    assert len(all_of(Draft, user=accounts["regisseur"])) == 2
    (deputy,) = all_of(Grant, permission__codename="plaatsvervanger")
    assert deputy.user_id == accounts["invaller"].pk
    assert deputy.valid_until > timezone.now()
    unused = all_of(Grant, lapses_on__gt=timezone.localdate())
    assert len(unused) == 2
    assert all(grant.used_on is None for grant in unused)


def test_one_note_speaks_of_another_family(accounts):
    opened = access_for_system(Purpose.DEMO).give_all(all_of(Entry))
    (wrong,) = [entry for entry in opened if "taxipas" in entry.text]
    with system(Purpose.DEMO, timezone.now()):
        own = Person.objects.filter(dossier_persons__dossier=wrong.dossier_id)
        names = [full_name(person) for person in access_for_system(Purpose.DEMO).give_all(own)]
    assert [name for name in names if name in wrong.text] == []


def test_two_mails_to_try_with_speak_of_people_of_the_demo(accounts, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    folder = write_mails(accounts, timezone.now())
    assert folder == tmp_path / FOLDER
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in folder.iterdir()]
    assert len(mails) == 2
    names = [full_name(person) for person in access_for_system(Purpose.DEMO).give_all(all_of(Person))]
    for mail in mails:
        text = mail.get_body().get_content()
        assert any(name in text for name in names)
        assert mail["Date"]
        assert mail["Message-ID"]
    assert sorted(len(list(mail.iter_attachments())) for mail in mails) == [0, 1]


def test_a_demo_is_not_built_over_another(committed):
    with pytest.raises(CommandError, match="Er zijn al accounts"):
        call_command("load_demo")
