"""What can go wrong with a relay, as sentences for a person."""

import contextlib
import errno
import socket
import ssl
from collections.abc import Iterator

from mailer.domain.reply import Reply
from mailer.domain.settings import Relay
from mailer.errors import RelayUnavailable

_IMPLICIT_TLS_PORT = 465
_TEMPORARY_SIGN_IN = 454


class SignInRefused(RelayUnavailable):
    """The relay does not let us in: trying again with the same settings would lock the account."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint, is_refusal=True)


def unreachable(relay: Relay, place: str, error: Exception) -> RelayUnavailable:
    """Return why ``place`` (host:port) could not be reached at all."""
    host = place.rpartition(":")[0]
    if isinstance(error, socket.gaierror):
        message, hint = f"The host name {host} cannot be found", "Check the host in {key} and this machine's DNS"
    elif isinstance(error, TimeoutError):
        message = f"{place} does not answer (connecting timed out)"
        hint = "Check the port in {key}; many networks block port 25, so try 587 or 465"
    elif isinstance(error, ConnectionRefusedError) or f"[Errno {errno.ECONNREFUSED}]" in str(error):
        message = f"{place} refuses connections"
        hint = "Check the port in {key} and that the relay is running"
    else:
        message = f"No connection to {place}: {_reason(error)}"
        hint = "Check {key} and the network of this machine"
    return RelayUnavailable(message, hint=_fill(hint, relay))


def insecure(relay: Relay, place: str, error: Exception) -> RelayUnavailable:
    """Return why TLS with ``place`` could not be begun."""
    if isinstance(error, ssl.SSLCertVerificationError):
        message = f"The TLS certificate of {place} cannot be trusted ({error.verify_message or 'not verified'})"
        hint = _certificate_hint(error.verify_message or "")
    else:
        message = f"TLS with {place} failed ({_reason(error)})"
        hint = "If this port speaks plain SMTP first, write smtp:// in {key}; if it wants TLS at once, smtps://"
    return RelayUnavailable(message, hint=_fill(hint, relay))


def _certificate_hint(reason: str) -> str:
    if "mismatch" in reason.lower() or "not valid for" in reason.lower():
        return "Write the host in {key} as it stands in the certificate"
    if "expired" in reason:
        return "Ask those who run the relay to renew it"
    return "If the relay has a certificate of your own organisation, name its CA in relays.{name}.ca_file"


def no_starttls(relay: Relay, place: str) -> RelayUnavailable:
    """Return that the relay offers no encryption."""
    return RelayUnavailable(
        f"{place} offers no encryption (STARTTLS), so nothing was sent to it",
        hint=_fill('Try smtps:// with port 465 in {key}, or set tls = "none" if the way to it is safe', relay),
    )


def bad_greeting(relay: Relay, place: str, reply: Reply) -> RelayUnavailable:
    """Return that the relay does not want to talk to this machine."""
    return RelayUnavailable(
        f"{place} turned us away in its greeting: {said(reply)}",
        hint=_fill("Ask those who run the relay whether this machine's address may use it ({key})", relay),
    )


def refused(relay: Relay, place: str, command: str, reply: Reply) -> RelayUnavailable:
    """Return that the relay refused ``command`` while the connection was set up."""
    return RelayUnavailable(
        f"{place} refused {command}: {said(reply)}", hint=_fill("Check {key} and relays.{name}.ehlo_name", relay)
    )


def not_signed_in(relay: Relay, place: str, reply: Reply) -> RelayUnavailable:
    """Return that user name and password were not accepted; temporary troubles may be tried again."""
    if reply.code == _TEMPORARY_SIGN_IN or reply.code < 500:  # noqa: PLR2004 - 4yz is temporary (RFC 4954 6)
        return RelayUnavailable(
            f"{place} cannot check the password at the moment: {said(reply)}", hint="Try again in a few minutes"
        )
    return SignInRefused(
        f"{place} refused the user name or password of {relay.username}: {said(reply)}",
        hint=_fill("Check relays.{name}.username and relays.{name}.password; some relays want an app password", relay),
    )


def token_refused(relay: Relay, place: str, reply: Reply, status: str) -> RelayUnavailable:
    """Return that the access token was not accepted; ``status`` is what the relay's challenge said, or ""."""
    told = f"{said(reply)} (status {status})" if status else said(reply)
    if reply.code == _TEMPORARY_SIGN_IN or reply.code < 500:  # noqa: PLR2004 - 4yz is temporary (RFC 4954 6)
        return RelayUnavailable(
            f"{place} cannot check the token at the moment: {told}", hint="Try again in a few minutes"
        )
    return SignInRefused(
        f"{place} refused the token of {relay.username}: {told}",
        hint=_fill("Check that relays.{name}.token gives a token of relays.{name}.username that may send mail", relay),
    )


def no_token(relay: Relay, place: str, why: str) -> RelayUnavailable:
    """Return that there is no token to sign in with."""
    return RelayUnavailable(f"Cannot sign in at {place}: {why}", hint=_fill("Check relays.{name}.token", relay))


def cannot_sign_in(relay: Relay, place: str, why: str) -> SignInRefused:
    """Return that no safe way of signing in exists."""
    return SignInRefused(
        f"Cannot sign in at {place}: {why}", hint=_fill("Check {key} and relays.{name}.username", relay)
    )


def broken_off(relay: Relay, place: str, phase: str, error: Exception) -> RelayUnavailable:
    """Return that the connection ended, or fell silent, in ``phase``."""
    if isinstance(error, TimeoutError):
        hint = "Try again later; check {key}"
        if place.endswith(f":{_IMPLICIT_TLS_PORT}"):
            hint = "Port 465 speaks TLS from the first byte: write smtps:// in {key}"
        return RelayUnavailable(f"{place} fell silent at {phase}", hint=_fill(hint, relay))
    return RelayUnavailable(
        f"{place} broke off at {phase}: {_reason(error)}", hint=_fill("Check {key} and try again", relay)
    )


@contextlib.contextmanager
def during(relay: Relay, place: str, phase: str) -> Iterator[None]:
    """Raise RelayUnavailable that names ``phase`` where the connection ends or falls silent in it."""
    try:
        yield
    except OSError as error:
        raise broken_off(relay, place, phase, error) from error


def said(reply: Reply) -> str:
    """Return the reply as it was said."""
    return " ".join(filter(None, (str(reply.code), reply.enhanced, reply.text)))


def _fill(hint: str, relay: Relay) -> str:
    return hint.format(key=f"relays.{relay.name}.url", name=relay.name)


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
