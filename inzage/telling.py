"""§ 4.2 Casusregiedossier: how what stands in one field of a record is said to whom it is about, in words.

No database here: opened rows in, texts out. docs/adr/0109-what-of-a-record-is-shown.md
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from accounts.roles import ROLES
from casework.choices import CallOutcome
from casework.domains import ALL, DOMAINS
from casework.models.plan import Outcome
from consent.grounds import GROUNDS

DAY, MOMENT = "j F Y", "j F Y H:i"
Label = str | Promise


@dataclass(frozen=True)
class Text:
    """One text of a record: `field` is its stable name in that record, by which passages are shielded.

    `of`: another record whose words these are, copied; where that one is withheld, this is not shown either.
    """

    field: str
    label: str
    text: str
    of: UUID | None = None


@dataclass(frozen=True)
class Part:
    """One field of a kind of record. `tell`: an opened record → its texts; `needs`: the path to what is read beside."""

    field: str
    tell: Callable[[object], Iterable[Text]]
    needs: str = ""

    def texts(self, record) -> list[Text]:
        """Those that say something."""
        return [text for text in self.tell(record) if text.text]


def by_of(user: User) -> str:
    """§ 4 Betrokkenheid cliënt: function and organisation, never the name."""
    function = user.job_title or next((str(ROLES[role].label) for role in user.roles), _("Medewerker"))
    return ", ".join([function, user.organisation.name] if user.organisation else [function])


# --- one text ---


def _said(field: str, label: Label, say: Callable[[object], object], needs: str = "") -> Part:
    return Part(field, lambda record: [Text(field, str(label), str(say(record) or ""))], needs)


def words(field: str, label: Label) -> Part:
    return _said(field, label, lambda record: getattr(record, field))


def choice(field: str, label: Label) -> Part:
    return _said(field, label, lambda record: getattr(record, f"get_{field}_display")())


def renamed(field: str, label: Label, names: Mapping[str, Label]) -> Part:
    """A choice of which the usual label speaks to a worker."""
    return _said(field, label, lambda record: names.get(getattr(record, field), ""))


def choices(field: str, label: Label) -> Part:
    """Several, in the order in which they were chosen."""

    def labels(record):
        names = dict(record._meta.get_field(field).base_field.flatchoices)
        return ", ".join(str(names[code]) for code in getattr(record, field))

    return _said(field, label, labels)


def day(field: str, label: Label) -> Part:
    return _said(field, label, lambda record: _day(getattr(record, field)))


def moment(field: str, label: Label) -> Part:
    return _said(field, label, lambda record: _moment(getattr(record, field)))


def either(field: str, label: Label, yes: Label, no: Label) -> Part:
    return _said(field, label, lambda record: yes if getattr(record, field) else no)


def name_of(field: str, label: Label) -> Part:
    """Of an organisation."""
    return _said(field, label, lambda record: getattr(record, field) and getattr(record, field).name, field)


def function_of(field: str, label: Label) -> Part:
    """Of a worker."""
    return _said(field, label, lambda record: by_of(getattr(record, field)), f"{field}__organisation")


def _day(value) -> str:
    return date_format(value, DAY) if value else ""


def _moment(value) -> str:
    return date_format(localtime(value), MOMENT) if value else ""


# --- what holds several, each under a name of its own ---

Spelled = Iterable[tuple]


def spelled(field: str, spell: Callable[[object, object], Spelled]) -> Part:
    """`spell`: the record and what stands in the field → (name within the field, label, text, of)."""

    def tell(record):
        said = getattr(record, field)
        for name, label, text, *of in spell(record, said) if said else ():
            yield Text(f"{field}.{name}", str(label), str(text or ""), *of)

    return Part(field, tell)


def answers(field: str, otherwise: Label, labels: Mapping[str, Label]) -> Part:
    """Question → answer. `otherwise`: of a question that is asked no more."""
    return spelled(field, lambda _record, said: _answered(said, labels, otherwise))


def listed(field: str, label: Label) -> Part:
    """Loose words, on one line."""
    return _said(field, label, lambda record: ", ".join(getattr(record, field) or ()))


def _answered(said: Mapping, labels: Mapping[str, Label], otherwise: Label) -> Spelled:
    known = [code for code in labels if code in said]
    for code in (*known, *(code for code in said if code not in labels)):
        yield code, labels.get(code, otherwise), said[code]


def of_ground(record, said: Mapping) -> Spelled:
    """The questions of its own ground: they were put to a worker, and the label says so."""
    asked = _("Vraag aan de medewerker: %(question)s")
    questions = GROUNDS[record.code].questions if record.code in GROUNDS else ()
    labels = {question.code: asked % {"question": question.text} for question in questions}
    return _answered(said, labels, _("Antwoord van de medewerker"))


def scores(_record, said: Mapping) -> Spelled:
    """Each domain as worker and resident see it, in the order of the list."""
    known = [domain.code for domain in ALL if domain.code in said]
    for code in (*known, *(code for code in said if code not in DOMAINS)):
        label = DOMAINS[code].label if code in DOMAINS else code
        yield code, label, "\n".join(_levels(code, said[code]))
        yield f"{code}.note", _("%(domain)s: uitleg") % {"domain": label}, said[code].get("note")


def _levels(code: str, score: Mapping) -> Iterable[str]:
    for who, said in (
        ("worker", _("Volgens de medewerker: %(level)s van de 5. %(means)s")),
        ("resident", _("Volgens de inwoner: %(level)s van de 5. %(means)s")),
    ):
        if level := score.get(who):
            means = DOMAINS[code].help_of(level) if code in DOMAINS else ""
            yield (said % {"level": level, "means": means}).strip()


def attempts(_record, said: Iterable[Mapping]) -> Spelled:
    """By number: they are only ever added to. Who called is a worker."""
    for number, one in enumerate(said):
        outcome = CallOutcome(one["outcome"]).label if one.get("outcome") else ""
        until = one.get("until") and _("Tijd gevraagd tot en met %(day)s") % {"day": _day(parse_date(one["until"]))}
        tried = (one.get("step"), _moment(parse_datetime(one["at"])), outcome, until)
        yield number, _("Poging"), " · ".join(str(part) for part in tried if part)
        yield f"{number}.who", _("Wie er is gebeld"), one.get("who")
        yield f"{number}.note", _("Wat er is gezegd"), one.get("note")


def outcomes(_record, said: Mapping) -> Spelled:
    """By the id of the goal."""
    for goal, one in said.items():
        yield goal, _("Hoe het met een doel gaat"), Outcome(one["outcome"]).label, UUID(goal)
        yield f"{goal}.words", _("Uitleg bij dat doel"), one.get("words"), UUID(goal)


RECEIVER = {
    "name": _lazy("Naam"),
    "function": _lazy("Functie"),
    "email": _lazy("E-mail"),
    "phone": _lazy("Telefoon"),
    "address": _lazy("Adres"),
    "system": _lazy("Systeem"),
}


def items(_record, said: Iterable[Mapping]) -> Spelled:
    """What went or came, by number: it was fixed when it went. `of`: the record that an item is a copy of."""
    for number, one in enumerate(said):
        of = UUID(one["id"]) if one.get("id") else None
        file = one.get("file") or {}
        facts = (_day(parse_date(one["date"])), one.get("source"))
        yield number, _("Stuk"), " · ".join(str(fact) for fact in facts if fact), of
        yield f"{number}.title", _("Naam van het stuk"), one.get("title"), of
        yield f"{number}.text", _("Tekst van het stuk"), one.get("text"), of
        yield f"{number}.statement", _("Wat de inwoner hierover zegt"), one.get("statement"), of
        yield f"{number}.file", _("Naam van het bestand"), file.get("name"), of


def sheet(_record, said: Mapping) -> Spelled:
    """What somebody who took part could read. Who led it, is a worker and stands there by function."""
    yield "goal", _("Te lezen: doel"), said.get("goal")
    yield "place", _("Te lezen: plaats"), said.get("place")
    yield "who", _("Te lezen: wie er meedoen"), "\n".join(said.get("who", ()))
    yield "about", _("Te lezen: over wie het gaat"), "\n".join(said.get("about", ()))
    for one in said.get("items", ()):
        of = UUID(one["id"])
        yield f"items.{of}.title", _("Te lezen: onderwerp"), one.get("title"), of
        yield f"items.{of}.text", _("Te lezen: uitleg bij het onderwerp"), one.get("text"), of
        yield f"items.{of}.by", _("Te lezen: van wie het onderwerp komt"), one.get("by"), of
