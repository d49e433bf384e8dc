"""vCards (2.1, 3.0, 4.0): the people in an address book’s export, one card each."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from mailer.content.listfile.card_lines import CardLine, cards_in
from mailer.content.listfile.octets import encoding_of, known_encoding
from mailer.content.listfile.source import Batch, Source
from mailer.domain.contact import RowError
from mailer.errors import ListFileError

HEADERS = (
    *("address", "other addresses", "name", "outlet", "role", "language", "country", "timezone", "beats"),
    *("phone", "notes"),
)
_BATCH = 500
_CHARSET = re.compile(rb"^[^:]*;CHARSET=", re.IGNORECASE)
_ZONE = re.compile(r"[A-Za-z]+(/[A-Za-z_+-]+)+|UTC")
_COUNTRY, _FAMILY, _GIVEN, _MIDDLE = 6, 0, 1, 2
_FAX = frozenset(("fax", "pager", "modem"))
_UNMARKED = 101


def read_cards(path: Path, head: bytes, *, wanted: str | None) -> Source:
    """Return the people of a vCard file. What no card says to be in another encoding is in ``wanted`` or UTF-8."""
    errors: list[RowError] = []
    encoding = _encoding(path, head, wanted)
    return Source([HEADERS], lambda _: _batches(path, encoding, errors), encoding, errors)


def _encoding(path: Path, head: bytes, wanted: str | None) -> str:
    """Return the encoding of what does not tell its own; old cards do, line by line, and so are not of one piece."""
    try:
        return encoding_of(path, head, wanted=wanted)
    except ListFileError:
        with path.open("rb") as file:
            if not any(_CHARSET.search(line) for line in file):
                raise
        return known_encoding(wanted or "utf-8")


def _batches(path: Path, encoding: str, errors: list[RowError]) -> Iterator[Batch]:
    with path.open("rb") as file:
        cards = cards_in(file, encoding)
        while some := list(islice(cards, _BATCH)):
            rows = [(line, cells) for line, card in some for cells in _taken(line, card, errors)]
            yield [line for line, _ in rows], [cells for _, cells in rows]


def _taken(line: int, card: list[CardLine] | None, errors: list[RowError]) -> list[list[str]]:
    if card is None:
        errors.append(RowError(line, "", "the card has no end: END:VCARD is missing"))
        return []
    try:
        cells = _cells(card)
    except UnicodeError:
        reason = "the card is in another encoding: say which with --encoding, as in cp1252"
    else:
        if cells[0]:
            return [cells]
        reason = "the card has no e-mail address"
    names = [one.raw.decode("ascii", errors="replace") for one in card if one.name == "FN"]
    errors.append(RowError(line, "".join(names[:1])[:200], reason))
    return []


def _cells(card: list[CardLine]) -> list[str]:
    by_name: dict[str, list[CardLine]] = {}
    for one in card:
        by_name.setdefault(one.name, []).append(one)

    def values(name: str) -> list[str]:
        """Return what is said under a name, the preferred first."""
        return [one.text for one in sorted(by_name.get(name, ()), key=_rank) if not one.types & _FAX]

    addresses = [text.strip() for text in values("EMAIL") if text.strip()]
    return [
        *("".join(addresses[:1]), ";".join(addresses[1:])),
        _name(by_name),
        _first(_parts(by_name, "ORG")),
        _first(values("TITLE")) or _first(values("ROLE")),
        ",".join(values("LANG") or values("LANGUAGE")),
        next(
            (parts[_COUNTRY] for parts in _all_parts(by_name, "ADR") if len(parts) > _COUNTRY and parts[_COUNTRY]), ""
        ),
        next(filter(_ZONE.fullmatch, values("TZ")), ""),
        ";".join(part.replace(";", ",") for one in by_name.get("CATEGORIES", ()) for part in one.listed),
        _first(text.removeprefix("tel:").strip() for text in values("TEL")),
        " ".join(values("NOTE")),
    ]


def _name(by_name: dict[str, list[CardLine]]) -> str:
    full = _first(one.text for one in by_name.get("FN", ()))
    parts = [*_parts(by_name, "N"), "", "", ""]
    return full or " ".join(filter(None, (parts[_GIVEN], parts[_MIDDLE], parts[_FAMILY])))


def _parts(by_name: dict[str, list[CardLine]], name: str) -> list[str]:
    return next(iter(_all_parts(by_name, name)), [])


def _all_parts(by_name: dict[str, list[CardLine]], name: str) -> list[list[str]]:
    return [one.parts for one in sorted(by_name.get(name, ()), key=_rank)]


def _first(texts: Iterator[str] | list[str]) -> str:
    return next((text.strip() for text in texts if text.strip()), "")


def _rank(line: CardLine) -> int:
    """Return how much a line is preferred: 1 most of all (``PREF=1``, ``TYPE=pref``), 101 where nothing is said."""
    if "pref" in line.types:
        return 1
    said = line.pref
    return int(said) if said.isdecimal() else _UNMARKED
