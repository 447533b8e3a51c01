"""What may never reach somebody: in an answer, its headers and cookies, a mail, a line of the log, a row of the log."""

from collections.abc import Collection, Iterable, Iterator
from types import SimpleNamespace

from tests.matrix import stage
from tests.matrix.cells import in_danger_at

OF_DOSSIER = (
    "dossier",
    "entry",
    "document",
    "picture",
    "task",
    "draft",
    "given",
    "emergency",
    "running",
    "consent",
    "signature",
    "ground",
    "disclosure",
    "incoming",
    "inspection",
    "representation",
    "flag",
    "enquiry",
    "plan",
    "planversion",
    "planpart",
    "plansignature",
    "handover",
    "escalation",
)
# The pages that tell of somebody beyond a grant, and what: who they are; all of a dossier but what is half written; or,
# by id alone and of whatever category, which records were read (NEN 7513), and what left, which officers oversee.
TOLD_BY = {
    "cases:directory": lambda what: what in ("name", "id of esra"),
    "cases:inspection": lambda what: "draft" not in what,
    "beheer:audit_accesslog_export": lambda what: what.startswith("id of "),
    "beheer:consent_ground_changelist": lambda what: what == "id of ground",
    "beheer:consent_disclosure_changelist": lambda what: what in ("id of disclosure", "id of incoming"),
}
RECORDS = (
    "entry",
    "document",
    "picture",
    "task",
    "consent",
    "signature",
    "ground",
    "disclosure",
    "incoming",
    "escalation",
)
OF_PEOPLE = ("household", "esra", "samira")


def secrets_for(scene, who: str, *, told: Collection[str] = (), page: str = "") -> Iterator[tuple[str, str]]:
    """(what it is, its word) of everything in every family that this person may not see.

    `told`: the families of which this very page, one of `TOLD_BY`, may tell.
    """
    for name, family in scene.families.items():
        for what, word in secrets_of(name, family, who):
            if name not in told or not TOLD_BY[page](what):
                yield f"{what} of {name}", word


def secrets_of(name: str, family: SimpleNamespace, who: str) -> Iterator[tuple[str, str]]:
    granted = is_granted(name, who)
    yield from apart_of(family, closed=not (granted and who in ("vera", "maud")))
    if not (granted and who == family.lead):
        yield "draft", family.typed
    if granted:
        return
    yield "content", family.word
    officer, looked_up, lead = who in stage.OFFICERS, has_looked_up(name, who), who == "lia" and name != "another"
    if not looked_up:
        yield "name", family.name
    if not (officer or lead):
        yield "codename", family.codename
        yield from ids_of(family, OF_DOSSIER)
    if not (officer or looked_up):
        yield from ids_of(family, OF_PEOPLE)


def apart_of(family, *, closed: bool) -> Iterator[tuple[str, str]]:
    if closed:
        for category, here in family.apart.items():
            yield category, here.word
            yield from ids_of(here, RECORDS)


def ids_of(where, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield f"id of {name}", str(getattr(where, name).pk)


def is_granted(name: str, who: str) -> bool:
    if name == "destroyed":
        return False
    if name == "another":
        return who == "otto"
    return who in stage.INSIDE or who in in_danger_at(name)


def has_looked_up(name: str, who: str) -> bool:
    return (who == "lotte" and name != "destroyed") or (who == "luuk" and name == "open")


def found(text: str, secrets: Iterable[tuple[str, str]], *, sent: str) -> list[str]:
    """What of these stands in a text that did not come from who asked. Words are looked for in any case."""
    text = text.lower()
    return [what for what, word in secrets if word.lower() in text and word.lower() not in sent.lower()]


def words_of_everybody(scene) -> Iterator[tuple[str, str]]:
    for name, family in scene.families.items():
        yield f"content of {name}", family.word
        yield f"name of {name}", family.name
        yield f"draft of {name}", family.typed
