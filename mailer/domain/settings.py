"""The settings of a workspace, read once by ``mailer.settings``, checked whole and frozen."""

from dataclasses import dataclass, field
from enum import StrEnum

from mailer.domain.custom_field import CustomFields
from mailer.domain.rate import Limits
from mailer.domain.retention import Retention


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who sends: printed in the masthead and footer. ``domains`` are the organisation's own mail and web domains."""

    name: str
    postal_address: str = ""
    domains: tuple[str, ...] = ()
    language: str = "en"
    timezone: str = "UTC"
    brand_color: str = "#0b4ea2"
    website: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The From line: a display name and an e-mail address; ``reply_to`` is an e-mail address or ""."""

    name: str
    address: str
    reply_to: str = ""


class Envelope(StrEnum):
    """What stands in MAIL FROM."""

    VERP = "verp"  #: the bounce address with a signed token, one per delivery
    FIXED = "fixed"  #: the bounce address, or the sender's, as it is


class DkimProfile(StrEnum):
    """Which header fields our own DKIM signature covers."""

    STANDARD = "standard"  #: all that a reader or a mail program goes by
    SES = "ses"  #: without Message-ID and Date, which Amazon SES replaces


@dataclass(frozen=True, slots=True)
class Dkim:
    """Our own DKIM signature (RFC 6376): who answers for the mail, and under which name its public key is published.

    ``key`` says where the private key is (``file:PATH``, ``env:NAME``, ``cmd:COMMAND``); it is read when mail is sent.
    """

    domain: str
    selector: str
    key: str = field(repr=False)
    profile: DkimProfile = DkimProfile.STANDARD

    def is_aligned(self, address: str) -> bool:
        """Return whether the domain is that of ``address`` or one above it, as DMARC wants it."""
        return f".{address.rpartition('@')[2]}".endswith(f".{self.domain}")


class SignIn(StrEnum):
    """How we say who we are."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret  #: user name and password (PLAIN, LOGIN)
    XOAUTH2 = "xoauth2"  #: an access token, as Google and Microsoft want it
    OAUTHBEARER = "oauthbearer"  #: an access token, as RFC 7628 has it


@dataclass(frozen=True, slots=True)
class Relay:
    """An SMTP server, or a folder (``outbox:PATH``), that takes our mail.

    ``username`` and ``password`` are resolved secrets; ``tls`` is "required" or "none"; ``ca_file`` a path or "".
    ``ehlo_name`` is the name given in EHLO, or "" for the sender's domain. Without ``dkim`` we sign nothing ourselves.
    ``token`` says where the access token is (``cmd:...``, ``file:...``): asked for when needed, as it does not last.
    """

    name: str
    url: str
    username: str = ""
    password: str = field(default="", repr=False)
    auth: SignIn = SignIn.PASSWORD
    token: str = field(default="", repr=False)
    connections: int = 4
    messages_per_connection: int = 100
    seconds_per_connection: int = 300
    chunking: bool = False
    dsn: bool = True
    envelope: Envelope = Envelope.FIXED
    tls: str = "required"
    ca_file: str = ""
    ehlo_name: str = ""
    dkim: Dkim | None = None
    limits: Limits = field(default_factory=Limits)
    preset: str = ""
    lists: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    fallback: str = ""


class UncertainPolicy(StrEnum):
    """What becomes of a delivery whose outcome cannot be known."""

    HOLD = "hold"  #: a person decides
    RESEND = "resend"  #: sent again with the same Message-ID
    ASSUME_SENT = "assume-sent"  #: counted as sent


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a workspace's ``mailer.toml`` says. Paths are absolute."""

    workspace: str
    organisation: Organisation
    sender: Sender
    database_url: str
    relays: dict[str, Relay]
    bounce_address: str = ""
    unsubscribe_mailto: str = ""
    base_url: str = ""
    uncertain: UncertainPolicy = UncertainPolicy.HOLD
    processes: int = 1
    fields: CustomFields = field(default_factory=CustomFields)
    retention: Retention = field(default_factory=Retention)
    keys: dict[str, bytes] = field(default_factory=dict, repr=False)  #: HMAC keys by key id; the last one signs

    def chain(self, relay: str) -> tuple[str, ...]:
        """Return the names of a relay and of those that stand in for it, in order."""
        names = [relay]
        while (following := self.relays[names[-1]].fallback if names[-1] in self.relays else "") not in ("", *names):
            names.append(following)
        return tuple(names)

    def sharing(self, relay: str) -> frozenset[str]:
        """Return the names of the relays whose campaigns may go through this one."""
        return frozenset(name for name in self.relays if relay in self.chain(name))
