"""Where a relay's URL points."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from mailer.domain.settings import Relay
from mailer.errors import SettingsError

_PORTS = {"smtp": 587, "smtps": 465}
_HINT = "Write smtp://HOST:PORT, smtps://HOST:PORT or outbox:FOLDER in relays.{name}.url"


@dataclass(frozen=True, slots=True)
class Place:
    """A host and port; ``is_tls_at_once`` where TLS begins before the greeting (RFC 8314 3.3)."""

    host: str
    port: int
    is_tls_at_once: bool


def read_place(relay: Relay) -> Place:
    """Return where ``relay.url`` points (port 587 for smtp, 465 for smtps); SettingsError where that cannot be told."""
    try:
        parts = urlsplit(relay.url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    except ValueError as error:
        raise _bad(relay, f"The URL of relay {relay.name} cannot be read: {error}") from error
    if problem := _problem(parts, host):
        raise _bad(relay, f"The URL of relay {relay.name} {problem}")
    return Place(host, _PORTS[parts.scheme] if port is None else port, parts.scheme == "smtps")


def _problem(parts: SplitResult, host: str) -> str:
    if parts.scheme not in _PORTS:
        return f"begins with {parts.scheme or 'nothing'}: which mailer does not know"
    if not host or any(character.isspace() or not character.isprintable() for character in host):
        return "names no host"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password, which have keys of their own (username, password)"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return "has something behind the port"
    return ""


def _bad(relay: Relay, message: str) -> SettingsError:
    return SettingsError(message, hint=_HINT.format(name=relay.name))
