"""Every key of ``mailer.toml`` and every variable: the one source of checks and manual."""

from dataclasses import dataclass

from mailer.settings import kinds
from mailer.settings.kinds import Kind

#: The section in which a relay's keys stand; NAME is chosen by the reader.
RELAY = "relays.NAME"
#: Where the keys of a group of recipient domains stand; GROUP is chosen by the reader.
GROUP = "relays.NAME.limits.GROUP"

#: The table in which a relay's keys for our own DKIM signature stand.
DKIM = f"{RELAY}.dkim"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: where it stands, what it holds, and one sentence on what it means.

    ``default`` is None where the key must be given. ``takes_secret`` allows ``env:``, ``file:`` and ``cmd:``.
    The value of a key that ``is_hidden`` is never shown.
    """

    section: str
    name: str
    kind: Kind
    default: object
    meaning: str
    takes_secret: bool = False
    is_hidden: bool = False
    since: str = "0.1.0"

    @property
    def variable(self) -> str:
        """Return the environment variable that overrides it."""
        return f"MAILER_{self.section}_{self.name}".upper().replace(".", "_")


KEYS: tuple[Key, ...] = (
    Key("organisation", "name", kinds.TEXT, None, "Who sends: printed in the masthead and the footer."),
    Key(
        "organisation",
        "postal_address",
        kinds.LINES,
        "",
        "The postal address printed in the footer; many laws ask for it.",
    ),
    Key(
        "organisation",
        "domains",
        kinds.DOMAINS,
        [],
        "The organisation's own mail and web domains: links there are not foreign, addresses there are internal.",
    ),
    Key("organisation", "language", kinds.LANGUAGE, "en", "The language of a release file that names none."),
    Key("organisation", "timezone", kinds.ZONE, "UTC", "The zone in which times without a zone are read and shown."),
    Key("organisation", "brand_color", kinds.COLOR, "#0b4ea2", "The colour of masthead, links and buttons."),
    Key("organisation", "website", kinds.WEBSITE, "", "The address that the masthead links to."),
    Key("sender", "name", kinds.TEXT, "", "The name in the From line; left out, it is the organisation's name."),
    Key(
        "sender",
        "address",
        kinds.ADDRESS,
        None,
        "The address in the From line; its domain should be aligned with SPF and DKIM.",
    ),
    Key("sender", "reply_to", kinds.ADDRESS, "", "Where answers go, if not to the sender's address."),
    Key(
        "database",
        "url",
        kinds.DATABASE_URL,
        "sqlite:///mailer.db",
        "Where everything is kept: sqlite:///PATH (a relative path starts at the workspace) or "
        "postgresql+psycopg://USER@HOST/NAME.",
        takes_secret=True,
    ),
    Key(
        RELAY,
        "url",
        kinds.RELAY_URL,
        None,
        "Where mail is handed over: smtp://HOST:PORT (STARTTLS), smtps://HOST:PORT (TLS from the start) "
        "or outbox:FOLDER, which writes .eml files and sends nothing.",
    ),
    Key(
        RELAY,
        "preset",
        kinds.PRESET,
        "",
        "The kind of relay, which gives defaults for other keys; see “Presets” below. Keys given beside it win.",
    ),
    Key(RELAY, "username", kinds.TEXT, "", "The name to sign in with, if the relay asks for one.", takes_secret=True),
    Key(RELAY, "password", kinds.TEXT, "", "The password to sign in with; see “Secrets” below.", takes_secret=True),
    Key(
        RELAY,
        "auth",
        kinds.SIGN_IN,
        "password",
        "How to sign in: `password`, or with an access token as `xoauth2` (Exchange Online, Google) or `oauthbearer` "
        "(RFC 7628).",
    ),
    Key(
        RELAY,
        "token",
        kinds.TOKEN,
        "",
        "Where the access token comes from: what a command prints (at most 30 seconds) or a file holds, either the "
        "token alone or JSON with `access_token` and `expires_in` or `expires_at`. It is asked for whenever a "
        "connection signs in; a command's JSON is kept until five minutes before it expires.",
        is_hidden=True,
    ),
    Key(
        RELAY,
        "connections",
        kinds.number(1, 100),
        4,
        "How many connections to the relay are open at the same time.",
    ),
    Key(
        RELAY,
        "messages_per_connection",
        kinds.number(1, 100_000),
        100,
        "How many messages go through one connection before a new one is made.",
    ),
    Key(
        RELAY,
        "seconds_per_connection",
        kinds.number(1, 86_400),
        300,
        "How old a connection may become: the next message then goes through a new one. One that nothing went "
        "through for 30 seconds is left in any case.",
    ),
    Key(
        RELAY,
        "chunking",
        kinds.YES_OR_NO,
        default=False,
        meaning="`true` sends by BDAT where the relay offers CHUNKING and PIPELINING: each connection has up to 8 "
        "messages (or 1 MB) on the wire at once, which is several times faster over a distance. In return up to 8 "
        "messages per connection, instead of one, are still finished after `pause` and `cancel`, and are uncertain "
        "when a line is lost.",
    ),
    Key(
        RELAY,
        "dsn",
        kinds.YES_OR_NO,
        default=True,
        meaning="`true` asks a relay that offers DSN to report failures and delays with the headers alone, and gives "
        "it a name for each delivery, which the report repeats.",
    ),
    Key(
        RELAY,
        "envelope",
        kinds.ENVELOPE,
        "fixed",
        "The return path: `verp` gives every delivery its own signed one, so that a bounce names its "
        "delivery; `fixed` is the bounce address, or the sender's, as it is.",
    ),
    Key(
        RELAY,
        "tls",
        kinds.TLS,
        "required",
        "`required` refuses a relay without encryption, unless it is on this machine; `none` allows plain text.",
    ),
    Key(
        RELAY,
        "ca_file",
        kinds.FILE,
        "",
        "A file of certificates to trust for this relay instead of the system's; relative to the workspace.",
    ),
    Key(
        RELAY,
        "ehlo_name",
        kinds.EHLO_NAME,
        "",
        "The name we greet the relay with; left out, it is the domain of the sender's address.",
    ),
    Key(
        DKIM,
        "domain",
        kinds.DOMAIN,
        None,
        "The domain that signs: that of the sender's address, or one above it.",
    ),
    Key(
        DKIM,
        "selector",
        kinds.SELECTOR,
        None,
        "The public key is published as a TXT record at SELECTOR._domainkey.DOMAIN.",
    ),
    Key(
        DKIM,
        "key",
        kinds.REFERENCE,
        None,
        "Where the private key is: RSA, 2048 bits, in PEM. The whole file or output is read, and only to send.",
        takes_secret=True,
    ),
    Key(
        DKIM,
        "profile",
        kinds.DKIM_PROFILE,
        "standard",
        "`ses` leaves out of the signature what Amazon SES replaces: Message-ID and Date.",
    ),
    Key(
        RELAY,
        "rate",
        kinds.RATE,
        "",
        "How many messages may go to the relay: a number per second, minute or hour; left out, as many as it takes.",
    ),
    Key(
        RELAY,
        "daily_limit",
        kinds.number(0, 100_000_000),
        0,
        "How many messages may go to the relay in 24 hours, whichever they are; 0 is no limit.",
    ),
    Key(
        RELAY,
        "lists",
        kinds.LISTS,
        [],
        "What goes to these lists alone goes through this relay, unless `--relay` says otherwise.",
    ),
    Key(
        RELAY,
        "senders",
        kinds.ADDRESSES,
        [],
        "What comes from these addresses goes through this relay, unless `lists` or `--relay` say otherwise.",
    ),
    Key(
        RELAY,
        "fallback",
        kinds.TEXT,
        "",
        "The name of the relay that stands in for this one where it cannot be reached or goes away.",
    ),
    Key(
        GROUP,
        "domains",
        kinds.RECIPIENT_DOMAINS,
        None,
        "The recipient domains of this group.",
    ),
    Key(GROUP, "rate", kinds.RATE, "", "How many messages may go to these domains."),
    Key(
        GROUP,
        "connections",
        kinds.number(0, 100),
        0,
        "How many messages to these domains may be in flight at once, over all processes; 0 is any number.",
    ),
    Key(
        "bounces",
        "address",
        kinds.ADDRESS,
        "",
        "The return path: where undeliverable mail comes back; needed for `verp`.",
    ),
    Key("unsubscribe", "mailto", kinds.ADDRESS, "", "The address that takes unsubscribe mails."),
    Key(
        "web",
        "base_url",
        kinds.BASE_URL,
        "",
        "The public address of the web pages; without it no unsubscribe or view-in-browser links are put into mails.",
    ),
    Key(
        "sending",
        "uncertain",
        kinds.UNCERTAIN,
        "hold",
        "What becomes of a delivery whose outcome cannot be known: `hold` for a person's decision, "
        "`resend` with the same Message-ID, or `assume-sent`.",
    ),
    Key(
        "sending",
        "processes",
        kinds.number(1, 64),
        1,
        "How many processes of this machine send a large campaign together; they share the relay's connections. "
        "One is enough unless the relay takes more than some thousand messages per second.",
    ),
)

#: Variables that are not settings of a file, and what they mean.
VARIABLES: dict[str, str] = {
    "MAILER_WORKSPACE": "The workspace to work in; `-C DIR` is stronger.",
    "MAILER_HOST": "The name of this host in journals and leases; set it where hosts share a boot id (containers).",
    "MAILER_TEST_PG_URL": "A PostgreSQL database for the tests of mailer itself.",
}


def keys_in(section: str) -> list[Key]:
    """Return the keys that ``section`` may hold; all relays share theirs, and so do the tables in them."""
    in_table = {0: section, 1: RELAY, DKIM.count("."): DKIM, GROUP.count("."): GROUP}[section.count(".")]
    return [key for key in KEYS if key.section == in_table]


def is_group(section: str) -> bool:
    """Return whether ``section`` is a group of recipient domains, and not a relay."""
    return section.count(".") == GROUP.count(".")


def relay_of(section: str) -> str:
    """Return the section of the relay that ``section`` is, or belongs to."""
    return ".".join(section.split(".")[:2])


def names_in(section: str) -> list[str]:
    """Return the names of the keys that ``section`` may hold."""
    return [key.name for key in keys_in(section)]
