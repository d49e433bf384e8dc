"""Chooses the transport that a relay's URL asks for."""

from mailer.domain.settings import Relay
from mailer.transport.outbox import OutboxTransport
from mailer.transport.smtp import SmtpTransport


def open_transport(relay: Relay, *, sender_domain: str) -> SmtpTransport | OutboxTransport:
    """Return the transport for ``relay``: a folder for ``outbox:PATH``, else SMTP; SettingsError for any other URL."""
    if relay.url.startswith("outbox:"):
        return OutboxTransport(relay)
    return SmtpTransport(relay, sender_domain=sender_domain)
