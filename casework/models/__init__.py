"""The models of this room, a file per concept."""

from casework.models.conference import AgendaItem, Conference, Participant

__all__ = ["AgendaItem", "Conference", "Participant"]
