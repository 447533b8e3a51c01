"""The municipality's colour and logo, from settings, at addresses of their own: the content policy forbids style in
the page.

One colour is asked; every shade derives from it in theme.css. A colour that cannot be read on white is refused when
the site starts, not discovered by a worker.
"""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.checks import Error, register
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

DEFAULT_ACCENT = "#14596b"
# WCAG 2.2, 1.4.3 asks 4.5 of text; the accent must also reach that on its own tint, which costs about a seventh.
READABLE = 5.25
# sRGB is a straight line near black and a curve above this.
STRAIGHT_UP_TO = 0.04045
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of "#rrggbb", from 0 for black to 1 for white."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= STRAIGHT_UP_TO else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_on_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def accent() -> str:
    return getattr(settings, "MUNICIPALITY_ACCENT", "") or DEFAULT_ACCENT


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def stylesheet(request):
    return HttpResponse(f":root {{ --accent: {accent()}; }}\n", content_type="text/css; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def logo(request):
    """The file that MUNICIPALITY_LOGO names; 404 where none is set."""
    path = Path(settings.MUNICIPALITY_LOGO)
    if path.suffix not in LOGO_TYPES or not path.is_file():
        raise Http404("geen logo")
    return FileResponse(path.open("rb"), content_type=LOGO_TYPES[path.suffix])


@register()
def accent_is_readable(app_configs, **kwargs):
    colour = accent()
    if not HEX_COLOUR.fullmatch(colour):
        return [Error(f"MUNICIPALITY_ACCENT is {colour!r}; write it as #rrggbb.", id="boekel_sd.E010")]
    if contrast_on_white(colour) < READABLE:
        return [Error(f"MUNICIPALITY_ACCENT {colour} is too light to read on white.", id="boekel_sd.E011")]
    return []


@register()
def logo_is_there(app_configs, **kwargs):
    path = Path(settings.MUNICIPALITY_LOGO)
    if settings.MUNICIPALITY_LOGO and (path.suffix not in LOGO_TYPES or not path.is_file()):
        return [Error(f"MUNICIPALITY_LOGO {path} is not an .svg or .png file.", id="boekel_sd.E012")]
    return []
