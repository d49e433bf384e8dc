"""Every key of a relay and of the tables in it."""

from mailer.settings import kinds
from mailer.settings.key import Key

#: The section in which a relay's keys stand; NAME is chosen by the reader.
RELAY = "relays.NAME"
#: Where the keys of a group of recipient domains stand; GROUP is chosen by the reader.
GROUP = "relays.NAME.limits.GROUP"

#: The table in which a relay's keys for our own DKIM signature stand.
DKIM = f"{RELAY}.dkim"

RELAY_KEYS: tuple[Key, ...] = (
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
        "messages (or 1 MB) on the wire at once, which is several times faster over a distance, and a fifth faster "
        "near by. In return up to 8 messages per connection, instead of one, are still finished after `pause` and "
        "`cancel`, and are uncertain when a line is lost.",
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
)
