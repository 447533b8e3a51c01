"""§ 3.2 Uitzonderingen, § 3.3 Zorgvuldigheid: answered by one, confirmed by another, looked at again, told, shown."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Organisation
from cases.actions import close
from cases.emergency import is_working_day, working_day_after
from cases.errors import Overtaken
from cases.models import Entry, Task
from consent.actions import grounds as actions
from consent.actions.followup import task_id
from consent.actions.telling import keep_withheld, postpone, release, tell
from consent.errors import NoMeasure, NotAnswered, NotPossibleNow, NotThisReceiver, OwnGround
from consent.grounds import ACUTE_DANGER, BEMOEIZORG, CAREFUL, GROUNDS, UnknownGround, may_go_to, rule_of, unanswered
from consent.models import CourtMeasure, Disclosure, Ground
from consent.states import GroundStatus
from tests.cast import acting, as_system, log_rows, opened
from tests.sharing import cover, make_disclosure, school, sent

pytestmark = pytest.mark.policy("3.2", "3.3")
A_DAY = timedelta(days=1)
AN_ANSWER = "Dat hebben wij overlegd en opgeschreven"
CODES = sorted(GROUNDS)


# --- the grounds as data ---


@pytest.mark.parametrize("code", CODES)
def test_every_ground_is_whole(code):
    rule = rule_of(code)
    assert str(rule.label)
    assert str(rule.law)
    assert len(str(rule.prose)) > 20
    assert set(CAREFUL) < set(rule.questions)
    assert len({question.code for question in rule.questions}) == len(rule.questions)
    assert all(str(question.text).endswith("?") for question in rule.questions)
    assert 1 <= rule.review_days <= 90
    assert 1 <= rule.inform_days <= 30


def test_the_exceptions_of_the_policy_and_the_laws_are_all_there():
    exceptions = {"veiligheid", BEMOEIZORG, "volksgezondheid", "conflict_van_plichten", ACUTE_DANGER}
    exceptions |= {"gezondheidsonderzoek"}
    assert set(CODES) == exceptions | {"verzoek_veilig_thuis", "verzoek_rvdk", "gedwongen_kader", "wettelijke_plicht"}


def test_only_care_that_is_not_wanted_asks_for_consent_and_only_acute_danger_is_once():
    assert [rule.code for rule in GROUNDS.values() if rule.asks_consent] == [BEMOEIZORG]
    assert [rule.code for rule in GROUNDS.values() if rule.once] == [ACUTE_DANGER]


def test_a_code_nobody_decided_about_covers_nothing():
    with pytest.raises(UnknownGround):
        rule_of("gewoon")


@given(st.sampled_from(CODES), st.data())
def test_what_is_missing_is_what_has_no_answer(code, data):
    rule = rule_of(code)
    codes = [question.code for question in rule.questions]
    answers = data.draw(
        st.dictionaries(st.sampled_from([*codes, "anders dan gevraagd"]), st.sampled_from(["", " ", "ja"]))
    )
    missing = {question.code for question in unanswered(rule, answers)}
    assert missing == {one for one in codes if answers.get(one, "").strip() == ""}


@pytest.mark.parametrize(
    ("code", "sort", "may"),
    [
        ("verzoek_veilig_thuis", "veilig_thuis", True),
        ("verzoek_veilig_thuis", "politie", False),
        ("verzoek_rvdk", "raad_kinderbescherming", True),
        ("verzoek_rvdk", "school", False),
        ("gedwongen_kader", "gecertificeerde_instelling", True),
        ("gedwongen_kader", "openbaar_ministerie", True),
        ("gedwongen_kader", "zorgaanbieder", False),
        ("gedwongen_kader", "", False),
        ("veiligheid", "", True),
    ],
)
def test_a_ground_for_one_receiver_opens_nothing_to_another(code, sort, may):
    assert may_go_to(rule_of(code), sort) is may


# Without a deadline: the first year that is asked reads the list of holidays.
@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_next_working_day_is_the_first_there_is(on):
    day = working_day_after(on)
    assert day > on
    assert is_working_day(day)
    assert not any(is_working_day(on + n * A_DAY) for n in range(1, (day - on).days))


# --- a ground of somebody ---


class Scene:
    """Roos answers, Cem is the second person."""

    def __init__(self, cast):
        self.cast, self.now = cast, timezone.now()
        self.on = timezone.localdate(self.now)
        self.dossier, self.samira = cast.family.dossier, cast.family.samira

    def who(self, by):
        return {"by": by, "now": self.now}

    def compose(self, code="veiligheid", by=None, **facts):
        answers = {question.code: AN_ANSWER for question in rule_of(code).questions}
        own = {"organisation": school(), "answers": answers, "about": [self.samira.pk]} | facts
        made = actions.compose(self.dossier, **self.who(by or self.cast.roos), on=self.on, code=code, **own)
        return opened(made)

    def asked(self, **facts):
        ground = self.compose(**facts)
        actions.ask_second_person(ground, **self.who(self.cast.roos), on=self.on, to=self.cast.cem)
        return opened(ground)

    def valid(self, **facts):
        ground = self.asked(**facts)
        actions.confirm(ground, **self.who(self.cast.cem), on=self.on, opinion="Eens")
        return opened(ground)

    def tell(self, record):
        facts = {"told_at": self.now, "how": "Aan de keukentafel"}
        return opened(tell(record, **self.who(self.cast.roos), on=self.on, **facts))

    def task(self, ground, what):
        return Task.objects.filter(pk=task_id(ground, what)).first()


@pytest.fixture
def scene(cast):
    with acting(cast.roos):
        yield Scene(cast)


def everything_about(ground):
    """The row and all its history, and its tasks and theirs."""
    tasks = [task_id(ground, what) for what in ("bevestigen", "bekijken", "inlichten", "toestemming", "vrijgeven")]
    yield from Ground.objects.filter(pk=ground.pk)
    yield from Ground.history.filter(id=ground.pk)
    yield from Task.objects.filter(pk__in=tasks)
    yield from Task.history.filter(id__in=tasks)


@pytest.mark.policy("4")
def test_from_its_first_row_nothing_of_it_is_shown(scene):
    ground = scene.valid()
    rows = list(everything_about(ground))
    # Four versions of the ground, and tasks for the second person, the review and telling.
    assert len(rows) >= 10
    assert all(row.withheld for row in rows)


def test_what_is_answered_goes_to_a_second_person_and_then_it_covers(scene):
    ground = scene.asked()
    assert ground.status == GroundStatus.TO_CONFIRM
    asked = scene.task(ground, "bevestigen")
    assert (asked.assigned_to, asked.due_on) == (scene.cast.cem, working_day_after(scene.on))
    actions.confirm(ground, **scene.who(scene.cast.cem), on=scene.on, opinion="Ik zie dit ook zo")
    ground = opened(ground)
    assert (ground.status, ground.confirmed_by, ground.second_opinion) == (
        "geldig",
        scene.cast.cem,
        "Ik zie dit ook zo",
    )
    assert scene.task(ground, "bevestigen").done_at
    assert Ground.objects.holding(scene.on).filter(pk=ground.pk).exists()


def test_confirming_puts_the_review_and_the_telling_on_the_list_with_their_dates(scene):
    ground = scene.valid()
    review, telling = scene.task(ground, "bekijken"), scene.task(ground, "inlichten")
    assert (review.due_on, review.assigned_to) == (scene.on + 90 * A_DAY, scene.cast.roos)
    assert (telling.due_on, telling.assigned_to) == (scene.on + 30 * A_DAY, scene.cast.roos)
    assert ground.inform_due_on == telling.due_on


def test_everything_that_happens_to_it_is_in_the_log_without_a_word_of_it(scene):
    ground = scene.valid()
    rows = [row for row in log_rows(object_type="ground") if ground.pk in row.record_ids]
    assert [row.action for row in rows] == ["create", "change", "review"]


REFUSED = {
    "by whoever made it": (OwnGround, lambda s, g: actions.confirm(g, **s.who(s.cast.roos), on=s.on, opinion="")),
    "rejected by whoever made it": (
        OwnGround,
        lambda s, g: actions.reject(g, **s.who(s.cast.roos), on=s.on, opinion=""),
    ),
    "until yesterday": (
        NotPossibleNow,
        lambda s, g: actions.confirm(g, **s.who(s.cast.cem), on=s.on, opinion="", until=s.on - A_DAY),
    ),
    "for longer than its ground lasts": (
        NotPossibleNow,
        lambda s, g: actions.confirm(g, **s.who(s.cast.cem), on=s.on, opinion="", until=s.on + 91 * A_DAY),
    ),
    "answered anew while somebody looks": (
        NotPossibleNow,
        lambda s, g: actions.answer(g, **s.who(s.cast.roos), answers={"gevaar": "anders"}),
    ),
    "prolonged before it was confirmed": (
        NotPossibleNow,
        lambda s, g: actions.prolong(g, **s.who(s.cast.cem), on=s.on, opinion="", until=s.on + A_DAY),
    ),
}


@pytest.mark.parametrize("which", REFUSED)
def test_it_is_not_confirmed(scene, which):
    ground = scene.asked()
    error, attempt = REFUSED[which]
    with pytest.raises(error), transaction.atomic():
        attempt(scene, ground)
    assert Ground.objects.get(pk=ground.pk).status == GroundStatus.TO_CONFIRM


def test_who_made_it_is_refused_by_the_database_too(scene):
    ground = scene.asked()
    with pytest.raises(IntegrityError, match="valid_by_a_second_person"), transaction.atomic():
        Ground.objects.filter(pk=ground.pk).update(
            status="geldig", confirmed_by=scene.cast.roos, confirmed_at=scene.now
        )


@pytest.mark.parametrize("who", ["roos", "paula", "pia", "otto", "iris"])
def test_the_second_person_is_a_colleague_inside_and_nobody_else(scene, who):
    """Paula is of a partner, Pia is privacy officer, Otto works elsewhere and Iris only broke the glass."""
    ground = scene.compose()
    with pytest.raises(OwnGround):
        actions.ask_second_person(ground, **scene.who(scene.cast.roos), on=scene.on, to=getattr(scene.cast, who))


@pytest.mark.parametrize("left_out", [question.code for question in CAREFUL])
def test_with_a_question_open_nobody_is_asked(scene, left_out):
    answers = {question.code: AN_ANSWER for question in rule_of("veiligheid").questions if question.code != left_out}
    ground = scene.compose(answers=answers)
    with pytest.raises(NotAnswered):
        actions.ask_second_person(ground, **scene.who(scene.cast.roos), on=scene.on, to=scene.cast.cem)
    actions.answer(ground, **scene.who(scene.cast.roos), answers={left_out: AN_ANSWER})
    actions.ask_second_person(opened(ground), **scene.who(scene.cast.roos), on=scene.on, to=scene.cast.cem)


def test_what_a_colleague_changed_meanwhile_is_not_sent(scene):
    ground = scene.compose()
    stale = opened(ground)
    scene.now += timedelta(seconds=1)
    actions.answer(ground, **scene.who(scene.cast.roos), answers={"gevaar": "Intussen anders"})
    with pytest.raises(Overtaken):
        actions.ask_second_person(stale, **scene.who(scene.cast.roos), on=scene.on, to=scene.cast.cem)


def test_a_ground_for_another_receiver_is_not_made(scene):
    with pytest.raises(NotThisReceiver):
        scene.compose("verzoek_veilig_thuis")


def test_acute_danger_does_not_come_this_way(scene):
    with pytest.raises(NotPossibleNow):
        scene.compose(ACUTE_DANGER)


def test_what_was_rejected_covers_nothing_and_stays_so(scene):
    ground = scene.asked()
    actions.reject(ground, **scene.who(scene.cast.cem), on=scene.on, opinion="Vraag het gewoon")
    ground = opened(ground)
    assert (ground.status, ground.second_opinion) == ("afgewezen", "Vraag het gewoon")
    with pytest.raises(NotPossibleNow):
        actions.confirm(ground, **scene.who(scene.cast.cem), on=scene.on, opinion="Toch")


def test_what_ends_covers_nothing_from_then_and_is_still_to_be_told(scene):
    ground = scene.valid()
    actions.end(ground, **scene.who(scene.cast.roos), reason="Niet meer nodig")
    assert not Ground.objects.holding(scene.on).filter(pk=ground.pk).exists()
    assert scene.task(ground, "bekijken").done_at
    assert scene.task(ground, "inlichten").done_at is None


# --- at its date ---


def test_past_its_review_it_covers_nothing_and_stands_on_the_list_until_somebody_decides(scene):
    ground = scene.valid()
    later = ground.valid_until + A_DAY
    assert not Ground.objects.holding(later).filter(pk=ground.pk).exists()
    assert ground in Ground.objects.overdue(later)
    assert ground in Ground.objects.to_review(ground.valid_until)
    with as_system("delen"):
        actions.end_what_ends_itself(scene.now + 91 * A_DAY, later)
    assert Ground.objects.get(pk=ground.pk).status == GroundStatus.VALID
    actions.prolong(ground, **scene.who(scene.cast.cem), on=later, opinion="Nog nodig", until=later + 30 * A_DAY)
    assert ground not in Ground.objects.to_review(later)
    assert scene.task(ground, "bekijken").due_on == later + 30 * A_DAY


def test_care_that_is_not_wanted_ends_itself_and_asks_for_consent(scene):
    ground = scene.valid(code=BEMOEIZORG)
    ask = scene.task(ground, "toestemming")
    assert (ask.due_on, ask.assigned_to, ask.done_at) == (ground.valid_until, scene.cast.roos, None)
    with pytest.raises(NotPossibleNow):
        actions.prolong(ground, **scene.who(scene.cast.cem), on=scene.on, opinion="", until=scene.on + A_DAY)
    for _twice in range(2):
        with as_system("delen"):
            actions.end_what_ends_itself(scene.now, ground.valid_until)
            assert Ground.objects.get(pk=ground.pk).status == GroundStatus.VALID
    with as_system("delen"):
        assert actions.end_what_ends_itself(scene.now, ground.valid_until + A_DAY) == 1
        assert actions.end_what_ends_itself(scene.now, ground.valid_until + A_DAY) == 0
    assert Ground.objects.get(pk=ground.pk).status == GroundStatus.ENDED
    assert all(row.withheld for row in Ground.history.filter(id=ground.pk))


# --- telling and showing ---


@pytest.mark.policy("4")
def test_telling_is_recorded_and_puts_the_decision_to_show_it_on_the_list(scene):
    ground = scene.tell(scene.valid())
    assert (ground.informed_by, ground.informed_how) == (scene.cast.roos, "Aan de keukentafel")
    assert scene.task(ground, "inlichten").done_at
    assert scene.task(ground, "vrijgeven").due_on == ground.release_review_on > scene.on
    assert ground.withheld


def test_a_postponement_ends_by_a_decision_and_never_by_time(scene):
    ground = scene.valid()
    until = scene.on + 20 * A_DAY
    postpone(ground, **scene.who(scene.cast.roos), on=scene.on, reason="Dan is ze weg", until=until)
    ground = opened(ground)
    assert (ground.inform_due_on, ground.inform_postponed) == (until, "Dan is ze weg")
    assert scene.task(ground, "inlichten").due_on == until
    assert ground in Ground.objects.overdue(until + A_DAY)
    assert ground.withheld
    assert ground.informed_at is None


def test_a_task_ticked_off_does_not_end_the_duty_and_comes_back(scene):
    ground = scene.valid()
    Task.objects.filter(pk=task_id(ground, "inlichten")).update(done_at=scene.now, done_by=scene.cast.roos)
    assert ground in Ground.objects.overdue(ground.inform_due_on + A_DAY)
    postpone(ground, **scene.who(scene.cast.roos), on=scene.on, reason="Nog niet", until=scene.on + A_DAY)
    assert scene.task(ground, "inlichten").done_at is None


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_new_day_is_after_today_and_not_far_away(scene, days):
    ground = scene.valid()
    with pytest.raises(NotPossibleNow):
        postpone(ground, **scene.who(scene.cast.roos), on=scene.on, reason="Later", until=scene.on + days * A_DAY)


@pytest.mark.policy("4")
def test_showing_is_a_decision_and_takes_what_went_out_along(scene):
    ground = scene.valid()
    about = {"withheld": True}
    disclosure = make_disclosure(scene.dossier, [scene.samira.pk], by=scene.cast.roos, now=scene.now, **about)
    cover(disclosure, scene.samira, ground=ground)
    disclosure.entry = Entry.objects.create(
        dossier=scene.dossier, about=[scene.samira.pk], purpose="casusregie", legal_basis="jeugdwet",
        category="casusregie", kind="telefoon", happened_on=scene.on, text="Gedeeld", withheld=True,
        created_at=scene.now, created_by=scene.cast.roos, substantively_changed_at=scene.now,
    )  # fmt: skip
    sent(disclosure, by=scene.cast.roos, now=scene.now)
    with pytest.raises(NotPossibleNow):
        release(ground, **scene.who(scene.cast.roos), reason="Mag gezien worden")
    ground = scene.tell(ground)
    release(ground, **scene.who(scene.cast.roos), reason="Mag gezien worden")
    ground, disclosure = opened(ground), opened(disclosure)
    assert (ground.withheld, ground.released_by, ground.release_reason) == (False, scene.cast.roos, "Mag gezien worden")
    assert not disclosure.withheld
    assert not Entry.objects.get(pk=disclosure.entry_id).withheld
    assert scene.task(ground, "vrijgeven").done_at


@pytest.mark.policy("4")
def test_what_rests_on_another_ground_too_stays_withheld(scene):
    ground, other = scene.valid(), scene.valid(about=[scene.cast.family.ruud.pk])
    people = [scene.samira, scene.cast.family.ruud]
    ids = [person.pk for person in people]
    disclosure = make_disclosure(scene.dossier, ids, by=scene.cast.roos, now=scene.now, withheld=True)
    for person, its in zip(people, (ground, other), strict=True):
        cover(disclosure, person, ground=its)
    sent(disclosure, by=scene.cast.roos, now=scene.now)
    release(scene.tell(ground), **scene.who(scene.cast.roos), reason="Mag")
    assert Disclosure.objects.get(pk=disclosure.pk).withheld
    release(scene.tell(other), **scene.who(scene.cast.roos), reason="Mag")
    assert not Disclosure.objects.get(pk=disclosure.pk).withheld


def test_not_shown_yet_has_a_reason_and_a_new_day(scene):
    ground = scene.tell(scene.valid())
    keep_withheld(
        ground, **scene.who(scene.cast.roos), on=scene.on, reason="Hij leest mee", until=scene.on + 30 * A_DAY
    )
    ground = opened(ground)
    assert ground.withheld
    assert ground.release_reason == "Hij leest mee"
    assert scene.task(ground, "vrijgeven").due_on == ground.release_review_on == scene.on + 30 * A_DAY


def test_the_database_shows_nothing_without_somebody_who_decided(scene):
    ground = scene.valid()
    with pytest.raises(IntegrityError, match="a_ground_is_withheld_until_released"), transaction.atomic():
        Ground.objects.filter(pk=ground.pk).update(withheld=False)


def test_in_a_closed_dossier_nothing_moves(scene):
    ground = scene.valid()
    close(scene.dossier, **scene.who(scene.cast.roos), on=scene.on, reason="Klaar")
    with pytest.raises(Overtaken):
        actions.end(ground, **scene.who(scene.cast.roos), reason="Klaar")


@pytest.mark.policy("1.6")
@pytest.mark.parametrize(
    ("kind", "sort", "opens"),
    [
        ("ots", "gecertificeerde_instelling", True),
        ("ots", "raad_kinderbescherming", True),
        ("ots", "openbaar_ministerie", False),
        ("wzd", "gecertificeerde_instelling", False),
        ("", "gecertificeerde_instelling", False),
    ],
)
def test_a_measure_of_the_court_opens_what_its_task_needs_to_who_carries_it_out(scene, kind, sort, opens):
    child = scene.cast.family.deniz
    if kind:
        record_measure(child, kind, scene)
    receiver = Organisation.objects.create(name="Ontvanger", kind="partner", sort=sort, enforces="openbaar" in sort)
    about = [child.pk, scene.samira.pk]
    if opens:
        assert scene.compose("gedwongen_kader", organisation=receiver, about=about).withheld
        about = [scene.cast.family.ruud.pk]
    with pytest.raises(NoMeasure):
        scene.compose("gedwongen_kader", organisation=receiver, about=about)


def record_measure(child, kind, scene):
    days = {"ordered_on": scene.on, "starts_on": scene.on - A_DAY, "ends_on": scene.on + A_DAY}
    made = {"created_at": scene.now, "created_by": scene.cast.roos, "category": "casusregie"}
    return CourtMeasure.objects.create(person=child, kind=kind, order="C/01", institution="GI", **days, **made)


def test_a_measure_that_ended_meanwhile_confirms_nothing(scene):
    measure = record_measure(scene.cast.family.deniz, "ots", scene)
    gi = Organisation.objects.create(name="De GI", kind="partner", sort="gecertificeerde_instelling")
    ground = scene.asked(code="gedwongen_kader", organisation=gi, about=[scene.cast.family.deniz.pk])
    measure.ended_on, measure.ended_by = scene.on, scene.cast.roos
    measure.save()
    with pytest.raises(NoMeasure):
        actions.confirm(ground, **scene.who(scene.cast.cem), on=scene.on, opinion="Eens")
