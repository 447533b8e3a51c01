"""§ 4.2 Casusregiedossier: an answer on its way to a browser: under a neutral name, kept nowhere on the way."""

from django.http import HttpResponse


def as_download(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="antwoord.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response
