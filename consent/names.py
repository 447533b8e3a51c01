"""Names as they stand in a list: two people of one name are told apart by the year in which they were born."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.models import Person
from cases.search import folded


def told_apart(people: Iterable[Person]) -> list[tuple[Person, str]]:
    """Each of these persons, opened, with the name to show among them."""
    people = list(people)
    how_many = Counter(folded(one.full_name) for one in people)
    return [(one, _with_year(one) if how_many[folded(one.full_name)] > 1 else one.full_name) for one in people]


def _with_year(person: Person) -> str:
    year = person.birth_date.year or _("onbekend")
    return _("%(name)s (geboren %(year)s)") % {"name": person.full_name, "year": year}
