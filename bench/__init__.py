"""Measured ratios, in one run on one machine: `make bench`. Times move from run to run, ratios hardly do."""
