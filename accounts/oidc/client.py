"""Who we are to a provider: our number there, our key, and what we want to know of somebody."""

from dataclasses import dataclass

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

ALGORITHMS = {"EC": "ES256", "RSA": "RS256"}


class BadKey(ValueError):
    """The configured key is none we can sign with. The message says what it should be, never what it is."""


@dataclass(frozen=True)
class Client:
    """`name` is ours; `claims` are all that is kept of an ID token; `callback` is the view that gets the answer."""

    name: str
    issuer: str
    client_id: str
    key: str
    callback: str
    claims: frozenset[str]
    scope: str = "openid"
    acr_values: tuple[str, ...] = ()


def signing_key(pem: str):
    """Our private key. Raises BadKey for anything but P-256 or RSA in PEM."""
    for kind in (ECKey, RSAKey):
        try:
            key = kind.import_key(pem)
        except (JoseError, ValueError):
            continue
        if key.is_private and (kind is RSAKey or key.curve_name == "P-256"):
            return key
    raise BadKey("The key must be a private one in PEM: P-256 or RSA.")


def can_sign(pem: str) -> bool:
    try:
        signing_key(pem)
    except BadKey:
        return False
    return True


def new_key() -> str:
    """A private key in PEM, for who has none yet."""
    return ECKey.generate_key("P-256").as_pem(private=True).decode()


def algorithm_of(key) -> str:
    return ALGORITHMS[key.key_type]


def public_keys(*pems: str) -> dict:
    """What to give the provider: the public halves as a JWKS. The first one signs; a second is the next one."""
    keys = [signing_key(pem) for pem in pems]
    return KeySet([_for_signing(key) for key in keys]).as_dict(private=False)


def _for_signing(key):
    facts = {"use": "sig", "alg": algorithm_of(key), "kid": key.thumbprint()}
    return type(key).import_key(key.as_dict(private=False) | facts)
