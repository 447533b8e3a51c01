"""What officers see of this room in /beheer/: registers and texts, never content."""

from consent.admin import disclosures, grounds, texts

__all__ = ["disclosures", "grounds", "texts"]
