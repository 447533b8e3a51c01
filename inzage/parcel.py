"""§ 4.2 Casusregiedossier: what is handed over, as one thing: the paper, the same for a machine, and the files.

The plain content is never on disk, so the parcel is made in memory: at most itself and one file beside it. `LARGEST`
bounds the first, what may be uploaded (`MAX_UPLOAD_MB`) the second.
"""

import io
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from inzage import portable
from inzage.bundle import Attached, Bundle
from inzage.papers import bundle as paper

PAPER, PORTABLE = "bundel.pdf", "bundel.json"
LARGEST = 256 * 1024 * 1024


class ParcelTooLarge(Exception):
    """More than is held in memory: whoever asked gets it in parts, by period."""


def packed(bundle: Bundle, municipality: str, read: Callable[[Attached], bytes]) -> bytes:
    """The ZIP. Raises NotPrintable, ParcelTooLarge, and whatever `read` raises."""
    return put_together(paper.as_pdf(bundle, municipality), portable.as_json(bundle), bundle, read)


def put_together(pdf: bytes, data: bytes, bundle: Bundle, read: Callable[[Attached], bytes]) -> bytes:
    """Of what was made before, and the files, each read when it is its turn."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        _add(archive, PAPER, pdf)
        _add(archive, PORTABLE, data)
        for name, file in bundle.files.values():
            _add(archive, name, read(file))
    return out.getvalue()


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    """Of no time and no machine: a name, and what is in it."""
    if archive.fp.tell() + len(content) > LARGEST:
        raise ParcelTooLarge
    entry = ZipInfo(name)
    entry.create_system = 0
    archive.writestr(entry, content, compress_type=ZIP_DEFLATED)
