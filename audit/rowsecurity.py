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
    for_purpose = _purpose_is([Purpose(purpose).value for purpose in purposes])
    policy = f'CREATE POLICY "{table}_wall" ON "{table}" FOR ALL'
    forward = [
        *switched_on(table),
        f"{policy} USING (({using}){for_purpose}) WITH CHECK (({check or using}){for_purpose})",
    ]
    return [_operation(forward, [f'DROP POLICY "{table}_wall" ON "{table}"', *switched_off(table)])]


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
