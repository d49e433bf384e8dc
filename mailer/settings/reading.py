"""What the TOML files and the environment say, as entries whose places are known."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from mailer.errors import SettingsError
from mailer.settings.entry import Entry, nearest, place_of
from mailer.settings.field_table import FIELD
from mailer.settings.relay_table import DKIM, GROUP, RELAY
from mailer.settings.table import KEYS, VARIABLES, is_named, keys_in, names_in

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Of sections whose tables have names: what these name, one that does, and what else there is to say.
_NAMED = {
    "relays": ("a relay", "default", ""),
    "fields": ("a field", "press-card", "; what stands in files can be its label"),
}
_LIMITS, _DKIM = "limits", "dkim"
_PLAIN_SECTIONS = tuple(dict.fromkeys(key.section for key in KEYS if not is_named(key.section)))


def read_toml(path: Path) -> tuple[dict[str, object], str]:
    """Return the tables of a TOML file and its text; SettingsError if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text), text
    except UnicodeDecodeError:
        raise SettingsError(f"{path.name} is not UTF-8 text", hint="Save it as UTF-8 in your editor") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path.name} cannot be understood: {error}", hint='Texts stand in quotes, as in name = "..."'
        ) from error


def entries_of_file(path: Path) -> Iterator[Entry]:
    """Yield what ``mailer.toml`` sets; SettingsError for sections and keys that do not exist."""
    tables, text = read_toml(path)
    for section, table in tables.items():
        place = place_of(path.name, text, section=section)
        if not isinstance(table, dict):
            raise _outside(path.name, text, section)
        if section == "relays":
            yield from _relay_entries(table, path.name, text)
        elif section == "fields":
            yield from _field_entries(table, path.name, text)
        elif section in _PLAIN_SECTIONS:
            yield from _section_entries(section, table, path.name, text)
        else:
            raise _unknown_section(section, place)


def entries_of_environment(environ: Mapping[str, str]) -> Iterator[Entry]:
    """Yield what MAILER_<SECTION>_<KEY> variables set; SettingsError for one that looks like a setting and is none.

    A relay's name is lower-case there, with - for _; lists are separated by commas.
    """
    for variable in sorted(environ):
        if variable.startswith("MAILER_") and variable not in VARIABLES:
            found = _meant_by(variable)
            if found is not None:
                section, name = found
                yield _entry(section, name, environ[variable], variable, from_environment=True)


def _section_entries(section: str, table: Mapping[str, object], file: str, text: str) -> Iterator[Entry]:
    for name, value in table.items():
        place = place_of(file, text, section=section, name=name)
        if name not in names_in(section):
            raise _unknown_key(section, name, place)
        yield _entry(section, name, value, place)


def _relay_entries(relays: Mapping[str, object], file: str, text: str) -> Iterator[Entry]:
    for section, table in _named_tables("relays", relays, file, text):
        keys = {key: value for key, value in table.items() if key not in {_LIMITS, _DKIM}}
        yield from _section_entries(section, keys, file, text)
        yield from _dkim_entries(f"{section}.{_DKIM}", table.get(_DKIM, {}), file, text)
        yield from _group_entries(f"{section}.{_LIMITS}", table.get(_LIMITS, {}), file, text)


def _field_entries(fields: Mapping[str, object], file: str, text: str) -> Iterator[Entry]:
    for section, table in _named_tables("fields", fields, file, text):
        yield from _section_entries(section, table, file, text)
        if not table:  # a field without keys is one of text
            yield _entry(section, "type", "text", place_of(file, text, section=section))


def _named_tables(
    of: str, tables: Mapping[str, object], file: str, text: str
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the section and the table of each name below ``[of]``; SettingsError for what is neither."""
    what, example, more = _NAMED[of]
    for name, table in tables.items():
        section = f"{of}.{name}"
        if not isinstance(table, dict):
            place = place_of(file, text, section=of, name=name)
            raise SettingsError(f"{place}: [{of}] is not followed by a name", hint=f"Write [{of}.{example}]")
        if not NAME.fullmatch(name):
            place = place_of(file, text, section=section)
            raise SettingsError(
                f"{place}: {name!r} cannot name {what}", hint=f"Use lower-case letters, digits and -{more}"
            )
        yield section, table


def _dkim_entries(section: str, table: object, file: str, text: str) -> Iterator[Entry]:
    if not isinstance(table, dict):
        place = place_of(file, text, section=section.removesuffix(".dkim"), name="dkim")
        raise SettingsError(
            f"{place}: dkim is a table", hint=f"Write [{section}], and domain, selector and key below it"
        )
    yield from _section_entries(section, table, file, text)


def _group_entries(section: str, groups: object, file: str, text: str) -> Iterator[Entry]:
    """Yield what is said of each group of recipient domains of a relay."""
    if not isinstance(groups, dict) or not all(isinstance(table, dict) for table in groups.values()):
        place = place_of(file, text, section=section)
        raise SettingsError(f"{place}: [{section}] is not followed by a name", hint=f"Write [{section}.gmail]")
    for name, table in groups.items():
        if not NAME.fullmatch(name):
            place = place_of(file, text, section=f"{section}.{name}")
            raise SettingsError(f"{place}: {name!r} cannot name a group", hint="Use lower-case letters, digits and -")
        yield from _section_entries(f"{section}.{name}", table, file, text)


def _entry(section: str, name: str, value: object, place: str, *, from_environment: bool = False) -> Entry:
    may_be_secret = any(key.takes_secret or key.is_hidden for key in keys_in(section) if key.name == name)
    is_public = not may_be_secret and not ("://" in str(value) and "@" in str(value))
    return Entry(section, name, value, place, from_environment=from_environment, is_public=is_public)


def _meant_by(variable: str) -> tuple[str, str] | None:
    words = variable.removeprefix("MAILER_").lower()
    for section in _PLAIN_SECTIONS:
        name = words.removeprefix(f"{section}_")
        if name != words:
            if name in names_in(section):
                return section, name
            raise _unknown_variable(variable)
    if words.startswith("fields_"):
        name, key = _named(words.removeprefix("fields_"), FIELD) or _refused(variable)
        return f"fields.{name}", key
    if words.startswith("relays_"):
        return _relay_meant_by(variable, words.removeprefix("relays_"))
    if nearest_variable(variable, cutoff_ratio=0.8):
        raise _unknown_variable(variable)
    return None


def _relay_meant_by(variable: str, words: str) -> tuple[str, str]:
    relay, is_group, group_words = words.partition(f"_{_LIMITS}_")
    if is_group:
        section, name = _named(group_words, GROUP) or _refused(variable)
        return f"relays.{relay.replace('_', '-')}.{_LIMITS}.{section}", name
    if found := _named(words, DKIM, before=f"_{_DKIM}"):
        return f"relays.{found[0]}.{_DKIM}", found[1]
    section, name = _named(words, RELAY) or _refused(variable)
    return f"relays.{section}", name


def _named(words: str, table: str, *, before: str = "") -> tuple[str, str] | None:
    """Return the name that somebody chose and the key of ``table`` that follows it, or None."""
    for name in sorted(names_in(table), key=len, reverse=True):
        chosen = words.removesuffix(f"{before}_{name}").replace("_", "-")
        if words.endswith(f"{before}_{name}") and NAME.fullmatch(chosen):
            return chosen, name
    return None


def _refused(variable: str) -> NoReturn:
    raise _unknown_variable(variable)


def nearest_variable(variable: str, *, cutoff_ratio: float = 0.6) -> str:
    """Return the variable that ``variable`` was probably meant to be, or ""; for relays that of ``default``."""
    known = [key.variable.replace("RELAYS_NAME_", "RELAYS_DEFAULT_") for key in KEYS]
    close = difflib.get_close_matches(variable, [*known, *VARIABLES], n=1, cutoff=cutoff_ratio)
    return close[0] if close else ""


def _unknown_variable(variable: str) -> SettingsError:
    meant = nearest_variable(variable)
    return SettingsError(
        f"the environment variable {variable} looks like a setting and is none",
        hint=f"Did you mean {meant}?" if meant else "They are MAILER_<SECTION>_<KEY>, as in MAILER_WEB_BASE_URL",
    )


def _unknown_section(section: str, place: str) -> SettingsError:
    meant = nearest(section, [*_PLAIN_SECTIONS, "relays", "fields"])
    known = ", ".join(f"[{name}]" for name in [*_PLAIN_SECTIONS, "relays.NAME", "fields.NAME"])
    return SettingsError(
        f"{place}: there is no section [{section}]", hint=f"Did you mean [{meant}]?" if meant else f"Known are {known}"
    )


def _unknown_key(section: str, name: str, place: str) -> SettingsError:
    meant = nearest(name, names_in(section))
    elsewhere = [key.section for key in KEYS if key.name == name]
    if meant:
        hint = f'Did you mean "{meant}"?'
    elif elsewhere:
        hint = f'"{name}" belongs into [{elsewhere[0]}]'
    else:
        hint = "Known are " + ", ".join(names_in(section))
    return SettingsError(f'{place}: [{section}] has no key "{name}"', hint=hint)


def _outside(file: str, text: str, name: str) -> SettingsError:
    place = place_of(file, text, section="", name=name)
    sections = [key.section for key in KEYS if key.name == name] or [
        name if name in _PLAIN_SECTIONS else "organisation"
    ]
    return SettingsError(f'{place}: "{name}" stands outside of any section', hint=f"Put it below [{sections[0]}]")
