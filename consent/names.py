"""Names as they stand in a list: people of one name are told apart by when they were born, and else by number."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.models import Person
from cases.search import folded


def told_apart(people: Iterable[Person]) -> list[tuple[Person, str]]:
    """Each of these persons, opened, with the name to show among them: as much as it takes, and no more.

    The number is that of the order in which they were recorded, so that it stays the same.
    """
    people = list(people)
    names = {one.pk: one.full_name for one in people}
    for longer in (_with_year, _with_day, _with_number):
        alike = Counter(folded(name) for name in names.values())
        double = sorted((one for one in people if alike[folded(names[one.pk])] > 1), key=lambda one: one.pk)
        names |= {one.pk: longer(one, double) for one in double}
    return [(one, names[one.pk]) for one in people]


def _with_year(person: Person, _double) -> str:
    return _with(person.full_name, person.birth_date.year or _("onbekend"))


def _with_day(person: Person, _double) -> str:
    return _with(person.full_name, person.birth_date)


def _with_number(person: Person, double) -> str:
    name = _with_day(person, double)
    alike = [one for one in double if folded(_with_day(one, double)) == folded(name)]
    return f"{name} – {alike.index(person) + 1}"


def _with(name: str, born) -> str:
    return _("%(name)s (geboren %(born)s)") % {"name": name, "born": born}
