"""Pictures inside other files (a pdf, a Word document): without place, time and maker, the image byte for byte."""

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
START_OF_SCAN = 0xDA
# Exif and XMP, Photoshop, makers' own, comments; not what the image needs: JFIF, colour profile, Adobe's transform.
HIDDEN_SEGMENTS = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
HIDDEN_CHUNKS = {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME"}
AROUND_A_CHUNK = 12


def without_hidden_data(content: bytes) -> bytes:
    """A JPEG or PNG without what people do not mean to send along; anything else unchanged."""
    if content.startswith(JPEG):
        return _jpeg(content)
    return _png(content) if content.startswith(PNG) else content


def _jpeg(content: bytes) -> bytes:
    """Segments are a marker of two bytes, a length of two, and data; then comes the scan to the end."""
    kept, place = [content[:2]], 2
    while place + 4 <= len(content) and content[place] == JPEG[0] and content[place + 1] != START_OF_SCAN:
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if content[place + 1] not in HIDDEN_SEGMENTS:
            kept.append(content[place:end])
        place = end
    return b"".join([*kept, content[place:]])


def _png(content: bytes) -> bytes:
    """Chunks are a length of four bytes, a name of four, data and a checksum of four."""
    kept, place = [PNG], len(PNG)
    while place < len(content):
        end = place + AROUND_A_CHUNK + int.from_bytes(content[place : place + 4])
        if content[place + 4 : place + 8] not in HIDDEN_CHUNKS:
            kept.append(content[place:end])
        place = end
    return b"".join(kept)
