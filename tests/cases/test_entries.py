from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Entry, Task
from tests.cast import CANARY, acting, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2")
LONG = 'Een lang verslag\nmet <b>tekens</b> & "aanhalingstekens", emoji 🦜 en ÿ\n' * 20


@pytest.fixture
def cem(cast):
    """Helps the family, so reads and writes."""
    return sign_in(cast.cem)


def facts(cast, **changed):
    return {
        "text": LONG,
        "kind": "mail",
        "happened_on": str(cast.today),
        "source": "inwoner",
        "about": [str(cast.family.esra.pk)],
        "purpose": "casusregie",
        "legal_basis": "jeugdwet",
        "category": "casusregie",
    } | changed


def new_entry(cast):
    return f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/"


def entries(cast):
    with acting(cast.roos):
        return list(Entry.objects.order_by("created_at"))


def test_a_note_is_kept_sealed_with_who_when_why_and_about_whom(cast, cem):
    answer = cem.post(new_entry(cast), facts(cast))
    entry = opened(entries(cast)[-1])
    assert answer.url == f"/notities/{entry.pk}/"
    assert entry.text.replace("\r\n", "\n") == LONG.strip()
    assert (entry.created_by, entry.dossier_id, entry.about) == (
        cast.cem,
        cast.family.dossier.pk,
        [cast.family.esra.pk],
    )
    assert (entry.source, entry.own_observation, entry.purpose) == ("inwoner", False, "casusregie")
    assert abs(entry.created_at - timezone.now()) < timedelta(minutes=5)
    assert (entry.term_started_on, entry.destroy_on) == (None, None)
    assert b"verslag" not in bytes(entry.text_sealed)
    assert "<b>tekens" not in cem.get(answer.url).content.decode()


def test_own_observation_follows_from_the_source(cast, cem):
    cem.post(new_entry(cast), facts(cast, source="waarneming"))
    assert entries(cast)[-1].own_observation


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "   "},
        {"happened_on": ""},
        {"happened_on": "2999-01-01"},
        {"happened_on": "31-02-2026"},
        {"happened_on": "1500-01-01"},
        {"about": []},
        {"about": ["onzin"]},
        {"category": "verzonnen"},
        {"purpose": ""},
        {"legal_basis": "omdat het kan"},
        {"kind": ""},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast, cem, wrong):
    answer = cem.post(new_entry(cast), facts(cast, **wrong))
    body = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Fout:" in body
    assert set(answer.context["form"].errors) == set(wrong)
    assert len(entries(cast)) == 1
    if "text" not in wrong:
        assert "emoji 🦜 en ÿ" in body


def test_a_note_is_about_people_of_the_dossier_alone(cast, cem):
    for nobody_here in (cast.family.ex, cast.family.neighbour, cast.other.piet):
        answer = cem.post(new_entry(cast), facts(cast, about=[str(nobody_here.pk)]))
        assert set(answer.context["form"].errors) == {"about"}
    assert len(entries(cast)) == 1


def test_a_changed_note_shows_its_earlier_text_in_its_history(cast, cem):
    path, before = f"/notities/{cast.family.entry.pk}/", log_rows()
    answer = cem.post(path + "wijzigen/", facts(cast, text="Nieuwe tekst"))
    assert answer.url == path
    page = cem.get(path)
    assert "Nieuwe tekst" in page.content.decode()
    assert f"Eerst {CANARY}" in page.content.decode()
    assert [version.text for version in page.context["history"]] == [f"Eerst {CANARY}"]
    with acting(cast.roos):
        assert [version.history_user for version in cast.family.entry.history.order_by("-history_date")] == [
            cast.cem,
            None,
        ]
    assert "change" in {row.action for row in log_rows()[len(before) :]}


def test_changing_the_text_leaves_purpose_and_ground_as_they_were(cast, cem):
    cem.post(new_entry(cast), facts(cast, purpose="veiligheid", legal_basis="wmo", category="wmo", kind="overleg"))
    entry = entries(cast)[-1]
    form = cem.get(f"/notities/{entry.pk}/wijzigen/").context["form"]
    offered = {name: form[name].value() for name in ("purpose", "legal_basis", "category", "source", "kind")}
    assert offered == {
        "purpose": "veiligheid",
        "legal_basis": "wmo",
        "category": "wmo",
        "source": "inwoner",
        "kind": "overleg",
    }
    assert form["about"].value() == [str(cast.family.esra.pk)]
    assert form["text"].value().replace("\r\n", "\n") == LONG.strip()


def test_the_form_asks_for_purpose_and_ground_and_takes_them_from_the_dossier(cast, cem):
    form = cem.get(new_entry(cast)).context["form"]
    assert (form["purpose"].value(), form["legal_basis"].value()) == ("casusregie", "jeugdwet")
    assert "De inwoner mag dit lezen" in cem.get(new_entry(cast)).content.decode()


@pytest.mark.policy("2.3")
def test_what_people_write_moves_the_day_of_the_last_change(cast, cem):
    before = entries(cast)[0].substantively_changed_at
    cem.post(f"/notities/{cast.family.entry.pk}/wijzigen/", facts(cast, text="Nieuw"))
    assert entries(cast)[0].substantively_changed_at > before


def close(cast):
    with acting(cast.roos):
        actions.close(cast.family.dossier, by=cast.roos, now=timezone.now(), on=cast.today, reason="klaar")


def test_in_a_closed_dossier_nothing_is_written(cast, cem):
    close(cast)
    family, dossier = cast.family, f"/dossiers/{cast.family.dossier.pk}/"
    for path in (
        new_entry(cast),
        f"/notities/{family.entry.pk}/wijzigen/",
        dossier + "documenten/nieuw/",
        dossier + "taken/nieuw/",
        f"/taken/{family.task.pk}/klaar/",
    ):
        assert cem.post(path, facts(cast)).status_code == 404, path
    assert len(entries(cast)) == 1
    page = cem.get(dossier).content.decode()
    assert "Dit dossier is gesloten" in page
    assert new_entry(cast) not in page
    assert CANARY in cem.get(f"/notities/{family.entry.pk}/").content.decode()


# --- tasks ---


def task(cast, **changed):
    due = str(cast.today + timedelta(days=3))
    given = facts(cast, title="Bel de huisarts", assigned_to=str(cast.cem.pk), due_on=due)
    return {name: value for name, value in (given | changed).items() if name not in ("text", "kind", "happened_on")}


def new_task(cast):
    return f"/dossiers/{cast.family.dossier.pk}/taken/nieuw/"


def test_a_task_says_what_who_and_when_and_waits_on_todays_page(cast, cem):
    cem.post(new_task(cast), task(cast))
    assert "Bel de huisarts" in cem.get("/").content.decode()
    assert "Bel de huisarts" not in sign_in(cast.roos).get("/").content.decode()
    with acting(cast.roos):
        made = Task.objects.order_by("created_at").last()
    assert cem.post(f"/taken/{made.pk}/klaar/", {"terug": "vandaag"}).url == "/"
    assert "Bel de huisarts" not in cem.get("/").content.decode()
    with acting(cast.roos):
        done = Task.objects.get(pk=made.pk)
    assert (done.done_by, done.done_at is not None) == (cast.cem, True)
    cem.post(f"/taken/{made.pk}/klaar/")
    with acting(cast.roos):
        assert Task.objects.get(pk=made.pk).done_at == done.done_at


@pytest.mark.parametrize("who", ["otto", "pia", "hugo"])
def test_a_task_is_for_somebody_who_can_open_the_dossier(cast, cem, who):
    answer = cem.post(new_task(cast), task(cast, assigned_to=str(getattr(cast, who).pk)))
    assert set(answer.context["form"].errors) == {"assigned_to"}
    assert "Bel de huisarts" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 201}, {"due_on": "31-02-2026"}, {"assigned_to": "onzin"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_wrong_task_is_refused_with_what_was_typed(cast, cem, wrong):
    answer = cem.post(new_task(cast), task(cast, **wrong))
    assert set(answer.context["form"].errors) == set(wrong)
    with acting(cast.roos):
        assert Task.objects.count() == 1


def test_a_task_of_a_dossier_one_lost_is_no_longer_on_todays_page(cast, cem):
    cem.post(new_task(cast), task(cast))
    with acting(cast.roos):
        cast.family.dossier.grants.filter(user=cast.cem).update(valid_until=cast.now)
    assert "Bel de huisarts" not in cem.get("/").content.decode()
