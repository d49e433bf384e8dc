"""Founding a workspace: a folder with settings, signing keys and the places where things go."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from mailer.errors import MailerError

#: Folders and their modes: lists and messages name people.
_FOLDERS = {"releases": 0o755, "lists": 0o700, "outbox": 0o700}
_KEY_OCTETS = 32

SETTINGS_TEXT = """\
# The settings of this workspace. Replace what is invented (name, address) before the first real sending.
# Lines that begin with # are not in force: they show what can be said, with the value that holds when nothing is.
# Every key can be overridden by a variable: MAILER_ORGANISATION_NAME, MAILER_RELAYS_DEFAULT_URL, ...

[organisation]
name = "Example Relief Network"          # printed in the masthead and the footer
# postal_address = "1 Example Street, Example City"   # printed in the footer; many laws ask for it
# domains = ["example.org"]              # your own mail and web domains
# language = "en"                        # of release files that name none
# timezone = "UTC"                       # such as Europe/Zurich: for times that name no zone
# brand_color = "#0b4ea2"                # masthead, links, buttons
# website = "https://www.example.org"    # where the masthead links to

[sender]
address = "press@example.org"            # the From line
# name = "Example Press Desk"            # left out, it is the organisation's name
# reply_to = "desk@example.org"          # where answers go, if elsewhere

[database]
# url = "sqlite:///mailer.db"            # or postgresql+psycopg://USER@HOST/NAME

[relays.default]
url = "outbox:outbox"                    # writes .eml files into outbox/ and sends nothing: a rehearsal
# url = "smtp://relay.example.org:587"   # STARTTLS; or smtps://relay.example.org:465
# preset = "postfix"                     # or exchange-online, google-relay, amazon-ses, ...: limits that are known
# username = "press"
# password = "env:RELAY_PASSWORD"        # or "file:PATH" or "cmd:COMMAND": a secret never needs to stand here
# auth = "password"                      # or "xoauth2", "oauthbearer": then a token in place of the password
# token = ""                             # "cmd:COMMAND" or "file:PATH": where a fresh one comes from
# connections = 4
# messages_per_connection = 100
# seconds_per_connection = 300
# chunking = false                       # true: several messages on the wire at once, faster over a distance
# dsn = true                             # reports of failure and delay, where the relay offers them
# envelope = "fixed"                     # or "verp": each bounce then names its delivery; needs [bounces] address
# tls = "required"                       # or "none", for a relay on a network that you trust
# ca_file = "relay-ca.pem"               # certificates to trust in place of the system's
# ehlo_name = "mail.example.org"         # the name we greet with; left out, the domain of the sender
# rate = "30/minute"                     # no faster than this: per second, minute or hour
# daily_limit = 0                        # messages in 24 hours; 0 is no limit
# lists = ["africa-press"]               # with several relays: what goes to these lists alone goes through this one
# senders = ["press@example.org"]        # and what comes from these addresses
# fallback = ""                          # the name of another relay, for when this one cannot be reached

# [relays.default.limits.gmail]          # recipient domains that are to be written to more slowly
# domains = ["gmail.com", "googlemail.com"]
# rate = "5/second"
# connections = 0                        # messages in flight to them at once; 0 is any number

[relays.default.dkim]
# domain = "example.org"                 # signs with DKIM, for a relay that does not; that of the sender or one above
# selector = "press2026"                 # the public key stands in DNS at press2026._domainkey.example.org
# key = "file:dkim.pem"                  # where the private key is: also "env:NAME" or "cmd:COMMAND"
# profile = "standard"                   # or "ses": leaves out what Amazon SES replaces

[bounces]
# address = "bounces@news.example.org"   # where undeliverable mail comes back

[unsubscribe]
# mailto = "unsubscribe@news.example.org"

[web]
# base_url = "https://press.example.org" # without it no unsubscribe or view-in-browser links are put into mails

[sending]
# uncertain = "hold"                     # when nobody can know whether a mail arrived: hold, resend or assume-sent
# processes = 1                          # how many processes of this machine send a large campaign together

[retention]
# smtp_text_days = 90                    # `mailer db purge` removes what is older: the words of relays' answers,
# deliveries_months = 24                 # names and values of deliveries; who had what stays
# change_values_months = 0               # what facts were before and after a change; 0 keeps it

# [fields.accredited]                    # a fact of contacts of your own; repeat with other names
# type = "yes-no"                        # or text, number, date, choice, address, url
# choices = []                           # of type choice, as in ["daily", "weekly"]
# label = "Press card"                   # what the column may also be called
"""

SPOKESPEOPLE_TEXT = """\
# The people that journalists may call. A release names them by key: `spokespeople: jane-example`.
# Remove the # signs and replace what is invented.

# [jane-example]
# name = "Jane Example"
# title = "Spokesperson"
# unit = "Media and Communications"
# city = "Geneva"
# address = "jane.example@example.org"
# phone = "+1 202 555 0100"
# private_phone = "+1 202 555 0101"      # for the press desk; never printed
# languages = ["en", "fr"]
# verified_at = 2026-01-31               # when somebody last made sure of it: mailer spokespeople verify jane-example
# away = "2025-12-20..2026-01-04"        # the first and the last day; several: ["...", "..."]
# stand_in = "john-example"              # who is printed on these days instead

# [john-example]
# name = "John Example"
# address = "john.example@example.org"
"""

_KEYS_TEXT = """\
# The keys that sign unsubscribe links and return paths. Secret; part of every backup; the same on all hosts.
# Never remove a key: links in mails that were sent depend on it. The last key signs.

[keys]
{key_id} = "{key}"
"""

_IGNORED_TEXT = """\
# secrets, personal data and what mailer makes: not for a repository
/keys.toml
/erased.log
/erasures/
/access/
/dkim*.pem
/mailer.db*
/outbox/
/journals/
/backups/
/proofs/
/lists/*
"""


@dataclass(frozen=True, slots=True)
class Founded:
    """What founding did: names within ``directory`` that were made, and those that were there and were left alone."""

    directory: Path
    made: tuple[str, ...]
    kept: tuple[str, ...]


def found_workspace(directory: Path) -> Founded:
    """Return what was made in ``directory`` and what was there already; nothing that exists is ever changed.

    MailerError if something cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        made = {f"{name}/": _make_folder(directory / name, mode) for name, mode in _FOLDERS.items()}
        made |= {name: _write(directory / name, text, mode=mode) for name, text, mode in _files()}
    except OSError as error:
        raise MailerError(
            f"{error.filename or directory} cannot be made: {error.strerror}",
            hint="Choose another folder: mailer init DIR",
        ) from error
    return Founded(
        directory.resolve(),
        made=tuple(sorted(name for name, is_new in made.items() if is_new)),
        kept=tuple(sorted(name for name, is_new in made.items() if not is_new)),
    )


def _files() -> tuple[tuple[str, str, int], ...]:
    # the key id is random so that keys made on two hosts by mistake can both be kept
    key_id = secrets.choice("abcdefghijkmnpqrstuvwxyz") + secrets.token_hex(2)
    return (
        ("mailer.toml", SETTINGS_TEXT, 0o644),
        ("spokespeople.toml", SPOKESPEOPLE_TEXT, 0o644),
        ("keys.toml", _KEYS_TEXT.format(key_id=key_id, key=secrets.token_hex(_KEY_OCTETS)), 0o600),
        (".gitignore", _IGNORED_TEXT, 0o644),
    )


def _make_folder(path: Path, mode: int) -> bool:
    is_new = not path.exists()
    path.mkdir(exist_ok=True, mode=mode)
    return is_new


def _write(path: Path, text: str, *, mode: int) -> bool:
    """Return whether the file was written: never over another, and with its mode from its first moment."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return True
