from contextlib import nullcontext
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import SecrecyText
from cases import actions
from cases.errors import MayNotBeGranted
from cases.models import Grant
from cases.roles import CASE_ROLES, GIVEN_ROLES
from tests.cast import acting, as_system, grant_past_the_rules, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("1.1")
many = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def roos(cast):
    return sign_in(cast.roos)


def url(cast):
    return f"/dossiers/{cast.family.dossier.pk}/toegang/"


def facts(cast, to, **changed):
    return {
        "user": str(to.pk),
        "role": "hulpverlener",
        "reason": "Neemt waar tijdens vakantie",
        "valid_from": str(cast.today),
        "valid_until": "",
    } | changed


def grants_of(cast, worker):
    with acting(cast.roos):
        return list(Grant.objects.filter(content_object=cast.family.dossier, user=worker).order_by("valid_from"))


def test_giving_access_shows_the_duty_again(cast, roos):
    page = roos.get(url(cast)).content.decode()
    text = SecrecyText.objects.current(cast.today)
    assert "Geheimhouding" in page
    assert text.text.split("\n", maxsplit=1)[0][:60] in unescape(page)


def test_who_gave_it_to_whom_why_from_when_and_until_when_is_kept(cast, roos):
    until = cast.today + timedelta(days=14)
    before = len(log_rows())
    assert roos.post(url(cast), facts(cast, cast.otto, valid_until=str(until))).url == url(cast)
    (given,) = grants_of(cast, cast.otto)
    assert (given.granted_by, given.user, given.role.code) == (cast.roos, cast.otto, "hulpverlener")
    assert opened(given).reason == "Neemt waar tijdens vakantie"
    assert given.secrecy_version == SecrecyText.objects.current(cast.today).version
    assert abs(given.valid_from - timezone.now()) < timedelta(minutes=5)
    assert timezone.localdate(given.valid_until) == until + timedelta(days=1)
    (row,) = [row for row in log_rows()[before:] if row.action == "grant"]
    assert (row.record_ids, row.user_id, row.dossier_id) == ([given.pk], cast.roos.pk, cast.family.dossier.pk)
    assert sign_in(cast.otto).get(f"/dossiers/{cast.family.dossier.pk}/").status_code == 200


def test_access_from_a_later_day_opens_nothing_today(cast, roos):
    roos.post(url(cast), facts(cast, cast.otto, valid_from=str(cast.today + timedelta(days=1))))
    assert len(grants_of(cast, cast.otto)) == 1
    assert sign_in(cast.otto).get(f"/dossiers/{cast.family.dossier.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": " "}, "reason"),
        ({"role": "baas"}, "role"),
        ({"user": ""}, "user"),
        ({"valid_from": "2020-01-01"}, "valid_from"),
        ({"valid_from": "31-02-2026"}, "valid_from"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_until": "9999-12-31"}, "valid_until"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast, roos, wrong, field):
    answer = roos.post(url(cast), facts(cast, cast.otto, **wrong))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "reason" in wrong or "Neemt waar tijdens vakantie" in answer.content.decode()
    assert grants_of(cast, cast.otto) == []


@pytest.mark.policy("1.2")
@pytest.mark.parametrize("who", ["hugo", "pia", "sjoerd", "leo", "nora"])
def test_who_may_not_have_a_dossier_is_never_given_one(cast, roos, who):
    """An enforcer, an officer, somebody without a role, without agreement or without declaration."""
    worker = getattr(cast, who)
    before = grants_of(cast, worker)
    roos.post(url(cast), facts(cast, worker))
    assert grants_of(cast, worker) == before
    now = timezone.now()
    with acting(cast.roos, now), pytest.raises(MayNotBeGranted):
        actions.grant(
            cast.other.dossier,
            to=worker,
            by=cast.roos,
            now=now,
            role="meelezer",
            reason="x",
            valid_from=now,
            secrecy_version=1,
        )


@pytest.mark.policy("1.2")
def test_an_enforcer_is_refused_whatever_else_the_account_holds(cast):
    type(cast.otto).objects.filter(pk=cast.otto.pk).update(roles=["hulpverlener", "handhaver"])
    cast_otto = type(cast.otto).objects.get(pk=cast.otto.pk)
    now = timezone.now()
    with acting(cast.roos, now), pytest.raises(MayNotBeGranted):
        actions.grant(
            cast.family.dossier,
            to=cast_otto,
            by=cast.roos,
            now=now,
            role="meelezer",
            reason="x",
            valid_from=now,
            secrecy_version=1,
        )
    assert sign_in(cast_otto).get(f"/dossiers/{cast.other.dossier.pk}/").status_code == 404


@pytest.mark.policy("1.2")
def test_nobody_has_two_functions_on_one_case(cast, roos):
    answer = roos.post(url(cast), facts(cast, cast.cem, role="regisseur"))
    assert answer.status_code == 200
    assert len(grants_of(cast, cast.cem)) == 1
    now = timezone.now()
    with acting(cast.roos, now), pytest.raises(MayNotBeGranted, match="in die periode al toegang"):
        actions.grant(
            cast.family.dossier,
            to=cast.cem,
            by=cast.roos,
            now=now,
            role="meelezer",
            reason="x",
            valid_from=now + timedelta(days=30),
            secrecy_version=1,
        )


@many
@given(st.integers(-40, 40), st.integers(0, 40) | st.none(), st.integers(-40, 40), st.integers(0, 40) | st.none())
def test_the_database_refuses_periods_that_overlap_and_only_those(cast, one, one_lasts, two, two_lasts):
    """Half open: what ends at the moment the next begins does not overlap; an empty period overlaps nothing."""
    base, dossier = cast.now, cast.family.dossier
    periods = [
        (start, None if lasts is None else start + lasts) for start, lasts in ((one, one_lasts), (two, two_lasts))
    ]

    def insert():
        for start, end in periods:
            grant_past_the_rules(
                dossier,
                cast.otto,
                by=cast.roos,
                valid_from=base + timedelta(hours=start),
                valid_until=None if end is None else base + timedelta(hours=end),
            )

    (a, b), (c, d) = [(start, float("inf") if end is None else end) for start, end in periods]
    overlap = max(a, c) < min(b, d) and a != b and c != d
    expected = pytest.raises(IntegrityError, match="one_function_at_a_time_per_case") if overlap else nullcontext()
    with as_system(), expected, transaction.atomic():
        insert()
        Grant.objects.filter(user=cast.otto, content_object=dossier).delete()


def test_after_access_ended_it_can_be_given_again(cast, roos):
    (given,) = grants_of(cast, cast.cem)
    before = len(log_rows())
    roos.post(f"{url(cast)}{given.pk}/beeindigen/")
    (ended,) = grants_of(cast, cast.cem)
    assert ended.ended_by == cast.roos
    assert ended.valid_until <= timezone.now()
    assert "end_grant" in {row.action for row in log_rows()[before:]}
    roos.post(url(cast), facts(cast, cast.cem, role="meelezer"))
    assert [given.role.code for given in grants_of(cast, cast.cem)] == ["hulpverlener", "meelezer"]


def test_ending_twice_changes_nothing(cast, roos):
    (given,) = grants_of(cast, cast.cem)
    roos.post(f"{url(cast)}{given.pk}/beeindigen/")
    (first,) = grants_of(cast, cast.cem)
    roos.post(f"{url(cast)}{given.pk}/beeindigen/")
    (second,) = grants_of(cast, cast.cem)
    assert first.valid_until == second.valid_until


def test_access_that_had_still_to_begin_never_begins(cast, roos):
    roos.post(url(cast), facts(cast, cast.otto, valid_from=str(cast.today + timedelta(days=1))))
    (given,) = grants_of(cast, cast.otto)
    roos.post(f"{url(cast)}{given.pk}/beeindigen/")
    (ended,) = grants_of(cast, cast.otto)
    assert ended.valid_until == ended.valid_from
    page = roos.get(url(cast)).content.decode()
    assert "Begint nog" not in page
    assert f"/toegang/{given.pk}/" not in page


def test_ending_access_is_said(cast, roos):
    (given,) = grants_of(cast, cast.cem)
    page = roos.post(f"{url(cast)}{given.pk}/beeindigen/", follow=True).content.decode()
    assert "De toegang van Cem is gestopt. Dat geldt bij de volgende klik al." in page


def test_the_grant_of_another_dossier_is_not_ended_through_ones_own(cast, roos):
    answer = roos.post(f"{url(cast)}{cast.other.grant.pk}/beeindigen/")
    assert answer.status_code == 404
    with acting(cast.otto):
        assert Grant.objects.get(pk=cast.other.grant.pk).valid_until is None


@pytest.mark.policy("4.1")
def test_a_dossier_is_never_left_without_a_regisseur(cast, roos):
    answer = roos.post(f"{url(cast)}{cast.family.grant.pk}/beeindigen/", follow=True)
    assert "Dit is de enige regisseur." in answer.content.decode()
    assert grants_of(cast, cast.roos)[0].valid_until is None


@pytest.mark.parametrize("role", GIVEN_ROLES)
def test_each_role_is_a_permission_of_the_dossier_and_is_offered(cast, roos, role):
    assert role in dict(roos.get(url(cast)).context["form"].fields["role"].choices)
    with as_system():
        given = grant_past_the_rules(cast.other.dossier, cast.cem, by=cast.otto, valid_from=cast.now, role=role)
    assert given.role is CASE_ROLES[role]


def test_the_reason_is_for_those_inside_and_not_for_beheer(cast):
    page = sign_in(cast.pia).get(f"/beheer/cases/grant/{cast.family.grant.pk}/change/")
    assert page.status_code == 200
    assert opened(cast.family.grant).reason not in page.content.decode()


def test_an_officer_ends_access_and_that_is_logged(cast):
    (given,) = grants_of(cast, cast.cem)
    officer = sign_in(cast.pia)
    answer = officer.post("/beheer/cases/grant/", {"action": "end", "_selected_action": [str(given.pk)]})
    assert answer.status_code == 302
    assert grants_of(cast, cast.cem)[0].ended_by == cast.pia
    assert sign_in(cast.cem).get(f"/dossiers/{cast.family.dossier.pk}/").status_code == 404
    assert "end_grant" in {row.action for row in log_rows(user_id=cast.pia.pk)}


@pytest.mark.policy("4.1")
def test_a_deputy_makes_no_regisseur_gives_nothing_longer_and_ends_nobody_above(cast):
    until = timezone.now() + timedelta(days=7)
    dossier = cast.family.dossier
    with acting(cast.roos):
        facts = {"reason": "Week vrij", "secrecy_version": 1, "valid_from": timezone.now(), "valid_until": until}
        actions.grant(dossier, to=cast.otto, by=cast.roos, now=timezone.now(), role="plaatsvervanger", **facts)
    otto = sign_in(cast.otto)
    page = otto.get(f"/dossiers/{dossier.pk}/toegang/")
    assert [code for code, _label in page.context["form"].fields["role"].choices] == [
        "plaatsvervanger",
        "hulpverlener",
        "procescoordinator",
        "meelezer",
    ]
    assert otto.post(f"/dossiers/{dossier.pk}/toegang/{cast.family.grant.pk}/beeindigen/").status_code == 404
    with acting(cast.otto), pytest.raises(MayNotBeGranted, match="kleiner"):
        actions.grant(dossier, to=cast.paula, by=cast.otto, now=timezone.now(), role="regisseur", **facts)
    longer = facts | {"valid_until": None}
    with acting(cast.otto), pytest.raises(MayNotBeGranted, match="stopt eerder"):
        actions.grant(dossier, to=cast.paula, by=cast.otto, now=timezone.now(), role="meelezer", **longer)
