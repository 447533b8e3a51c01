"""Wall two: row security on a table, as migration operations.

FORCE, so that the owner too sees only what a policy lets through: a data migration without a system purpose
touches nothing, instead of everything.
"""

from collections.abc import Iterable

from django.db import migrations

from audit.purposes import Purpose

HINTS = {"database": "default"}


def protect(table: str, using: str, check: str | None = None, purposes: Iterable[str] = ()) -> list:
    """Operations: one policy for all commands, letting rows through by `using` or by a system purpose.

    `check` (what may be written) is `using` unless given. Raises ValueError for an unknown purpose.
    """
    forward = [*switched_on(table), wall(table, using, check, purposes)]
    return [_operation(forward, [f'DROP POLICY "{table}_wall" ON "{table}"', *switched_off(table)])]


def rebuild(table: str, *, now: dict, before: dict) -> list:
    """Operations: another wall around a table that has one. `now` and `before`: using, check, purposes."""
    drop = f'DROP POLICY "{table}_wall" ON "{table}"'
    return [_operation([drop, wall(table, **now)], [drop, wall(table, **before)])]


def read_also(table: str, purpose: Purpose) -> list:
    """Operations: rows may be seen, and nothing else, for one system purpose more."""
    return _also(table, purpose, "FOR SELECT USING ({holds})")


def change_also(table: str, purpose: Purpose) -> list:
    """Operations: for one system purpose more, rows may be seen and written."""
    return _also(table, purpose, "FOR ALL USING ({holds}) WITH CHECK ({holds})")


def _also(table: str, purpose: Purpose, what: str) -> list:
    name = f"{table}_{Purpose(purpose).value}"
    holds = f"(SELECT current_setting('app.purpose', true)) = '{Purpose(purpose).value}'"
    forward = [f'CREATE POLICY "{name}" ON "{table}" {what.format(holds=holds)}']
    return [_operation(forward, [f'DROP POLICY "{name}" ON "{table}"'])]


def restrict(table: str, name: str, condition: str, commands: Iterable[str] = ("INSERT", "UPDATE", "DELETE")) -> list:
    """Operations: whatever the wall lets through, these commands are for rows alone of which `condition` holds."""
    forward, backward = [], []
    for command in commands:
        policy = f"{table}_{name}_{command.lower()}"
        rule = "WITH CHECK" if command == "INSERT" else "USING"
        forward.append(f'CREATE POLICY "{policy}" ON "{table}" AS RESTRICTIVE FOR {command} {rule} ({condition})')
        backward.append(f'DROP POLICY "{policy}" ON "{table}"')
    return [_operation(forward, backward)]


def wall(table: str, using: str, check: str | None = None, purposes: Iterable[str] = ()) -> str:
    for_purpose = _purpose_is([Purpose(purpose).value for purpose in purposes])
    return (
        f'CREATE POLICY "{table}_wall" ON "{table}" FOR ALL '
        f"USING (({using}){for_purpose}) WITH CHECK (({check or using}){for_purpose})"
    )


def switched_on(table: str) -> list[str]:
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
    ]


def switched_off(table: str) -> list[str]:
    return [
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
    ]


def _purpose_is(codes: list[str]) -> str:
    if not codes:
        return ""
    # A subselect is computed once per statement, a bare function call once per row.
    allowed = ", ".join(f"'{code}'" for code in codes)
    return f" OR (SELECT current_setting('app.purpose', true)) IN ({allowed})"


def _operation(forward: list[str], backward: list[str]):
    return migrations.RunSQL(forward, backward, hints=HINTS)
