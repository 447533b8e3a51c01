"""Papers of this room: plain facts in, a PDF out; sealing it is another step."""
