"""Where a provider's pages and keys are: asked anew at every sign-in, so that a changed key holds at once."""

from urllib.parse import urlsplit

from accounts.oidc import http
from accounts.oidc.errors import NotSignedIn

WELL_KNOWN = "/.well-known/openid-configuration"
PLACES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Keys of other kinds are for other uses; one we cannot read must not stop the ones we can.
KINDS = ("EC", "RSA")


def provider_at(issuer: str) -> dict:
    """The provider's own description. Raises NotSignedIn when it is somebody else's, or leads to plain http."""
    found = http.get(issuer.rstrip("/") + WELL_KNOWN)
    if found.get("issuer") != issuer:
        raise NotSignedIn("wrong_issuer")
    scheme = urlsplit(issuer).scheme
    for place in PLACES:
        if urlsplit(str(found.get(place, ""))).scheme not in {"https", scheme}:
            raise NotSignedIn("answer_unreadable")
    return found


def keys_of(provider: dict) -> dict:
    """Its signing keys, as a JWKS."""
    keys = http.get(provider["jwks_uri"]).get("keys")
    if not isinstance(keys, list):
        raise NotSignedIn("answer_unreadable")
    usable = [key for key in keys if isinstance(key, dict) and key.get("kty") in KINDS and key.get("use") != "enc"]
    return {"keys": usable}
