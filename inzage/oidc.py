"""§ 1.4 Uitzonderingen BSN: what DigiD tells through a broker, turned into an index before anything else happens."""

from django.conf import settings

from accounts.oidc.client import Client
from accounts.oidc.errors import NotSignedIn
from cases.bsn import is_valid
from sealing.index import bsn_index

NAME = "resident"


class TooLow(NotSignedIn):
    """They are who they say, but it was not checked well enough for what is shown here."""

    def __init__(self):
        super().__init__("too_low_loa")


def client() -> Client | None:
    """None where no broker is configured: then the portal has no way in."""
    if not settings.RESIDENT_OIDC_ISSUER:
        return None
    return Client(
        name=NAME,
        issuer=settings.RESIDENT_OIDC_ISSUER,
        client_id=settings.RESIDENT_OIDC_CLIENT_ID,
        key=settings.RESIDENT_OIDC_KEY,
        callback="inzage:callback",
        claims=frozenset({settings.RESIDENT_OIDC_BSN_CLAIM, settings.RESIDENT_OIDC_LOA_CLAIM}),
        scope=settings.RESIDENT_OIDC_SCOPE,
        acr_values=tuple(settings.RESIDENT_OIDC_LOA),
    )


def index_in(claims: dict) -> bytes:
    """The index of whoever this is. Raises TooLow, or NotSignedIn where there is no number or none that can be."""
    if claims.get(settings.RESIDENT_OIDC_LOA_CLAIM) not in settings.RESIDENT_OIDC_LOA:
        raise TooLow
    bsn = claims.get(settings.RESIDENT_OIDC_BSN_CLAIM)
    if not isinstance(bsn, str) or not is_valid(bsn):
        raise NotSignedIn("wrong_bsn" if bsn else "no_bsn")
    return bsn_index(bsn)
