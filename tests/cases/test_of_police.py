"""§ 1.3 Verstrekkingen van politie, § 4 Betrokkenheid cliënt: what is of the police is there for nobody it is about,
from its first row, whoever wrote it and however it came to be called so.
"""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions import add_document, add_task, change_entry, write_entry
from cases.choices import Source
from cases.models import Entry
from cases.records import is_of_police
from cases.uploads import Upload
from inzage import material
from tests.cases.conftest import _stage, cast  # noqa: F401 (the cast, as fixtures)
from tests.cast import RECORD, acting, as_system, opened, sign_in
from tests.inzage.test_requests import ask, lines_of, part_of

pytestmark = [pytest.mark.policy("1.3"), pytest.mark.policy("4")]
CATEGORIES = ["casusregie", "behandeling", "sociale_zaken", "bopz", "politie"]
OF_POLICE = [{"category": "politie"}, {"source": "politie"}]


@given(st.sampled_from(CATEGORIES), st.sampled_from(Source.values))
def test_it_is_of_the_police_by_what_it_is_kept_as_or_by_who_said_it(category, source):
    assert is_of_police(category, source) is ("politie" in (category, source))


def write(cast, **facts) -> Entry:  # noqa: F811
    given_facts = {"text": "Ruzie op straat", "kind": "telefoon", "happened_on": cast.today, **RECORD, **facts}
    with acting(cast.vera, cast.now):
        about = [cast.family.samira.pk]
        return write_entry(cast.family.dossier, by=cast.vera, now=cast.now, about=about, **given_facts)


def now_of(record):
    with as_system():
        return opened(type(record).objects.get(pk=record.pk))


@pytest.mark.parametrize("facts", OF_POLICE, ids=["category", "source"])
def test_a_note_a_document_and_a_task_are_withheld_from_the_start(cast, facts):  # noqa: F811
    own = {"by": cast.vera, "now": cast.now, "about": [cast.family.samira.pk], **RECORD, **facts}
    with acting(cast.vera, cast.now):
        upload = Upload("proces.txt", "text/plain", b"Proces-verbaal")
        made = [
            write(cast, **facts),
            add_document(cast.family.dossier, upload=upload, title="Proces-verbaal", **own),
            add_task(cast.family.dossier, title="Bel", assigned_to=cast.vera, due_on=cast.today, **own),
        ]
    assert [now_of(one).withheld for one in made] == [True, True, True]
    assert not now_of(write(cast)).withheld


@pytest.mark.parametrize("facts", OF_POLICE, ids=["category", "source"])
def test_what_becomes_of_the_police_is_withheld_with_what_came_along_and_stays_so(cast, facts):  # noqa: F811
    note = write(cast)
    with acting(cast.vera, cast.now):
        upload = Upload("brief.txt", "text/plain", b"Brief")
        about = [cast.family.samira.pk]
        attached = add_document(
            cast.family.dossier, upload=upload, title="Brief", entry=note, by=cast.vera, now=cast.now, about=about,
            **RECORD,
        )  # fmt: skip
    assert not now_of(attached).withheld
    later = cast.now + timedelta(minutes=1)
    with acting(cast.vera, later):
        changed = change_entry(opened(note), by=cast.vera, now=later, **facts)
    assert now_of(changed).withheld
    assert now_of(attached).withheld
    after = later + timedelta(minutes=1)
    with acting(cast.vera, after):
        change_entry(changed, by=cast.vera, now=after, category="casusregie", source="waarneming")
    assert now_of(note).withheld


def test_who_asks_for_inzage_gets_no_line_of_it_and_who_reads_the_note_is_told(cast):  # noqa: F811
    note, plain = write(cast, category="politie"), write(cast)
    ids = {line.id for line in lines_of(part_of(ask(cast, "samira")))}
    assert plain.pk in ids
    assert note.pk not in ids
    with as_system():
        hidden = {one.pk for one in material.withheld_records(part_of(ask(cast, "samira")))}
    assert note.pk in hidden
    client = sign_in(cast.vera)
    assert "Ziet de inwoner dit?" in client.get(f"/notities/{note.pk}/").content.decode()
    assert "Ziet de inwoner dit?" not in client.get(f"/notities/{plain.pk}/").content.decode()


def test_of_a_form_it_is_withheld_too(cast):  # noqa: F811
    sent = {
        "text": "De agent belde", "kind": "telefoon", "happened_on": str(cast.today), "source": "politie",
        "about": [str(cast.family.samira.pk)], "purpose": "casusregie", "legal_basis": "jeugdwet",
        "category": "politie", "told_by": "",
    }  # fmt: skip
    answer = sign_in(cast.vera).post(f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/", sent)
    assert answer.status_code == 302
    with as_system():
        made = Entry.objects.filter(category="politie", source="politie").latest("created_at")
    assert made.withheld
