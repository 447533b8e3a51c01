"""A family in words and as a drawing."""

from types import SimpleNamespace

import pytest

from cases import family
from tests.cast import sign_in


def people(*names):
    return [SimpleNamespace(pk=name, given_names=name, surname="", age_on=lambda on: 30, gender="O") for name in names]


def kinship(relations, *names):
    made = family.of(people(*names), relations, None)
    return {member.person.pk: member.kinship for member in made.members}


def test_each_is_told_to_whom_they_belong_from_whichever_side_it_is_known():
    assert kinship([("Esra", "ouder", "Ruud"), ("Samira", "kind", "Esra")], "Ruud", "Samira", "Esra") == {
        "Ruud": "Ouder van Esra",
        "Samira": "Ouder van Esra",
        "Esra": "Kind van Ruud en Samira",
    }
    assert kinship([("Ruud", "partner", "Samira")], "Ruud", "Samira")["Samira"] == "Partner van Ruud"


def test_relatives_outside_and_no_relations_say_nothing():
    assert kinship([("Esra", "ouder", "Opa")], "Esra") == {"Esra": ""}
    assert family.of(people("Esra"), [], None).drawn == []


def test_parents_stand_in_one_row_above_their_children_and_nobody_over_another():
    relations = [
        ("Esra", "ouder", "Ruud"),
        ("Esra", "ouder", "Samira"),
        ("Ruud", "ouder", "Opa"),
        ("Deniz", "ouder", "Ruud"),
    ]
    made = family.of(people("Esra", "Deniz", "Samira", "Ruud", "Opa"), relations, None)
    at = {member.called: (member.y, member.x) for member in made.drawn}
    assert at["Opa"][0] < at["Ruud"][0] == at["Samira"][0] < at["Esra"][0] == at["Deniz"][0]
    assert len(set(at.values())) == 5
    assert all(
        x >= 0 and x + family.BOX_WIDTH <= made.width and y + family.BOX_HEIGHT <= made.height for y, x in at.values()
    )


@pytest.mark.parametrize("relations", [[("A", "ouder", "B"), ("B", "ouder", "A")], [("A", "ouder", "A")]])
def test_an_impossible_family_is_still_drawn_or_left_out(relations):
    made = family.of(people("A", "B"), relations, None)
    assert made.height >= 0


def test_the_dossier_and_the_household_tell_ages_and_kinship(cast):
    client = sign_in(cast.roos)
    for path in (f"/dossiers/{cast.family.dossier.pk}/", f"/gezinnen/{cast.family.household.pk}/"):
        page = client.get(path).content.decode()
        for shown in ("11 jaar", "Kind van Samira en Ruud", "Ouder van", "Tekening van het gezin", "<svg viewBox"):
            assert shown in page, (path, shown)


def test_who_helps_is_there_with_a_telephone_number(cast):
    page = sign_in(cast.roos).get(f"/dossiers/{cast.family.dossier.pk}/").content.decode()
    assert 'href="tel:0492Cem"' in page


def test_of_many_children_the_number_is_told_and_nothing_is_drawn():
    children = [f"Kind{number}" for number in range(8)]
    relations = [(child, "ouder", "Ruud") for child in children]
    assert kinship(relations, "Ruud", *children)["Ruud"] == "Ouder van 8 kinderen"
    assert family.of(people("Ruud", *children), relations, None).drawn == []
