"""What the cells of each column say: read once, remembered, and refused with a reason for the reader."""

import datetime as dt
import functools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mailer.content.listfile.cells import cleaned
from mailer.content.listfile.known_headers import COLUMN_OF, FLAGS, GONE, NO, WAITING
from mailer.content.listfile.spelling import header_key
from mailer.domain.address import Address, parse_address
from mailer.domain.contact import Basis, ContactKind, Frequency, parse_word
from mailer.domain.country import normalise_country
from mailer.domain.language import normalise_language
from mailer.domain.zone import known_zone

_BETWEEN = re.compile(r"[;,/|、،]")
_BETWEEN_LABELS = re.compile(r":::|[;,、،]")
_BETWEEN_ADDRESSES = re.compile(r":::|[;,\n]")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>\s*")
_REMARK = re.compile(r"(?P<address>[^\s()]+@[^\s()]+)\s*\((?P<name>[^()]*)\)\s*")
_AN_ADDRESS = re.compile(r"[^\s,;@<>]+@[^\s,;@<>/|]+")
_MOST = 4096
_KEEP_OUT = "to keep all of them out here: mailer suppressions import FILE"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Stands where a cell could not be read, and says why."""

    reason: str


class Remembered(dict[str, Any]):
    """What cells say, by what is written in them. A wrong one gives ``Wrong``, and ``is_wrong`` until it is reset."""

    def __init__(self, read: Callable[[str], Any], empty: object) -> None:
        super().__init__({"": empty})
        self.is_wrong = False
        self._read = read
        self._empty = empty

    def __missing__(self, cell: str) -> Any:  # noqa: ANN401 - each column has its own type
        if len(self) > _MOST:  # a column of texts that are all different is no reason to grow
            self.clear()
            self[""] = self._empty
        try:
            said = self[cell] = self._read(cell)
        except ValueError as error:
            self.is_wrong = True
            return Wrong(str(error))
        return said


def person(cell: str, name: str) -> tuple[Address, str] | Wrong:
    """Return address and name; a cell may hold both, as mail programs write them: ``Ana Ruiz <ana@example.org>``."""
    try:
        return parse_address(cell), name
    except ValueError as error:
        reason = str(error)
    found = _NAMED.fullmatch(cell) or _REMARK.fullmatch(cell)
    written, said = (found["address"], found["name"].strip().strip("\"'").strip()) if found else (cell, "")
    if said.casefold() == written.strip().casefold():
        said = ""  # Outlook writes the address twice where it knows no name
    if len(_AN_ADDRESS.findall(written)) > 1 or _AN_ADDRESS.search(said):
        return Wrong("there is more than one address; write one row for each")
    try:
        return parse_address(written), name or said
    except ValueError as error:
        return Wrong(str(error) if found else reason)


def several_addresses(cell: str) -> tuple[list[Address], list[str]]:
    """Return the addresses in a cell that may hold several, and what is none."""
    good: list[Address] = []
    bad: list[str] = []
    for part in filter(str.strip, _BETWEEN_ADDRESSES.split(cell)):
        found = person(part.strip(), "")
        if isinstance(found, Wrong):
            bad.append(part.strip())
        else:
            good.append(found[0])
    return good, bad


def attributes(cell: str) -> dict[str, str]:
    """Return what a cell of JSON says, by key; what is known goes by the name of its column, lists become ``a;b``."""
    try:
        said = json.loads(cell)
    except ValueError as error:
        raise ValueError("the attributes are no JSON") from error
    if not isinstance(said, dict):
        raise ValueError("the attributes are no JSON object")  # noqa: TRY004 - a value of the file is wrong, not a type
    return {COLUMN_OF.get(header_key(key), cleaned(key)): _as_cell(value) for key, value in said.items() if key.strip()}


def _as_cell(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return ";".join(map(_as_cell, value))
    if isinstance(value, dict):
        return cleaned(json.dumps(value, ensure_ascii=False))
    return "" if value is None else cleaned(value if isinstance(value, str) else json.dumps(value))


def gone_teller(header: str) -> Callable[[str], bool]:
    """Return what tells whether a cell of this column says that its row must not be written to."""
    if header_key(header) in FLAGS:
        return lambda cell: _word(cell) not in NO
    return lambda cell: _word(cell) in GONE


def _word(cell: str) -> str:
    return " ".join(cell.casefold().split())


def mark_reader(header: str) -> Callable[[str], str]:
    """Return what reads a column in which an export says who must not be written to; ValueError says so."""
    is_gone, is_flag = gone_teller(header), header_key(header) in FLAGS

    def read(cell: str) -> str:
        if is_gone(cell):
            raise ValueError(f"the export says: {header} = {cell[:40]}; they are not to be written to ({_KEEP_OUT})")
        if not is_flag and _word(cell) in WAITING:
            raise ValueError(f"the export says: {header} = {cell[:40]}; they have not agreed yet")
        return cell

    return read


def _languages(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise_language(part) for part in _BETWEEN.split(cell) if part.strip()))


def _beats(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _labels(cell: str) -> tuple[str, ...]:
    """Return labels as beats, without quotation marks and without the program’s own groups (``* myContacts``)."""
    parts = (part.strip().strip('"').strip() for part in _BETWEEN_LABELS.split(cell))
    return tuple(dict.fromkeys(part for part in parts if part and not part.startswith("*")))


def _day(cell: str) -> dt.date:
    try:
        return dt.date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"{cell!r} is not a day: write it as 2026-11-24") from error


def _phone(cell: str) -> str:
    return "; ".join(part.strip() for part in cell.split(":::"))


#: How the columns that are not plain text are read, and what an empty cell is.
READERS: dict[str, tuple[Callable[[str], Any], object]] = {
    "kind": (functools.partial(parse_word, ContactKind), None),
    "languages": (_languages, ()),
    "country": (normalise_country, ""),
    "timezone": (known_zone, ""),
    "beats": (_beats, ()),
    "labels": (_labels, ()),
    "basis": (functools.partial(parse_word, Basis), None),
    "frequency": (functools.partial(parse_word, Frequency), None),
    "phone": (_phone, ""),
    "embargo_since": (_day, None),
}
