import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError

from accounts.models import Organisation, User
from terms import actions, current
from terms.categories import CATEGORIES
from terms.models import Term, TermChoice, TermSet
from terms.policy import Facts

pytestmark = [pytest.mark.django_db, pytest.mark.policy("2.3")]
ON = date(2026, 6, 1)
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def petra():
    organisation = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    return User.objects.create_user(
        "petra@boekel.example", name="Petra", organisation=organisation, roles=["privacy_officer"]
    )


@pytest.fixture
def statutory():
    return TermSet.objects.get(code="wettelijk", version=1)


@pytest.mark.parametrize(
    ("category", "length"),
    [
        ("casusregie", "P5Y"),
        ("behandeling", "P15Y"),
        ("sociale_zaken", "P7Y"),
        ("bopz", "P5Y"),
        ("verwijsindex", "P5Y"),
        ("ingetrokken_aanvraag", "P42D"),
        ("wmo", "P15Y"),
    ],
)
def test_the_policy_is_in_force_on_installation(category, length):
    assert str(current.Book().standing(category, ON).term.length) == length


def test_every_category_has_a_term_in_both_sets_with_its_source():
    for code in ("beleid", "wettelijk"):
        terms = Term.objects.filter(term_set__code=code, legal_basis="")
        assert {term.category for term in terms} == set(CATEGORIES)
        assert all(term.article for term in terms)


@pytest.mark.parametrize(
    ("category", "basis", "needed"),
    [
        ("behandeling", "jeugdwet", True),
        ("sociale_zaken", "participatiewet", True),
        ("casusregie", "wmo", True),
        ("casusregie", "jeugdwet", False),
        ("casusregie", "", False),
        ("wmo", "wmo", False),
        ("bopz", "wvggz", False),
        ("verwijsindex", "jeugdwet", False),
        ("ingetrokken_aanvraag", "wmo", False),
    ],
)
def test_where_the_law_is_longer_a_person_must_choose(category, basis, needed):
    assert current.Book().standing(category, ON, basis).choice_needed is needed


def test_putting_the_law_into_force_is_the_choice(petra, statutory):
    actions.put_into_force(statutory, by=petra, at=AT, on=ON)
    assert str(current.Book().standing("behandeling", ON).term.length) == "P20Y"
    assert not current.Book().standing("behandeling", ON).choice_needed
    assert str(current.Book().standing("casusregie", ON, "wmo").term.length) == "P15Y"
    assert str(current.Book().standing("casusregie", ON, "jeugdwet").term.length) == "P5Y"


def test_it_holds_from_its_day_and_not_before(petra, statutory):
    actions.put_into_force(statutory, by=petra, at=AT, on=ON, from_on=ON + timedelta(days=30))
    before, after = ON + timedelta(days=29), ON + timedelta(days=30)
    assert str(current.Book().standing("behandeling", before).term.length) == "P15Y"
    assert current.Book().standing("behandeling", before).choice_needed
    assert str(current.Book().standing("behandeling", after).term.length) == "P20Y"


def test_a_person_may_choose_for_one_category(petra, statutory):
    actions.put_into_force(statutory, by=petra, at=AT, on=ON, category="behandeling", reason="Jeugdwet")
    assert not current.Book().standing("behandeling", ON).choice_needed
    assert current.Book().standing("sociale_zaken", ON).choice_needed


def test_a_person_may_choose_for_one_legal_basis(petra):
    policy = TermSet.objects.get(code="beleid")
    actions.put_into_force(policy, by=petra, at=AT, on=ON, category="casusregie", legal_basis="wmo")
    assert not current.Book().standing("casusregie", ON, "wmo").choice_needed
    assert str(current.Book().standing("casusregie", ON, "wmo").term.length) == "P5Y"


def test_a_set_is_never_put_into_force_in_the_past(petra, statutory):
    with pytest.raises(actions.NotFromThePast):
        actions.put_into_force(statutory, by=petra, at=AT, on=ON, from_on=ON - timedelta(days=1))
    assert TermChoice.objects.count() == 1


def test_a_dossier_closed_before_the_installation_has_a_term_too():
    assert str(current.Book().standing("casusregie", date(1999, 1, 1)).term.length) == "P5Y"


def test_a_category_without_a_term_is_an_error_and_not_a_guess():
    with pytest.raises(current.NoTerm):
        current.Book().standing("bestaat_niet", ON)


def test_a_basis_without_a_category_is_refused(petra, statutory):
    with pytest.raises(IntegrityError):
        actions.put_into_force(statutory, by=petra, at=AT, on=ON, legal_basis="wmo")


def test_the_clock_of_a_record():
    facts = Facts(closed_on=date(2021, 2, 28), last_changed_on=date(2020, 2, 29), made_on=date(2019, 1, 1))
    care = current.Book().clock("casusregie", facts)
    treatment = current.Book().clock("behandeling", facts)
    assert (care.started_on, care.destroy_on) == (date(2021, 2, 28), date(2026, 2, 28))
    assert (treatment.started_on, treatment.destroy_on) == (date(2020, 2, 29), date(2035, 2, 28))
    assert current.Book().clock("wmo", facts).started_on == date(2019, 1, 1)
    assert "§ 2.3" in care.term.source


def test_the_terms_agree_with_the_selection_list():
    source = Path(settings.SAMPLE_DATA_DIR) / "selectielijst-2020-sociaal-domein.json"
    if not source.exists():
        pytest.skip(f"{source} is not here")
    results = json.loads(source.read_text(encoding="utf-8"))["resultaten"]
    generic = {(one["procestype"], one["resultaat"]): one["nummer"] for one in results if one["generiek"] is None} | {
        (8, "Afgebroken"): 4,
        (3, "Vastgesteld"): 1,
    }
    lengths = {}
    for one in results:
        numbers = [one["procestype"], generic.get((one["procestype"], one["resultaat"]))]
        if one["generiek"] is not None:
            numbers.append(one["nummer"])
        lengths[".".join(map(str, numbers))] = one["bewaartermijn"]
    ours = Term.objects.filter(term_set__code="wettelijk").exclude(selection_list_number="")
    assert {term.selection_list_number: str(term.length) for term in ours} == {
        term.selection_list_number: lengths[term.selection_list_number] for term in ours
    }
