"""Which wall stands around each table: decided in each `<room>/walls.py`, compared with the database itself.

`WALLS = {"cases_entry": ("dossier", "why")}`. Kinds:
record   as dossier, and of a category apart only where the grant names it
portal   as record; and a resident reads their own, by a policy of its own
self     as person; and a resident reads their own, by a policy of its own
attended as record; and who takes part in a conference, or is a resident who was invited, reads their own part of it
request  what a resident asks: who has something to do for it in a dossier of theirs; and the resident who asked it
resident only the resident whose it is, and no colleague
dossier  only with a grant on the dossier      person  only with a grant on a dossier of the person
household only with a grant on a dossier of the household, or a look-up of a member
own      only one's own rows                   log     append-only, read for a purpose
keys     in the keys database                  none    no row security, and the reason why that is right
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.db import connections

POLICY_MENTIONS = {
    "record": "my_authorisations()",
    "portal": "my_authorisations()",
    "attended": "my_authorisations()",
    "request": "my_requests()",
    "dossier": "my_dossiers()",
    "person": "my_persons()",
    "self": "my_persons()",
    "household": "my_households()",
    "own": "'app.user'",
    "resident": "my_own_persons()",
    "log": "'app.purpose'",
}
KINDS = {*POLICY_MENTIONS, "keys", "none"}
# Beside the wall itself, and a system purpose: what the policy mentions by which somebody else may see their own.
OTHERS_SEE = {
    "portal": ("my_own_persons()", "my_subject()"),
    "self": ("my_own_persons()",),
    "request": ("my_own_persons()",),
    "attended": ("my_attendances()", "my_subject()"),
}

# Policies for grants_reader alone are left out: nobody logs in as it, it lends its eyes to functions.
# Restrictive ones too: they only ever take away.
# Partitions are left out: they follow their parent, and only the parent can be reached (docs/adr/0011).
FOUND = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
           coalesce(array_agg(pg_get_expr(p.polqual, c.oid) ORDER BY p.polname)
                    FILTER (WHERE p.polqual IS NOT NULL AND p.polpermissive AND p.polroles <> ARRAY(
                        SELECT oid FROM pg_roles WHERE rolname = 'grants_reader')), '{}')
    FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace
    GROUP BY c.oid, c.relname ORDER BY c.relname
"""


class UndecidedError(Exception):
    """A room's walls.py says something that cannot be."""


@dataclass(frozen=True)
class Decision:
    wall: str
    why: str


@dataclass(frozen=True)
class Found:
    """What the database does: `forced` row security, and the text of each policy that lets rows be seen."""

    forced: bool
    policies: tuple[str, ...]


def gather(rooms: Iterable[str]) -> dict[str, Decision]:
    """Table → decision, from the walls.py of each room that has one. Raises UndecidedError."""
    decisions = {}
    for room in rooms:
        if not find_spec(f"{room}.walls"):
            continue
        for table, (wall, why) in import_module(f"{room}.walls").WALLS.items():
            if wall not in KINDS or not why or table in decisions:
                raise UndecidedError(f"{room}.walls: {table} twice, without a reason, or of unknown kind {wall!r}.")
            decisions[table] = Decision(wall, why)
    return decisions


def found(using: str = "default") -> dict[str, Found]:
    """Table → what the database does to protect it; partitions count as their parent."""
    with connections[using].cursor() as cursor:
        cursor.execute(FOUND)
        return {table: Found(forced, tuple(policies)) for table, forced, policies in cursor}


def problems(decisions: dict[str, Decision], tables: dict[str, Found], using: str = "default") -> list[str]:
    """One Dutch sentence for each table of this database without a decision, or that does not match it."""
    sentences = [_problem(table, decisions.get(table), what, using) for table, what in tables.items()]
    return [sentence for sentence in sentences if sentence]


def _problem(table: str, decision: Decision | None, what: Found, using: str) -> str:
    if decision is None:
        return f"{table}: geen besluit over de muur."
    if decision.wall != "none" and (decision.wall == "keys") != (using == "keys"):
        return f"{table}: staat in de database {using!r}, het besluit is {decision.wall!r}."
    if decision.wall not in POLICY_MENTIONS:
        return f"{table}: er is rijbeveiliging, maar het besluit zegt van niet." if what.policies else ""
    if not what.forced:
        return f"{table}: de rijbeveiliging is niet afgedwongen."
    return "" if _fits(decision.wall, what.policies) else f"{table}: de policies passen niet bij {decision.wall!r}."


def _fits(wall: str, policies: tuple[str, ...]) -> bool:
    """One policy is the wall; beside it only policies for a system purpose, or of OTHERS_SEE. Permissive policies add
    up."""
    beside = [POLICY_MENTIONS["log"], *OTHERS_SEE.get(wall, ())]
    is_wall = [POLICY_MENTIONS[wall] in policy for policy in policies]
    return any(is_wall) and all(
        wall_itself or any(mention in policy for mention in beside)
        for wall_itself, policy in zip(is_wall, policies, strict=True)
    )
