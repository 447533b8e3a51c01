"""§ 4.2 Casusregiedossier, § 2 Need to know: the doors. The only way a view gets somebody's data.

Each door checks, logs, and hands out objects whose sealed fields open. A refusal is a 404 that looks like any other:
a 403 would say that the dossier exists.
"""

from cases.access.core import LOOKUP_LASTS, Refused, Why, access_for_system, access_of, may_ask_directory
from cases.access.dossiers import (
    colleagues_of,
    dossier_to_change,
    dossier_to_close,
    dossier_to_grant,
    dossier_to_read,
    grant_to_end,
    grants_of,
    my_dossiers,
    workers_of,
)
from cases.access.persons import (
    about_person,
    dossiers_about,
    dossiers_of,
    found_persons,
    household_to_change,
    household_to_open_dossier,
    household_to_read,
    households_of,
    known_persons,
    person_to_change,
    person_to_read,
    persons_of,
    relations_of,
    visible_persons,
)
from cases.access.records import (
    content_of,
    document_to_read,
    entry_to_change,
    entry_to_read,
    history_of,
    my_tasks,
    records_of,
    task_to_change,
)

__all__ = [
    "LOOKUP_LASTS",
    "Refused",
    "Why",
    "about_person",
    "access_for_system",
    "access_of",
    "colleagues_of",
    "content_of",
    "document_to_read",
    "dossier_to_change",
    "dossier_to_close",
    "dossier_to_grant",
    "dossier_to_read",
    "dossiers_about",
    "dossiers_of",
    "entry_to_change",
    "entry_to_read",
    "found_persons",
    "grant_to_end",
    "grants_of",
    "history_of",
    "household_to_change",
    "household_to_open_dossier",
    "household_to_read",
    "households_of",
    "known_persons",
    "may_ask_directory",
    "my_dossiers",
    "my_tasks",
    "person_to_change",
    "person_to_read",
    "persons_of",
    "records_of",
    "relations_of",
    "task_to_change",
    "visible_persons",
    "workers_of",
]
