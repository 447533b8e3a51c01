"""Somebody is away: a colleague takes over for a while, and it ends by itself or at once."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from cases import actions
from cases.errors import MayNotBeGranted
from cases.workday import today_of
from tests.cases.colleagues import fresh, give, grants_of, make_team, next_week, roles_at, week_of
from tests.cases.many import make_dossiers, queries_of
from tests.cast import CANARY, RECORD, acting, log_rows, opened, sign_in

pytestmark = pytest.mark.policy("1.1")
PAGE = "/vervanging/"


@pytest.fixture
def team(cast):
    return make_team(cast)


def facts_of(client, to, page=PAGE, **changed):
    """The form as the page offers it, with a colleague chosen: what a browser sends."""
    form = client.get(page).context["form"]
    offered = {name: form[name].value() for name in form.fields}
    return offered | {"colleague": str(to.pk)} | changed


def hand_over(client, to, page=PAGE, **changed):
    return client.post(page, facts_of(client, to, page, **changed), follow=True)


def this_week(cast, **changed):
    """A cover that has begun today."""
    days = {"valid_from": str(cast.today), "valid_until": str(cast.today + timedelta(days=6))}
    return days | changed


def test_all_is_filled_in_but_who(cast, team):
    page = sign_in(team.roos).get(PAGE)
    form, (first, last) = page.context["form"], next_week(cast.today)
    assert (form["valid_from"].value(), form["valid_until"].value()) == (first, last)
    assert first.weekday() == 0
    assert (form["colleague"].value(), len(form["dossiers"].value())) == (None, 1)
    spoken = date_format(first, "j F Y")
    assert form["reason"].value().startswith(f"Vervangt Roos van {spoken} tot en met ")
    body = unescape(page.content.decode())
    assert f"Gezin De Boer ({cast.family.dossier.codename})" in body
    assert "Geheimhouding" in body


def test_the_team_stands_first_and_who_may_not_is_not_offered(cast, team):
    choices = sign_in(team.roos).get(PAGE).context["form"].fields["colleague"].choices
    (first, members), (second, others) = choices[1:]
    assert (first, [name for _pk, name in members]) == ("Team", ["Bas", "Cem", "Lia"])
    assert second == "Andere collega's"
    # Not oneself, no enforcer, no officer, nobody of a partner, nobody who did not accept the declaration.
    assert [name for _pk, name in others] == ["Iris", "Mees", "Otto", "Vera"]


@pytest.mark.policy("4.1")
def test_a_regisseur_is_covered_by_a_deputy_until_the_end_of_the_last_day(cast, team):
    before = len(log_rows())
    body = hand_over(sign_in(team.roos), team.otto).content.decode()
    assert "1 dossier overgedragen aan Otto." in body
    (given,) = grants_of(team.otto, cast.family.dossier)
    assert (given.role.code, given.cover_for_id, given.granted_by_id) == ("plaatsvervanger", team.roos.pk, team.roos.pk)
    assert (given.valid_from, given.valid_until) == week_of(cast.today)
    assert opened(given).reason.startswith("Vervangt Roos van ")
    assert "grant" in {row.action for row in log_rows()[before:]}
    starts, ends = week_of(cast.today)
    instant = timedelta(microseconds=1)
    seen = [roles_at(team.otto, cast.family.dossier, at) for at in (starts - instant, starts, ends - instant, ends)]
    assert seen == [[], ["plaatsvervanger"], ["plaatsvervanger"], []]


def test_a_deputy_writes_and_gives_access_and_closes_nothing(cast, team):
    hand_over(sign_in(team.roos), team.otto, **this_week(cast))
    otto, dossier = sign_in(team.otto), f"/dossiers/{cast.family.dossier.pk}/"
    answers = {path: otto.get(dossier + path).status_code for path in ("", "notities/nieuw/", "toegang/", "sluiten/")}
    assert answers == {"": 200, "notities/nieuw/": 200, "toegang/": 200, "sluiten/": 404}


def test_others_are_covered_by_their_equal(cast, team):
    hand_over(sign_in(team.cem), team.otto, **this_week(cast))
    assert roles_at(team.otto, cast.family.dossier, timezone.now()) == ["hulpverlener"]


def test_nobody_hands_over_longer_than_their_own_access_lasts(cast, team):
    starts, ends = week_of(cast.today)
    short = give(cast.other.dossier, team.cem, by=cast.otto, valid_until=starts + timedelta(days=2))
    gone = give(cast.other.dossier, team.bas, by=cast.otto, valid_until=starts - timedelta(hours=1))
    hand_over(sign_in(team.cem), team.lia)
    (given,) = grants_of(team.lia, cast.other.dossier)
    assert (given.valid_from, given.valid_until) == (starts, short.valid_until)
    body = hand_over(sign_in(team.bas), team.roos).content.decode()
    assert "Niet overgedragen" in body
    assert (fresh(gone).valid_until < ends, grants_of(team.roos, cast.other.dossier)) == (True, [])


def test_who_has_at_least_that_role_keeps_it_and_that_is_said(cast, team):
    give(cast.family.dossier, team.otto, "regisseur", by=cast.roos)
    body = unescape(hand_over(sign_in(team.roos), team.otto).content.decode())
    assert f"Otto kan deze dossiers al openen: {cast.family.dossier.codename}." in body
    assert [given.role.code for given in grants_of(team.otto, cast.family.dossier)] == ["regisseur"]


@pytest.mark.policy("4.1")
def test_a_weaker_role_gives_way_for_the_period_and_goes_on_after_it(cast, team):
    starts, ends = week_of(cast.today)
    old_end = ends + timedelta(days=30)
    (was,) = grants_of(team.cem, cast.family.dossier)
    with acting(cast.roos):
        type(was).objects.filter(pk=was.pk).update(valid_until=old_end)
    hand_over(sign_in(team.roos), team.cem)
    rows = [(row.role.code, row.valid_from, row.valid_until) for row in grants_of(team.cem, cast.family.dossier)]
    assert rows == [
        ("hulpverlener", was.valid_from, starts),
        ("plaatsvervanger", starts, ends),
        ("hulpverlener", ends, old_end),
    ]


@pytest.mark.parametrize("who", ["roos", "cem", "lia"], ids=["who was away", "who covers", "their lead"])
def test_stopped_early_the_old_role_is_back_at_once(cast, team, who):
    hand_over(sign_in(team.roos), team.cem, **this_week(cast))
    cem, dossier = sign_in(team.cem), f"/dossiers/{cast.family.dossier.pk}/"
    assert cem.get(f"{dossier}toegang/").status_code == 200
    pair = {"absent": str(team.roos.pk), "to": str(team.cem.pk)}
    assert sign_in(getattr(team, who)).post(f"{PAGE}stoppen/", pair).status_code == 302
    assert [cem.get(dossier + path).status_code for path in ("", "notities/nieuw/", "toegang/")] == [200, 200, 404]
    assert roles_at(team.cem, cast.family.dossier, timezone.now()) == ["hulpverlener"]
    assert "end_grant" in {row.action for row in log_rows(user_id=getattr(team, who).pk)}


def test_an_old_role_that_ended_within_the_cover_is_back_when_the_cover_stops_before(cast, team):
    now = timezone.now()
    (was,) = grants_of(team.cem, cast.family.dossier)
    soon = now + timedelta(days=3)
    with acting(cast.roos):
        type(was).objects.filter(pk=was.pk).update(valid_until=soon)
    hand_over(sign_in(team.roos), team.cem, **this_week(cast))
    dossier = cast.family.dossier
    days = [roles_at(team.cem, dossier, now + timedelta(days=day)) for day in (1, 4, 8)]
    assert days == [["plaatsvervanger"], ["plaatsvervanger"], []]
    pair = {"absent": str(team.roos.pk), "to": str(team.cem.pk)}
    sign_in(team.roos).post(f"{PAGE}stoppen/", pair)
    assert [roles_at(team.cem, dossier, timezone.now() + timedelta(days=day)) for day in (0, 1, 4)] == [
        ["hulpverlener"],
        ["hulpverlener"],
        [],
    ]


def test_a_cover_stopped_before_it_began_never_was(cast, team):
    roos = sign_in(team.roos)
    hand_over(roos, team.cem)
    assert "Cem vervangt Roos" in roos.get(PAGE).content.decode()
    roos.post(f"{PAGE}stoppen/", {"absent": str(team.roos.pk), "to": str(team.cem.pk)})
    now = timezone.now()
    for moment in (now, now + timedelta(days=10), now + timedelta(days=30)):
        assert roles_at(team.cem, cast.family.dossier, moment) == ["hulpverlener"]


@pytest.mark.parametrize("who", ["otto", "bas", "mees"])
def test_nobody_else_stops_a_cover(cast, team, who):
    hand_over(sign_in(team.roos), team.cem, **this_week(cast))
    client = sign_in(getattr(team, who, None) or getattr(cast, who))
    pair = {"absent": str(team.roos.pk), "to": str(team.cem.pk)}
    assert client.post(f"{PAGE}stoppen/", pair).status_code == 404
    assert client.post(f"{PAGE}stoppen/", {"absent": "x"}).status_code == 404
    assert roles_at(team.cem, cast.family.dossier, timezone.now()) == ["plaatsvervanger"]


def test_a_lead_arranges_it_for_somebody_ill_and_sees_codenames_only(cast, team):
    lia, page = sign_in(team.lia), f"{PAGE}?voor={team.roos.pk}"
    shown = lia.get(page)
    body = shown.content.decode()
    assert cast.family.dossier.codename in body
    assert not any(secret in body for secret in (CANARY, "De Boer", "Samira"))
    # Never to herself, and to nobody outside the team.
    assert [name for _pk, name in shown.context["form"].fields["colleague"].choices[1:]] == ["Bas", "Cem"]
    answer = hand_over(lia, team.cem, page, **this_week(cast))
    assert answer.redirect_chain[-1][0] == "/team/"
    assert roles_at(team.cem, cast.family.dossier, timezone.now()) == ["plaatsvervanger"]


@pytest.mark.parametrize("voor", ["00000000-0000-7000-8000-000000000000", "x", "otto", "lia"])
def test_a_lead_arranges_nothing_outside_the_team(cast, team, voor):
    asked = getattr(team, voor).pk if hasattr(team, voor) else voor
    status = 200 if voor == "lia" else 404
    assert sign_in(team.lia).get(f"{PAGE}?voor={asked}").status_code == status
    assert sign_in(team.roos).get(f"{PAGE}?voor={team.cem.pk}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"colleague": ""}, "colleague"),
        ({"dossiers": []}, "dossiers"),
        ({"reason": " "}, "reason"),
        ({"valid_from": "2020-01-01"}, "valid_from"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_until": "2099-01-01"}, "valid_until"),
        ({"colleague": "00000000-0000-7000-8000-000000000000"}, "colleague"),
        ({"dossiers": ["00000000-0000-7000-8000-000000000000"]}, "dossiers"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_handed_over(cast, team, wrong, field):
    answer = hand_over(sign_in(team.roos), team.otto, **wrong)
    assert field in answer.context["form"].errors
    assert grants_of(team.otto, cast.family.dossier) == []


def test_nobody_covers_for_themselves(cast, team):
    cover = actions.Cover(team.roos, team.roos, cast.now, cast.now + timedelta(days=1), "x", 1)
    with acting(team.roos, cast.now), pytest.raises(MayNotBeGranted):
        actions.hand_over([], cover, by=team.roos, now=cast.now)


def test_a_reason_left_as_proposed_follows_the_days(cast, team):
    roos, until = sign_in(team.roos), cast.today + timedelta(days=3)
    hand_over(roos, team.otto, valid_from=str(cast.today), valid_until=str(until))
    (given,) = grants_of(team.otto, cast.family.dossier)
    spoken = [date_format(day, "j F Y") for day in (cast.today, until)]
    assert opened(given).reason == f"Vervangt Roos van {spoken[0]} tot en met {spoken[1]}."


def test_a_deputy_given_on_the_page_of_a_dossier_always_ends(cast, team):
    facts = {"user": str(team.otto.pk), "role": "plaatsvervanger", "reason": "x", "valid_from": str(cast.today)}
    page = f"/dossiers/{cast.family.dossier.pk}/toegang/"
    answer = sign_in(team.roos).post(page, facts)
    assert "valid_until" in answer.context["form"].errors
    with pytest.raises(MayNotBeGranted, match="einddatum"):
        give(cast.family.dossier, team.otto, "plaatsvervanger", by=cast.roos)
    sign_in(team.roos).post(page, facts | {"valid_until": str(cast.today)})
    assert [given.role.code for given in grants_of(team.otto, cast.family.dossier)] == ["plaatsvervanger"]


def test_the_page_of_a_dossier_tells_a_regisseur_from_a_regievoerder(cast, team):
    body = sign_in(team.roos).get(f"/dossiers/{cast.family.dossier.pk}/toegang/").content.decode()
    assert "Een regisseur leidt dit ene dossier; een regievoerder is" in body


# --- what the colleague who covers sees ---


def task_for(cast, worker, *, by, family=None):
    family = family or cast.family
    with acting(by):
        return actions.add_task(
            family.dossier, by=by, now=cast.now, title="Bel de school", assigned_to=worker, due_on=cast.today,
            about=[next(iter(family.people.values())).pk], **RECORD,
        )  # fmt: skip


@pytest.mark.policy("4.1")
def test_who_covers_finds_the_open_tasks_of_who_is_away_and_can_finish_one(cast, team):
    of_cem = task_for(cast, team.cem, by=cast.roos)
    hand_over(sign_in(team.roos), team.otto, **this_week(cast))
    otto = sign_in(team.otto)
    page = otto.get("/").content.decode()
    due = page.partition(f'id="due-{cast.family.dossier.pk}"')[2].partition('class="due"')[0]
    # The task of Roos, for whom Otto stands in; not the one of Cem, who is at work.
    assert due.count('class="task ') == 1
    assert "van Roos" in due
    assert f"/taken/{of_cem.pk}/" not in page
    with acting(team.otto):
        assert dict(today_of(team.otto, timezone.now()).dossiers)[cast.family.dossier.codename] == 1
    otto.post(f"/taken/{cast.family.task.pk}/klaar/", {"terug": "vandaag"})
    assert opened(cast.family.task).done_by_id == team.otto.pk
    assert f"/taken/{cast.family.task.pk}/" not in otto.get("/").content.decode()


def test_before_a_cover_begins_and_after_it_stops_those_tasks_are_not_there(cast, team):
    roos, otto = sign_in(team.roos), sign_in(team.otto)
    hand_over(roos, team.otto)
    assert f"/taken/{cast.family.task.pk}/" not in otto.get("/").content.decode()
    roos.post(f"{PAGE}stoppen/", {"absent": str(team.roos.pk), "to": str(team.otto.pk)})
    hand_over(roos, team.otto, **this_week(cast))
    assert f"/taken/{cast.family.task.pk}/" in otto.get("/").content.decode()
    roos.post(f"{PAGE}stoppen/", {"absent": str(team.roos.pk), "to": str(team.otto.pk)})
    assert f"/taken/{cast.family.task.pk}/" not in otto.get("/").content.decode()


def test_home_takes_as_many_queries_for_thirty_covered_families_as_for_three(cast, team):
    otto = sign_in(team.otto)
    make_dossiers(cast, cast.roos, 3)
    hand_over(sign_in(team.roos), team.otto, **this_week(cast))
    few = queries_of(lambda: otto.get("/"))
    make_dossiers(cast, cast.roos, 27, name="Meer")
    hand_over(sign_in(team.roos), team.otto, **this_week(cast))
    assert queries_of(lambda: otto.get("/")) == few


def test_who_will_cover_reads_for_whom_when_and_how_many_and_no_names_yet(cast, team):
    made = make_dossiers(cast, cast.roos, 4)
    # In one of the five Bas helps already.
    give(made[0], team.bas, by=cast.roos)
    hand_over(sign_in(team.roos), team.bas)
    first, last = (date_format(day, "j F Y") for day in next_week(cast.today))
    bas = sign_in(team.bas)
    said = unescape(bas.get("/").content.decode())
    assert f"U vervangt Roos van {first} tot en met {last}: 5 dossiers." in said
    body = bas.get(PAGE).content.decode()
    covers = body.partition("Afgesproken vervangingen")[2].partition("</section>")[0]
    assert f"5 dossiers: Plaatsvervangend regisseur, {first} tot en met {last}" in covers
    assert not any(dossier.codename in covers for dossier in [*made, cast.family.dossier])
    # Who hands over sees which.
    own = sign_in(team.roos).get(PAGE).content.decode()
    assert all(dossier.codename in own for dossier in made)


def test_once_it_has_begun_who_covers_sees_which(cast, team):
    hand_over(sign_in(team.roos), team.bas, **this_week(cast))
    bas = sign_in(team.bas)
    assert f"{cast.family.dossier.codename}: Plaatsvervangend regisseur" in bas.get(PAGE).content.decode()
    assert "U vervangt Roos" not in bas.get("/").content.decode()


# --- called off ---


def test_a_cover_called_off_before_it_began_leaves_everything_as_it_was(cast, team):
    (was,) = grants_of(team.cem, cast.family.dossier)
    roos, dossier = sign_in(team.roos), f"/dossiers/{cast.family.dossier.pk}/"
    hand_over(roos, team.cem)
    roos.post(f"{PAGE}stoppen/", {"absent": str(team.roos.pk), "to": str(team.cem.pk)})
    (now,) = grants_of(team.cem, cast.family.dossier)
    assert (now.pk, now.valid_from, now.valid_until) == (was.pk, was.valid_from, None)
    access = roos.get(f"{dossier}toegang/").content.decode()
    assert access.count('class="list__main">Cem') == 1
    assert "Begint nog" not in access
    assert "Ging door na een vervanging" not in access
    card = roos.get(dossier).content.decode().partition("Wie heeft toegang")[2].partition("</section>")[0]
    assert "tot en met" not in card
    # And it can be arranged again, and called off again.
    for _time in range(2):
        hand_over(roos, team.cem)
        assert len(grants_of(team.cem, cast.family.dossier)) == 3
        roos.post(f"{PAGE}stoppen/", {"absent": str(team.roos.pk), "to": str(team.cem.pk)})
        assert [given.pk for given in grants_of(team.cem, cast.family.dossier)] == [was.pk]


def test_called_off_an_old_end_is_the_end_again(cast, team):
    _starts, ends = week_of(cast.today)
    old_end = ends + timedelta(days=30)
    (was,) = grants_of(team.cem, cast.family.dossier)
    with acting(cast.roos):
        type(was).objects.filter(pk=was.pk).update(valid_until=old_end)
    roos = sign_in(team.roos)
    hand_over(roos, team.cem)
    roos.post(f"{PAGE}stoppen/", {"absent": str(team.roos.pk), "to": str(team.cem.pk)})
    assert [(given.pk, given.valid_until) for given in grants_of(team.cem, cast.family.dossier)] == [(was.pk, old_end)]


@pytest.mark.policy("2.3")
@pytest.mark.parametrize("part", ["first", "rest"])
def test_called_off_what_was_decided_meanwhile_of_either_part_is_kept(cast, team, part):
    """What was taken away from one of both must not come back with the other."""
    roos = sign_in(team.roos)
    (was,) = grants_of(team.cem, cast.family.dossier)
    authorise(was, ["behandeling"], by=team.roos)
    hand_over(roos, team.cem)
    first, _cover, rest = grants_of(team.cem, cast.family.dossier)
    authorise(first if part == "first" else rest, [], by=team.roos)
    roos.post(f"{PAGE}stoppen/", {"absent": str(team.roos.pk), "to": str(team.cem.pk)})
    found = [(given.pk, given.categories) for given in grants_of(team.cem, cast.family.dossier)]
    assert found == ([(first.pk, [])] if part == "first" else [(first.pk, ["behandeling"]), (rest.pk, [])])


def authorise(given, categories, *, by):
    now = timezone.now()
    with acting(by, now):
        actions.authorise(given, categories, by=by, now=now, reason="nodig")


def test_the_last_day_is_the_same_on_every_page(cast, team):
    # Neither this day nor the next is the end of next week, which the form offers.
    last = cast.today + timedelta(days=5)
    hand_over(sign_in(team.roos), team.otto, **this_week(cast, valid_until=str(last)))
    spoken, day_after = date_format(last, "j F Y"), date_format(last + timedelta(days=1), "j F Y")
    otto, dossier = sign_in(team.otto), f"/dossiers/{cast.family.dossier.pk}/"
    for page in (PAGE, dossier, f"{dossier}toegang/"):
        body = unescape(otto.get(page).content.decode())
        assert spoken in body
        assert day_after not in body


def test_families_to_hand_over_stand_by_name_whatever_their_accents(cast, team):
    for name in ("ten Brëke", "Çelik"):
        make_dossiers(cast, cast.roos, 1, name=name)
    choices = sign_in(team.roos).get(PAGE).context["form"].fields["dossiers"].choices
    names = [label.partition(" (")[0] for _key, label in choices]
    assert names == ["Gezin Çelik 00", "Gezin De Boer", "Gezin ten Brëke 00"]
