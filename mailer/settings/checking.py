"""Each value right in type and shape, with its secret resolved; and the settings right as a whole."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mailer.domain.contact import FACTS
from mailer.domain.custom_field import FieldType
from mailer.domain.host import is_loopback
from mailer.domain.settings import Envelope, Relay, Sender, Settings, SignIn
from mailer.domain.token import Purpose, sign, tagged
from mailer.errors import SettingsError
from mailer.settings.entry import Entry
from mailer.settings.key import Key
from mailer.settings.kinds import REFERENCE, Kind
from mailer.settings.secret import is_reference, resolve

_REFERENCE_HINT = (
    'Write "env:NAME", "file:PATH" or "cmd:COMMAND" in its place, '
    "or let only yourself read the file: chmod 600 mailer.toml"
)
_MANY_DELIVERIES = 2**40


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What secrets are resolved in."""

    workspace: Path
    environ: Mapping[str, str]


def checked(entry: Entry, key: Key, around: Surroundings) -> object:
    """Return the value of ``entry`` in its final type; SettingsError that says what was expected and what was found."""
    found = _typed(entry, key.kind)
    if key.takes_secret and key.kind is not REFERENCE and is_reference(str(found)):
        found = _resolved(entry, str(found), around)
    try:
        right = key.kind.check(found)
    except ValueError as error:  # not chained: the value may be a secret
        raise entry.refused(key.kind.expects, why=str(error)) from None
    if key.default is None and not right:
        raise entry.refused(key.kind.expects, why="it cannot be empty", hint=key.meaning)
    return right


def refuse_open_password(entry: Entry, url: str, file: Path) -> None:
    """Refuse a password in clear in a file that others can read, unless it is for this machine itself.

    ``url`` says where the password is used. One from the environment stands in no file.
    """
    if entry.from_environment or is_reference(str(entry.value)) or is_loopback(urlsplit(url).hostname or "localhost"):
        return
    if entry.value and stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(
            f"{entry.label} holds a password in clear, and others can read {file.name}", hint=_REFERENCE_HINT
        )


def refuse_contradictions(settings: Settings) -> None:
    """Refuse settings that are right one by one and wrong together."""
    if "default" not in settings.relays:
        known = ", ".join(settings.relays)
        raise SettingsError(f"mailer.toml has relays ({known}) but none called default", hint="Add [relays.default]")
    for relay in settings.relays.values():
        _refuse_half_a_sign_in(relay)
        _refuse_plain_text(relay)
        _refuse_verp_without_address(relay, settings)
        _refuse_foreign_signature(relay, settings.sender)
        _refuse_unclear_limits(relay)
        _refuse_fallback_to_nowhere(relay, settings)
    _refuse_unclear_fields(settings)
    _refuse_links_without_keys(settings)


def _typed(entry: Entry, kind: Kind) -> object:
    found = _from_text(str(entry.value), kind.raw) if entry.from_environment else entry.value
    if type(found) is kind.raw is not list:
        return found
    if isinstance(found, list) and kind.raw is list and all(isinstance(each, str) for each in found):
        return found
    why = {
        str: "texts stand in quotes",
        int: "numbers stand without quotes",
        bool: "write true or false, without quotes",
        list: 'lists look like ["one", "two"]',
    }
    raise entry.refused(kind.expects, why=why[kind.raw])


def _from_text(text: str, raw: type) -> object:
    if raw is int and text.strip().isdecimal():
        return int(text)
    if raw is bool:
        return {"true": True, "false": False}.get(text.strip().lower(), text)
    if raw is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _resolved(entry: Entry, reference: str, around: Surroundings) -> str:
    try:
        return resolve(reference, workspace=around.workspace, environ=around.environ)
    except ValueError as error:
        raise SettingsError(
            f"{entry.label} cannot be found: {error}", hint="A secret is the first line of what is named"
        ) from None


def _refuse_half_a_sign_in(relay: Relay) -> None:
    wanted, other = ("password", "token") if relay.auth is SignIn.PASSWORD else ("token", "password")
    if getattr(relay, other):
        raise SettingsError(
            f'[relays.{relay.name}] has a {other}, which auth = "{relay.auth}" does not use',
            hint='A password goes with auth = "password", a token with "xoauth2" or "oauthbearer"',
        )
    if bool(relay.username) != bool(getattr(relay, wanted)) or (relay.auth is not SignIn.PASSWORD and not relay.token):
        missing = wanted if relay.username else "username"
        raise SettingsError(
            f"[relays.{relay.name}] has no {missing}", hint=f"Signing in takes both username and {wanted}, or neither"
        )


def _refuse_plain_text(relay: Relay) -> None:
    parts = urlsplit(relay.url)
    if relay.tls == "required":
        return
    if parts.scheme == "smtps":
        raise SettingsError(
            f'[relays.{relay.name}] says smtps:// and tls = "none"',
            hint="Leave tls out or write smtp://; smtps:// is encrypted from the start",
        )
    if (relay.password or relay.token) and not is_loopback(parts.hostname or "localhost"):
        secret = "password" if relay.password else "token"
        raise SettingsError(
            f'[relays.{relay.name}] would send the {secret} unencrypted: tls = "none"', hint="Leave tls out"
        )


def _refuse_fallback_to_nowhere(relay: Relay, settings: Settings) -> None:
    """Refuse a fallback that does not exist, leads back to where it came from, or is not of the same kind."""
    place = f"[relays.{relay.name}] fallback"
    if not relay.fallback:
        return
    if relay.fallback not in settings.relays:
        known = ", ".join(settings.relays)
        raise SettingsError(f'{place}: there is no relay "{relay.fallback}"', hint=f"There is: {known}")
    chain = settings.chain(relay.name)
    if settings.relays[chain[-1]].fallback:
        raise SettingsError(f"{place} goes in a circle: {', '.join(chain)}", hint="Let the last one have no fallback")
    if _is_folder(relay) is not _is_folder(settings.relays[relay.fallback]):
        raise SettingsError(
            f'{place}: one of "{relay.name}" and "{relay.fallback}" sends to people, the other only writes files',
            hint="Both must be servers, or both folders",
        )


def _is_folder(relay: Relay) -> bool:
    return relay.url.startswith("outbox:")


def _refuse_unclear_limits(relay: Relay) -> None:
    """Refuse a group that limits nothing, and a domain in two groups."""
    seen: dict[str, str] = {}
    for group in relay.limits.groups:
        place = f"[relays.{relay.name}.limits.{group.name}]"
        if not (group.rate or group.connections):
            raise SettingsError(f"{place} limits nothing", hint='Add rate = "30/minute" or connections = 2')
        for domain in group.domains:
            if domain in seen:
                raise SettingsError(f"{place} names {domain}, and so does {seen[domain]}", hint="Name it in one group")
            seen[domain] = place


def _refuse_unclear_fields(settings: Settings) -> None:
    """Refuse a choice of nothing, choices that nobody has, and a name that is a fact of every contact."""
    for one in settings.fields.named.values():
        place = f"[fields.{one.name}]"
        if one.name in FACTS:
            raise SettingsError(f"{place}: every contact has a {one.name} without it", hint="Take another name")
        if (one.type is FieldType.CHOICE) is not bool(one.choices):
            told = "needs choices" if not one.choices else f'has choices, and type = "{one.type}"'
            raise SettingsError(f"{place} {told}", hint='Write type = "choice" and choices = ["one", "two"]')


def _refuse_verp_without_address(relay: Relay, settings: Settings) -> None:
    if relay.envelope is not Envelope.VERP:
        return
    if not settings.bounce_address:
        raise SettingsError(
            f'[relays.{relay.name}] envelope = "verp" needs a bounce address',
            hint='Add [bounces] address = "bounces@..."',
        )
    if settings.keys:
        try:
            tagged(settings.bounce_address, sign(settings.keys, Purpose.BOUNCE, _MANY_DELIVERIES))
        except ValueError as error:
            raise SettingsError(f"[bounces] {error}", hint="Take a shorter name before the @") from error


def _refuse_foreign_signature(relay: Relay, sender: Sender) -> None:
    if relay.dkim and not relay.dkim.is_aligned(sender.address):
        domain = sender.address.rpartition("@")[2]
        raise SettingsError(
            f"[relays.{relay.name}.dkim] domain is {relay.dkim.domain}, and the sender is {sender.address}: "
            "receivers want both to belong together (DMARC)",
            hint=f'Write domain = "{domain}", or a domain above it',
        )


def _refuse_links_without_keys(settings: Settings) -> None:
    has_verp = any(relay.envelope is Envelope.VERP for relay in settings.relays.values())
    needs = {"[web] base_url": settings.base_url, "[unsubscribe] mailto": settings.unsubscribe_mailto, "verp": has_verp}
    if not settings.keys and any(needs.values()):
        reason = next(name for name, value in needs.items() if value)
        raise SettingsError(
            f"keys.toml is missing from {settings.workspace}: {reason} needs a key to sign with",
            hint="Restore it from a backup (links already sent depend on it), or make a first one with "
            f"`mailer init {settings.workspace}`",
        )
