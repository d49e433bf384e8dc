"""How a list is, in ``lists/SLUG.toml``: read and checked whole, and the same bytes for the same list."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from mailer.content.listfile.cells import cleaned
from mailer.content.nearest import did_you_mean
from mailer.content.textfile import decode, read_bytes
from mailer.domain.contact import Basis, ContactKind, parse_word
from mailer.domain.distribution_list import AudienceClass, LanguagePolicy
from mailer.errors import ListFileError

#: What may be said, in the order in which it is written, and what makes a value of it.
KEYS: dict[str, Callable[[Any], Any]] = {
    "title": cleaned,
    "kind": partial(parse_word, ContactKind),
    "basis": partial(parse_word, Basis),
    "source": cleaned,
    "why": cleaned,
    "class": partial(parse_word, AudienceClass),
    "language": cleaned,
    "policy": partial(parse_word, LanguagePolicy),
    "sender": cleaned,
    "reply_to": cleaned,
    "where": cleaned,
    "exclude": tuple,
}
_TO_ESCAPE = re.compile(r"\x7f")


def read_about(path: Path) -> dict[str, Any]:
    """Return what the file says, by key; ListFileError for anything that is not known or cannot be."""
    name = path.name
    text = decode(read_bytes(path, error=ListFileError), name=name, error=ListFileError)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ListFileError(f"{name}: {error}", hint='A line reads KEY = "VALUE"') from error
    return {key: _read(name, key, value) for key, value in said.items()}


def about_text(said: Mapping[str, str | Sequence[str]], before: str = "") -> str:
    """Return the file that says this; comments at the top of what stood there ``before`` stay."""
    head = "".join(takewhile(lambda line: line.startswith("#"), before.splitlines(keepends=True)))
    return head + "".join(f"{key} = {_toml(said[key])}\n" for key in KEYS if key in said)


def _read(name: str, key: str, value: object) -> Any:  # noqa: ANN401 - each key has its own type
    if key not in KEYS:
        raise ListFileError(f"{name}: there is no key {key!r}", hint=did_you_mean(key, KEYS))
    _refuse_other_type(name, key, value)
    try:
        return KEYS[key](value)
    except ValueError as error:
        raise ListFileError(f"{name}, {key}: {error}", hint="Mend the file") from error


def _refuse_other_type(name: str, key: str, value: object) -> None:
    if key == "exclude":
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ListFileError(f"{name}: exclude is no row of lists", hint='Write it so: exclude = ["LIST"]')
    elif not isinstance(value, str):
        raise ListFileError(f"{name}: {key} is not a text", hint=f'Write it in quotes: {key} = "..."')


def _toml(value: str | Sequence[str]) -> str:
    if not isinstance(value, str):
        return f"[{', '.join(map(_toml, value))}]"
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
