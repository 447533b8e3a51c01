"""Doors to the work on a case, a file per concept. Each checks, logs, and hands out what opens."""
