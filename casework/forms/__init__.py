"""Forms of this room, a file per concept."""
