"""What must be on the disk before anything relies on it."""

import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """A file made in this folder is still there after a power cut; flushing the file itself does not do that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
