"""§ 3.1 of the policy: what ends a consent, and what ends with it in the same moment."""

from datetime import timedelta

import pytest

from audit.purposes import Purpose
from cases.models import DossierPerson, Grant, Task
from consent import links, tasks
from consent.actions import record_authority
from consent.actions.withdrawal import end_run_out, end_signed_by_others, review, withdraw
from consent.models import Consent, Delivery, Disclosure
from consent.refusals import ConsentRefused
from consent.states import ConsentStatus, DisclosureStatus
from tests import sharing
from tests.cast import acting, as_system, log_rows, opened
from tests.consent.consents import asked, both_parents, composed, messages, partner, signed_by_all
from tests.consent.test_signing import born_so_that

pytestmark = pytest.mark.policy("3.1")


@pytest.fixture
def running(cast):
    """Samira lets Zorg Dichtbij, where Paula works, know how it goes at school."""
    return signed_by_all(cast, cast.family.samira, organisation=partner())


def take_back(cast, consent, *, now=None, by=None, **facts):
    by, now = by or cast.roos, now or cast.now
    with acting(by, now):
        facts = {"route": "mondeling", "reason": "Zei Samira", "notices": messages()} | facts
        return withdraw(consent, by=by, now=now, **facts)


JUF = {"name": "Juf", "email": "juf@school.example"}


def covered(cast, consent, *, status=DisclosureStatus.QUEUED, opened_at=None, receiver=JUF):
    with acting(cast.roos, cast.now):
        facts = {"organisation": consent.organisation, "kinds": consent.kinds, "receiver": receiver}
        made = sharing.make_disclosure(cast.family.dossier, consent.about, by=cast.roos, now=cast.now, **facts)
        sharing.cover(made, consent.person, consent=consent)
        if status == DisclosureStatus.SENT:
            sharing.sent(made, by=cast.roos, now=cast.now)
        else:
            made.status, made.sent_by = status, cast.roos
            made.save()
        link = sharing.deliver(made, now=cast.now)
        Delivery.objects.filter(pk=link.pk).update(opened_at=opened_at)
    return made, link


def fresh(row):
    with as_system():
        return type(row).objects.get(pk=row.pk)


def paulas_grant(cast) -> Grant:
    with as_system():
        return Grant.objects.get(user=cast.paula, content_object=cast.family.dossier)


def test_at_once_nothing_more_goes_out_and_access_that_rested_on_it_ends(cast, running):
    queued, _link = covered(cast, running)
    taken = take_back(cast, running)
    assert (taken.status, taken.ended_route, taken.ended_by) == (ConsentStatus.WITHDRAWN, "mondeling", cast.roos)
    assert opened(running).end_reason == "Zei Samira"
    assert fresh(queued).status == DisclosureStatus.STOPPED
    assert paulas_grant(cast).valid_until == cast.now
    with as_system():
        assert running not in Consent.objects.holding(cast.today)


def test_what_was_shared_stays_and_a_link_nobody_opened_opens_nothing(cast, running):
    sent, unopened = covered(cast, running, status=DisclosureStatus.SENT)
    _sent, read = covered(cast, running, status=DisclosureStatus.SENT, opened_at=cast.now)
    take_back(cast, running)
    assert fresh(sent).status == DisclosureStatus.SENT
    assert (fresh(unopened).revoked_at, fresh(read).revoked_at) == (cast.now, None)


def test_what_the_one_who_withdraws_may_not_read_stops_as_well(cast, running):
    with acting(cast.vera, cast.now):
        facts = {"organisation": running.organisation, "kinds": running.kinds, "category": "behandeling"}
        apart = sharing.make_disclosure(cast.family.dossier, running.about, by=cast.vera, now=cast.now, **facts)
        sharing.cover(apart, running.person, consent=running)
        apart.status, apart.sent_by = DisclosureStatus.QUEUED, cast.vera
        apart.save()
    with acting(cast.cem):
        assert not Disclosure.objects.filter(pk=apart.pk).exists()
    take_back(cast, running, by=cast.cem)
    assert fresh(apart).status == DisclosureStatus.STOPPED


def test_who_has_another_consent_for_the_same_keeps_access(cast, running):
    signed_by_all(cast, cast.family.samira, organisation=partner())
    take_back(cast, running)
    assert paulas_grant(cast).valid_until is None


@pytest.mark.parametrize(
    "other", [{"kinds": ["school"]}, {"may_give": False, "may_ask": True}], ids=["less", "asks alone"]
)
def test_another_consent_that_gives_less_is_not_enough(cast, running, other):
    signed_by_all(cast, cast.family.samira, organisation=partner(), **other)
    take_back(cast, running)
    assert paulas_grant(cast).valid_until == cast.now


def test_a_consent_to_ask_alone_let_nobody_in(cast):
    asks = signed_by_all(cast, cast.family.samira, organisation=partner(), may_give=False, may_ask=True)
    take_back(cast, asks)
    assert paulas_grant(cast).valid_until is None


def test_the_partner_is_told_that_something_changed_and_no_more(cast, running, django_capture_on_commit_callbacks):
    told = messages()
    with django_capture_on_commit_callbacks(execute=True):
        take_back(cast, running, notices=told)
    assert told.colleague.sent == [(str(cast.paula.pk),)]


def test_whoever_received_something_under_it_is_told_by_a_mail_that_says_nothing_of_anybody(
    cast, running, mailoutbox, django_capture_on_commit_callbacks
):
    gone, _link = covered(cast, running, status=DisclosureStatus.SENT)
    covered(cast, running)
    told = messages()
    with django_capture_on_commit_callbacks(execute=True):
        take_back(cast, running, notices=told)
    assert told.receiver.sent == [(str(gone.pk),)]
    assert links.mail_ended(gone.pk, cast.now)
    (mail,) = mailoutbox
    assert mail.to == ["juf@school.example"]
    for word in ("Samira", "Boer", "toestemming", cast.family.dossier.codename, "school"):
        assert word.lower() not in f"{mail.subject} {mail.body}".lower(), word


def test_a_receiver_without_a_link_is_told_in_the_mailbox_of_the_organisation_or_called(cast, running, mailoutbox):
    told, _link = covered(cast, running, status=DisclosureStatus.SENT, receiver={"name": "Juf"})
    for _again in range(2):
        assert not links.mail_ended(told.pk, cast.now)
    assert [title for title, *_ in tasks_of(cast) if title.startswith("Bel de ontvanger")] == [
        "Bel de ontvanger: wat die kreeg, mag niet verder worden gebruikt"
    ]
    type(partner()).objects.filter(pk=partner().pk).update(email="post@zorgdichtbij.example")
    assert links.mail_ended(told.pk, cast.now)
    assert mailoutbox[0].to == ["post@zorgdichtbij.example"]


def test_the_notice_says_nothing_of_anybody(cast, running, mailoutbox):
    tasks.deliver_changed(str(cast.paula.pk))
    (mail,) = mailoutbox
    assert mail.to == [cast.paula.email]
    for word in ("Samira", "Boer", "toestemming", cast.family.dossier.codename, "school"):
        assert word.lower() not in f"{mail.subject} {mail.body}".lower(), word


def test_it_can_be_withdrawn_while_it_waits_twice_and_of_a_closed_dossier(cast):
    waits = asked(cast, cast.family.samira)
    close(cast)
    assert take_back(cast, waits).status == ConsentStatus.WITHDRAWN
    assert take_back(cast, waits, route="papier").ended_route == "mondeling"


def test_what_was_never_asked_or_is_over_is_not_withdrawn(cast):
    for consent in (composed(cast, cast.family.samira), refused(cast)):
        with pytest.raises(ConsentRefused, match="loopt niet meer"):
            take_back(cast, consent)


def refused(cast):
    made = asked(cast, cast.family.samira)
    with as_system():
        Consent.objects.filter(pk=made.pk).update(status=ConsentStatus.REFUSED)
    return opened(made)


def close(cast):
    with as_system(Purpose.TERMS):
        dossier = cast.family.dossier
        gone = cast.today + timedelta(days=400)
        type(dossier).objects.filter(pk=dossier.pk).update(status="gesloten", closed_on=cast.today, destroy_on=gone)


# --- by a change of authority ---


@pytest.fixture
def of_deniz(cast):
    """He and both his parents let Zorg Dichtbij know; something waits to go."""
    both_parents(cast, cast.family.deniz)
    made = signed_by_all(cast, cast.family.deniz, organisation=partner())
    return made, covered(cast, made)[0]


@pytest.mark.policy("1.5")
@pytest.mark.parametrize("kind", ["EenhoofdigOuderlijkGezag", "GezagNietTeBepalen"])
def test_another_outcome_about_authority_ends_what_others_signed(
    cast, of_deniz, kind, django_capture_on_commit_callbacks
):
    made, queued = of_deniz
    _sent, unopened = covered(cast, made, status=DisclosureStatus.SENT)
    names, told = ["Samira Öztürk"] if kind.startswith("Eenhoofdig") else [], messages()
    with django_capture_on_commit_callbacks(execute=True):
        outcome(cast, cast.family.deniz, *names, kind=kind, notices=told)
    assert (fresh(made).status, fresh(made).ended_route) == (ConsentStatus.LAPSED, "regel")
    assert fresh(queued).status == DisclosureStatus.STOPPED
    assert fresh(unopened).revoked_at is None
    assert paulas_grant(cast).valid_until == cast.now
    assert told.colleague.sent == [(str(cast.paula.pk),)]


@pytest.mark.policy("1.5")
def test_the_same_outcome_recorded_again_ends_nothing(cast, of_deniz):
    made, queued = of_deniz
    both_parents(cast, cast.family.deniz)
    assert (fresh(made).status, fresh(queued).status) == (ConsentStatus.ACTIVE, DisclosureStatus.QUEUED)


@pytest.mark.policy("1.5")
def test_of_who_decides_alone_another_outcome_ends_nothing(cast):
    made = signed_by_all(cast, cast.family.aylin)
    both_parents(cast, cast.family.aylin, kind="GezagNietTeBepalen")
    assert fresh(made).status == ConsentStatus.ACTIVE


@pytest.mark.policy("1.5")
def test_of_somebody_whom_the_dossier_is_about_no_more_nobody_knows_who_decides(cast, of_deniz):
    with as_system():
        DossierPerson.objects.filter(dossier=cast.family.dossier, person=cast.family.deniz).delete()
    end_signed_by_others([cast.family.deniz.pk], now=cast.now, notices=messages())
    assert fresh(of_deniz[0]).status == ConsentStatus.LAPSED


def outcome(cast, child, *names, kind, notices):
    holders = [{"name": one, "bsn_index": None, "person": None, "role": "ouder", "known": True} for one in names]
    facts = {"explanation": "", "in_research": False, "source": "gezagsregister", "recorded_on": cast.today}
    with acting(cast.roos, cast.now):
        record_authority(child, now=cast.now, kind=kind, holders=holders, notices=notices, **facts)


# --- by time ---


def night(days=0, *, cast, notices=None):
    now = cast.now + timedelta(days=days)
    with as_system(Purpose.SHARING):
        return end_run_out(now, notices=notices or messages())


def test_it_ends_the_day_after_its_last_day_once(cast):
    made = signed_by_all(cast, cast.family.samira, valid_until=cast.today + timedelta(days=10))
    night(10, cast=cast)
    assert fresh(made).status == ConsentStatus.ACTIVE
    assert night(11, cast=cast) == 1
    assert (fresh(made).status, fresh(made).ended_route) == (ConsentStatus.EXPIRED, "regel")
    assert night(11, cast=cast) == 0


def test_what_ran_out_takes_its_queue_and_its_access_along_but_not_what_was_sent(cast, running):
    queued, _link = covered(cast, running)
    _sent, unopened = covered(cast, running, status=DisclosureStatus.SENT)
    with as_system():
        Consent.objects.filter(pk=running.pk).update(valid_until=cast.today)
    night(1, cast=cast)
    assert fresh(queued).status == DisclosureStatus.STOPPED
    assert paulas_grant(cast).valid_until == cast.now + timedelta(days=1)
    assert fresh(unopened).revoked_at is None


@pytest.mark.policy("1.5")
def test_on_the_birthday_from_which_others_decide_it_lapses(cast):
    turns = cast.today + timedelta(days=20)
    born_so_that(cast, cast.family.deniz, age=16, on=turns)
    both_parents(cast, cast.family.deniz)
    made = signed_by_all(cast, cast.family.deniz)
    night(19, cast=cast)
    assert fresh(made).status == ConsentStatus.ACTIVE
    with as_system():
        assert made in Consent.objects.holding(turns - timedelta(days=1))
        assert made not in Consent.objects.holding(turns)
    night(20, cast=cast)
    assert fresh(made).status == ConsentStatus.LAPSED


def test_closing_the_dossier_ends_what_runs_what_waits_and_what_was_begun(cast, running):
    others = [asked(cast, cast.family.samira), composed(cast, cast.family.samira)]
    close(cast)
    night(cast=cast)
    for consent in (running, *others):
        assert (fresh(consent).status, opened(consent).end_reason) == (ConsentStatus.LAPSED, "Het dossier is gesloten.")
    assert paulas_grant(cast).valid_until == cast.now


def tasks_of(cast) -> list[tuple]:
    with as_system():
        rows = list(Task.objects.filter(dossier=cast.family.dossier).exclude(pk=cast.family.task.pk))
    return [(opened(row).title, row.assigned_to, row.due_on) for row in rows if row.category == "casusregie"]


def look_ahead(cast, days):
    with as_system(Purpose.SHARING):
        return review(cast.now + timedelta(days=days))


def test_who_leads_is_told_thirty_days_before_once(cast):
    made = signed_by_all(cast, cast.family.samira, valid_until=cast.today + timedelta(days=60))
    with as_system():
        Consent.objects.exclude(pk=made.pk).update(status=ConsentStatus.EXPIRED)
    assert look_ahead(cast, 29) == 0
    assert look_ahead(cast, 30) == 1
    assert look_ahead(cast, 30) == look_ahead(cast, 31) == 0
    ((title, lead, due),) = tasks_of(cast)
    assert (title, lead, due) == ("Toestemming loopt af: is zij nog nodig?", cast.roos, made.valid_until)
    assert log_rows(object_type="task")[-1].user_id is None


@pytest.mark.policy("1.5")
def test_a_birthday_that_comes_first_is_what_the_task_is_about(cast):
    turns = cast.today + timedelta(days=40)
    born_so_that(cast, cast.family.deniz, age=16, on=turns)
    both_parents(cast, cast.family.deniz)
    signed_by_all(cast, cast.family.deniz)
    with as_system():
        Consent.objects.exclude(person=cast.family.deniz).update(status=ConsentStatus.EXPIRED)
    assert look_ahead(cast, 10) == 1
    assert tasks_of(cast) == [("Kind wordt 16: wie beslist verandert", cast.roos, turns)]


def test_the_nightly_task_does_both(cast):
    signed_by_all(cast, cast.family.samira, valid_until=cast.today + timedelta(days=9))
    tasks.review_consents()
    assert "Toestemming loopt af: is zij nog nodig?" in [title for title, _lead, _due in tasks_of(cast)]
