"""The certificate and private key that PDFs are sealed with: PEM in, one pair out. No database and no settings here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

SMALLEST_KEY = 3072
# Of a seal that proves nothing to anybody: it need never be renewed.
DEMO_NAME = "Demozegel, zonder waarde"
DEMO_FROM, DEMO_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
USES = dict.fromkeys(
    (
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


class UnfitSeal(Exception):
    """The certificate or the key cannot be used; the message says why, and holds nothing of the key."""


@dataclass(frozen=True)
class Pair:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


@lru_cache(maxsize=2)
def pair(certificate_pem: str, key_pem: str) -> Pair:
    """Raises UnfitSeal. RSA alone: whoever has an ECDSA signature can make a second one of it that is valid as well."""
    try:
        certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
        key = serialization.load_pem_private_key(key_pem.encode(), password=None)
    except (ValueError, TypeError):
        raise UnfitSeal("not a certificate and a private key without password, both in PEM") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise UnfitSeal(f"not an RSA key of at least {SMALLEST_KEY} bits")
    if key.public_key() != certificate.public_key():
        raise UnfitSeal("the key does not belong to the certificate")
    if not may_sign(certificate):
        raise UnfitSeal("the certificate is not for signing (keyUsage nonRepudiation)")
    return Pair(certificate, key)


def may_sign(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    except x509.ExtensionNotFound:
        return False


def why_unfit(certificate_pem: str, key_pem: str) -> str:
    """Empty when the pair can seal."""
    try:
        pair(certificate_pem, key_pem)
    except UnfitSeal as reason:
        return str(reason)
    return ""


def new(name: str = DEMO_NAME, *, begins: datetime = DEMO_FROM, ends: datetime = DEMO_UNTIL) -> str:
    """A new key and a certificate that it signed itself, as one PEM text."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=SMALLEST_KEY)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number(), begins, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **USES), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + certificate.public_bytes(serialization.Encoding.PEM)).decode()
