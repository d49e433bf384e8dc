"""Spokespeople: the people that journalists may call, from ``spokespeople.toml`` or from the head of a release."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

from mailer.content.nearest import did_you_mean
from mailer.content.release.absences import CURE, absences
from mailer.content.textfile import read_text
from mailer.domain.absence import Absence
from mailer.domain.address import parse_address
from mailer.domain.language import normalise_language
from mailer.domain.release import Spokesperson
from mailer.errors import SettingsError

#: What may be said of a spokesperson.
KEYS = tuple(field.name for field in fields(Spokesperson) if field.name != "key")

#: What is said of people in ``spokespeople.toml`` only: it is no part of a release who is away when.
KEPT = ("away", "stand_in")

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)")
_PHONE = re.compile(r"\d\D*\d\D*\d")


class SpokespersonError(ValueError):
    """What is wrong with one spokesperson: ``key`` is what it is about, ``cure`` the next step."""

    def __init__(self, key: str, message: str, cure: str) -> None:
        super().__init__(message)
        self.key = key
        self.cure = cure


def read_spokespeople(path: Path) -> dict[str, Spokesperson]:
    """Return the people of ``spokespeople.toml`` by their keys, in file order; nobody if there is no such file.

    SettingsError that names file, line (where known) and cure for anything that is not right.
    """
    if not path.exists():
        return {}
    text = read_text(path, error=SettingsError)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = found[1] if found and found[1] else len(text.rstrip().split("\n"))
        cure = f'{_LINE.sub("", str(error))}; each line is `key = "value"` below a [first-last] line'
        raise SettingsError(f"{path.name}, line {line} cannot be read", hint=cure) from error
    people = {key: _person(key, table, path.name, text) for key, table in tables.items()}
    for person in people.values():
        _refuse_stand_in(person, people, f"{path.name}, line {_line_of(text, person.key, 'stand_in')}")
    return people


def spokesperson(key: str, said: Mapping[str, object]) -> Spokesperson:
    """Return the person of whom ``said`` tells (the keys of ``KEYS``).

    SpokespersonError for an unknown key, a wrong value, no name, or nothing to reach the person by.
    """
    values = {name: _value(name, value, is_kept=bool(key)) for name, value in said.items()}
    if not values.get("name"):
        raise SpokespersonError("name", "a spokesperson has no name", "Add it: name: Leila Haddad")
    if not (values.get("address") or values.get("phone")):
        message = f"there is no way to reach {values['name']}"
        raise SpokespersonError("address", message, "Add an e-mail address or a phone number (address, phone)")
    return Spokesperson(key=key or key_of(str(values["name"])), **values)  # type: ignore[arg-type] # checked by _value


def key_of(name: str) -> str:
    """Return a key made from a name: ``Leïla Haddad`` gives ``leila-haddad``; "spokesperson" where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "spokesperson"


def _person(key: str, table: object, file: str, text: str) -> Spokesperson:
    if not isinstance(table, dict):
        message = f"{file}, line {_line_of(text, '', key)}: {key!r} stands outside of any person"
        raise SettingsError(message, hint="Begin each person with a line such as [leila-haddad]")
    if not _KEY.fullmatch(key):
        message = f"{file}, line {_line_of(text, key, '')}: {key!r} cannot be a key"
        raise SettingsError(message, hint="Write it in small letters, digits and hyphens: [leila-haddad]")
    try:
        return spokesperson(key, table)
    except SpokespersonError as error:
        message = f"{file}, line {_line_of(text, key, error.key)}: [{key}]: {error}"
        raise SettingsError(message, hint=error.cure) from error


def _refuse_stand_in(person: Spokesperson, people: Mapping[str, Spokesperson], where: str) -> None:
    """Raise SettingsError for somebody who stands in and is nobody, or stands in for themselves."""
    if person.stand_in and person.stand_in not in people:
        others = [key for key in people if key != person.key]
        cure = did_you_mean(person.stand_in, others, none="Write them in this file too, or delete the line")
        raise SettingsError(f"{where}: [{person.key}]: {person.stand_in!r} is nobody's key", hint=cure)
    if person.stand_in == person.key:
        message = f"{where}: [{person.key}]: nobody can stand in for themselves"
        raise SettingsError(message, hint="Name somebody else, or delete the line")


def _value(name: str, value: object, *, is_kept: bool) -> object:
    if name not in KEYS:
        message = f"{name!r} is not known of a spokesperson"
        raise SpokespersonError(name, message, did_you_mean(name, KEYS))
    if name in KEPT and not is_kept:
        cure = "Describe the person in spokespeople.toml and name them here by key"
        raise SpokespersonError(name, f"{name!r} is only known of people in spokespeople.toml", cure)
    readers = {"languages": _languages, "verified_at": _day, "away": _away}
    if name in readers:
        return readers[name](value)
    if not isinstance(value, str):
        raise SpokespersonError(name, f"{name} is not words", f'Put it in quotes: {name} = "..."')
    return _words(name, " ".join(unicodedata.normalize("NFC", value).split()))


def _words(name: str, value: str) -> str:
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise SpokespersonError(name, f"{name} holds a control character", "Write it anew")
    if name == "address" and value:
        return _address(value)
    if name.endswith("phone") and value and not _PHONE.search(value):
        what = name if name.startswith("private") else repr(value)  # a private number is not even shown in an error
        raise SpokespersonError(name, f"{what} is not a phone number", "Write it with its country: +41 22 000 00 00")
    return value


def _address(value: str) -> str:
    try:
        return parse_address(value).address
    except ValueError as error:
        raise SpokespersonError("address", str(error), "Write an e-mail address such as press@example.org") from error


def _languages(value: object) -> tuple[str, ...]:
    parts = re.split(r"[,;]", value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise SpokespersonError("languages", "languages is not a list of codes", "Write for example: en, fr")
    try:
        return tuple(normalise_language(part) for part in parts if part.strip())
    except ValueError as error:
        raise SpokespersonError("languages", str(error), "Write for example: en, fr") from error


def _day(value: object) -> date | None:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError as error:
        raise SpokespersonError("verified_at", f"{value!r} is not a day", "Write it as 2026-11-24") from error


def _away(value: object) -> tuple[Absence, ...]:
    try:
        return absences(value)
    except ValueError as error:
        raise SpokespersonError("away", str(error), CURE) from error


def _line_of(text: str, section: str, name: str) -> int:
    """Return the line of ``name`` in ``[section]``, or of the section where the name does not stand."""
    here, found = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\s*\[\s*\"?([^\]\"]*)\"?\s*\]", line)
        if header:
            here = header[1].strip()
            found = number if here == section else found
        elif here == section and name and re.match(rf"\s*\"?{re.escape(name)}\"?\s*=", line):
            return number
    return found
