"""§ 1.4 Uitzonderingen BSN: the number itself. Text in, answers out; no database here."""

LENGTH = 9
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def normalised(text: str) -> str:
    """Nine digits where there were dots, spaces or a missing leading zero; anything else unchanged."""
    digits = text.replace(" ", "").replace(".", "")
    return digits.zfill(LENGTH) if digits.isascii() and digits.isdigit() and len(digits) == LENGTH - 1 else digits


def is_valid(bsn: str) -> bool:
    """Nine digits that pass the elfproef; nine zeros do not."""
    if len(bsn) != LENGTH or not (bsn.isascii() and bsn.isdigit()) or int(bsn) == 0:
        return False
    return sum(int(digit) * weight for digit, weight in zip(bsn, WEIGHTS, strict=True)) % 11 == 0


def masked(bsn: str) -> str:
    """What a page, a message or a log may show: the last three digits."""
    return f"••••••{bsn[-3:]}" if len(bsn) == LENGTH else "•••••••••"
