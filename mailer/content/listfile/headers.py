"""Which column of a list is what: as somebody said, as its layout has it, or by its header in eight languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mailer.content.listfile.choices import Reading
from mailer.content.listfile.known_headers import COLUMN_OF, FLAGS, STATUS
from mailer.content.listfile.layouts import Layout, layout_of
from mailer.content.listfile.mapping import FIELD, IGNORE, TARGETS, HeaderMap, settled
from mailer.content.listfile.spelling import header_key, written
from mailer.content.nearest import did_you_mean
from mailer.errors import ListFileError, UsageProblem

_POSTAL_TOO = "address"
_EXAMPLE = "Name the columns in the first line, for example: address,name,outlet,language"
_TYPED = {inner: typed for typed, inner in TARGETS.items()}
_NAMES = ("first", "middle", "name", "last")
_SEVERAL = frozenset(("address", "others", "phone"))


@dataclass(slots=True)
class Columns:
    """Where each value stands in a row: ``places`` by what it is, the first that says something counts.

    ``fields`` are the further columns by their headers, ``ignored`` tells of columns that are not read. ``status`` is
    where an export says that somebody must not be written to. ``layout`` is the export it was known as.
    """

    headers: tuple[str, ...]
    layout: str = ""
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    names: tuple[int, ...] = ()
    fields: dict[str, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    status: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Return how many columns there are."""
        return len(self.headers)

    @property
    def as_map(self) -> dict[str, str]:
        """Return what each header was read as, in the words of ``--map``."""
        said = {self.headers[place]: name for name, places in self.places.items() for place in places}
        said |= {self.headers[place]: "status" for place in self.status}
        further = {header: FIELD if header in self.fields else IGNORE for header in self.headers if header}
        return further | {header: _TYPED.get(name, FIELD) for header, name in said.items() if header}


def map_headers(cells: Sequence[str], reading: Reading, *, file: str) -> Columns:
    """Return what each column is; ListFileError, naming the headers found, without a column of addresses."""
    headers = tuple(written(cell) for cell in cells)
    said = _said(headers, reading, file)
    layout = layout_of(map(header_key, headers))
    wanted = [_wanted(header, said, layout) for header in headers]
    _choose_address(wanted, headers, said, layout, file=file)
    return _placed(headers, wanted, layout)


def has_address(cells: Sequence[str], reading: Reading) -> bool:
    """Return whether a row looks like the headers: one of its cells is what a column of addresses is called."""
    headers = [header_key(cell) for cell in cells]
    layout = layout_of(headers)
    mapped = {header_key(header) for header, target in reading.mapping.items() if target == "address"}
    mapped |= {header_key(header) for header in _saved(headers, reading)}
    return any(
        header in mapped or COLUMN_OF.get(header) == "address" or bool(layout and layout.column_of(header) == "address")
        for header in headers
    )


def _said(headers: Sequence[str], reading: Reading, file: str) -> dict[str, str]:
    """Return what somebody said of this file, by key: typed for it, or saved under a name or for these very headers."""
    present = {header_key(header) for header in headers}
    saved = {name: target for name, target in _saved(headers, reading).items() if header_key(name) in present}
    return settled(saved, headers, file=file) | settled(reading.mapping, headers, file=file)


def _saved(headers: Sequence[str], reading: Reading) -> Mapping[str, str]:
    if reading.named:
        return named_map(reading).columns
    return next((one.columns for one in reading.saved if one.is_for(filter(None, headers))), {})


def named_map(reading: Reading) -> HeaderMap:
    """Return the saved mapping that was asked for; UsageProblem, with the nearest, if there is none of that name."""
    found = next((one for one in reading.saved if one.name == reading.named), None)
    if found is None:
        names = {one.name for one in reading.saved}
        hint = did_you_mean(reading.named, names, none="Save one: --map HEADER=COLUMN --save-mapping NAME")
        raise UsageProblem(f"no mapping is called {reading.named!r}", hint=hint)
    return found


def _wanted(header: str, said: Mapping[str, str], layout: Layout | None) -> str:
    """Return what a column is; FIELD for a further one, IGNORE for one that is not read."""
    plain = header_key(header)
    if not header or plain in said:
        return said.get(plain, IGNORE)
    known = layout.column_of(plain) if layout else ""
    if known:
        return known
    if plain in FLAGS or plain in STATUS:
        return "status"
    if layout and (layout.is_address_book or plain in layout.left_out):
        return IGNORE
    return COLUMN_OF.get(plain, FIELD)


def _choose_address(
    wanted: list[str], headers: Sequence[str], said: Mapping[str, str], layout: Layout | None, *, file: str
) -> None:
    """Make sure that it is clear which column holds the address; others that look like one become further columns."""
    found = [number for number, column in enumerate(wanted) if column == "address"]
    told = [number for number in found if header_key(headers[number]) in said]
    if told and not layout:
        _demote(wanted, set(found) - set(told))
    elif not found:
        raise _no_address(headers, file)
    elif len(found) > 1 and not layout:
        chosen = [number for number in found if header_key(headers[number]) != _POSTAL_TOO] or found
        if len(chosen) > 1:  # a column called "address" beside one called "e-mail" holds postal addresses
            names = " and ".join(repr(headers[number]) for number in chosen)
            hint = f'Say which: --map "{headers[chosen[0]]}=address", and the other one =other_addresses or =ignore'
            raise ListFileError(f"{file}: {names} could both be the address", hint=hint)
        _demote(wanted, set(found) - set(chosen))


def _demote(wanted: list[str], places: set[int]) -> None:
    for place in places:
        wanted[place] = FIELD


def _no_address(headers: Sequence[str], file: str) -> ListFileError:
    if any("@" in header for header in headers):
        return ListFileError(f"{file} has no line of headers: the first line holds an address", hint=_EXAMPLE)
    shown = ", ".join(repr(header) for header in headers[:20] if header) or "nothing"
    hint = f'{_EXAMPLE}. Or say which one it is: --map "HEADER=address"'
    if len(headers) == 1:
        hint += "; or what stands between the columns: --delimiter SIGN"
    return ListFileError(f"{file} has no column of addresses; its headers are {shown}", hint=hint)


def _placed(headers: tuple[str, ...], wanted: Sequence[str], layout: Layout | None) -> Columns:
    columns = Columns(headers, layout.name if layout else "")
    for number, (header, column) in enumerate(zip(headers, wanted, strict=True)):
        if column == FIELD or (column == "status" and not layout and header_key(header) not in FLAGS):
            _further(columns, header, number)
        elif column == IGNORE:
            columns.ignored.append(header or f"column {number + 1}")
        elif column != "status":
            _place(columns, number, column, layout)
    columns.status = tuple(number for number, column in enumerate(wanted) if column == "status")
    columns.names = _names(columns)
    return columns


def _place(columns: Columns, number: int, column: str, layout: Layout | None) -> None:
    there = columns.places.get(column, ())
    if there and not layout and column not in _SEVERAL:
        _further(columns, columns.headers[number], number)
        return
    order = layout.columns.get(column, "").split("|") if layout else []
    ranks = {place: _rank(header_key(columns.headers[place]), order) for place in (*there, number)}
    columns.places[column] = tuple(sorted(ranks, key=ranks.__getitem__))


def _rank(header: str, order: Sequence[str]) -> int:
    return order.index(header) if header in order else len(order)


def _further(columns: Columns, header: str, number: int) -> None:
    if header and header not in columns.fields:
        columns.fields[header] = number
    else:
        columns.ignored.append(header or f"column {number + 1}")


def _names(columns: Columns) -> tuple[int, ...]:
    """Return where the name stands; first and last names are joined, or kept as fields beside a full name."""
    first, middle, name, last = (columns.places.get(part, ()) for part in _NAMES)
    if name and first and last:
        if not columns.layout:
            columns.fields.update({columns.headers[place]: place for place in (first[0], last[0])})
            del columns.places["first"], columns.places["last"]
        return name[:1]
    return (*first[:1], *middle[:1], *name[:1], *last[:1])
