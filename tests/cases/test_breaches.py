"""AVG art. 33: the register of data breaches, the decision within 72 hours, and its end after five years."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from boekel_sd.tables import states
from cases import actions
from cases.errors import AlreadyDecided
from cases.models import Breach, BreachStatus
from cases.models.breach import NEXT_BREACH_STATUSES
from cases.tasks import forget_breaches
from sealing.models import new_id
from tests.cast import CANARY, as_system, log_rows, make_worker, sign_in

pytestmark = pytest.mark.policy("2.5")
LIST = "/beheer/cases/breach/"
WHY = "Alleen een collega die beide gezinnen helpt las het."


@pytest.fixture
def pia(cast):
    return sign_in(cast.pia)


@pytest.fixture
def fg(cast):
    worker = make_worker("Fenna", cast.pia.organisation, "fg")
    acceptance = cast.pia.acceptances.get()
    worker.acceptances.create(text=acceptance.text, text_sha256=acceptance.text_sha256, accepted_at=cast.now)
    return sign_in(worker)


def write_down(cast, *, ago=timedelta(hours=1), readers=(), **facts) -> Breach:
    at = timezone.now() - ago
    given = {
        "record_id": new_id(),
        "from_dossier_id": cast.family.dossier.pk,
        "from_codename": "blauwe merel",
        "to_dossier_id": cast.other.dossier.pk,
        "to_codename": "stille beek",
        "readers": [reader.pk for reader in readers],
        "wrong_since": at,
        "moved_at": at,
        "user": cast.cem,
    }
    with as_system():
        return Breach.objects.create(**given | facts)


def page_of(breach):
    return f"{LIST}{breach.pk}/change/"


def now_of(breach):
    with as_system():
        return Breach.objects.get(pk=breach.pk)


def decide(client, breach, status="niet_gemeld", assessment=WHY):
    return client.post(page_of(breach), {"status": status, "assessment": assessment})


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=1), "Nog 71 uur, tot"),
        (timedelta(hours=71, minutes=30), "Nog 0 uur, tot"),
        (timedelta(hours=72, minutes=1), "Te laat: de 72 uur waren voorbij op"),
    ],
    ids=["just now", "last hour", "over"],
)
def test_the_list_counts_down_in_words(cast, pia, ago, said):
    breach = write_down(cast, ago=ago, readers=[cast.roos])
    for path in (LIST, page_of(breach)):
        assert said in pia.get(path).content.decode()


def test_the_list_shows_what_waits_and_what_is_late(cast, pia):
    fresh, late = write_down(cast), write_down(cast, ago=timedelta(days=4))
    done = write_down(cast, status="niet_gemeld", decided_at=timezone.now(), decided_by=cast.pia)
    shown = {
        stand: {row.pk for row in pia.get(LIST, {"stand": stand}).context["cl"].result_list}
        & {fresh.pk, late.pk, done.pk}
        for stand in ("open", "te_laat", "klaar")
    }
    assert shown == {"open": {fresh.pk, late.pk}, "te_laat": {late.pk}, "klaar": {done.pk}}


def test_who_read_it_is_named_and_no_resident_is(cast, pia):
    gone = new_id()
    with as_system():
        breach = write_down(cast, readers=[cast.roos, cast.mees])
        Breach.objects.filter(pk=breach.pk).update(readers=[*breach.readers, gone])
    page = pia.get(page_of(breach)).content.decode()
    assert all(shown in page for shown in ("Roos", "Mees", str(gone), "blauwe merel", "stille beek"))
    assert not any(secret in page for secret in (CANARY, "Samira", "Piet", "Peters"))


@pytest.mark.parametrize("status", [BreachStatus.REPORTED, BreachStatus.NOT_REPORTED])
def test_the_privacy_officer_decides_with_a_reason(cast, pia, status):
    breach, before = write_down(cast), len(log_rows())
    refused = decide(pia, breach, status, assessment=" ")
    assert set(refused.context["adminform"].form.errors) == {"assessment"}
    assert set(decide(pia, breach, "").context["adminform"].form.errors) == {"status"}
    assert now_of(breach).status == "concept"
    assert decide(pia, breach, status).status_code == 302
    after = now_of(breach)
    assert (after.status, after.assessment, after.decided_by) == (status, WHY, cast.pia)
    assert abs(after.decided_at - timezone.now()) < timedelta(minutes=1)
    (row,) = [row for row in log_rows()[before:] if row.object_type == "datalek"]
    assert (row.action, row.record_ids, row.user_id) == ("change", [breach.pk], cast.pia.pk)
    assert row.request_id


def test_not_reported_can_still_be_reported_and_then_nothing_changes(cast, pia):
    breach = write_down(cast)
    decide(pia, breach, "niet_gemeld")
    assert [value for value, _ in pia.get(page_of(breach)).context["adminform"].form.fields["status"].choices] == [
        "",
        "gemeld",
    ]
    decide(pia, breach, "gemeld", "Toch gemeld.")
    assert decide(pia, breach, "niet_gemeld").status_code in (403, 404)
    assert (now_of(breach).status, now_of(breach).assessment) == ("gemeld", "Toch gemeld.")
    with as_system(), pytest.raises(AlreadyDecided):
        actions.decide_breach(breach, by=cast.pia, now=timezone.now(), status="niet_gemeld", assessment=WHY)


def test_the_fg_reads_and_decides_nothing(cast, fg):
    breach = write_down(cast, readers=[cast.roos])
    page = fg.get(page_of(breach))
    assert "Roos" in page.content.decode()
    assert 'name="assessment"' not in page.content.decode()
    assert decide(fg, breach).status_code in (403, 404)
    assert now_of(breach).status == "concept"


def test_nobody_else_sees_the_register(cast):
    breach = write_down(cast)
    manager = make_worker("Anna", cast.pia.organisation, "applicatiebeheerder")
    acceptance = cast.pia.acceptances.get()
    manager.acceptances.create(text=acceptance.text, text_sha256=acceptance.text_sha256, accepted_at=cast.now)
    for worker in (cast.roos, cast.sjoerd, cast.hugo, manager):
        client = sign_in(worker)
        for path in (LIST, page_of(breach)):
            assert client.get(path).status_code in (403, 404), worker
        assert decide(client, breach).status_code in (403, 404)
    assert now_of(breach).status == "concept"


def test_nobody_adds_or_deletes_one_by_hand(cast, pia):
    breach = write_down(cast)
    assert pia.get(f"{LIST}add/").status_code in (403, 404)
    assert pia.post(f"{LIST}{breach.pk}/delete/", {"post": "yes"}).status_code in (403, 404)
    pia.post(LIST, {"action": "delete_selected", "_selected_action": [str(breach.pk)], "post": "yes"})
    assert now_of(breach)


@pytest.mark.policy("2.3")
@pytest.mark.parametrize(
    ("decided", "today", "gone"),
    [
        (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2031, 3, 1, 11, tzinfo=UTC), False),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2031, 3, 1, 12, tzinfo=UTC), True),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), datetime(2033, 2, 28, 12, tzinfo=UTC), True),
        (None, datetime(2040, 1, 1, tzinfo=UTC), False),
    ],
    ids=["an hour early", "on the hour", "a leap day", "never decided"],
)
def test_it_goes_five_years_after_the_decision(cast, monkeypatch, decided, today, gone):
    status = BreachStatus.REPORTED if decided else BreachStatus.DRAFT
    breach = write_down(cast, decided_at=decided, status=status, decided_by=decided and cast.pia)
    monkeypatch.setattr("cases.tasks.timezone.now", lambda: today)
    forget_breaches()
    forget_breaches()
    with as_system():
        assert Breach.objects.filter(pk=breach.pk).exists() is not gone


def test_the_diagram_shows_every_status_and_every_step():
    drawn = states.as_markdown()
    for status, following in NEXT_BREACH_STATUSES.items():
        assert f'{status.name}: {status.name.lower()} ("{status.value}")' in drawn
        assert all(f"{status.name} --> {after.name}" in drawn for after in following)
