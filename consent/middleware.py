"""Who signs on a worker's device sees that one document, whatever address is asked for."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from consent import handover

# Beside the document: the ways for the worker to show who they are, signing out, and what a page is drawn with.
OPEN = (
    "consent:hand_back",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "oidc_reauthenticate",
    "oidc_callback",
    "account_logout",
    "thema",
    "logo",
)


class OneDocument:
    """Before the gate: an address that does not exist is no way out either."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        running = handover.running(request)
        if running is None or request.path_info in map(reverse, (running.page, *OPEN)):
            return self.get_response(request)
        to = reverse(running.page)
        return HttpResponseClientRedirect(to) if request.htmx else HttpResponseRedirect(to)
