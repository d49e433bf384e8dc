"""Writes ``docs/reference/settings.md`` from the tables of settings. Run: ``python -m docs.generate_settings``."""
# ruff: noqa: INP001 - a tool beside the manual, not a package

from collections.abc import Iterable
from pathlib import Path

from mailer.settings import KEYS, PRESETS, VARIABLES, Key

TARGET = Path(__file__).parent / "reference" / "settings.md"

_SECTIONS = {
    "organisation": "Who sends.",
    "sender": "The From line.",
    "database": "Where lists, campaigns and the delivery log are kept.",
    "relays.NAME": "The servers that mail is handed to; NAME is lower-case letters, digits and `-`. "
    "One of them is called `default`. With no such section at all mail is written to `outbox/`.",
    "relays.NAME.dkim": "Our own DKIM signature, for a relay that makes none. Without this table nothing is signed "
    "here. See [Sign with DKIM](../how-to/dkim.md).",
    "relays.NAME.limits.GROUP": "Recipient domains that are to be written to more slowly than others; GROUP is chosen "
    "by you, a relay has any number of them. What is held back stands in nobody's way.",
    "fields.NAME": "Further facts of contacts, with a type that what is typed and imported is held to; NAME is "
    "lower-case letters, digits and `-`. Columns that no such section names are kept as text. See "
    "[Keep contacts](../how-to/keep-contacts.md).",
    "bounces": "Where undeliverable mail comes back.",
    "unsubscribe": "How people leave by mail.",
    "web": "The public web pages.",
    "sending": "Decisions about sending.",
    "retention": "How long details are kept that the books can do without. They go when `mailer db purge` is run, "
    "never by themselves; see [Erase a person](../how-to/erase-a-person.md#let-details-grow-old).",
}

#: What may be said of a spokesperson: the value, and what it means.
PEOPLE = {
    "name": ("a text; required", "The name as printed."),
    "title": ("a text", "The function, such as “Spokesperson for East Africa”."),
    "unit": ("a text", "The office or department."),
    "city": ("a text", "Where the person works; journalists look at the clock before they call."),
    "address": ("an e-mail address; this or a phone is required", "The e-mail address that is printed."),
    "phone": ("a phone number", "The phone number that is printed, in international form."),
    "private_phone": ("a phone number", "A number for the press desk only; no mail, no command shows it."),
    "languages": ("a list of language tags", "The languages in which interviews are given."),
    "verified_at": ("a date such as 2026-11-24", "When somebody last made sure that all this is right."),
    "away": (
        "`2026-12-20..2027-01-04`, a single day, or a list of such",
        "Days away, the first and the last included.",
    ),
    "stand_in": ("the key of somebody else", "Who is printed on these days; nobody, where it is left out."),
}

_INTRODUCTION = """\
# Settings

<!-- This page is generated: python -m docs.generate_settings -->

A workspace is a folder with `mailer.toml`; `mailer init DIR` makes one. It is found by walking up from the
current folder. `-C DIR` or the variable `MAILER_WORKSPACE` names another one; `-C` is stronger. All files are
TOML in UTF-8. Settings are read once and checked whole: an unknown section, key or value is an error (exit code
78) that names the place.

## mailer.toml
"""

_PRESETS = """\
## Presets

`preset = "NAME"` in a relay's section stands for these values; a key given beside it is stronger. They are what the
operators said on the day named, and change without notice: what your own account says comes first.

| preset | stands for | meaning | source |
|---|---|---|---|
"""

_SECRETS = """\
## Secrets

A value marked *secret* may say where it is, instead of being it. It is looked up once, at the start, and never
shown.

| written | means |
|---|---|
| `"env:NAME"` | the environment variable NAME |
| `"file:PATH"` | the first line of a file; a relative path starts at the workspace |
| `"cmd:COMMAND"` | the first line that a command prints: no shell, in the workspace, at most 10 seconds |

A password in clear is accepted only in a file that nobody but its owner can read (`chmod 600 mailer.toml`), for
a relay or a database on this machine, or in a `MAILER_*` variable.
"""

_VARIABLES = """\
## Environment variables

Each key can be overridden by the variable named beside it. Lists are separated by commas. In the variables of a
relay or field its name stands in capitals with `_` for `-`: `MAILER_RELAYS_DEFAULT_URL`. A variable that looks like a
setting and is none is an error, so that a slip of the pen is not passed over in silence.

| variable | meaning |
|---|---|
"""

_KEYRING = """\
## keys.toml

The keys that sign unsubscribe links and return paths; made by `mailer init` with mode 0600, which is required.
It belongs into every backup and is the same on all hosts. It is needed as soon as `[web] base_url`,
`[unsubscribe] mailto` or `envelope = "verp"` is set.

Below `[keys]` each key id (1 to 8 lower-case letters or digits) holds a key in hexadecimal digits, at least 32
of them. The last one signs; all of them are honoured for ever, so a key is never removed. To begin with a new
key, add it below the others.
"""

_PEOPLE = """\
## spokespeople.toml

The people that journalists may call. Each has a section of their own, `[leila-haddad]`, whose name is the key
that a release names them by: lower-case letters, digits and `-`.
"""


def settings_reference() -> str:
    """Return the page ``reference/settings.md``."""
    sections = [
        f"### [{section}]\n\n{told}\n\n{_table(key for key in KEYS if key.section == section)}"
        for section, told in _SECTIONS.items()
    ]
    variables = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in VARIABLES.items())
    presets = _PRESETS + "".join(_preset_row(name) for name in PRESETS)
    people = f"{_PEOPLE}\n{_people_table()}"
    return "\n".join([_INTRODUCTION, *sections, presets, _SECRETS, _VARIABLES + variables, people, _KEYRING])


def _preset_row(name: str) -> str:
    preset = PRESETS[name]
    values = ", ".join(f"`{key} = {_toml(value)}`" for key, value in preset.values.items())
    return f"| `{name}` | {values} | {preset.meaning} | {preset.source} |\n"


def _toml(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _people_table() -> str:
    rows = (f"| `{name}` | {value} | {meaning} |" for name, (value, meaning) in PEOPLE.items())
    return "\n".join(["| key | value | meaning |", "|---|---|---|", *rows]) + "\n"


def _table(keys: Iterable[Key]) -> str:
    heads = ["| key | value | default | meaning | since | variable |", "|---|---|---|---|---|---|"]
    return "\n".join([*heads, *(_row(key) for key in keys)]) + "\n"


def _row(key: Key) -> str:
    expects = f"{key.kind.expects}; *secret*" if key.takes_secret else key.kind.expects
    variable = (
        key.variable.replace("_NAME_", "_<NAME>_").replace("_GROUP_", "_<GROUP>_")
        if key.section.startswith(("relays.", "fields."))
        else key.variable
    )
    return f"| `{key.name}` | {expects} | {_default(key)} | {key.meaning} | {key.since} | `{variable}` |"


def _default(key: Key) -> str:
    match key.default:
        case None:
            return "required"
        case "" | []:
            return "empty"
        case bool():
            return f"`{str(key.default).lower()}`"
        case str():
            return f'`"{key.default}"`'
        case _:
            return f"`{key.default}`"


if __name__ == "__main__":
    TARGET.write_text(settings_reference(), encoding="utf-8")
