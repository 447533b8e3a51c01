"""docs/roles.md: role × category × purpose → may."""

from accounts.roles import ROLES
from boekel_sd.tables import markdown
from cases.choices import Purpose
from cases.roles import CASE_ROLES
from terms.categories import CATEGORIES


def as_markdown() -> str:
    return "\n".join(
        [
            "# Roles",
            "",
            "Made from `accounts/roles.py`, `cases/roles.py` and `terms/categories.py`.",
            "",
            "## Roles of an account",
            "",
            *markdown.table(("role", "what it is for", "may be granted a dossier", "/beheer/"), _accounts()),
            "",
            "## Roles on a dossier: role × category × purpose → may",
            "",
            "Only while a grant runs, and only in the dossier it names. Purposes: "
            + ", ".join(str(purpose.label) for purpose in Purpose)
            + ". Every purpose of the dossier is open to each role on it. "
            "Some categories are authorised apart, by somebody else (docs/adr/0075-categories-apart.md).",
            "",
            *markdown.table(("role", "category", "purposes", "may"), _on_dossiers()),
            "",
        ]
    )


def _accounts():
    for role in ROLES.values():
        yield role.label, role.prose, _yes(role.may_be_granted), _yes(role.beheer)


def _on_dossiers():
    for role in CASE_ROLES.values():
        for category in CATEGORIES.values():
            yield role.label, category.label, "all", _may(role, category)


def _may(role, category) -> str:
    if category.separate and category.code not in role.may_hold:
        return "never"
    if role.writes_kind:
        return f"read, add a note ({role.writes_kind.label}), for two hours"
    if category.separate:
        return f"where the grant names it: {_rights(role)}"
    return _rights(role)


def _rights(role) -> str:
    rights = ["read"]
    rights += ["write"] if role.may_write else []
    rights += ["grant"] if role.may_grant else []
    rights += ["close, reopen"] if role.may_close else []
    return ", ".join(rights)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
