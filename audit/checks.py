from django.core.checks import Error

from audit.months import FLOOR_YEARS, kept_years


def log_is_kept_long_enough(**kwargs):
    """NEN 7513: five years at least. The database drops no younger month, whatever the setting says."""
    if kept_years() >= FLOOR_YEARS:
        return []
    return [Error(f"ACCESS_LOG_YEARS is kleiner dan {FLOOR_YEARS}.", id="audit.E001")]
