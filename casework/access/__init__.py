"""The doors of this room. Each checks, logs, and hands out objects whose sealed fields open."""

from casework.access.escalation import escalation_to_change, escalation_to_read, escalations_in
from casework.access.glance import doubt_to_ask, glance_of
from casework.access.inspection import INSPECTED, recorded_in
from casework.access.intake import intake_of, triage_of
from casework.access.table import dossier_for_table, may_be_asked, shown_at
from casework.access.triage import enquiry_to_open_from, enquiry_to_weigh, my_enquiries
from casework.access.visit import visit_of
from casework.access.zrm import has_matrix_in, matrices_in, parts_of_day

__all__ = [
    "INSPECTED",
    "dossier_for_table",
    "doubt_to_ask",
    "enquiry_to_open_from",
    "enquiry_to_weigh",
    "escalation_to_change",
    "escalation_to_read",
    "escalations_in",
    "glance_of",
    "has_matrix_in",
    "intake_of",
    "matrices_in",
    "may_be_asked",
    "my_enquiries",
    "parts_of_day",
    "recorded_in",
    "shown_at",
    "triage_of",
    "visit_of",
]
