from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time


def codes_of(secret) -> list[str]:
    """What the app showed half a minute ago, what it shows now, and next; each may be used once."""
    return [format_hotp_value(hotp_value(secret, counter)) for counter in yield_hotp_counters_from_time()]
