"""Hands messages to an SMTP relay."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mailer.domain.settings import Relay, SignIn
from mailer.errors import SettingsError
from mailer.transport.place import read_place
from mailer.transport.session import SmtpSession
from mailer.transport.timeouts import Timeouts
from mailer.transport.tokens import Tokens
from mailer.transport.tray import Journal
from mailer.transport.way import Way

if TYPE_CHECKING:
    from mailer.domain.inspection import Inspection


class SmtpTransport:
    """Hands messages to one relay over SMTP; SettingsError where the settings leave no safe way to it.

    ``sender_domain`` is the EHLO name unless the relay's settings name another (RFC 5321 4.1.4).
    ``trusts_loopback=False`` asks for encryption even on this machine. ``read_secret`` looks up where ``relay.token``
    points to, whole, or raises ValueError with a sentence.
    """

    is_rehearsal = False

    def __init__(
        self,
        relay: Relay,
        *,
        sender_domain: str,
        read_secret: Callable[[str], str] | None = None,
        timeouts: Timeouts | None = None,
        trusts_loopback: bool = True,
    ) -> None:
        place = read_place(relay)
        self._way = Way(
            relay=relay,
            host=place.host,
            port=place.port,
            is_tls_at_once=place.is_tls_at_once,
            ehlo_name=_ehlo_name(relay, sender_domain),
            timeouts=timeouts or Timeouts(),
            trusts_loopback=trusts_loopback,
            tokens=Tokens(relay.token, read_secret) if relay.token and read_secret else None,
        )
        if relay.username and relay.tls == "none" and not (place.is_tls_at_once or self._way.is_local):
            secret = "password" if relay.auth is SignIn.PASSWORD else "token"
            raise SettingsError(
                f"The {secret} for {place.host} would travel unencrypted",
                hint=f'Remove tls = "none" from relays.{relay.name}, or its username and {secret}',
            )

    @property
    def relay(self) -> str:
        """Return the relay's name in the settings."""
        return self._way.relay.name

    def inspect(self) -> "Inspection":
        """Return what the relay shows of itself; nothing is sent."""
        from mailer.transport.checking import inspect

        return inspect(self._way)

    def open(self, journal: Journal) -> SmtpSession:
        """Return a session with at least one connection standing; RelayUnavailable if there can be none."""
        session = SmtpSession(self._way, journal)
        session.start()
        return session


def _ehlo_name(relay: Relay, sender_domain: str) -> str:
    name = relay.ehlo_name or sender_domain
    if not name or not name.isascii() or not name.isprintable() or " " in name:
        raise SettingsError(
            f"{name!r} cannot be the name that we give the relay",
            hint=f"Set relays.{relay.name}.ehlo_name to the full domain name of this machine",
        )
    return name
