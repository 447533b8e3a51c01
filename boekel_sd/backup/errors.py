class BackupError(Exception):
    """What stops a back-up or a restore, as a sentence for whoever runs it; never a value from a row."""
