"""§ 3.4 Proportionaliteit en subsidiariteit: from what is recorded of a family to what `casework.masking` looks for,
and the neutral word each of them gets. Opened rows in; no database here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from cases.choices import Gender, RelationKind
from cases.models import ContactProfile, Person, Relation
from cases.partialdate import PartialDate
from casework.folding import folded
from casework.masking import Somebody
from consent.policy import ADULT

PARENTS = {Gender.FEMALE: "moeder", Gender.MALE: "vader"}


def neutral_words(people: Sequence[Person], relations: Iterable[Relation], on: date) -> dict[UUID, str]:
    """Of these people, the oldest first, by what they are to each other; numbered where there are more of one kind."""
    ids = {person.pk for person in people}
    pairs = {(one.person_id, one.kind, one.relative_id) for one in relations if one.relative_id in ids}
    kinds = {person.pk: _kind_of(person, pairs, on) for person in people}
    many, seen, words = Counter(kinds.values()), Counter(), {}
    for person in people:
        kind = kinds[person.pk]
        seen[kind] += 1
        words[person.pk] = _word(kind, seen[kind], many[kind])
    return words


def _kind_of(person: Person, pairs: set, on: date) -> str:
    is_child = any(who == person.pk and kind == RelationKind.PARENT for who, kind, _of in pairs)
    is_parent = any(who == person.pk and kind == RelationKind.CHILD for who, kind, _of in pairs)
    age = person.age_on(on)
    if (is_child and not is_parent) or (age is not None and age < ADULT):
        return "kind"
    return PARENTS.get(person.gender, "ouder") if is_parent else "volwassene"


def _word(kind: str, number: int, many: int) -> str:
    named = {
        "kind": _("kind"),
        "moeder": _("de moeder"),
        "vader": _("de vader"),
        "ouder": _("de ouder"),
        "volwassene": _("de inwoner"),
    }[kind]
    return f"{named} {number}" if many > 1 or kind == "kind" else str(named)


def somebodies(
    people: Sequence[Person],
    others: Sequence[Person],
    relations: Iterable[Relation],
    profiles: dict[UUID, ContactProfile],
    *,
    words: dict[UUID, str],
    also: Iterable[str] = (),
) -> dict[UUID | str, Somebody]:
    """Everybody a text about this dossier may name. `others`: relatives we know who are not of it; `also`: more names,
    as of who represents somebody, and of the household."""
    outside = _("een familielid")
    spelled: dict[UUID, list[str]] = {}
    loose = {}
    for one in relations:
        if one.relative_id:
            spelled.setdefault(one.relative_id, []).append(one.relative_name)
        else:
            loose[str(one.pk)] = Somebody(outside, names=(one.relative_name,), births=_births(one.relative_birth))
    known = {
        person.pk: _of(person, words.get(person.pk, outside), spelled.get(person.pk, ()), profiles.get(person.pk))
        for person in (*people, *others)
    }
    # Somebody who has authority is often of the family: known twice, a text would say "somebody" instead of who.
    full = {folded(f"{one.given_names} {one.prefix} {one.surname}".replace("  ", " ")) for one in known.values()}
    names = [name for name in dict.fromkeys(also) if name and folded(name) not in full]
    more = {f"naam {number}": Somebody(_("een bekende"), names=(name,)) for number, name in enumerate(names)}
    return known | loose | more


def _of(person: Person, called: str, spelled: Iterable[str], profile: ContactProfile | None) -> Somebody:
    safe = profile.safe_address if profile else ""
    return Somebody(
        called,
        person.given_names or "",
        person.prefix or "",
        person.surname or "",
        names=tuple(name for name in spelled if name),
        bsns=(person.bsn,) if person.bsn else (),
        births=_births(person.birth),
        addresses=tuple(each for each in (person.address, {"text": safe} if safe else None) if each),
        telephones=(profile.safe_phone,) if profile and profile.safe_phone else (),
        mails=(profile.safe_email,) if profile and profile.safe_email else (),
    )


def _births(birth: list | None) -> tuple[PartialDate, ...]:
    return (PartialDate.from_json(birth),) if birth else ()
