from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import actions, closing
from cases.choices import LegalBasis
from cases.errors import AlreadyClosed, NotClosed
from cases.models import Dossier, DossierStatus, Entry
from cases.models.dossier import NEXT_STATUSES
from cases.records import record_models
from consent.models import Cover
from terms.categories import CATEGORIES, SEPARATE
from terms.current import Book
from tests.cast import CANARY, RECORD, acting, as_system, authorise, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("2.3")
many = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _nothing_apart(cast):
    """What is authorised apart holds a dossier longer: tests/cases/test_categories_apart.py."""
    with as_system():
        Cover.objects.filter(disclosure__category__in=SEPARATE).delete()
        for model in record_models():
            model.objects.filter(category__in=SEPARATE).delete()
            model.history.filter(category__in=SEPARATE).delete()


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


def path_of(cast, action=""):
    return f"/dossiers/{cast.family.dossier.pk}/{action}"


def records_of(cast):
    with acting(cast.roos):
        return [record for model in record_models() for record in model.objects.filter(dossier=cast.family.dossier)]


def dossier_of(cast):
    with acting(cast.roos):
        return Dossier.objects.get(pk=cast.family.dossier.pk)


def close(cast, on=None):
    on = on or cast.today
    with acting(cast.roos):
        return actions.close(cast.family.dossier, by=cast.roos, now=timezone.now(), on=on, reason=f"Klaar {CANARY}")


def test_closing_shows_first_what_goes_when_and_why(cast, roos):
    page = roos.get(path_of(cast, "sluiten/"))
    foreseen = page.context["dates"]
    assert "Casusregie" in page.content.decode()
    assert {dates.category for dates in foreseen} == {"casusregie"}
    assert sum(dates.count for dates in foreseen) == len(records_of(cast)) + 1
    assert dossier_of(cast).is_open


def test_closing_dates_every_record_and_the_dossier_and_leaves_its_row(cast, roos):
    before = len(log_rows())
    assert roos.post(path_of(cast, "sluiten/"), {"reason": "De doelen zijn gehaald."}).url == path_of(cast)
    dossier, term = dossier_of(cast), Book().standing("casusregie", cast.today, "jeugdwet").term
    goes_on = cast.today + term.length
    assert (dossier.status, dossier.closed_on, dossier.destroy_on) == (DossierStatus.CLOSED, cast.today, goes_on)
    assert {(record.term_started_on, record.destroy_on) for record in records_of(cast)} == {(cast.today, goes_on)}
    assert opened(dossier).close_reason == "De doelen zijn gehaald."
    assert ("close", cast.family.dossier.pk) in [(row.action, row.dossier_id) for row in log_rows()[before:]]


def test_closing_asks_why_and_keeps_nothing_without(cast, roos):
    answer = roos.post(path_of(cast, "sluiten/"), {"reason": "  "})
    assert set(answer.context["form"].errors) == {"reason"}
    assert dossier_of(cast).is_open


def test_closing_twice_is_refused_in_a_sentence(cast, roos):
    close(cast)
    with pytest.raises(AlreadyClosed, match="Dit dossier is al gesloten"):
        close(cast)
    assert roos.get(path_of(cast, "sluiten/")).url == path_of(cast)


def test_reopening_stops_every_term(cast, roos):
    close(cast)
    assert roos.post(path_of(cast, "heropenen/")).url == path_of(cast)
    dossier = dossier_of(cast)
    assert (dossier.status, dossier.closed_on, dossier.destroy_on) == (DossierStatus.OPEN, None, None)
    assert opened(dossier).close_reason == ""
    assert {(record.term_started_on, record.destroy_on) for record in records_of(cast)} == {(None, None)}
    assert "reopen" in {row.action for row in log_rows(dossier_id=dossier.pk)}
    with acting(cast.roos), pytest.raises(NotClosed, match="Dit dossier is al open"):
        actions.reopen(dossier, by=cast.roos, now=timezone.now())


@many
@given(st.integers(0, 12_000), st.sampled_from(sorted(CATEGORIES)), st.sampled_from(LegalBasis))
def test_whatever_the_category_and_the_day_everything_gets_a_date_after_it(cast, days, category, basis):
    """Forward from the start of its term, the dossier no earlier than anything in it; and back again."""
    on = cast.today + timedelta(days=days)
    authorise(cast.roos)
    with acting(cast.roos):
        Entry.objects.filter(dossier=cast.family.dossier).update(category=category, legal_basis=basis)
        preview = closing.preview(cast.family.dossier, on, CATEGORIES, timezone.now())
        foreseen = {(dates.category, dates.destroy_on) for dates in preview}
    dossier = close(cast, on)
    records = records_of(cast)
    assert {(record.category, record.destroy_on) for record in records} <= foreseen
    for record in records:
        assert (
            record.destroy_on
            == record.term_started_on + Book().standing(record.category, on, record.legal_basis).term.length
        )
        assert record.term_started_on <= on
    assert dossier.destroy_on >= max(record.destroy_on for record in records)
    assert dossier.destroy_on == max(goes_on for _, goes_on in foreseen)
    with acting(cast.roos):
        actions.reopen(dossier, by=cast.roos, now=timezone.now())
    assert {record.destroy_on for record in records_of(cast)} == {None}


@pytest.mark.parametrize(("on", "goes"), [(date(2024, 2, 29), date(2029, 2, 28)), (date(2027, 3, 1), date(2032, 3, 1))])
def test_five_years_after_29_february_is_the_28th(cast, on, goes):
    assert close(cast, on).destroy_on == goes


def test_an_empty_dossier_has_a_term_too(cast):
    now = timezone.now()
    with acting(cast.roos, now):
        empty = actions.open_dossier(
            cast.family.household,
            by=cast.roos,
            now=now,
            on=cast.today,
            about=[cast.family.esra.pk],
            legal_basis="jeugdwet",
            purpose="casusregie",
            question="Per ongeluk geopend",
        )
        assert actions.close(empty, by=cast.roos, now=now, on=cast.today, reason="x").destroy_on > cast.today


def test_records_of_the_longest_term_hold_the_dossier(cast):
    authorise(cast.roos)
    with acting(cast.roos):
        actions.write_entry(
            cast.family.dossier,
            by=cast.roos,
            now=timezone.now(),
            kind="mail",
            happened_on=cast.today,
            text="behandeling",
            about=[cast.family.esra.pk],
            **RECORD | {"category": "behandeling"},
        )
    dossier = close(cast)
    assert dossier.destroy_on == max(record.destroy_on for record in records_of(cast))
    assert dossier.destroy_on > cast.today + timedelta(days=365 * 14)


def test_the_database_holds_that_closed_means_dated(cast):
    for wrong in ({"status": "gesloten"}, {"destroy_on": cast.today}, {"closed_on": cast.today}):
        with pytest.raises(Exception, match="closed_means_dated"), acting(cast.roos):
            Dossier.objects.filter(pk=cast.family.dossier.pk).update(**wrong)


def test_every_status_leads_somewhere():
    assert set(NEXT_STATUSES) == set(DossierStatus)
    assert all(following for following in NEXT_STATUSES.values())
