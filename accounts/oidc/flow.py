"""There and back: authorization code with PKCE, state and nonce, and our own signature in place of a password."""

from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.urls import reverse

from accounts.oidc import discovery, pending, tokens
from accounts.oidc.errors import NotSignedIn

# What a provider calls it when somebody pressed "cancel"; any other word of its becomes one code of ours.
CANCELLED = "access_denied"


def begin(request, client, *, doing: str, then: str, **more: str) -> str:
    """The provider's page to send the browser to. Raises ProviderDown, NotSignedIn. Asks the provider: no transaction.

    `more`: what else to ask for, such as prompt="login".
    """
    provider = discovery.provider_at(client.issuer)
    begun = pending.begin(request, client, doing=doing, then=then)
    question = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": _redirect_uri(request, client),
        "scope": client.scope,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": create_s256_code_challenge(begun.verifier),
        "code_challenge_method": "S256",
        **({"acr_values": " ".join(client.acr_values)} if client.acr_values else {}),
        **more,
    }
    page = provider["authorization_endpoint"]
    return f"{page}{'&' if '?' in page else '?'}{urlencode(question)}"


def finish(request, client) -> tuple[dict, pending.Pending]:
    """Who came back, as claims, and what they began. Raises ProviderDown, NotSignedIn. No transaction, as `begin`."""
    begun = pending.take(request, client)
    provider = discovery.provider_at(client.issuer)
    _refuse_another_provider(request, provider)
    code = _code(request)
    uri = _redirect_uri(request, client)
    answer = tokens.exchange(client, provider, code=code, verifier=begun.verifier, redirect_uri=uri)
    claims = tokens.claims_in(answer, client, discovery.keys_of(provider), nonce=begun.nonce, now=request.now)
    return claims, begun


def _refuse_another_provider(request, provider):
    """RFC 9207: the answer says who gave it, where the provider promised that it would."""
    said = request.GET.get("iss")
    promised = provider.get("authorization_response_iss_parameter_supported") is True
    if (said or promised) and said != provider["issuer"]:
        raise NotSignedIn("wrong_issuer")


def _code(request) -> str:
    if "error" in request.GET:
        raise NotSignedIn("cancelled" if request.GET["error"] == CANCELLED else "refused_by_provider")
    code = request.GET.get("code", "")
    if not code:
        raise NotSignedIn("no_code")
    return code


def _redirect_uri(request, client) -> str:
    return request.build_absolute_uri(reverse(client.callback))
