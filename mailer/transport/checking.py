"""Looking at a relay: what it says, offers and shows, without handing it any mail."""

import asyncio
import contextlib
import ssl
from dataclasses import replace
from datetime import UTC, datetime

from mailer.domain.inspection import Certificate, Inspection
from mailer.domain.settings import SignIn
from mailer.errors import RelayUnavailable
from mailer.transport.connection import Connection
from mailer.transport.envelope import Features
from mailer.transport.way import Way, connect, tls_context


def inspect(way: Way) -> Inspection:
    """Return what is seen of the relay; what stands in the way of handing over mail is its ``trouble``."""
    return asyncio.run(_inspect(way))


async def _inspect(way: Way) -> Inspection:
    seen = await _first_look(way)
    try:
        return await _second_look(way, seen)
    except RelayUnavailable as error:
        if error.is_refusal:  # all but the sign-in may still be worth seeing; the password is tried once
            stranger = replace(way, relay=replace(way.relay, username="", password=""))
            with contextlib.suppress(RelayUnavailable):
                seen = await _second_look(stranger, seen)
        refused = "refused" if error.is_refusal else ""
        return replace(seen, sign_in=refused, trouble=error.message, hint=error.hint, is_refusal=error.is_refusal)


async def _first_look(way: Way) -> Inspection:
    """Return greeting and offers as the connection begins; where there is none, the second look says why."""
    context = tls_context(way.relay) if way.is_tls_at_once else None
    seen = Inspection(way.place)
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        async with asyncio.timeout(way.timeouts.connect):
            _, connection = await loop.create_connection(
                lambda: Connection(way.timeouts), way.host, way.port, ssl=context
            )
        try:
            seen = replace(seen, greeting=_text(await connection.reply(way.timeouts.greeting)))
            seen = replace(seen, offers=await _offers(way, connection))
        finally:
            await _leave(way, connection)
    return seen


async def _second_look(way: Way, seen: Inspection) -> Inspection:
    """Return what is seen from a connection that takes mail."""
    connection, features = await connect(way)
    try:
        seen = replace(seen, sign_in=_signed_in(way, features))
        security = connection.security
        if security is None:
            return seen
        cipher = security.cipher()
        return replace(
            seen,
            tls=security.version() or "",
            cipher=cipher[0] if cipher else "",
            certificate=_certificate(security),
            offers_encrypted=await _offers(way, connection),
        )
    finally:
        await _leave(way, connection)


async def _offers(way: Way, connection: Connection) -> tuple[str, ...]:
    with contextlib.suppress(OSError):
        reply = await connection.ask(f"EHLO {way.ehlo_name}".encode())
        if reply.startswith(b"250"):
            return tuple(line[4:].decode("ascii", "replace").strip() for line in reply.split(b"\n")[1:])
    return ()


async def _leave(way: Way, connection: Connection) -> None:
    connection.leave()
    await asyncio.wait([connection.closed], timeout=way.timeouts.quit)
    connection.abort("the look at the relay is over")


def _signed_in(way: Way, features: Features) -> str:
    if not way.relay.username:
        return ""
    with_password = "PLAIN" if "PLAIN" in features.sign_in else "LOGIN"
    way_in = with_password if way.relay.auth is SignIn.PASSWORD else way.relay.auth.upper()
    return f"signed in as {way.relay.username} ({way_in})"


def _certificate(security: ssl.SSLObject) -> Certificate | None:
    found = security.getpeercert()
    if not found:
        return None
    names = [name for kind, name in _pairs(found.get("subjectAltName")) if kind in {"DNS", "IP Address"}]
    return Certificate(
        subject=", ".join(names) or _told(found.get("subject")),
        issuer=_told(found.get("issuer")),
        not_after=datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC),
    )


def _told(name: object) -> str:
    """Return the parts of a distinguished name that say who it is."""
    parts = dict(pair for part in name for pair in _pairs(part)) if isinstance(name, tuple) else {}
    wanted = (parts.get("organizationName"), parts.get("commonName") or parts.get("organizationalUnitName"))
    return ", ".join(filter(None, wanted))


def _pairs(found: object) -> list[tuple[str, str]]:
    pairs = found if isinstance(found, tuple) else ()
    return [(str(pair[0]), str(pair[1])) for pair in pairs]


def _text(reply: bytes) -> str:
    return " ".join(line[4:].decode("utf-8", "replace").strip() for line in reply.split(b"\n"))
