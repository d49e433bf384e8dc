"""Excel workbooks (.xlsx): the sheet that holds addresses, row by row, with the values that formulas had."""

import datetime as dt
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from mailer.content.archive import Guard, refuse_bombs, unbroken
from mailer.content.listfile.choices import Reading
from mailer.content.listfile.headers import has_address
from mailer.content.listfile.merged import merged_ranges
from mailer.content.listfile.source import TOP, Batch, Source
from mailer.content.nearest import did_you_mean
from mailer.domain.contact import RowError
from mailer.errors import ListFileError

_Row = TypeVar("_Row")
_BATCH = 500
_WIDEST = 1000
_MOST_BLANK = 10_000
_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"))
_GUARD = Guard(
    noun="Excel workbook",
    texts=("sharedStrings.xml",),
    largest_text=256 << 20,
    cure="Copy the rows that matter to a new workbook, or save the sheet as CSV (UTF-8)",
    again="Open it in a spreadsheet program and save it again",
    error=ListFileError,
)


def read_workbook(path: Path, reading: Reading) -> Source:
    """Return the rows of the sheet with addresses, or of the one that was named.

    ListFileError if that is not clear, for a workbook that would fill the memory, and without openpyxl.
    """
    openpyxl = _library(path)
    with unbroken(path, _GUARD):
        refuse_bombs(path, _GUARD)
    with _opened(openpyxl, path) as book:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        chosen = _chosen(path, sheets, reading)
        table = _Sheet(openpyxl, path, sheets[chosen])
        others = tuple(f"sheet {title!r}" for title in sheets if title != chosen)
        return Source(table.top(sheets[chosen]), table.below, "xlsx", table.errors, others)


class _Sheet:
    """One sheet of a workbook, opened anew whenever it is read."""

    def __init__(self, openpyxl: Any, path: Path, sheet: Any) -> None:  # noqa: ANN401 - openpyxl has no types
        self.openpyxl = openpyxl
        self.path = path
        self.title = sheet.title
        self.merged = sorted(merged_ranges(path, _part_of(sheet)))
        self.errors: list[RowError] = []

    def top(self, sheet: Any) -> list[Sequence[str]]:  # noqa: ANN401 - openpyxl has no types
        """Return the first rows that are not blank."""
        return [cells for _, cells in _some(self._written(sheet, []), TOP)]

    def below(self, skipped: int) -> Iterator[Batch]:
        """Yield the rows after the first ``skipped`` that are not blank, with their numbers."""
        with _opened(self.openpyxl, self.path) as book:
            rows = self._written(book[self.title], self.errors)
            width = max((len(_trimmed(cells)) for _, cells in _some(rows, skipped)), default=0)
            while some := _some(rows, _BATCH):
                yield [line for line, _ in some], [_trimmed(cells, width) for _, cells in some]

    def _written(self, sheet: Any, errors: list[RowError]) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - openpyxl has no types
        """Yield the rows that are not blank; merged cells all say what the first of them says."""
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        merged, blank = _Merged(self.merged), 0
        for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if len(row) > _WIDEST:
                raise _too_wide(self.path, self.title, len(row))
            cells = merged.filled(line, [_as_text(value) for value in row])
            if any(cells):
                blank = 0
                yield line, cells
                continue
            blank += 1
            if blank > _MOST_BLANK:
                reason = f"more than {_MOST_BLANK:,} blank rows follow; what stands below them was not read"
                errors.append(RowError(line - blank + 1, "", reason))
                return


class _Merged:
    """The merged cells of a sheet, filled while it is read from top to bottom."""

    def __init__(self, ranges: Sequence[tuple[int, int, int, int]]) -> None:
        self._coming = list(reversed(ranges))
        self._open: list[tuple[int, int, int, int, str]] = []

    def filled(self, line: int, cells: list[str]) -> list[str]:
        """Return the cells of a row with the values of merged cells that reach into it."""
        if not self._coming and not self._open:
            return cells
        while self._coming and self._coming[-1][0] <= line:
            top, left, bottom, right = self._coming.pop()
            if top == line and left <= len(cells):
                self._open.append((top, left, bottom, right, cells[left - 1]))
        self._open = [one for one in self._open if one[2] >= line]
        for _, left, _, right, value in self._open:
            cells += [""] * (min(right, _WIDEST) - len(cells))
            cells[left - 1 : right] = [value] * len(cells[left - 1 : right])
        return cells


def _library(path: Path) -> Any:  # noqa: ANN401 - a module
    try:
        import openpyxl
    except ImportError as error:
        hint = "Install it: pip install 'pressmailer[excel]'. Or save the sheet as CSV (UTF-8)"
        reason = f"{path.name} is an Excel workbook, and what reads those is not installed"
        raise ListFileError(reason, hint=hint) from error
    return openpyxl


@contextmanager
def _opened(openpyxl: Any, path: Path) -> Iterator[Any]:  # noqa: ANN401 - a module
    """Give the workbook, read as a stream; ListFileError for one that is broken."""
    # A file that is called .csv would not be opened by its name.
    with unbroken(path, _GUARD), path.open("rb") as file:
        with warnings.catch_warnings(action="ignore"):  # what it does not know does not matter for a list
            loaded = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        with closing(loaded) as book:
            yield book


def _chosen(path: Path, sheets: dict[str, Any], reading: Reading) -> str:
    """Return the sheet to read; hidden ones are read only if they are named."""
    if reading.sheet is not None:
        return _named(path, sheets, reading.sheet)
    fitting = [title for title, sheet in sheets.items() if _holds_addresses(sheet, reading)]
    shown = [title for title in fitting if sheets[title].sheet_state == "visible"]
    if len(shown) == 1 or (not fitting and len(sheets) == 1):
        return (shown or list(sheets))[0]
    if shown:
        names = ", ".join(map(repr, shown))
        raise ListFileError(f"{path.name} has addresses on several sheets: {names}", hint="Say which: --sheet NAME")
    names = ", ".join(map(repr, fitting or sheets))
    where = "only on sheets that are hidden" if fitting else "on none of its sheets that we can see"
    raise ListFileError(f"{path.name} has a column of addresses {where}: {names}", hint="Say which: --sheet NAME")


def _named(path: Path, sheets: dict[str, Any], wanted: str) -> str:
    found = next((title for title in sheets if title.casefold() == wanted.strip().casefold()), None)
    if found is None:
        raise ListFileError(f"{path.name} has no sheet {wanted!r}", hint=did_you_mean(wanted, sheets))
    return found


def _holds_addresses(sheet: Any, reading: Reading) -> bool:  # noqa: ANN401 - openpyxl has no types
    sheet.reset_dimensions()
    rows = _some(sheet.iter_rows(values_only=True), 10 * TOP)
    texts = ([_as_text(value) for value in row[:_WIDEST]] for row in rows)
    return any(has_address(cells, reading) for cells in islice(filter(any, texts), TOP))


def _some(rows: Iterator[_Row], most: int) -> list[_Row]:
    """Return the next rows, without what openpyxl has to remark on dates and styles."""
    with warnings.catch_warnings(action="ignore"):
        return list(islice(rows, most))


def _as_text(value: object) -> str:
    """Return a cell as a person would type it; an error that a formula gave says nothing."""
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return str(value).strip()


def _trimmed(cells: Sequence[str], least: int = 0) -> Sequence[str]:
    """Return the cells without empty ones at the end."""
    end = len(cells)
    while end > least and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _part_of(sheet: Any) -> str:  # noqa: ANN401 - openpyxl has no types
    return re.sub(r"^/", "", str(sheet._worksheet_path))  # noqa: SLF001 - nothing else tells which part of the file it is


def _too_wide(path: Path, title: str, width: int) -> ListFileError:
    return ListFileError(
        f"{path.name}, sheet {title!r}, has {width:,} columns", hint="Copy the columns that matter to a new workbook"
    )
