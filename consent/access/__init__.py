"""Doors to what is recorded about who decides (§ 1.5 Minderjarigen en wilsonbekwamen, § 4.3 Wilsonbekwaamheid)."""

from consent.access.reading import authority_to_change, authority_to_read, grants_about, recorded_about
from consent.access.writing import Subject, flag_to_judge, record_to_end, subject_to_record

__all__ = [
    "Subject",
    "authority_to_change",
    "authority_to_read",
    "flag_to_judge",
    "grants_about",
    "record_to_end",
    "recorded_about",
    "subject_to_record",
]
