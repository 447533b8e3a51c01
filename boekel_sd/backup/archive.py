"""The sealed files as one file. They are sealed in it as they are in their place."""

import os
import shutil
import tarfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from sealing import files


def pack(target: Path) -> None:
    """What is removed while this runs is left out: then its row is gone, or going, too."""
    root = Path(settings.FILES_DIR)
    with target.open("wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            for one in sorted(files.stored_ids()):
                path = files.path_of(one)
                with suppress(FileNotFoundError):
                    archive.add(path, arcname=path.relative_to(root))
        stream.flush()
        os.fsync(stream.fileno())


def unpack(source: Path) -> None:
    """In the place of whatever was there."""
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in root.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with tarfile.open(source) as archive:
        archive.extractall(root, filter="data")
    for folder in root.iterdir():
        folder.chmod(0o700)
    os.sync()
