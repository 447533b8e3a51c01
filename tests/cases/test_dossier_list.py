"""Mijn dossiers: filters and sorting that keep their state; the same for what is in one dossier."""

from datetime import timedelta

import pytest

from cases import actions
from cases.access import finding
from cases.models import Dossier
from tests.cases.many import make_dossiers, queries_of
from tests.cast import RECORD, acting, as_system, log_rows, sign_in


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


def rows_of(answer) -> list[str]:
    return [dossier.codename for dossier in answer.context["dossiers"]]


@pytest.mark.policy("2.5")
def test_it_lists_ones_own_open_dossiers_alone_and_logs_them(cast, roos):
    before = len(log_rows())
    answer = roos.get("/dossiers/")
    assert rows_of(answer) == [cast.family.dossier.codename]
    page = answer.content.decode()
    assert "Gezin De Boer" in page
    assert "Peters" not in page
    (row,) = log_rows()[before:]
    assert (row.action, row.record_ids) == ("list", [cast.family.dossier.pk])


def test_who_may_open_nothing_sees_no_list(cast):
    assert sign_in(cast.hugo).get("/dossiers/").status_code == 404


@pytest.fixture
def four(cast):
    """Of Roos: the family De Boer (with a safety line), one of long ago, one closed, one without a task."""
    old, closed, idle = (
        make_dossiers(cast, cast.roos, 1, name=name, due_in=days)[0]
        for name, days in (("Aalders", 5), ("Bakker", 1), ("Čapek", None))
    )
    with as_system():
        Dossier.objects.filter(pk=old.pk).update(updated_at=cast.now - timedelta(days=60))
        gone = {"status": "gesloten", "closed_on": cast.today, "destroy_on": cast.today}
        Dossier.objects.filter(pk=closed.pk).update(**gone)
    return {"boer": cast.family.dossier, "old": old, "closed": closed, "idle": idle}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"boer", "old", "idle"}),
        ("status=gesloten", {"closed"}),
        ("status=alles", {"boer", "old", "idle", "closed"}),
        ("rol=meelezer", set()),
        ("rol=regisseur", {"boer", "old", "idle"}),
        ("veilig=on", {"boer"}),
        ("taken=on", {"boer", "old"}),
        ("sinds=30", {"idle"}),
        ("sinds=90&taken=on", {"boer", "old"}),
        ("status=onzin&sinds=gisteren&sorteer=--x", {"boer", "old", "idle"}),
    ],
)
def test_each_filter_narrows_the_list(roos, four, query, names):
    assert set(rows_of(roos.get(f"/dossiers/?{query}"))) == {four[name].codename for name in names}


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("naam", ["old", "idle", "boer"]),
        ("-naam", ["boer", "idle", "old"]),
        ("taak", ["boer", "old", "idle"]),
        ("-taak", ["old", "boer", "idle"]),
        ("-gewijzigd", ["old"]),
    ],
)
def test_it_is_sorted_by_family_by_task_and_by_change(roos, four, order, names):
    listed = rows_of(roos.get(f"/dossiers/?sorteer={order}"))
    assert listed[: len(names)] == [four[name].codename for name in names]


@pytest.mark.parametrize(
    ("order", "said"), [("naam", "ascending"), ("-naam", "descending"), ("gewijzigd", "descending")]
)
def test_the_head_of_the_column_says_how_the_list_is_sorted(roos, order, said):
    page = roos.get(f"/dossiers/?sorteer={order}").content.decode()
    assert page.count("aria-sort=") == 1
    assert f'aria-sort="{said}"' in page


def test_the_list_is_found_as_it_was_left(cast, roos, four):
    roos.get("/dossiers/?status=alles&sorteer=naam")
    again = roos.get("/dossiers/")
    assert again.url == "/dossiers/?status=alles&sorteer=naam"
    assert roos.get("/dossiers/?wis=1").url == "/dossiers/"
    assert rows_of(roos.get("/dossiers/")) != []
    assert "Boer" not in str(dict(roos.session.items()))


def test_filters_are_the_same_with_or_without_a_page_number_that_is_not_there(roos, four):
    assert len(rows_of(roos.get("/dossiers/?pagina=99"))) == 3


def test_it_comes_in_pages(cast, roos):
    make_dossiers(cast, cast.roos, 26, due_in=None)
    first = roos.get("/dossiers/?sorteer=naam")
    assert len(rows_of(first)) == 25
    assert "?sorteer=naam&amp;pagina=2" in first.content.decode()
    assert len(rows_of(roos.get("/dossiers/?sorteer=naam&pagina=2"))) == 2


def test_it_says_when_not_everything_could_be_sorted_by_name(roos, four, monkeypatch):
    monkeypatch.setattr(finding, "MOST_SORTED", 2)
    page = roos.get("/dossiers/?sorteer=naam")
    assert "Sorteren op naam kan met 2 dossiers tegelijk" in page.content.decode()
    assert len(rows_of(page)) == 2


@pytest.mark.parametrize("order", ["gewijzigd", "naam"])
def test_thirty_dossiers_take_as_many_queries_as_three(cast, roos, order):
    make_dossiers(cast, cast.roos, 2)
    few = queries_of(lambda: roos.get(f"/dossiers/?sorteer={order}"))
    make_dossiers(cast, cast.roos, 22, name="Meer")
    assert queries_of(lambda: roos.get(f"/dossiers/?sorteer={order}")) == few


# --- what is in one dossier ---


@pytest.fixture
def written(cast):
    """A call and a letter of Roos a month ago are there; today Cem adds a visit."""
    with acting(cast.cem):
        facts = {"by": cast.cem, "now": cast.now, "about": [], **RECORD}
        return actions.write_entry(
            cast.family.dossier, kind="huisbezoek", source="naaste", happened_on=cast.today, text="bezoek", **facts
        )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"visit", "call", "letter"}),
        ({"soort": "telefoon"}, {"call"}),
        ({"soort": "document"}, {"letter"}),
        ({"bron": "naaste"}, {"visit"}),
        ({"sinds": "7"}, {"visit"}),
        ({"wie": "cem"}, {"visit"}),
        ({"wie": "cem", "soort": "document"}, set()),
        ({"wie": "onzin"}, {"visit", "call", "letter"}),
    ],
)
def test_a_dossier_is_narrowed_to_kind_source_period_or_writer(cast, roos, written, query, names):
    records = {"visit": written, "call": cast.family.entry, "letter": cast.family.document}
    query = {name: str(cast.cem.pk) if value == "cem" else value for name, value in query.items()}
    answer = roos.get(f"/dossiers/{cast.family.dossier.pk}/", query)
    assert {record.pk for record in answer.context["records"]} == {records[name].pk for name in names}
    assert ("Filters wissen" in answer.content.decode()) is bool(query)


def test_a_dossier_keeps_its_filter_and_another_has_none(cast, roos, written):
    (other,) = make_dossiers(cast, cast.roos, 1)
    path = f"/dossiers/{cast.family.dossier.pk}/"
    roos.get(f"{path}?soort=telefoon")
    assert roos.get(path).url == f"{path}?soort=telefoon"
    assert roos.get(f"/dossiers/{other.pk}/").status_code == 200
    assert roos.get(f"{path}?wis=1").url == path
    assert roos.get(path).status_code == 200
