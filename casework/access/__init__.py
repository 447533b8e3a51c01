"""The doors of this room. Each checks, logs, and hands out objects whose sealed fields open."""

from casework.access.inspection import INSPECTED, recorded_in
from casework.access.intake import intake_of, triage_of
from casework.access.triage import enquiry_to_open_from, enquiry_to_weigh, my_enquiries
from casework.access.zrm import has_matrix_in, matrices_in, parts_of_day

__all__ = [
    "INSPECTED",
    "enquiry_to_open_from",
    "enquiry_to_weigh",
    "has_matrix_in",
    "intake_of",
    "matrices_in",
    "my_enquiries",
    "parts_of_day",
    "recorded_in",
    "triage_of",
]
