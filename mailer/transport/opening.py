"""Chooses the transport that a relay's URL asks for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mailer.domain.settings import Relay
from mailer.transport.smtp import SmtpTransport

if TYPE_CHECKING:
    from mailer.transport.outbox import OutboxTransport


def open_transport(
    relay: Relay, *, sender_domain: str, read_secret: Callable[[str], str] | None = None
) -> "SmtpTransport | OutboxTransport":
    """Return the transport for ``relay``: a folder for ``outbox:PATH``, else SMTP; SettingsError for any other URL.

    ``read_secret`` looks up access tokens, as ``SmtpTransport`` tells.
    """
    if relay.url.startswith("outbox:"):
        from mailer.transport.outbox import OutboxTransport

        return OutboxTransport(relay)
    return SmtpTransport(relay, sender_domain=sender_domain, read_secret=read_secret)
