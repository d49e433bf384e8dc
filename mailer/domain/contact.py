"""Contacts: the people and desks we may write to, as one row of a list says it."""

import dataclasses
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from mailer.domain.address import Address
from mailer.domain.language import normalise_language as normalise_language  # noqa: PLC0414 - offered here too
from mailer.domain.likeness import name_key
from mailer.domain.outlet import outlet_key

_OWN = "field."
_BLANK = re.compile(r"[\s_-]+")


class ContactKind(StrEnum):
    """What sort of reader a contact is; internal and press are never mixed without a word."""

    JOURNALIST = "journalist"  #: writes for the public
    PARTNER = "partner"  #: works with us
    STAFF = "staff"  #: works for us


class Basis(StrEnum):
    """Why we may write to somebody at all."""

    CONSENT = "consent"  #: asked to get this
    LEGITIMATE_INTEREST = "legitimate-interest"  #: their work is about what we publish
    MEMBER = "member"  #: belongs to the organisation or its network


class Frequency(StrEnum):
    """How often a subscriber wants to hear from a list."""

    IMMEDIATE = "immediate"  #: each release when it is out
    DAILY = "daily"  #: in a daily digest
    WEEKLY = "weekly"  #: in a weekly digest


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact as a list says it; what it does not say is "", () or None (then the list's default holds).

    ``line`` is the line of the file where the row begins, 0 for a row that comes from nowhere else.
    ``fields`` are the further columns by their headers, ``others`` further addresses of the person. ``embargo_since``
    is the day on which they agreed to keep embargoes, ``embargo_version`` the text that they agreed to.
    """

    line: int
    address: Address
    name: str = ""
    outlet: str = ""
    role: str = ""
    kind: ContactKind | None = None
    languages: tuple[str, ...] = ()
    country: str = ""
    timezone: str = ""
    beats: tuple[str, ...] = ()
    basis: Basis | None = None
    source: str = ""
    frequency: Frequency | None = None
    fields: dict[str, str] = field(default_factory=dict)
    phone: str = ""
    notes: str = ""
    others: tuple[Address, ...] = ()
    embargo_since: date | None = None
    embargo_version: str = ""


#: What is known of a person, beside addresses and further columns.
FACTS = (
    *("name", "outlet", "role", "kind", "languages", "country", "timezone", "beats"),
    *("phone", "notes", "embargo_since", "embargo_version"),
)


_SILENT: dict[str, Any] = {one.name: one.default for one in dataclasses.fields(ContactRow) if one.name in FACTS}


def facts(row: ContactRow) -> dict[str, Any]:
    """Return what is known of a person as JSON has it, "" or [] for nothing; further columns as ``field.HEADER``."""
    said = {name: getattr(row, name) for name in FACTS}
    own = {f"{_OWN}{name}": value for name, value in row.fields.items()}
    since = row.embargo_since.isoformat() if row.embargo_since else ""
    lists = {"languages": list(row.languages), "beats": list(row.beats)}
    return {**said, **own, **lists, "kind": str(row.kind or ""), "embargo_since": since}


def with_facts(row: ContactRow, said: Mapping[str, Any]) -> ContactRow:
    """Return ``row`` with what is ``said`` in the form of ``facts``; names that are no facts are passed over."""
    changes = {name: _read(name, value) for name, value in said.items() if name in _SILENT}
    own = {name.removeprefix(_OWN): value for name, value in said.items() if name.startswith(_OWN)}
    fields = {name: value for name, value in {**row.fields, **own}.items() if value}
    return replace(row, **changes, fields=fields)


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 - each fact has its own type
    if not value:
        return _SILENT[name]
    kinds: dict[str, Callable[[Any], Any]] = {"languages": tuple, "beats": tuple, "kind": ContactKind}
    return {**kinds, "embargo_since": date.fromisoformat}.get(name, str)(value)


def merged(before: ContactRow, said: ContactRow) -> ContactRow:
    """Return ``before`` with everything that ``said`` says; what it leaves empty, and addresses, stay as they were."""
    changes = {word: getattr(said, word) for word in FACTS if getattr(said, word)}
    if outlet_key(said.outlet) == outlet_key(before.outlet):
        changes.pop("outlet", None)
    if "," in said.name and name_key(said.name) == name_key(before.name):  # as mail programs turn a name round
        changes.pop("name", None)
    own = {name: value for name, value in said.fields.items() if value}
    return replace(before, **changes, fields={**before.fields, **own})


def without(row: ContactRow, names: Iterable[str]) -> ContactRow:
    """Return ``row`` as if it said nothing of the facts in ``names`` (those of ``facts``)."""
    silent = {name: _SILENT[name] for name in names if name in _SILENT}
    own = {f"{_OWN}{name}" for name in row.fields}.intersection(names)
    if not silent and not own:
        return row
    kept = {name: value for name, value in row.fields.items() if f"{_OWN}{name}" not in own}
    return replace(row, **silent, fields=kept)


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was not taken: where it begins, the value that is wrong, and why, in a sentence for the reader."""

    line: int
    value: str
    reason: str


_Word = TypeVar("_Word", bound=StrEnum)


def parse_word(words: type[_Word], text: str) -> _Word:
    """Return the member of ``words`` that ``text`` names, whatever its case, blanks or plural.

    ValueError with a sentence for the reader, with the nearest word there is.
    """
    wanted = _BLANK.sub("-", text.strip().casefold())
    known = {str(word): word for word in words}
    found = known.get(wanted) or known.get(wanted.removesuffix("s"))
    if found is not None:
        return found
    nearest = difflib.get_close_matches(wanted, known, n=1)
    meant = f"did you mean {nearest[0]}" if nearest else f"write {', '.join(known)}"
    raise ValueError(f"{text.strip()!r} is not known here: {meant}")
