"""Pages of this room, a file per concept."""
