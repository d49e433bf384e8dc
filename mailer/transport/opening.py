"""Chooses the transport that a relay's URL asks for."""

from collections.abc import Callable

from mailer.domain.settings import Relay
from mailer.transport.outbox import OutboxTransport
from mailer.transport.smtp import SmtpTransport


def open_transport(
    relay: Relay, *, sender_domain: str, read_secret: Callable[[str], str] | None = None
) -> SmtpTransport | OutboxTransport:
    """Return the transport for ``relay``: a folder for ``outbox:PATH``, else SMTP; SettingsError for any other URL.

    ``read_secret`` looks up access tokens, as ``SmtpTransport`` tells.
    """
    if relay.url.startswith("outbox:"):
        return OutboxTransport(relay)
    return SmtpTransport(relay, sender_domain=sender_domain, read_secret=read_secret)
