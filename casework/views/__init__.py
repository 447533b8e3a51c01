"""Pages of this room, thin: the doors decide, the actions change."""
