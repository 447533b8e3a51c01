"""Vandaag: what is due by family, the families used last, and the way to a note."""

from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace

import pytest

from audit.purposes import Purpose
from cases.dues import by_family, until_sunday
from cases.models import Grant
from tests.cases.many import make_dossiers, queries_of
from tests.cast import acting, as_system, log_rows, make_household, make_person, open_and_fill, sign_in

WEDNESDAY = date(2026, 3, 11)


def task(dossier, due_on):
    return SimpleNamespace(dossier_id=dossier, dossier=dossier, due_on=due_on)


@pytest.mark.parametrize(("on", "sunday"), [(date(2026, 3, 9), 15), (WEDNESDAY, 15), (date(2026, 3, 15), 15)])
def test_a_week_ends_on_sunday(on, sunday):
    assert until_sunday(on) == date(2026, 3, sunday)


def test_tasks_stand_by_family_and_the_most_urgent_family_first():
    days = [("berg", 2), ("zee", 11), ("berg", 15), ("zee", 16)]
    due, later = by_family([task(dossier, date(2026, 3, day)) for dossier, day in days], WEDNESDAY)
    assert [(family.dossier, [one.due_on.day for one in family.tasks]) for family in due] == [
        ("berg", [2, 15]),
        ("zee", [11]),
    ]
    assert [one.due_on.day for one in later] == [16]


def test_home_shows_each_family_with_its_tasks_and_a_note_button(cast):
    page = sign_in(cast.roos).get("/").content.decode()
    family = cast.family
    assert f'href="/dossiers/{family.dossier.pk}/notities/nieuw/"' in page
    due = page.partition(f'id="due-{family.dossier.pk}"')[2].partition("</section>")[0]
    for shown in (
        "Gezin De Boer",
        family.dossier.codename,
        "Let op veiligheid",
        "Te laat",
        "Bel kanarievogel",
        "Klaar",
    ):
        assert shown in due


def test_who_reads_along_is_offered_no_note(cast):
    page = sign_in(cast.mees).get("/").content.decode()
    assert "Gezin De Boer" in page
    assert "notities/nieuw/" not in page


def test_the_five_families_used_last_are_there_newest_first(cast):
    made = make_dossiers(cast, cast.roos, 7)
    with as_system():
        for days, dossier in enumerate(made, 1):
            used = cast.today - timedelta(days=days)
            Grant.objects.filter(content_object=dossier).update(used_on=used)
    page = sign_in(cast.roos).get("/").content.decode()
    last = page.partition('id="gezinnen"')[2].partition("</section>")[0]
    assert [last.find(dossier.codename) > 0 for dossier in made] == [True] * 5 + [False] * 2
    assert sorted(last.find(dossier.codename) for dossier in made[:5]) == [
        last.find(dossier.codename) for dossier in made[:5]
    ]


def test_a_chosen_family_leads_to_the_form_of_a_note(cast):
    client = sign_in(cast.roos)
    answer = client.get("/notities/nieuw/", {"dossier": str(cast.family.dossier.pk)})
    assert answer.url == f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/"
    assert client.get("/notities/nieuw/", {"dossier": "onzin"}).url == "/"
    other = client.get("/notities/nieuw/", {"dossier": str(cast.other.dossier.pk)}, follow=True)
    assert other.status_code == 404


@pytest.mark.policy("2.5")
def test_what_home_shows_of_whom_is_in_the_log(cast):
    before = len(log_rows())
    sign_in(cast.roos).get("/")
    rows = [row for row in log_rows()[before:] if row.action == "list"]
    shown = {one for row in rows for one in row.record_ids}
    assert {cast.family.dossier.pk, cast.family.task.pk} <= shown


def test_home_takes_as_many_queries_for_thirty_families_as_for_three(cast):
    client = sign_in(cast.roos)
    make_dossiers(cast, cast.roos, 3)
    few = queries_of(lambda: client.get("/"))
    make_dossiers(cast, cast.roos, 27, name="Meer")
    assert queries_of(lambda: client.get("/")) == few


def test_families_of_one_name_are_told_apart_by_first_names_and_no_others(cast):
    with as_system(Purpose.IMPORT):
        people = {"kees": make_person(cast.now, "Kees Jan", "Boer", 50, prefix="de")}
        cast.namesake = SimpleNamespace(
            people=people, household=make_household("De Boer", cast.now, people, ("kees",)), **people
        )
    open_and_fill(cast.namesake, cast.roos, cast.now, about=("kees",))
    (alone,) = make_dossiers(cast, cast.roos, 1, name="Alleen")
    before = len(log_rows())
    page = unescape(sign_in(cast.roos).get("/").content.decode())
    choices = page.partition('id="note-for"')[2].partition("</select>")[0]
    assert f"Gezin De Boer ({cast.namesake.dossier.codename}): Kees<" in choices
    assert f"Gezin De Boer ({cast.family.dossier.codename}): Samira, Ruud, Esra, Deniz, Aylin<" in choices
    assert f"Gezin Alleen 00 ({alone.codename})<" in choices
    shown = {one for row in log_rows()[before:] for one in row.record_ids}
    assert {cast.namesake.kees.pk, cast.family.esra.pk} <= shown


def test_a_closed_family_is_not_offered(cast):
    (dossier,) = make_dossiers(cast, cast.roos, 1)
    with acting(cast.roos):
        type(dossier).objects.filter(pk=dossier.pk).update(
            status="gesloten", closed_on=cast.today, destroy_on=cast.today
        )
    assert dossier.codename not in sign_in(cast.roos).get("/").content.decode()
