"""Signing in: with a password (PLAIN, LOGIN) or with an access token (XOAUTH2, OAUTHBEARER)."""

import asyncio
import base64
import json

from mailer.domain.reply import Reply
from mailer.domain.settings import Relay, SignIn
from mailer.transport import troubles
from mailer.transport.connection import Connection
from mailer.transport.envelope import Features
from mailer.transport.tokens import Tokens
from mailer.transport.wire import read_reply

_CONTINUE = 334
#: What ends a sign-in that has failed: nothing, or a lone 0x01 (RFC 7628 3.2.3).
_LAST_WORDS = {SignIn.XOAUTH2: b"", SignIn.OAUTHBEARER: base64.b64encode(b"\1")}
_LONGEST_STATUS = 60


async def sign_in(
    relay: Relay, place: str, connection: Connection, features: Features, *, tokens: Tokens | None
) -> None:
    """Return when the relay has let us in; RelayUnavailable, without a word of the secret, if it does not."""
    if relay.auth is SignIn.PASSWORD:
        await _with_password(relay, place, connection, features)
    elif relay.auth.upper() not in features.sign_in:
        raise troubles.cannot_sign_in(relay, place, f"it does not offer {relay.auth.upper()}")
    elif tokens is None:
        raise troubles.cannot_sign_in(relay, place, "nobody has said where the token comes from")
    else:
        await _with_token(relay, place, tokens, connection)


async def _with_password(relay: Relay, place: str, connection: Connection, features: Features) -> None:
    with troubles.during(relay, place, "signing in"):
        if "PLAIN" in features.sign_in:
            reply = await _plain(relay, connection)
        elif "LOGIN" in features.sign_in:
            reply = await _login(relay, connection)
        else:
            raise troubles.cannot_sign_in(relay, place, _without_passwords(relay, features))
    if not reply.is_positive:
        raise troubles.not_signed_in(relay, place, reply)


def _without_passwords(relay: Relay, features: Features) -> str:
    why = "it offers neither PLAIN nor LOGIN"
    other = next((kind for kind in _LAST_WORDS if kind.upper() in features.sign_in), None)
    return f'{why}, but tokens: set relays.{relay.name}.auth = "{other}"' if other else why


async def _plain(relay: Relay, connection: Connection) -> Reply:
    """Return the answer to user name and password in one line (RFC 4616)."""
    secret = _encoded(f"\0{relay.username}\0{relay.password}")
    return _heard(await connection.ask(b"AUTH PLAIN " + secret), secret, relay.password.encode())


async def _login(relay: Relay, connection: Connection) -> Reply:
    """Return the answer to user name and password, each asked for in turn."""
    reply = read_reply(await connection.ask(b"AUTH LOGIN"))
    for answer in (relay.username, relay.password):
        if reply.code != _CONTINUE:
            return reply
        secret = _encoded(answer)
        reply = _heard(await connection.ask(secret), secret, relay.password.encode())
    return reply


async def _with_token(relay: Relay, place: str, tokens: Tokens, connection: Connection) -> None:
    try:
        token = await asyncio.to_thread(tokens.current)
    except ValueError as error:
        raise troubles.no_token(relay, place, str(error)) from None
    secret = _encoded(_bearer(relay, place, token))
    status = ""
    with troubles.during(relay, place, "signing in"):
        raw = await connection.ask(f"AUTH {relay.auth.upper()} ".encode() + secret)
        if raw[:3] == b"334":  # a challenge that says why not; the refusal comes when it was acknowledged
            status = _status(raw[4:])
            raw = await connection.ask(_LAST_WORDS[relay.auth])
    reply = _heard(raw, secret, token.encode())
    if not reply.is_positive:
        tokens.forget()
        raise troubles.token_refused(relay, place, reply, status.replace(token, "..."))


def _bearer(relay: Relay, place: str, token: str) -> str:
    if relay.auth is SignIn.XOAUTH2:
        return f"user={relay.username}\1auth=Bearer {token}\1\1"
    host, _, port = place.rpartition(":")
    name = relay.username.replace("=", "=3D").replace(",", "=2C")  # RFC 5801 4
    return f"n,a={name},\1host={host.strip('[]')}\1port={port}\1auth=Bearer {token}\1\1"


def _status(challenge: bytes) -> str:
    """Return the status in a challenge of base64 and JSON, or "" where there is none to be read."""
    try:
        status = str(json.loads(base64.b64decode(challenge, validate=True))["status"])
    except (ValueError, KeyError, TypeError):
        return ""
    return status[:_LONGEST_STATUS] if status.isprintable() else ""


def _heard(raw: bytes, *secrets: bytes) -> Reply:
    """Return the reply without what we said: some relays repeat a line that they do not understand."""
    lines = raw.split(b"\n")
    for secret in filter(None, secrets):
        lines = [line[:4] + line[4:].replace(secret, b"...") for line in lines]  # its code stays one
    return read_reply(b"\n".join(lines))


def _encoded(text: str) -> bytes:
    return base64.b64encode(text.encode())
