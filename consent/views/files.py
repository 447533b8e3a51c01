"""Files of this room: downloaded, and never shown as a page of this site."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from cases.uploads import ALLOWED


def as_file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def as_scan(content: bytes, content_type: str) -> HttpResponse:
    """The paper that somebody signed."""
    extension = next(name for name, kind in ALLOWED.items() if kind == content_type)
    return as_file(content, f"getekend{extension}")
