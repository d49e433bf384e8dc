"""What a relay shows of itself when somebody looks at it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose the certificate is, who signed it, until when (aware UTC)."""

    subject: str
    issuer: str
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Inspection:
    """How far one came with a relay, and what was seen on the way.

    ``offers`` are the lines of EHLO as the connection begins, ``offers_encrypted`` those inside TLS. ``sign_in`` says
    how it ended, "" where nobody signs in. ``trouble`` is why mail cannot be handed over, "" if it can, with ``hint``;
    ``is_refusal`` if that is how we sign in.
    """

    place: str
    greeting: str = ""
    offers: tuple[str, ...] = ()
    tls: str = ""
    cipher: str = ""
    certificate: Certificate | None = None
    offers_encrypted: tuple[str, ...] = ()
    sign_in: str = ""
    trouble: str = ""
    hint: str = ""
    is_refusal: bool = False
