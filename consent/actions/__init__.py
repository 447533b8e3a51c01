"""Changes to who decides for somebody; those of consents, grounds and disclosures each have a file of their own."""

from consent.actions.deciding import (
    end,
    judge_flag,
    raise_flag,
    record_assessment,
    record_authority,
    record_check,
    record_measure,
    record_refusal,
    record_representation,
)

__all__ = [
    "end",
    "judge_flag",
    "raise_flag",
    "record_assessment",
    "record_authority",
    "record_check",
    "record_measure",
    "record_refusal",
    "record_representation",
]
