"""Views translate: a door hands out, a form checks, an action changes, a template shows."""

from cases.views.dossiers import dossier, dossier_close, dossier_new, dossier_reopen, grant_end, grants
from cases.views.finding import directory, home, search
from cases.views.persons import (
    household,
    household_edit,
    household_new,
    person,
    person_edit,
    person_new,
    reveal_bsn,
)
from cases.views.records import (
    document,
    document_download,
    document_new,
    entry,
    entry_edit,
    entry_new,
    task_done,
    task_new,
)

__all__ = [
    "directory",
    "document",
    "document_download",
    "document_new",
    "dossier",
    "dossier_close",
    "dossier_new",
    "dossier_reopen",
    "entry",
    "entry_edit",
    "entry_new",
    "grant_end",
    "grants",
    "home",
    "household",
    "household_edit",
    "household_new",
    "person",
    "person_edit",
    "person_new",
    "reveal_bsn",
    "search",
    "task_done",
    "task_new",
]
