"""§ 4 Betrokkenheid cliënt: while residents look along, every page but a few is closed.

Fail closed: an address that is not on the list answers with one neutral page, also one that does not exist, and nothing
that was sent there is done. tests/casework/test_table.py holds a decision for every address there is.
"""

from urllib.parse import urlsplit

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

from cases import table
from cases.access import Refused
from casework.access.table import may_be_asked

# The page of the table, what one does there, showing who one is and what one declared, signing out, and what a page is
# drawn with.
OPEN = {
    "casework:table_here",
    "casework:table_note",
    "casework:table_stop",
    "consent:handed_over",
    "casework:handed_over",
    "consent:hand_back",
    "account_login",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "oidc_reauthenticate",
    "oidc_callback",
    "secrecy",
    "account_logout",
    "session_alive",
    "thema",
    "logo",
}
# One consent or one signature under it or under the plan: only of what stands on the page of the table.
SIGNED_HERE = {
    "consent:consent_print",
    "consent:sign",
    "consent:sign_paper",
    "consent:refuse",
    "consent:hand_over",
    "casework:plan_sign",
    "casework:plan_sign_paper",
    "casework:plan_refuse",
    "casework:plan_hand_over",
    "casework:plan_print",
}
# The worker showed who they are, after somebody signed with the device in their own hands.
BACK = {"consent:hand_back"}
CLOSED = 403


class AtTable:
    """After the gate: who may open nothing any more is told so there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at_table = table.running(request)
        if request.at_table is None:
            return self.get_response(request)
        name = name_of(request.path_info)
        if name not in OPEN | SIGNED_HERE:
            return closed(request)
        response = self.get_response(request)
        return come_back(response) if name in SIGNED_HERE | BACK else response

    def process_view(self, request, view, args, kwargs):
        if request.at_table is None or request.resolver_match.view_name not in SIGNED_HERE:
            return None
        try:
            is_here = kwargs["pk"] in may_be_asked(request, request.at_table)
        except Refused as refusal:
            request.refusal = refusal
            is_here = False
        return None if is_here else closed(request)


def name_of(path: str) -> str:
    """Of the page at this address; empty where there is none, or none with a name."""
    try:
        return resolve(path).view_name or ""
    except Resolver404:
        return ""


def closed(request):
    if request.htmx:
        return HttpResponseClientRedirect(reverse("casework:table_here"))
    return render(request, "casework/table_closed.html", status=CLOSED)


def come_back(response):
    """Where a page sends on to one that is closed here, one comes back to the table."""
    if response.status_code == HttpResponseRedirect.status_code and name_of(urlsplit(response.url).path) not in OPEN:
        response["Location"] = reverse("casework:table_here")
    return response
