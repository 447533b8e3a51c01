class BrokenLog(Exception):
    """The log, its seals and the anchor do not fit together: somebody has to look. Said to operators."""
