"""§ 4.2 Casusregiedossier: an answer on its way to a browser: under a neutral name, kept nowhere on the way."""

import mimetypes

from django.http import HttpResponse

ANSWER = "antwoord.zip"


def as_download(content: bytes, name: str = ANSWER) -> HttpResponse:
    """`name`: one of our own making."""
    response = HttpResponse(content, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
