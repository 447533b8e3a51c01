"""Which wall stands around each table of this room."""

WALLS = {}
