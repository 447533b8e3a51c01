"""The button that leaves at once, also where no script runs: a form whose answer leads to another site."""

from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponseRedirect

# Nothing of this visit is left in the browser: no page, no cookie, nothing that was kept.
FORGET = '"cache", "cookies", "storage"'


def allow(response):
    """On every page of the portal, one that failed too; elsewhere the content policy keeps forms at home."""
    elsewhere = urlsplit(settings.QUICK_EXIT_URL)
    return csp_update({"form-action": [f"{elsewhere.scheme}://{elsewhere.netloc}"]})(lambda: response)()


def away():
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL)
    response.headers["Clear-Site-Data"] = FORGET
    return response
