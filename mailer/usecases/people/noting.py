"""From what was typed about a person to facts as they are kept; or a sentence that names the option."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailer.content.listfile.cells import cleaned
from mailer.content.listfile.values import READERS
from mailer.domain.contact import ContactKind, parse_word
from mailer.domain.custom_field import CustomFields
from mailer.errors import UsageProblem

_BETWEEN = re.compile(r"[;,،、]")


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed: ``facts`` by the names of ``ContactRow``, ``fields`` by theirs; "" and () stand for nothing."""

    facts: Mapping[str, Any]
    fields: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the facts that were typed, further columns as ``field.NAME``."""
        return (*self.facts, *(f"field.{name}" for name in self.fields))


def noted(typed: Mapping[str, str], fields: Sequence[str], known: CustomFields) -> Said:
    """Return what ``typed`` says, by the names of options, and ``fields``, each ``NAME=VALUE``.

    UsageProblem, naming the option, for what cannot be.
    """
    facts = {_FACTS.get(option, option): _read(option, text) for option, text in typed.items()}
    return Said(facts, dict(_field(one, known) for one in fields))


def _read(option: str, text: str) -> Any:  # noqa: ANN401 - each fact has its own type
    try:
        plain = cleaned(text)
        if option in _READERS:
            return _READERS[option](plain)
        read, empty = READERS.get(_FACTS.get(option, option), (str, ""))
        return read(plain) if plain else empty
    except ValueError as error:
        raise UsageProblem(f"--{option.replace('_', '-')}: {error}", hint="Type it again") from error


def _field(pair: str, known: CustomFields) -> tuple[str, str]:
    name, has_value, text = pair.partition("=")
    if not has_value or not name.strip():
        raise UsageProblem(f"--field {pair!r} does not say what is what", hint="Write --field NAME=VALUE")
    try:
        name = known.name_of(cleaned(name))
        return name, known.checked(name, cleaned(text))
    except ValueError as error:
        raise UsageProblem(f"--field {name.strip()}: {error}", hint="Type it again") from error


def _kind(text: str) -> ContactKind:
    if not text:
        raise ValueError(f"everybody is one of {', '.join(ContactKind)}")
    return parse_word(ContactKind, text)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _beats(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_parts(text)))


#: Options that are called otherwise than the facts that they set.
_FACTS = {"language": "languages"}
#: Where more can be typed than stands in files, or less.
_READERS: dict[str, Callable[[str], Any]] = {"kind": _kind, "beats": _beats}
