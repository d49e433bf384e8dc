"""Our own DKIM signature, for relays that make none (RFC 6376): rsa-sha256, relaxed/relaxed.

Nothing here knows how a body is made canonical: it comes as a digest (see ``canonical``).
"""

from binascii import b2a_base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from mailer.content.mail import mime
from mailer.content.mail.canonical import canonical_fields
from mailer.domain.settings import Dkim, DkimProfile
from mailer.errors import SettingsError

#: Fields that are signed and named once more than they are there, so that none can be added (RFC 6376 8.15).
_SEALED = (
    "from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "mime-version", "content-type",
    "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip

#: Fields that are signed where they are.
_COVERED = frozenset(
    {*_SEALED, "in-reply-to", "references", "content-language", "list-id", "list-post", "feedback-id", "auto-submitted"}
)

#: Fields that the relay puts its own in place of, by profile.
_REPLACED = {DkimProfile.STANDARD: frozenset[str](), DkimProfile.SES: frozenset({"message-id", "date"})}

_LINE = 76
_SHORTEST_KEY = 1024


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs messages; ``sign`` returns the RSA signature of the SHA-256 of what it is given."""

    dkim: Dkim
    sign: Callable[[bytes], bytes]

    def field(self, block: bytes, body_digest: bytes, at: datetime) -> bytes:
        """Return the DKIM-Signature field for a whole header block and the digest of the canonical body."""
        left_out = _REPLACED[self.dkim.profile]
        covered = [field for field in canonical_fields(block) if field[0] in _COVERED and field[0] not in left_out]
        names = [*(name for name, _ in covered), *(name for name in _SEALED if name not in left_out)]
        unsigned = (
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; t={int(at.timestamp())};\r\n"
            f" d={self.dkim.domain};\r\n s={self.dkim.selector};\r\n"
            f"{_folded_names(names)};\r\n"
            f" bh={b2a_base64(body_digest, newline=False).decode()};\r\n b="
        ).encode()
        signed = b"\r\n".join(form for _, form in (*covered, *canonical_fields(unsigned)))
        return unsigned + b"\r\n " + mime.base64_lines(self.sign(signed)).replace(b"\r\n", b"\r\n ") + b"\r\n"


def open_signer(dkim: Dkim, pem: str) -> Signer:
    """Return the signer with this private key; SettingsError if it is none that receivers take, or cannot be used."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise SettingsError(
            "a DKIM signature needs the Python package cryptography, which is not installed",
            hint="Install it: pip install cryptography, or take the table dkim out of the relay's settings",
        ) from None
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError:
        raise _unusable("is encrypted with a passphrase", hint="Store it without one, readable for you alone") from None
    except (ValueError, UnsupportedAlgorithm):  # not chained: nothing of a key is ever shown
        raise _unusable("cannot be read as a private key in PEM") from None
    if not isinstance(key, RSAPrivateKey):
        raise _unusable("is no RSA key, and not every receiver knows another kind")
    if key.key_size < _SHORTEST_KEY:
        raise _unusable(f"has {key.key_size} bits: receivers take no signature of fewer than {_SHORTEST_KEY}")
    return Signer(dkim, partial(key.sign, padding=PKCS1v15(), algorithm=SHA256()))


def _unusable(why: str, *, hint: str = "Make one: openssl genrsa -out dkim.pem 2048") -> SettingsError:
    return SettingsError(f"the DKIM key {why}", hint=hint)


def _folded_names(names: Iterable[str]) -> str:
    """Return the tag h=, on lines of its own that break after colons."""
    lines = [" h="]
    for name in names:
        if len(lines[-1]) + len(name) >= _LINE:
            lines.append(" ")
        lines[-1] += f"{name}:"
    return "\r\n".join(lines).removesuffix(":")
