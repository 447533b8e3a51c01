"""Views translate: a door hands out, a form checks, an action changes, a template shows."""

from cases.views.agenda import calendar
from cases.views.colleagues import appoint, cover, cover_stop, leave, recertify, team
from cases.views.contact import contact
from cases.views.dossiers import (
    dossier,
    dossier_close,
    dossier_protect,
    dossier_reopen,
    grant_authorise,
    grant_end,
    grants,
)
from cases.views.drafts import draft, draft_drop
from cases.views.emergency import break_glass, emergency_end, emergency_review, on_call
from cases.views.finding import directory, dossiers, home, note, search
from cases.views.letters import letter_new
from cases.views.log import dossier_log, inspection, inspections
from cases.views.mail import mail_new
from cases.views.mistakes import document_move, document_undo, entry_move, entry_undo, task_undo
from cases.views.persons import (
    household,
    household_edit,
    household_new,
    person,
    person_edit,
    person_new,
    reveal_bsn,
)
from cases.views.printing import dossier_print, entry_print
from cases.views.records import (
    document,
    document_download,
    document_image,
    document_new,
    entry,
    entry_edit,
    entry_new,
    task_done,
    task_new,
    task_postpone,
)

__all__ = [
    "appoint",
    "break_glass",
    "calendar",
    "contact",
    "cover",
    "cover_stop",
    "directory",
    "document",
    "document_download",
    "document_image",
    "document_move",
    "document_new",
    "document_undo",
    "dossier",
    "dossier_close",
    "dossier_log",
    "dossier_print",
    "dossier_protect",
    "dossier_reopen",
    "dossiers",
    "draft",
    "draft_drop",
    "emergency_end",
    "emergency_review",
    "entry",
    "entry_edit",
    "entry_move",
    "entry_new",
    "entry_print",
    "entry_undo",
    "grant_authorise",
    "grant_end",
    "grants",
    "home",
    "household",
    "household_edit",
    "household_new",
    "inspection",
    "inspections",
    "leave",
    "letter_new",
    "mail_new",
    "note",
    "on_call",
    "person",
    "person_edit",
    "person_new",
    "recertify",
    "reveal_bsn",
    "search",
    "task_done",
    "task_new",
    "task_postpone",
    "task_undo",
    "team",
]
