"""Somebody was sent from a page of a room above to change one record: what they come for stands with it in the history,
and then they go back. Signed by us, so no address can send anybody elsewhere or put words in the history.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core import signing

# In the address of the page on which something is changed.
PARAMETER = "voor"
SALT = "cases.errands"
# As long as a column of the history.
LONGEST = 100


@dataclass(frozen=True)
class Errand:
    """`why`: a code, such as the number of a request, for the history is not sealed; `to`: where they go back to."""

    why: str
    to: str


def address(page: str, errand: Errand) -> str:
    """Of this page, for who comes to it for this."""
    signed = signing.dumps({"why": errand.why, "to": errand.to}, salt=SALT)
    return f"{page}?{urlencode({PARAMETER: signed})}"


def errand_of(request) -> Errand | None:
    """What they come for; None for who just came by, or with an address that we did not make."""
    try:
        said = signing.loads(request.GET.get(PARAMETER, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return Errand(said["why"][:LONGEST], said["to"])
