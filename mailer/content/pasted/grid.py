"""Which tables of a page hold figures, and which only put things side by side."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_INSIDE = ("table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "form", "br", "img")
_LONGEST_CELL = 200
_FEWEST = 2


def is_grid(table: "HtmlElement") -> bool:
    """Return whether the table has at least two rows and columns of short cells, with nothing but words in them."""
    rows = [list(row.iter("td", "th")) for row in table.iter("tr")]
    if len(rows) < _FEWEST or max(map(len, rows)) < _FEWEST:
        return False
    if any(element is not table for element in table.iter(*_INSIDE)) or len(list(table.iter("a"))) > len(rows):
        return False
    return all(_is_short(cell) for row in rows for cell in row)


def _is_short(cell: "HtmlElement") -> bool:
    return len(cell.text_content()) <= _LONGEST_CELL and len(list(cell.iter("p"))) <= 1
