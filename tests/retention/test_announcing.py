"""§ 2.3 Bewaartermijnen: what goes is announced to who is responsible, and to whom it is about where that is safe; and
goes on its day whatever anybody says.
"""

from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.core import mail

from cases.actions import record_contact
from cases.models import Dossier, DossierPerson, Entry, PersonSearch
from retention import announcing, engine, holds, tasks, workday
from retention.models import Announcement, HoldKind
from tests.retention import town
from tests.retention.town import CANARY, DUE_ON, as_owner, at

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
DAY = timedelta(days=1)
FIRST = DUE_ON - 60 * DAY


@pytest.fixture
def dossier(family, hanna):
    return town.make_dossier(family, hanna)


@pytest.fixture
def task():
    """Stands for the queue: what was handed to it."""
    return Mock(spec=["delay"])


@pytest.fixture
def announce(task, django_capture_on_commit_callbacks):
    def announce(on=FIRST):
        with django_capture_on_commit_callbacks(execute=True):
            return announcing.announce(on=on, now=at(on), task=task)

    return announce


def days() -> list:
    with as_owner():
        return list(Announcement.objects.values_list("category", "destroy_on"))


def asked_of(user, on=FIRST) -> list:
    with as_owner(at(on)):
        return [(due.rule, due.due_on) for due in workday.announced_due(user, at(on))]


def reachable(person, hanna, **facts):
    with as_owner():
        own = {
            "channels": ["mail"], "safe_email": "anna@thuis.example", "safe_phone": "", "safe_address": "",
            "safe_hours": [], "do_not_contact": False, "reason": "", "portal": "uit", "shared_with": "",
            "said_by": "Anna", "asked_on": FIRST, "review_on": DUE_ON + 400 * DAY,
        }  # fmt: skip
        return record_contact(person, by=hanna, now=at(FIRST), replaces=None, **own | facts)


def told(task) -> list:
    return [call.args[1] for call in task.delay.call_args_list]


# --- who is responsible ---


def test_not_a_day_too_early_and_then_once(dossier, announce):
    assert announce(FIRST - DAY) == 0
    assert announce() == 1
    assert announce() == announce(FIRST + DAY) == 0
    assert days() == [("casusregie", DUE_ON)]


def test_who_leads_is_asked_until_they_looked_and_nobody_else(dossier, hanna, announce):
    gert = town.make_second(hanna)
    town.let_in(dossier, gert)
    announce()
    assert asked_of(hanna) == [("aankondiging", DUE_ON)]
    assert asked_of(gert) == []
    with as_owner():
        assert announcing.answer(dossier, ["casusregie"], by=hanna, now=at(FIRST), on=FIRST) == 1
    assert asked_of(hanna) == []


def test_of_a_category_apart_only_who_may_read_it_is_asked(family, hanna, announce):
    dossier = town.make_dossier(family, hanna, category="sociale_zaken")
    announce(dossier.destroy_on - 60 * DAY)
    assert ("sociale_zaken", dossier.destroy_on) in days()
    assert asked_of(hanna, dossier.destroy_on - 60 * DAY) == []


@pytest.mark.parametrize("answered", [True, False])
def test_whatever_is_answered_it_goes_on_its_day(dossier, hanna, announce, answered):
    announce()
    if answered:
        with as_owner():
            announcing.answer(dossier, ["casusregie"], by=hanna, now=at(FIRST), on=FIRST)
    engine.destroy_due(on=DUE_ON - DAY, now=at(DUE_ON - DAY))
    with as_owner():
        assert Dossier.objects.filter(pk=dossier.pk).exists()
    engine.destroy_due(on=DUE_ON, now=at(DUE_ON))
    with as_owner():
        assert not Dossier.objects.filter(pk=dossier.pk).exists()
        assert not Announcement.objects.exists()


def test_a_day_that_moved_is_taken_back_and_announced_anew(dossier, announce):
    announce()
    later = DUE_ON + 20 * DAY
    with as_owner():
        Entry.objects.filter(dossier=dossier).update(destroy_on=later)
        dossier.documents.update(destroy_on=later)
        dossier.tasks.update(destroy_on=later)
        Entry.history.filter(dossier=dossier).update(destroy_on=later)
        Dossier.objects.filter(pk=dossier.pk).update(destroy_on=later)
    announce(FIRST + DAY)
    assert days() == []
    announce(later - 60 * DAY)
    assert days() == [("casusregie", later)]


def test_what_a_procedure_holds_is_not_announced(dossier, hanna, announce):
    announce()
    with as_owner(at(FIRST)):
        holds.place(dossier, HoldKind.COURT, by=hanna, now=at(FIRST), on=FIRST, reason="x", review_on=FIRST + 30 * DAY)
    announce(FIRST + DAY)
    assert days() == []


def test_what_is_kept_longer_is_announced_for_its_new_day(dossier, hanna, announce):
    gert = town.make_second(hanna)
    town.let_in(dossier, gert)
    announce()
    ends_on = DUE_ON + 90 * DAY
    with as_owner(at(FIRST)):
        asked = holds.extend(
            dossier,
            by=hanna,
            now=at(FIRST),
            on=FIRST,
            reason="Terug",
            ends_on=ends_on,
            second=gert,
            category="casusregie",
        )
        assert asked_of(hanna) == []
        holds.judge(asked, agrees=True, by=gert, now=at(FIRST), on=FIRST)
    announce(FIRST + DAY)
    announce(ends_on - 61 * DAY)
    assert days() == []
    announce(ends_on - 60 * DAY)
    assert days() == [("casusregie", ends_on)]


def test_an_empty_dossier_is_announced_as_what_it_is(family, hanna, announce):
    town.make_dossier(family, hanna, records=False)
    announce()
    assert days() == [("casusregie", DUE_ON)]


# --- whom it is about ---


def test_whom_it_is_about_hears_of_it_once_where_the_profile_allows_mail(dossier, family, hanna, announce, task):
    reachable(family.anna, hanna)
    announce()
    announce(FIRST + DAY)
    assert told(task) == [str(family.anna.pk)]


@pytest.mark.parametrize("facts", [{"channels": ["post"]}, {"channels": []}, {"safe_email": ""}])
def test_without_a_profile_that_allows_it_nobody_hears(dossier, family, hanna, announce, task, facts):
    announce()
    reachable(family.anna, hanna, **facts)
    announce(FIRST + DAY)
    assert told(task) == []


def test_a_profile_that_comes_later_is_in_time_still(dossier, family, hanna, announce, task):
    announce()
    reachable(family.anna, hanna)
    announce(FIRST + DAY)
    assert told(task) == [str(family.anna.pk)]


def test_from_sixteen_a_child_hears_itself_and_before_that_nobody_hears_for_it(dossier, family, hanna, announce, task):
    reachable(family.bo, hanna, safe_email="bo@school.example")
    with as_owner():
        PersonSearch.objects.filter(person_id=family.bo.pk).update(birth_date=date(2010, 1, 20))
    announce(date(2026, 1, 19))
    assert told(task) == []
    announce(date(2026, 1, 20))
    assert told(task) == [str(family.bo.pk)]


def test_nothing_goes_out_of_a_dossier_with_a_safety_mark(dossier, family, hanna, announce, task):
    reachable(family.anna, hanna)
    with as_owner():
        Dossier.objects.filter(pk=dossier.pk).update(safety_marked=True)
    announce()
    assert days()
    assert told(task) == []


def test_what_is_withheld_is_not_announced_to_whom_it_is_about(dossier, family, hanna, announce, task):
    reachable(family.anna, hanna)
    with as_owner():
        for records in (dossier.entrys, dossier.documents, dossier.tasks, Entry.history.filter(dossier=dossier)):
            records.update(withheld=True)
    announce()
    assert days()
    assert told(task) == []


def test_who_lives_at_another_address_that_may_not_be_known_hears_nothing(dossier, family, hanna, announce, task):
    reachable(family.anna, hanna)
    with as_owner():
        DossierPerson.objects.filter(dossier=dossier, person=family.anna).update(other_home=True)
    announce()
    assert told(task) == []


def test_the_message_says_a_day_and_nothing_of_help_or_anybody(dossier, family, hanna, announce, task):
    reachable(family.anna, hanna)
    announce()
    (ids,) = (call.args for call in task.delay.call_args_list)
    tasks.deliver_announcement(*ids)
    (message,) = mail.outbox
    assert message.to == ["anna@thuis.example"]
    assert message.subject == "Bericht van de gemeente"
    assert "28 februari 2026" in message.body
    for word in (CANARY, "Anna", "dossier", "jeugd", "zorg", "hulp"):
        assert word not in message.body, word


def test_what_became_unsafe_meanwhile_is_not_sent(dossier, family, hanna, announce, task):
    before = reachable(family.anna, hanna)
    announce()
    with as_owner():
        type(before).objects.filter(pk=before.pk).update(replaced_at=at(FIRST))
    (ids,) = (call.args for call in task.delay.call_args_list)
    tasks.deliver_announcement(*ids)
    assert mail.outbox == []
