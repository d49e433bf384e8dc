"""Every key of ``mailer.toml`` and every variable: the one source of checks and manual."""

from mailer.settings import kinds
from mailer.settings.field_table import FIELD, FIELD_KEYS
from mailer.settings.key import Key
from mailer.settings.relay_table import DKIM, GROUP, RELAY, RELAY_KEYS

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
    *RELAY_KEYS,
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
    *FIELD_KEYS,
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
    Key(
        "retention",
        "smtp_text_days",
        kinds.number(0, 36_500),
        90,
        "Days for which the words of a relay's answers are kept; codes stay. 0 keeps them.",
    ),
    Key(
        "retention",
        "deliveries_months",
        kinds.number(0, 1200),
        24,
        "Months for which names and values of deliveries, queue ids, and who was left out of a campaign that is over "
        "are kept. Who had what stays. 0 keeps them.",
    ),
    Key(
        "retention",
        "change_values_months",
        kinds.number(0, 1200),
        0,
        "Months for which it is kept what facts were before and after a change; then it cannot be taken back any more. "
        "0 keeps them.",
    ),
)

#: Variables that are not settings of a file, and what they mean.
VARIABLES: dict[str, str] = {
    "MAILER_WORKSPACE": "The workspace to work in; `-C DIR` is stronger.",
    "MAILER_USER": "Who does what is done, in the trace of changes; else the system's user.",
    "MAILER_PAGER": "The program in which long tables are read on a terminal, empty for none; else PAGER, else less.",
    "MAILER_HOST": "The name of this host in journals and leases; set it where hosts share a boot id (containers).",
    "MAILER_TEST_PG_URL": "A PostgreSQL database for the tests of mailer itself.",
}


def keys_in(section: str) -> list[Key]:
    """Return the keys that ``section`` may hold; all relays share theirs, all fields, and so do the tables in them."""
    if is_field(section):
        return list(FIELD_KEYS)
    in_table = {0: section, 1: RELAY, DKIM.count("."): DKIM, GROUP.count("."): GROUP}[section.count(".")]
    return [key for key in KEYS if key.section == in_table]


def is_named(section: str) -> bool:
    """Return whether ``section`` is a table that the reader has named, or NAME in its place."""
    return section.startswith("relays.") or is_field(section)


def is_field(section: str) -> bool:
    """Return whether ``section`` is a custom field of contacts."""
    return section.startswith(FIELD.removesuffix("NAME"))


def is_group(section: str) -> bool:
    """Return whether ``section`` is a group of recipient domains, and not a relay."""
    return section.count(".") == GROUP.count(".")


def relay_of(section: str) -> str:
    """Return the section of the relay that ``section`` is, or belongs to."""
    return ".".join(section.split(".")[:2])


def names_in(section: str) -> list[str]:
    """Return the names of the keys that ``section`` may hold."""
    return [key.name for key in keys_in(section)]
