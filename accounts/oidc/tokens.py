"""Changing a code for an ID token, and believing that token: only after all of this."""

from authlib.oauth2.rfc7523 import private_key_jwt_sign
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from accounts.oidc import http
from accounts.oidc.client import algorithm_of, signing_key
from accounts.oidc.errors import NotSignedIn

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Nothing symmetric and nothing unsigned: a public key is no secret.
ALGORITHMS = ("ES256", "PS256", "RS256")
# Seconds two clocks may differ, and seconds our own signature lives.
LEEWAY, OUR_WORD_LASTS = 60, 60


def exchange(client, provider: dict, *, code: str, verifier: str, redirect_uri: str) -> dict:
    """The provider's answer to the code. Raises NotSignedIn."""
    key = signing_key(client.key)
    endpoint = provider["token_endpoint"]
    our_word = private_key_jwt_sign(
        key,
        client.client_id,
        endpoint,
        alg=algorithm_of(key),
        header={"kid": key.thumbprint()},
        expires_in=OUR_WORD_LASTS,
    )
    return http.post(
        endpoint,
        grant_type="authorization_code",
        code=code,
        code_verifier=verifier,
        redirect_uri=redirect_uri,
        client_id=client.client_id,
        client_assertion_type=ASSERTION,
        client_assertion=our_word,
    )


def claims_in(answer: dict, client, keys: dict, *, nonce: str, now) -> dict:
    """Those claims of the ID token that we want to know, after every check. Raises NotSignedIn."""
    raw = answer.get("id_token")
    if not isinstance(raw, str):
        raise NotSignedIn("no_token")
    token = _signed(raw, keys)
    expected = {"iss": {"value": client.issuer}, "aud": {"value": client.client_id}}
    params = {"nonce": nonce, "client_id": client.client_id, "access_token": answer.get("access_token")}
    try:
        CodeIDToken(token.claims, token.header, expected, params).validate(int(now.timestamp()), LEEWAY)
    except ClaimError as error:
        raise NotSignedIn(_code(error)) from None
    return {name: value for name, value in token.claims.items() if name in client.claims}


def _signed(raw: str, keys: dict):
    try:
        return jwt.decode(raw, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        raise NotSignedIn("wrong_signature") from None


def _code(error: ClaimError) -> str:
    """ "wrong_nonce", "missing_exp": the names come from the library, never from the token."""
    if isinstance(error, ExpiredTokenError):
        return "expired"
    return f"{'missing' if isinstance(error, MissingClaimError) else 'wrong'}_{error.claim}"
