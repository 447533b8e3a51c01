"""§ 4.2 Casusregiedossier: what is handed over, as one thing: the paper, the same for a machine, and the files.

The plain content is never on disk, so the parcel is made in memory: at most itself and one file beside it. `LARGEST`
bounds the first, what may be uploaded (`MAX_UPLOAD_MB`) the second.
"""

import io
from collections.abc import Callable, Iterable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from inzage import portable
from inzage.bundle import Attached, Bundle
from inzage.papers import bundle as paper

LETTER, PAPER, PORTABLE = "besluit.pdf", "bundel.pdf", "bundel.json"
LARGEST = 256 * 1024 * 1024


class ParcelTooLarge(Exception):
    """More than is held in memory: whoever asked gets it in parts, by period."""


def packed(
    bundle: Bundle | None, municipality: str, read: Callable[[Attached], bytes], *, letter: bytes = b""
) -> bytes:
    """The ZIP: the letter, and the bundle where there is one. Raises NotPrintable, ParcelTooLarge, and whatever `read`
    raises.
    """
    if bundle is None:
        return _zip({LETTER: letter})
    made = paper.as_pdf(bundle, municipality), portable.as_json(bundle)
    return put_together(*made, bundle, read, letter=letter)


def put_together(
    pdf: bytes, data: bytes, bundle: Bundle, read: Callable[[Attached], bytes], *, letter: bytes = b""
) -> bytes:
    """Of what was made before, and the files, each read when it is its turn."""
    first = {LETTER: letter, PAPER: pdf, PORTABLE: data}
    return _zip(first, ((name, read(file)) for name, file in bundle.files.values()))


def _zip(first: dict[str, bytes], files: Iterable[tuple[str, bytes]] = ()) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in first.items():
            if content:
                _add(archive, name, content)
        for name, content in files:
            _add(archive, name, content)
    return out.getvalue()


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    """Of no time and no machine: a name, and what is in it."""
    if archive.fp.tell() + len(content) > LARGEST:
        raise ParcelTooLarge
    entry = ZipInfo(name)
    entry.create_system = 0
    archive.writestr(entry, content, compress_type=ZIP_DEFLATED)


def names_in(parcel: bytes) -> list[str]:
    """In the order in which they were put in."""
    with ZipFile(io.BytesIO(parcel)) as archive:
        return archive.namelist()


def part_of(parcel: bytes, name: str) -> bytes:
    """One file of it, by a name that is in it."""
    with ZipFile(io.BytesIO(parcel)) as archive:
        return archive.read(name)
