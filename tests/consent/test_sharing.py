"""§ 3 Toestemming, tenzij: whether it may, why, and what is missing. And: the application is never looser than the
database.
"""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation
from casework.states import VersionStatus
from consent.covering import Wish, answer_to
from consent.models import Cover, Disclosure
from consent.sharing import Asked, Consented, Grounded, Planned, Who, answer, category_of, is_whole
from consent.states import ConsentStatus, GroundStatus
from tests.cast import acting, opened
from tests.sharing import make_consent, make_disclosure, make_ground, make_plan, name_in, school, sent, sign_plan

ON = date(2026, 11, 24)
A_DAY = timedelta(days=1)
SCHOOL, ELSEWHERE = uuid4(), uuid4()
SAMIRA, RUUD = Who(uuid4(), "Samira"), Who(uuid4(), "Ruud")


def consented(who=SAMIRA, **facts):
    own = {"id": uuid4(), "person": who.id, "organisation": SCHOOL, "kinds": frozenset({"voortgang", "gezin"})}
    return Consented(**own | {"valid_from": ON, "valid_until": ON} | facts)


def grounded(*people, **facts):
    own = {"id": uuid4(), "about": frozenset(who.id for who in people or [SAMIRA]), "organisation": SCHOOL}
    return Grounded(**own | {"code": "veiligheid", "status": GroundStatus.VALID, "valid_until": ON} | facts)


def asked(*people, **facts):
    own = {"people": people or (SAMIRA,), "organisation": SCHOOL, "receiver": "De Wilg", "on": ON}
    return Asked(**own | {"kinds": frozenset({"voortgang"})} | facts)


def given_consent(**facts):
    return answer(asked(consents=(consented(**facts),)))


@pytest.mark.policy("3.1")
def test_on_its_first_and_on_its_last_day_a_consent_covers():
    assert given_consent().may
    assert given_consent(valid_until=ON + A_DAY).lines[0].why == "Er is toestemming, tot en met 25 november 2026."


@pytest.mark.policy("3.1")
@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"valid_from": ON + A_DAY, "valid_until": ON + A_DAY}, "begint pas op 25 november 2026"),
        ({"valid_from": ON - A_DAY, "valid_until": ON - A_DAY}, "liep tot en met 23 november 2026"),
        ({"decides_until": ON}, "verjaardag"),
        ({"kinds": frozenset({"gezin"})}, "gaat niet over: Hoe de hulp verloopt"),
        ({"may_give": False, "may_ask": True}, "om gegevens te vragen"),
        ({"status": ConsentStatus.TO_SIGN}, "wacht nog op een handtekening"),
        ({"status": ConsentStatus.WITHDRAWN}, "ingetrokken"),
        ({"status": ConsentStatus.REFUSED}, "geweigerd"),
        ({"status": ConsentStatus.EXPIRED}, "afgelopen"),
        ({"organisation": ELSEWHERE}, "geen toestemming om met De Wilg te delen"),
        ({"who": RUUD}, "geen toestemming om met De Wilg te delen"),
    ],
)
def test_it_says_why_a_consent_does_not_cover(facts, why):
    said = given_consent(**facts)
    assert not said.may
    assert why in said.lines[0].why
    assert "Samira: " in said.missing[0].what
    assert "Vraag toestemming" in said.missing[0].to_do


@pytest.mark.policy("3.1")
def test_to_ask_is_another_consent_than_to_give():
    may_give = asked(how="vraag", consents=(consented(),))
    may_ask = asked(how="vraag", consents=(consented(may_give=False, may_ask=True),))
    assert not answer(may_give).may
    assert answer(may_ask).may


@pytest.mark.policy("3.2")
def test_a_confirmed_ground_covers_where_nobody_consented_and_says_so():
    said = answer(asked(SAMIRA, RUUD, consents=(consented(),), grounds=(grounded(SAMIRA, RUUD),)))
    assert said.may
    assert said.without_consent
    assert (said.lines[0].consent is not None, said.lines[1].ground is not None) == (True, True)


@pytest.mark.policy("3.2")
@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({"organisation": None}, True),
        ({"organisation": ELSEWHERE}, False),
        ({"status": GroundStatus.TO_CONFIRM}, False),
        ({"status": GroundStatus.URGENT}, False),
        ({"status": GroundStatus.URGENT, "code": "acuut_gevaar"}, True),
        ({"valid_until": ON - A_DAY}, False),
    ],
)
def test_which_grounds_cover(facts, may):
    assert answer(asked(grounds=(grounded(**facts),))).may is may


@pytest.mark.policy("4")
def test_outside_the_exceptions_the_resident_knows_first():
    assert not answer(asked(grounds=(grounded(code="gedwongen_kader"),))).may
    assert answer(asked(grounds=(grounded(code="gedwongen_kader", knows=True),))).may


def test_everybody_is_covered_or_nothing_goes():
    said = answer(asked(SAMIRA, RUUD, consents=(consented(),)))
    assert [line.may for line in said.lines] == [True, False]
    assert not said.may


@pytest.mark.policy("2")
def test_a_record_of_a_category_apart_asks_for_its_own_kind():
    both = frozenset({"voortgang", "behandeling"})
    covering = (consented(kinds=both),)
    assert not answer(asked(categories=frozenset({"behandeling"}), consents=covering)).may
    assert answer(asked(categories=frozenset({"behandeling"}), kinds=both, consents=covering)).may
    assert category_of({"casusregie", "behandeling"}) == "behandeling"


def test_two_categories_apart_never_go_together():
    kinds = frozenset({"behandeling", "justitie"})
    said = answer(
        asked(categories=frozenset({"behandeling", "politie"}), kinds=kinds, consents=(consented(kinds=kinds),))
    )
    assert "Deel ze apart: één soort tegelijk." in [one.to_do for one in said.missing]


@pytest.mark.policy("1.3")
@pytest.mark.parametrize(
    ("sort", "may"),
    [("raad_kinderbescherming", True), ("gecertificeerde_instelling", True), ("school", False), ("", False)],
)
def test_what_the_police_gave_goes_on_to_who_protects_children_alone(sort, may):
    kinds = frozenset({"justitie"})
    facts = {"categories": frozenset({"politie"}), "kinds": kinds, "consents": (consented(kinds=kinds),)}
    assert answer(asked(**facts, sort=sort)).may is may


def test_a_record_about_somebody_who_was_not_named_stands_in_the_way():
    assert not answer(asked(others=True, consents=(consented(),))).may


@pytest.mark.policy("1.4")
@pytest.mark.parametrize(("law", "needs"), [("jeugdwet", True), ("wmo", True), ("participatiewet", False)])
def test_without_a_bsn_these_laws_ask_why(law, needs):
    nameless = Who(SAMIRA.id, "Samira", has_bsn=False)
    said = answer(asked(nameless, legal_basis=law, consents=(consented(),)))
    assert said.may
    assert ("without_bsn" in said.needs) is needs


@pytest.mark.policy("3.1")
def test_a_whole_dossier_asks_why():
    assert answer(asked(whole=True, consents=(consented(),))).needs == {"whole_reason"}
    assert [is_whole(chosen, 4) for chosen in (3, 4)] == [False, True]
    assert not is_whole(2, 2)


@pytest.mark.policy("5")
def test_no_exchange_where_the_agreements_refuse_it():
    assert not answer(asked(agreement="Geen convenant.", consents=(consented(),))).may


def test_nothing_chosen_is_no_yes():
    assert not answer(asked(kinds=frozenset(), consents=(consented(),))).may
    nothing = answer(Asked(people=(), organisation=None, receiver="", kinds=frozenset(), on=ON))
    assert [one.to_do for one in nothing.missing] == ["Kies over wie het gaat.", "Kies met wie u wilt delen."]


@pytest.mark.policy("3")
def test_the_plan_comes_after_a_consent_and_before_a_ground():
    named = Planned(uuid4(), SAMIRA.id, SCHOOL)
    said = answer(asked(planned=(named,), grounds=(grounded(),)))
    (line,) = said.lines
    assert (line.planned, line.ground, said.may, said.without_consent) == (named.id, None, True, False)
    assert line.why == "De Wilg staat in het getekende plan van Samira als betrokken bij de hulp."
    agreed = consented()
    (line,) = answer(asked(planned=(named,), consents=(agreed,))).lines
    assert (line.consent, line.planned) == (agreed.id, None)


@pytest.mark.policy("3")
@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"kinds": frozenset({"voortgang", "school"})}, "alleen over: Het plan en de doelen, Hoe de hulp verloopt"),
        ({"categories": frozenset({"behandeling"})}, "die apart blijven"),
        ({"whole": True}, "nooit over een heel dossier"),
        ({"people": (RUUD,)}, "Er is geen toestemming om met De Wilg te delen"),
        ({"organisation": ELSEWHERE}, "Er is geen toestemming om met De Wilg te delen"),
    ],
)
def test_the_plan_covers_what_the_task_needs_and_whom_it_names(facts, why):
    said = answer(asked(planned=(Planned(uuid4(), SAMIRA.id, SCHOOL),), **facts))
    assert not said.may
    assert why in said.lines[0].why


# --- the application and the database ---

KINDS = st.sets(st.sampled_from(["voortgang", "gezin", "plan"]), min_size=1)
DAYS = st.integers(-2, 2)
STATUSES = st.sampled_from([ConsentStatus.ACTIVE, ConsentStatus.ACTIVE, ConsentStatus.WITHDRAWN, ConsentStatus.TO_SIGN])
CONSENTS = st.fixed_dictionaries(
    {
        "who": st.integers(0, 1),
        "kinds": KINDS,
        "status": STATUSES,
        "first": DAYS,
        "lasts": st.integers(0, 2),
        "birthday": st.none() | DAYS,
        "ways": st.sampled_from([(True, False), (False, True), (True, True)]),
        "elsewhere": st.sampled_from([False, False, True]),
    }
)
GROUNDS = st.fixed_dictionaries(
    {
        "who": st.sets(st.integers(0, 1), min_size=1),
        "status": st.sampled_from([GroundStatus.VALID, GroundStatus.URGENT, GroundStatus.TO_CONFIRM]),
        "code": st.sampled_from(["veiligheid", "acuut_gevaar", "gedwongen_kader"]),
        "until": DAYS,
        "where": st.sampled_from(["school", "elsewhere", "any"]),
    }
)

PLANS = st.fixed_dictionaries(
    {
        "who": st.sets(st.integers(0, 1), min_size=1),
        "runs": st.sampled_from([True, True, True, False]),
        "status": st.sampled_from([VersionStatus.HOLDS, VersionStatus.HOLDS, VersionStatus.WITHDRAWN]),
        "withheld": st.sampled_from([False, False, True]),
        "elsewhere": st.sampled_from([False, False, True]),
        "stands_in_for": st.none() | st.sets(st.integers(0, 1), min_size=1),
        "signed": st.lists(st.sampled_from(["yes", "yes", "asked", "taken back", "nobody"]), min_size=2, max_size=2),
        "birthday": st.none() | DAYS,
    }
)


@pytest.fixture
def scene(cast):
    with acting(cast.roos):
        yield Scene(cast)


class Scene:
    def __init__(self, cast):
        self.cast, self.now = cast, timezone.now()
        self.today = timezone.localdate(self.now)
        self.dossier, self.people = cast.family.dossier, [cast.family.samira, cast.family.ruud]
        self.school = school()
        self.elsewhere = Organisation.objects.get(name="Zorg Dichtbij")
        self.opened = [opened(person) for person in self.people]

    def consent(self, *, who, kinds, status, first, lasts, birthday, ways, elsewhere):
        since = self.today + first * A_DAY
        give, ask = ways
        make_consent(
            self.dossier,
            self.people[who],
            by=self.cast.roos,
            now=self.now,
            kinds=sorted(kinds),
            status=status,
            valid_from=since,
            valid_until=since + lasts * A_DAY,
            decides_until=None if birthday is None else self.today + birthday * A_DAY,
            may_give=give,
            may_ask=ask,
            organisation=self.elsewhere if elsewhere else self.school,
        )

    def ground(self, *, who, status, code, until, where):
        places = {"school": self.school, "elsewhere": self.elsewhere, "any": None}
        facts = {"status": status, "code": code, "organisation": places[where]}
        about = [self.people[number].pk for number in sorted(who)]
        until = self.today + until * A_DAY
        confirmed = {"by": self.cast.roos, "confirmed_by": self.cast.cem}
        make_ground(self.dossier, about, **confirmed, now=self.now, valid_until=until, **facts)

    def plan(self, *, who, runs, status, withheld, elsewhere, stands_in_for, signed, birthday):
        by = {"by": self.cast.roos, "now": self.now}
        version = make_plan(self.dossier, **by, about=[one.pk for one in self.people], runs=runs, status=status)
        replaced = None
        if stands_in_for is not None:
            about = [self.people[number].pk for number in sorted(stands_in_for)]
            replaced = name_in(version, about, **by, organisation=self.elsewhere)
        facts = {"withheld": withheld, "organisation": self.elsewhere if elsewhere else self.school}
        name_in(version, [self.people[number].pk for number in sorted(who)], **by, replaces=replaced, **facts)
        until = None if birthday is None else self.today + birthday * A_DAY
        for person, what in zip(self.people, signed, strict=True):
            if what != "nobody":
                name = opened(person).full_name
                sign_plan(version, person, **by, name=name, decides_until=until, **self._how(what))

    def _how(self, what):
        """Of a signature under a plan."""
        return {
            "yes": {},
            "asked": {"state": "gevraagd", "method": "", "decided_at": None},
            "taken back": {"withdrawn_at": self.now, "withdrawn_how": "mondeling"},
        }[what]

    def goes(self, covers, *, about, kinds, how) -> bool:
        """Whether the database lets it go under any of these pairs of covers."""
        facts = {"kinds": sorted(kinds), "kind": how, "organisation": self.school}
        made = make_disclosure(self.dossier, about, by=self.cast.roos, now=self.now, **facts)
        for one in covers:
            Cover.objects.create(dossier=self.dossier, disclosure=made, **one)
        try:
            with transaction.atomic():
                sent(made, by=self.cast.roos, now=self.now)
        except IntegrityError:
            return False
        return Disclosure.objects.get(pk=made.pk).status == "verzonden"


@pytest.mark.policy("3")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    consents=st.lists(CONSENTS, max_size=3),
    grounds=st.lists(GROUNDS, max_size=2),
    plan=st.none() | PLANS,
    about=st.sets(st.integers(0, 1), min_size=1),
    kinds=KINDS,
    how=st.sampled_from(["verstrekking", "vraag"]),
)
def test_what_the_application_allows_the_database_lets_go(scene, consents, grounds, plan, about, kinds, how):
    with transaction.atomic():
        for one in consents:
            scene.consent(**one)
        for one in grounds:
            scene.ground(**one)
        if plan:
            scene.plan(**plan)
        people = tuple(scene.opened[number] for number in sorted(about))
        wish = Wish(people=people, organisation=scene.school, kinds=tuple(kinds), kind=how)
        said = answer_to(wish, scene.dossier, scene.now)
        covers = [
            {"person_id": line.who.id, "consent_id": line.consent, "ground_id": line.ground, "planned": line.planned}
            for line in said.lines
            if line.may
        ]
        assert scene.goes(covers, about=wish.about, kinds=kinds, how=how) == all(line.may for line in said.lines)
        transaction.set_rollback(True)
