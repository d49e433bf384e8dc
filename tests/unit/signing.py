"""A key to sign with, and DKIM's verdict on what was signed: that of dkimpy, with the public key in place of DNS."""

from base64 import b64encode
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mailer.content.mail.dkim import Signer, open_signer
from mailer.domain.settings import Dkim, DkimProfile

DOMAIN, SELECTOR = "example.org", "press2026"
_NAME = f"{SELECTOR}._domainkey.{DOMAIN}."


@cache
def key() -> RSAPrivateKey:
    """Return a private key: the same all through the tests."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def pem(private: RSAPrivateKey | None = None) -> str:
    """Return the private key as it stands in a file."""
    return (private or key()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def record() -> bytes:
    """Return the TXT record of the public key."""
    public = key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + b64encode(public)


@cache
def signer(profile: DkimProfile = DkimProfile.STANDARD) -> Signer:
    """Return a signer for the tests' domain."""
    return open_signer(Dkim(DOMAIN, SELECTOR, "file:dkim.pem", profile), pem())


def is_verified(message: bytes) -> bool:
    """Return whether dkimpy finds the first signature of ``message`` right."""
    return bool(dkim.verify(message, dnsfunc=_looked_up))


def tags(message: bytes) -> dict[str, str]:
    """Return the tags of the signature that ``message`` begins with, without the blanks in their values."""
    field, value = dkim.rfc822_parse(message)[0][0]
    assert field == b"DKIM-Signature"
    pairs = (tag.partition("=") for tag in value.decode().split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in pairs}


def _looked_up(name: bytes, timeout: int = 5) -> bytes:
    assert timeout
    return record() if name.decode() == _NAME else b""
