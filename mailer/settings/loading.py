"""From the files and variables of a workspace to its frozen settings."""

from collections.abc import Iterable, Mapping
from itertools import repeat
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mailer.domain.custom_field import CustomField, CustomFields
from mailer.domain.rate import GroupLimit, Limits
from mailer.domain.retention import Retention
from mailer.domain.settings import Dkim, Organisation, Relay, Sender, Settings
from mailer.errors import SettingsError
from mailer.settings.checking import Surroundings, checked, refuse_contradictions, refuse_open_password
from mailer.settings.entry import Entry
from mailer.settings.key import Key
from mailer.settings.keyring import load_keys
from mailer.settings.presets import PRESETS
from mailer.settings.reading import entries_of_environment, entries_of_file
from mailer.settings.table import KEYS, is_field, is_group, is_named, keys_in, relay_of
from mailer.settings.workspace import SETTINGS_FILE

_NO_RELAY_YET = Entry("relays.default", "url", "outbox:outbox", "default")

Entries = Mapping[tuple[str, str], Entry]
Values = dict[str, dict[str, Any]]


def load_settings(workspace: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings of ``workspace``: ``mailer.toml``, overridden by MAILER_* variables, and ``keys.toml``.

    SettingsError, naming the place, for the first thing that is unknown, missing, malformed or contradictory.
    """
    file = workspace.resolve() / SETTINGS_FILE
    entries = _by_name((*entries_of_file(file), *entries_of_environment(environ)))
    values = _values(entries, Surroundings(file.parent, environ))
    _refuse_open_passwords(entries, values, file)
    settings = _assembled(values, file.parent)
    refuse_contradictions(settings)
    return settings


def load_database_url(workspace: Path, environ: Mapping[str, str]) -> str:
    """Return where the database of ``workspace`` is, and look at no other setting."""
    file = workspace.resolve() / SETTINGS_FILE
    entries = _by_name((*entries_of_file(file), *entries_of_environment(environ)))
    values = values_of("database", keys_in("database"), entries, Surroundings(file.parent, environ), file=SETTINGS_FILE)
    return _absolute_database(values["url"], file.parent)


def values_of(
    section: str, keys: Iterable[Key], entries: Entries, around: Surroundings, *, file: str
) -> dict[str, Any]:
    """Return the checked value, or the default, of each of ``keys`` in ``section``; SettingsError for a missing one."""
    values: dict[str, Any] = {}
    for key in keys:
        entry = entries.get((section, key.name))
        if entry is not None:
            values[key.name] = checked(entry, key, around)
        elif key.default is None:
            raise SettingsError(
                f"{file}: [{section}] {key.name} is missing", hint=f"It is {key.kind.expects}. {key.meaning}"
            )
        else:
            values[key.name] = key.kind.check(key.default)
    return values


def _by_name(found: Iterable[Entry]) -> dict[tuple[str, str], Entry]:
    """Return the entries by section and key, where a later one overrides an earlier one."""
    entries = {(entry.section, entry.name): entry for entry in found}
    if not any(section.startswith("relays.") and section == relay_of(section) for section, _ in entries):
        entries[_NO_RELAY_YET.section, _NO_RELAY_YET.name] = _NO_RELAY_YET
    return _of_presets(entries) | entries


def _of_presets(entries: Entries) -> dict[tuple[str, str], Entry]:
    """Return what the presets that are named say."""
    named = {section: str(entry.value) for (section, name), entry in entries.items() if name == "preset"}
    return {
        (section, name): Entry(section, name, value, f'preset "{preset}"')
        for section, preset in named.items()
        if preset in PRESETS
        for name, value in PRESETS[preset].values.items()
    }


def _values(entries: Entries, around: Surroundings) -> Values:
    plain = [key.section for key in KEYS if not is_named(key.section)]
    named = [section for section, _ in entries if is_named(section)]
    relays = [relay_of(section) for section in named]
    return {
        section: values_of(section, keys_in(section), entries, around, file=SETTINGS_FILE)
        for section in dict.fromkeys((*plain, *relays, *named))
    }


def _refuse_open_passwords(entries: Entries, values: Values, file: Path) -> None:
    for (section, name), entry in entries.items():
        url = values[section].get("url", "")
        if name == "password" or (section == "database" and name == "url" and _has_password(url)):
            refuse_open_password(entry, url, file)


def _has_password(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.password) or "password=" in parts.query


def _assembled(values: Values, workspace: Path) -> Settings:
    sender = values["sender"]
    return Settings(
        workspace=str(workspace),
        organisation=Organisation(**values["organisation"]),
        sender=Sender(**{**sender, "name": sender["name"] or values["organisation"]["name"]}),
        database_url=_absolute_database(values["database"]["url"], workspace),
        relays={
            section.removeprefix("relays."): _relay(section, values, workspace)
            for section in values
            if section.startswith("relays.") and section == relay_of(section)
        },
        bounce_address=values["bounces"]["address"],
        unsubscribe_mailto=values["unsubscribe"]["mailto"],
        base_url=values["web"]["base_url"],
        uncertain=values["sending"]["uncertain"],
        processes=values["sending"]["processes"],
        fields=CustomFields({one.name: one for one in map(_field, filter(is_field, values), repeat(values))}),
        retention=Retention(**values["retention"]),
        keys=load_keys(workspace),
    )


def _field(section: str, values: Values) -> CustomField:
    return CustomField(name=section.partition(".")[2], **values[section])


def _relay(section: str, values: Values, workspace: Path) -> Relay:
    found, name = dict(values[section]), section.removeprefix("relays.")
    ca_file = str(workspace / found["ca_file"]) if found["ca_file"] else ""
    if ca_file and not Path(ca_file).is_file():
        raise SettingsError(
            f"[{section}] ca_file: there is no file {ca_file}", hint="Relative names start at the workspace"
        )
    found |= {
        "name": name,
        "url": _absolute_outbox(found["url"], workspace),
        "ca_file": ca_file,
        "dkim": Dkim(**values[f"{section}.dkim"]) if f"{section}.dkim" in values else None,
        "limits": Limits(found.pop("rate"), found.pop("daily_limit"), _groups(section, values)),
    }
    return Relay(**found)


def _groups(relay: str, values: Values) -> tuple[GroupLimit, ...]:
    groups = [section for section in values if is_group(section) and relay_of(section) == relay]
    return tuple(GroupLimit(section.rpartition(".")[2], **values[section]) for section in groups)


def _absolute_outbox(url: str, workspace: Path) -> str:
    scheme, _, path = url.partition(":")
    return f"outbox:{workspace / Path(path).expanduser()}" if scheme == "outbox" else url


def _absolute_database(url: str, workspace: Path) -> str:
    scheme, _, path = url.partition(":///")
    if scheme != "sqlite":
        return url
    absolute = str(workspace / Path(path).expanduser())
    if "?" in absolute:
        raise SettingsError(f"the database cannot stand at {absolute}: a URL ends at ?", hint="Rename that folder")
    return f"sqlite:///{absolute}"
