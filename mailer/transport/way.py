"""The way to a relay: from its settings to a connection that takes mail.

Greeting, EHLO, STARTTLS, EHLO again, AUTH (RFC 5321 3.1, RFC 3207, RFC 4954, RFC 8314).
"""

import asyncio
import ssl
from dataclasses import dataclass, replace
from pathlib import Path

from mailer.domain.host import is_loopback, is_number
from mailer.domain.settings import Relay
from mailer.errors import SettingsError
from mailer.transport import troubles
from mailer.transport.connection import Connection
from mailer.transport.envelope import Features, read_features
from mailer.transport.sign_in import sign_in
from mailer.transport.timeouts import Timeouts
from mailer.transport.tokens import Tokens
from mailer.transport.wire import read_reply

_READY = 220
_CLOSING = 421
#: How long one address of a host may take until the next one is tried beside it (RFC 8305 5).
_NEXT_ADDRESS_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Way:
    """Where the relay is and how it is spoken to. ``trusts_loopback``: nothing can listen between us and ourselves.

    ``tokens`` is where access tokens come from, if signing in takes one.
    """

    relay: Relay
    host: str
    port: int
    is_tls_at_once: bool
    ehlo_name: str
    timeouts: Timeouts
    trusts_loopback: bool = True
    tokens: Tokens | None = None

    @property
    def place(self) -> str:
        """Return host and port for messages to a person."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Return whether what is written stays on this machine."""
        return self.trusts_loopback and is_loopback(self.host)


def tls_context(relay: Relay) -> ssl.SSLContext:
    """Return TLS 1.2 or later with certificate and host name verified; SettingsError if ``ca_file`` cannot be used."""
    try:
        context = ssl.create_default_context(cafile=str(Path(relay.ca_file)) if relay.ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(
            f"The CA file {relay.ca_file} cannot be used ({getattr(error, 'strerror', None) or error})",
            hint=f"Check relays.{relay.name}.ca_file: a file with certificates in PEM form",
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def connect(way: Way) -> tuple[Connection, Features]:
    """Return a connection that takes mail, and what the relay offers on it; RelayUnavailable with the reason if not."""
    connection = await _reach(way)
    try:
        return connection, await _introduce(way, connection)
    except BaseException:
        connection.abort("setting up the connection failed")
        await asyncio.wait([connection.closed], timeout=way.timeouts.quit)
        raise


async def _reach(way: Way) -> Connection:
    loop = asyncio.get_running_loop()
    delay = None if is_number(way.host) else _NEXT_ADDRESS_SECONDS  # one address has nobody to race, and no garbage
    try:
        async with asyncio.timeout(way.timeouts.connect):
            _, connection = await loop.create_connection(
                lambda: Connection(way.timeouts), way.host, way.port, happy_eyeballs_delay=delay
            )
    except OSError as error:
        raise troubles.unreachable(way.relay, way.place, error) from error
    return connection


async def _introduce(way: Way, connection: Connection) -> Features:
    if way.is_tls_at_once:
        await _encrypt(way, connection)
    with troubles.during(way.relay, way.place, "the greeting"):
        greeting = read_reply(await connection.reply(way.timeouts.greeting))
    if greeting.code != _READY:
        raise troubles.bad_greeting(way.relay, way.place, greeting)
    features = await _greet(way, connection)
    is_encrypted = way.is_tls_at_once
    if _wants_starttls(way, features):
        await _start_tls(way, connection, features)
        features = await _greet(way, connection)
        is_encrypted = True
    if way.relay.username:
        if not (is_encrypted or way.is_local):
            raise troubles.cannot_sign_in(way.relay, way.place, "the password or token would travel unencrypted")
        await sign_in(way.relay, way.place, connection, features, tokens=way.tokens)
    return features


async def _greet(way: Way, connection: Connection) -> Features:
    """Return what the relay offers now; whatever it offered before is forgotten (RFC 3207 4.2)."""
    with troubles.during(way.relay, way.place, "EHLO"):
        raw = await connection.ask(f"EHLO {way.ehlo_name}".encode())
        reply = read_reply(raw)
        if not reply.is_positive and reply.code != _CLOSING:
            raw = await connection.ask(f"HELO {way.ehlo_name}".encode())
            reply, raw = read_reply(raw), raw.split(b"\n")[0]
    if not reply.is_positive:
        raise troubles.refused(way.relay, way.place, f"EHLO {way.ehlo_name}", reply)
    return _wanted(read_features(raw), way.relay)


def _wanted(offered: Features, relay: Relay) -> Features:
    """Return what of the relay's offers the settings let us use."""
    return replace(offered, chunking=offered.chunking and relay.chunking, dsn=offered.dsn and relay.dsn)


def _wants_starttls(way: Way, features: Features) -> bool:
    """Return whether to encrypt: always, but at home only where asked for or needed to sign in."""
    if way.is_tls_at_once or way.relay.tls == "none":
        return False
    if not way.is_local:
        return True
    return features.starttls and bool(way.relay.ca_file or (way.relay.username and not features.sign_in))


async def _start_tls(way: Way, connection: Connection, features: Features) -> None:
    if not features.starttls:
        raise troubles.no_starttls(way.relay, way.place)
    with troubles.during(way.relay, way.place, "STARTTLS"):
        reply = read_reply(await connection.ask(b"STARTTLS"))
    if reply.code != _READY:
        raise troubles.refused(way.relay, way.place, "STARTTLS", reply)
    await _encrypt(way, connection)


async def _encrypt(way: Way, connection: Connection) -> None:
    context = tls_context(way.relay)
    try:
        await connection.encrypt(context, way.host)
    except (OSError, ssl.CertificateError) as error:
        raise troubles.insecure(way.relay, way.place, error) from error
