"""§ 1.5 Minderjarigen en wilsonbekwamen, § 4.3 Wilsonbekwaamheid: who signs, asks and attends. The table a lawyer can
read is tests/consent/who_signs.py."""

import json

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import LegalBasis
from consent import policy
from consent.models import AuthorityKind
from consent.policy import Holder, Outcome, Resident
from consent.representation import ORDER, Capacity, Part, Representative, State, representative_of
from tests.consent.who_signs import AGES, BLOCKS, TABLE, expected, row_of

pytestmark = pytest.mark.policy("1.5")
FOLDER = settings.SAMPLE_DATA_DIR / "brp" / "gezag"
LAWS = list(LegalBasis)


def relations():
    """(case, outcome as the BRP gives it), straight from the files, without our own reader."""
    for path in sorted(FOLDER.glob("*.json")):
        for person in json.loads(path.read_text(encoding="utf-8"))["personen"]:
            for relation in person.get("gezag", []):
                yield f"{path.stem} {relation['minderjarige']['burgerservicenummer']}", relation


def holders_in(relation):
    parts = [("ouder", part) for part in [*relation.get("ouders", []), *filter(None, [relation.get("ouder")])]]
    parts += [("derde", part) for part in [*filter(None, [relation.get("derde")]), *relation.get("derden", [])]]
    for role, part in parts:
        known = part.get("type") != "OnbekendeDerde"
        yield Holder(part["naam"]["volledigeNaam"] if known else "", role, known=known)


def outcome_of(relation):
    return Outcome(relation["type"], tuple(holders_in(relation)), relation.get("inOnderzoek", False))


ALL = list(relations())
needs_data = pytest.mark.skipif(not ALL, reason=f"the sample data are not in {FOLDER}")


@needs_data
def test_there_are_67_relations_of_all_six_kinds():
    assert len(ALL) == 67
    assert {relation["type"] for _case, relation in ALL} == set(AuthorityKind.values)


@needs_data
@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("relation", [pytest.param(relation, id=case) for case, relation in ALL])
def test_every_relation_of_the_brp_gives_the_signers_of_the_table(relation, age):
    child = relation["minderjarige"]["naam"]["volledigeNaam"]
    answer = policy.who_must_sign(Resident(child, age), [outcome_of(relation)], LegalBasis.YOUTH)
    wanted = expected(row_of(relation), age)
    assert answer.is_blocked == (wanted == BLOCKS)
    if wanted != BLOCKS:
        assert [signer.capacity for signer in answer.signers] == wanted.split(", ")
        names = [holder.name for holder in holders_in(relation)] if age < 16 else []
        assert [signer.name for signer in answer.signers] == [*([child] if age >= 12 else []), *names]
    assert answer.why.endswith(".")


def made(row):
    """An outcome for this row of the table."""
    parent, other, third = Holder("Samira", "ouder"), Holder("Ruud", "ouder"), Holder("Oma", "derde")
    return {
        "GezamenlijkOuderlijkGezag": [Outcome("GezamenlijkOuderlijkGezag", (parent, other))],
        "EenhoofdigOuderlijkGezag": [Outcome("EenhoofdigOuderlijkGezag", (parent,))],
        "GezamenlijkGezag, derde bekend": [Outcome("GezamenlijkGezag", (parent, third))],
        "GezamenlijkGezag, derde onbekend": [Outcome("GezamenlijkGezag", (parent, Holder("", "derde", known=False)))],
        "Voogdij, één voogd": [Outcome("Voogdij", (third,))],
        "Voogdij, twee voogden": [Outcome("Voogdij", (third, Holder("Opa", "derde")))],
        "Voogdij, geen voogd genoemd": [Outcome("Voogdij")],
        "TijdelijkGeenGezag": [Outcome("TijdelijkGeenGezag")],
        "GezagNietTeBepalen": [Outcome("GezagNietTeBepalen")],
        "in onderzoek": [Outcome("EenhoofdigOuderlijkGezag", (parent,), in_research=True)],
        "niet vastgelegd": [],
    }[row]


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("row", TABLE)
@pytest.mark.parametrize("law", LAWS)
def test_the_whole_table_holds_under_every_law(row, age, law):
    """At 12–15 the laws differ: the stricter one holds, and the page says so."""
    answer = policy.who_must_sign(Resident("Esra", age), made(row), law)
    wanted = expected(row, age)
    assert answer.is_blocked == (wanted == BLOCKS)
    if wanted != BLOCKS:
        assert ", ".join(signer.capacity for signer in answer.signers) == wanted
    assert (str(policy.OTHER_LAW) in answer.why) == (law == LegalBasis.WMO and 12 <= age < 16)


def test_an_unknown_age_blocks_whatever_the_authority():
    answer = policy.who_must_sign(Resident("Esra", None), made("EenhoofdigOuderlijkGezag"), LegalBasis.YOUTH)
    assert answer.is_blocked
    assert "leeftijd is niet bekend" in answer.find_out[0]


def test_two_outcomes_that_contradict_each_other_block_and_twice_the_same_does_not():
    one, other = made("EenhoofdigOuderlijkGezag"), made("GezamenlijkOuderlijkGezag")
    assert policy.who_must_sign(Resident("Esra", 9), one + other, LegalBasis.YOUTH).is_blocked
    assert not policy.who_must_sign(Resident("Esra", 9), one + one, LegalBasis.YOUTH).is_blocked


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.DECEASED, "Samira is overleden"),
        (State.UNDER_GUARDIANSHIP, "Samira staat onder curatele"),
        (State.FLAGGED, "Er is een vermoeden over Samira"),
    ],
)
def test_a_holder_who_cannot_sign_blocks_with_a_sentence_of_its_own(state, words):
    outcome = Outcome("EenhoofdigOuderlijkGezag", (Holder("Samira", "ouder", state=state),))
    answer = policy.who_must_sign(Resident("Esra", 9), [outcome], LegalBasis.YOUTH)
    assert answer.is_blocked
    assert words in answer.find_out[0]


@pytest.mark.parametrize("kind", AuthorityKind.values)
@pytest.mark.parametrize("holders", [0, 1, 2, 3])
def test_a_wrong_number_of_holders_never_lets_fewer_sign(kind, holders):
    people = tuple(Holder(f"Ouder {number}", "ouder") for number in range(holders))
    answer = policy.who_must_sign(Resident("Esra", 9), [Outcome(kind, people)], LegalBasis.YOUTH)
    least, most = policy.KINDS[kind].number
    assert answer.is_blocked == (not least <= holders <= most or most == 0)


def test_a_kind_nobody_knows_blocks():
    assert policy.who_must_sign(Resident("Esra", 9), [Outcome("NieuweSoort")], LegalBasis.YOUTH).is_blocked


def test_every_outcome_of_the_register_has_its_rule():
    assert policy.KINDS.keys() == set(AuthorityKind.values)


# --- who cannot decide ---


@pytest.mark.parametrize(("age", "signs"), [(13, ["ouder"]), (17, ["ouder"])])
def test_of_a_minor_who_cannot_decide_the_holders_sign(age, signs):
    resident = Resident("Deniz", age, capable=False)
    answer = policy.who_must_sign(resident, made("EenhoofdigOuderlijkGezag"), LegalBasis.YOUTH)
    assert [signer.capacity for signer in answer.signers] == signs
    assert not answer.is_blocked


@pytest.mark.parametrize("age", [16, 17, 40])
def test_an_earlier_refusal_binds(age):
    people = (Representative("Mentor", Capacity.MENTOR),)
    resident = Resident("Aylin", age, capable=False, representatives=people, refused_before=True)
    answer = policy.who_must_sign(resident, made("EenhoofdigOuderlijkGezag"), LegalBasis.WMO)
    assert answer.is_blocked
    assert "weigerde dit eerder" in answer.find_out[-1]


@pytest.mark.policy("4.3")
@pytest.mark.parametrize("position", range(len(ORDER)))
def test_who_represents_goes_by_the_order_of_the_policy(position):
    candidates = [Representative(str(capacity.label), capacity, parts=tuple(Part)) for capacity in ORDER[position:]]
    assert representative_of(list(reversed(candidates))).name == str(ORDER[position].label)


@pytest.mark.policy("4.3")
@pytest.mark.parametrize("capacity", ORDER)
def test_a_relative_may_decline_and_who_was_appointed_may_not(capacity):
    first = Representative("Eerste", capacity, State.UNWILLING, parts=tuple(Part))
    candidates = [first, Representative("Zus", Capacity.SIBLING)]
    appointed = capacity in (Capacity.CURATOR, Capacity.MENTOR, Capacity.AUTHORISED)
    assert representative_of(candidates).name == ("Eerste" if appointed else "Zus")


@pytest.mark.policy("4.3")
def test_whom_a_suspicion_rests_on_is_not_passed_over():
    candidates = [Representative("Zoon", Capacity.CHILD, State.FLAGGED), Representative("Zus", Capacity.SIBLING)]
    found = representative_of(candidates)
    assert (found.name, len(found.find_out)) == ("", 1)
    assert "vermoeden over Zoon" in found.find_out[0]


@pytest.mark.policy("4.3")
def test_two_children_first_agree_who_decides():
    found = representative_of([Representative("Jan", Capacity.CHILD), Representative("Piet", Capacity.CHILD)])
    assert (found.name, bool(found.find_out)) == ("", True)


@pytest.mark.policy("4.3")
def test_a_bewindvoerder_decides_about_money_and_nothing_else():
    candidates = [Representative("Bewind", Capacity.BEWINDVOERDER), Representative("Zus", Capacity.SIBLING)]
    assert representative_of(candidates).name == "Zus"
    assert representative_of(candidates, about_money=True).name == "Bewind"


@pytest.mark.policy("4.3")
def test_of_an_adult_whom_nobody_represents_it_is_first_found_out():
    answer = policy.who_must_sign(Resident("Piet", 80, capable=False), [], LegalBasis.WMO)
    assert answer.is_blocked
    assert "curatele- en bewindregister" in answer.find_out[0]


# --- who asks, who attends ---


@pytest.mark.parametrize(
    ("age", "who", "weighed"),
    [
        (11, ["ouder", "ouder"], []),
        (12, ["inwoner"], ["ouder", "ouder"]),
        (15, ["inwoner"], ["ouder", "ouder"]),
        (16, ["inwoner"], []),
        (18, ["inwoner"], []),
    ],
)
def test_who_asks_for_inzage_changes_on_the_birthday(age, who, weighed):
    asking = policy.who_may_ask_inzage(Resident("Esra", age), made("GezamenlijkOuderlijkGezag"), LegalBasis.YOUTH)
    assert [one.capacity for one in asking.who] == who
    assert [one.capacity for one in asking.weighed] == weighed


@pytest.mark.policy("4.3")
def test_a_flagged_parent_asks_for_nothing_until_it_is_decided():
    outcome = Outcome("EenhoofdigOuderlijkGezag", (Holder("Kemal", "ouder", state=State.FLAGGED),))
    for age, who in ((9, []), (13, ["inwoner"])):
        asking = policy.who_may_ask_inzage(Resident("Esra", age), [outcome], LegalBasis.YOUTH)
        assert [one.capacity for one in asking.who] == who
        assert asking.weighed == ()
        assert asking.find_out


@pytest.mark.policy("4.3")
def test_a_written_authorisation_lets_somebody_attend_and_no_more():
    resident = Resident("Piet", 80)
    attending = policy.who_may_attend(resident, [], LegalBasis.WMO, invited=["Buurvrouw"])
    assert [one.name for one in attending.who] == ["Piet", "Buurvrouw"]
    assert [one.name for one in policy.who_must_sign(resident, [], LegalBasis.WMO).signers] == ["Piet"]


# --- whatever the facts ---

holders = st.builds(
    Holder,
    st.sampled_from(["Samira", "Ruud", "Oma", ""]),
    st.sampled_from(["ouder", "derde"]),
    known=st.booleans(),
    state=st.sampled_from(State),
)
outcomes = st.builds(
    Outcome,
    st.sampled_from([*AuthorityKind.values, "Onbekend"]),
    st.lists(holders, max_size=3).map(tuple),
    in_research=st.booleans(),
)
representatives = st.builds(
    Representative,
    st.sampled_from(["Jan", "Piet"]),
    st.sampled_from(Capacity),
    st.sampled_from(State),
    parts=st.sets(st.sampled_from(Part)).map(tuple),
)
residents = st.builds(
    Resident,
    st.just("Esra"),
    st.none() | st.integers(0, 100),
    capable=st.booleans(),
    representatives=st.lists(representatives, max_size=3).map(tuple),
    refused_before=st.booleans(),
)


@given(residents, st.lists(outcomes, max_size=3), st.sampled_from(LAWS))
def test_whatever_the_facts_somebody_signs_or_something_is_found_out(resident, found, law):
    answer = policy.who_must_sign(resident, found, law)
    assert answer.signers or answer.find_out
    assert all(sentence.endswith(".") for sentence in (*answer.find_out, answer.why))
    if not answer.is_blocked:
        assert all(signer.name for signer in answer.signers)
        assert (answer.signers[0].capacity == "inwoner") == (
            resident.capable and resident.age is not None and resident.age >= 12
        )


def lets(one, part):
    return one.capacity == Capacity.AUTHORISED and one.state == State.ABLE and part in one.parts


@given(residents, st.lists(outcomes, max_size=3), st.sampled_from(LAWS))
def test_from_16_no_parent_asks_for_who_can_decide(resident, found, law):
    """Nor anybody else, but whom a volmacht of their own lets ask."""
    asking = policy.who_may_ask_inzage(resident, found, law)
    let_ask = [one.name for one in resident.representatives if lets(one, Part.INSIGHT)]
    if resident.age is not None and resident.age >= 16 and resident.capable:
        assert [one.capacity for one in asking.who] == ["inwoner", *["vertegenwoordiger" for _one in let_ask]]
        assert [one.name for one in asking.who] == [resident.name, *let_ask]
        assert asking.weighed == ()
    if resident.age is None:
        assert asking.who == asking.weighed == ()
