"""§ 1.5 Minderjarigen en wilsonbekwamen, § 1.6 Gedwongen kader, § 4.3 Wilsonbekwaamheid: what volmacht, assessment,
refusal, suspicion, safety check, birthday and measure say. No database."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import LegalBasis
from cases.partialdate import PartialDate
from consent import policy
from consent.ability import Assessed, Decision, Result, ability, binds
from consent.approach import may_approach
from consent.birthdays import CHANGES_AT, Review, reviews_due
from consent.measures import MeasureKind, Receiver, category_of, without_consent
from consent.names import told_apart
from consent.policy import Holder, Outcome, Resident
from consent.representation import (
    BY_JUDGE,
    ORDER,
    Capacity,
    Evidence,
    Part,
    Representative,
    State,
    fits,
    representative_of,
)
from terms.categories import ORDINARY, SEPARATE

DAY = date(2026, 3, 1)
days = st.dates(date(1990, 1, 1), date(2040, 12, 31))

# --- a volmacht gives what it says ---


@pytest.mark.policy("4.3")
@given(st.sets(st.sampled_from(Part)), st.booleans())
def test_a_volmacht_gives_what_it_says_and_no_more(parts, capable):
    one = Representative("Buurvrouw", Capacity.AUTHORISED, parts=tuple(parts))
    resident = Resident("Piet", 80, capable=capable, representatives=(one,))
    signs = policy.who_must_sign(resident, [], LegalBasis.WMO)
    asks = policy.who_may_ask_inzage(resident, [], LegalBasis.WMO)
    attends = policy.who_may_attend(resident, [], LegalBasis.WMO)
    assert ("Buurvrouw" in [signer.name for signer in signs.signers]) == (not capable and Part.CONSENT in parts)
    assert ("Buurvrouw" in [signer.name for signer in asks.who]) == (Part.INSIGHT in parts)
    assert ("Buurvrouw" in [signer.name for signer in attends.who]) == (Part.ATTEND in parts)


@pytest.mark.policy("4.3")
def test_a_volmacht_that_says_nothing_gives_nothing():
    one = Representative("Buurvrouw", Capacity.AUTHORISED)
    assert not [part for part in Part if one.may(part)]
    assert all(Representative("Mentor", Capacity.MENTOR).may(part) for part in Part)


@pytest.mark.policy("4.3")
@pytest.mark.parametrize("state", [state for state in State if state != State.ABLE])
def test_whom_something_is_wrong_with_gets_nothing_by_a_volmacht(state):
    one = Representative("Buurvrouw", Capacity.AUTHORISED, state, parts=tuple(Part))
    resident = Resident("Piet", 80, representatives=(one,))
    for answer in (policy.who_may_ask_inzage, policy.who_may_attend):
        assert [one.name for one in answer(resident, [], LegalBasis.WMO).who] == ["Piet"]


@pytest.mark.policy("4.3")
@pytest.mark.parametrize("capacity", Capacity)
def test_each_capacity_has_evidence_that_shows_it_and_a_volmacht_makes_no_mentor(capacity):
    shown = {evidence for evidence in Evidence if fits(evidence, capacity)}
    assert shown
    assert (Evidence.MANDATE in shown) == (capacity == Capacity.AUTHORISED)
    assert (Evidence.ORDER in shown) == (capacity in BY_JUDGE)


@pytest.mark.policy("4.3")
@pytest.mark.parametrize("capacity", ORDER)
def test_a_suspicion_that_stays_passes_a_relative_over_and_whom_a_judge_named_only_a_judge_replaces(capacity):
    candidates = [Representative("Eerste", capacity, State.EXCLUDED), Representative("Zus", Capacity.SIBLING)]
    found = representative_of(candidates)
    assert found.name == ("" if capacity in BY_JUDGE else "Zus")
    assert bool(found.find_out) == (capacity in BY_JUDGE)


@pytest.mark.policy("4.3")
def test_two_persons_of_one_name_in_one_role_first_agree_who_decides():
    twins = [Representative("Jan", Capacity.CHILD, person=UUID(int=number)) for number in (1, 2)]
    assert representative_of(twins).find_out
    assert representative_of(twins[:1]).person == UUID(int=1)


# --- who can decide ---


def assessed(result=Result.UNABLE, decision=Decision.SHARING, on=DAY, lasts=365):
    return Assessed(decision, result, on, on + timedelta(days=lasts))


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(
    ("assessments", "capable", "doubt"),
    [
        ([], True, False),
        ([assessed()], False, False),
        ([assessed(decision=Decision.MONEY)], True, False),
        ([assessed(Result.ABLE)], True, False),
        ([assessed(Result.ABLE, on=DAY - timedelta(days=9)), assessed()], False, False),
        ([assessed(on=DAY - timedelta(days=9)), assessed(Result.ABLE)], True, False),
        ([assessed(on=DAY + timedelta(days=1))], True, False),
        ([assessed(on=DAY - timedelta(days=8), lasts=9)], False, False),
        ([assessed(on=DAY - timedelta(days=9), lasts=9)], True, True),
    ],
    ids=[
        "never assessed", "unable", "about something else", "able", "unable since", "able again", "not yet",
        "the day before its review", "on the day of its review",
    ],
)  # fmt: skip
def test_only_a_running_assessment_about_this_decision_makes_incapable(assessments, capable, doubt):
    found = ability(assessments, Decision.SHARING, DAY)
    assert (found.capable, bool(found.doubts)) == (capable, doubt)


@pytest.mark.policy("1.5")
@pytest.mark.parametrize("age", [11, 13, 17, 40])
def test_when_it_must_be_assessed_again_nobody_signs_but_below_12_it_is_of_no_account(age):
    resident = Resident("Deniz", age, doubts=("Eerst opnieuw.",))
    answer = policy.who_must_sign(resident, [Outcome("EenhoofdigOuderlijkGezag", (Holder("Samira", "ouder"),))], "wmo")
    assert answer.is_blocked == (age >= 12)


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(
    ("birth", "binding"),
    [
        (PartialDate(2010, 3, 1), True),
        (PartialDate(2010, 3, 2), False),
        (PartialDate(2010), True),
        (PartialDate(2011), False),
        (PartialDate(), True),
    ],
    ids=["16 that day", "the day before", "perhaps 16", "15", "unknown"],
)
def test_a_refusal_binds_when_it_was_given_from_16(birth, binding):
    assert binds(DAY, birth) == binding


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(("age", "capable", "told"), [(13, False, True), (9, True, True), (17, True, False)])
def test_resistance_is_told_where_somebody_else_signs(age, capable, told):
    resident = Resident("Deniz", age, capable=capable, resists=True)
    answer = policy.who_must_sign(resident, [Outcome("EenhoofdigOuderlijkGezag", (Holder("Samira", "ouder"),))], "wmo")
    assert not answer.is_blocked
    assert ("Deniz verzet zich" in answer.why) == told


@pytest.mark.policy("4.3")
@pytest.mark.parametrize(
    ("age", "capable", "blocked"), [(9, True, True), (17, True, False), (40, True, False), (40, False, True)]
)
def test_a_doubt_about_others_keeps_nobody_from_deciding_alone(age, capable, blocked):
    people = (Representative("Zus", Capacity.SIBLING),)
    resident = Resident("Esra", age, capable=capable, representatives=people, doubts_about_others=("Eerst dit.",))
    outcome = Outcome("EenhoofdigOuderlijkGezag", (Holder("Samira", "ouder"),))
    assert policy.who_must_sign(resident, [outcome], LegalBasis.YOUTH).is_blocked == blocked


@pytest.mark.policy("1.5")
def test_two_signers_of_one_name_can_be_told_apart():
    holders = tuple(Holder("J. de Boer", "ouder", person=UUID(int=number)) for number in (1, 2))
    answer = policy.who_must_sign(Resident("Esra", 9), [Outcome("GezamenlijkOuderlijkGezag", holders)], "jeugdwet")
    assert [signer.person for signer in answer.signers] == [UUID(int=1), UUID(int=2)]
    assert len(set(answer.signers)) == 2


@pytest.mark.parametrize(
    ("born", "shown"),
    [
        ((2001, 5, 1), ["Jan (geboren 1999)", "Jan (geboren 2001)"]),
        ((1999, 9, 2), ["Jan (geboren 1 september 1999)", "Jan (geboren 2 september 1999)"]),
        ((1999, 9, 1), ["Jan (geboren 1 september 1999) – 1", "Jan (geboren 1 september 1999) – 2"]),
    ],
    ids=["another year", "another day", "one day"],
)
def test_people_of_one_name_are_told_apart_by_as_much_as_it_takes(born, shown):
    first, second, other = (
        SimpleNamespace(pk=UUID(int=number), full_name=name, birth_date=PartialDate(*day))
        for number, (name, day) in enumerate([("Jan", (1999, 9, 1)), ("JAN", born), ("Piet", born)])
    )
    names = {one.pk: name for one, name in told_apart([second, other, first])}
    assert [names[one.pk].replace("JAN", "Jan") for one in (first, second)] == shown
    assert names[other.pk] == "Piet"


# --- whether somebody may be approached ---


@pytest.mark.policy("1.5")
@given(st.lists(st.booleans(), max_size=4), st.sampled_from(State))
def test_nobody_is_approached_unless_the_newest_check_says_it_is_safe_and_no_suspicion_rests(checks, state):
    answer = may_approach("Ruud", checks, state=state)
    closed = state in (State.FLAGGED, State.EXCLUDED, State.DECEASED)
    assert answer.allowed == (bool(checks) and checks[0] and not closed)
    assert "Ruud" in answer.why


# --- birthdays ---


@pytest.mark.policy("1.5")
@given(days, days)
def test_the_next_birthday_is_the_day_on_which_who_decides_changes(born, on):
    birth, review = PartialDate.of(born), reviews_due(PartialDate.of(born), on)
    if review is None:
        assert birth.age_on(on - timedelta(days=1)) >= CHANGES_AT[-1]
        return
    assert review.age in CHANGES_AT
    assert review.day >= on
    assert (birth.age_on(review.day), birth.age_on(review.day - timedelta(days=1))) == (review.age, review.age - 1)


@pytest.mark.policy("1.5")
@pytest.mark.parametrize(
    ("birth", "on", "review"),
    [
        (PartialDate(2010, 3, 1), DAY, Review(16, DAY)),
        (PartialDate(2010, 3, 1), DAY + timedelta(days=1), Review(18, date(2028, 3, 1))),
        (PartialDate(2008, 2, 29), date(2026, 1, 1), Review(18, DAY)),
        (PartialDate(2014), date(2025, 6, 1), Review(12, date(2026, 1, 1))),
        (PartialDate(2008, 2, 28), DAY, None),
        (PartialDate(), DAY, None),
    ],
    ids=["on the day", "the day after", "29 February", "only the year", "grown up", "unknown"],
)
def test_reviews_come_in_time(birth, on, review):
    assert reviews_due(birth, on) == review


# --- measures ---


@pytest.mark.policy("1.6")
@pytest.mark.parametrize("kind", MeasureKind)
def test_a_measure_says_to_whom_without_consent_and_what_to_record(kind):
    answer = without_consent(kind)
    forced_care = kind in (MeasureKind.WVGGZ, MeasureKind.WZD)
    assert set(answer.receivers) <= set(Receiver)
    assert (not answer.receivers) == forced_care
    assert (Receiver.OM in answer.receivers) == (kind == MeasureKind.YOUTH_PROBATION)
    assert ("waarom niet minder genoeg is" in answer.why) != forced_care


@pytest.mark.policy("1.6")
@pytest.mark.parametrize(
    ("kind", "category"),
    [(MeasureKind.OTS, "casusregie"), (MeasureKind.YOUTH_PROBATION, "politie"), (MeasureKind.WZD, "bopz")],
)
def test_forced_care_and_what_is_criminal_are_kept_apart(kind, category):
    assert category_of(kind) == category
    assert (category in SEPARATE) != (category in ORDINARY)
