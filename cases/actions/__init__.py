"""What changes a dossier: who, when, one transaction. The doors have already said that it may.

Every action is keyword-only after its object, takes its clock from the caller, and logs what it did.
"""

from cases.actions.colleagues import Cover, HandedOver, appoint, hand_over, leave, led_alone, stop_cover
from cases.actions.contact import Reach, address_for, record_contact
from cases.actions.dossiers import close, open_dossier, reopen
from cases.actions.drafts import drop_draft, finish_draft, forget_drafts, keep_draft
from cases.actions.emergency import break_glass, end_emergency, protect, review
from cases.actions.grants import authorise, confirm, end_grant, grant, is_only_regisseur, lapse
from cases.actions.inspection import inspect, review_unusual
from cases.actions.letters import write_letter
from cases.actions.mail import KeptMail, keep_mail
from cases.actions.mistakes import decide_breach, move, undo
from cases.actions.persons import add_person, change_household, change_person, look_up, look_up_family, start_household
from cases.actions.records import (
    add_document,
    add_task,
    change_entry,
    finish_task,
    postpone_task,
    put_statement,
    write_entry,
)

__all__ = [
    "Cover",
    "HandedOver",
    "KeptMail",
    "Reach",
    "add_document",
    "add_person",
    "add_task",
    "address_for",
    "appoint",
    "authorise",
    "break_glass",
    "change_entry",
    "change_household",
    "change_person",
    "close",
    "confirm",
    "decide_breach",
    "drop_draft",
    "end_emergency",
    "end_grant",
    "finish_draft",
    "finish_task",
    "forget_drafts",
    "grant",
    "hand_over",
    "inspect",
    "is_only_regisseur",
    "keep_draft",
    "keep_mail",
    "lapse",
    "leave",
    "led_alone",
    "look_up",
    "look_up_family",
    "move",
    "open_dossier",
    "postpone_task",
    "protect",
    "put_statement",
    "record_contact",
    "reopen",
    "review",
    "review_unusual",
    "start_household",
    "stop_cover",
    "undo",
    "write_entry",
    "write_letter",
]
