"""What this room has in /beheer/."""

from retention.admin import asked, brakes, destruction, terms

__all__ = ["asked", "brakes", "destruction", "terms"]
