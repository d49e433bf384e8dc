"""A table as lines of text. Twenty thousand lines of a log are drawn in a moment."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import zip_longest

from rich.cells import cell_len, chop_cells

#: Gives a piece of a row the looks of its cell, which is named by row and column; the titles are row 0.
Paint = Callable[[str, int, int], str]

_GAP = "   "


def drawn(
    lines: Sequence[Sequence[str]], widths: Mapping[int, int], *, right: Container[int], rule: str, paint: Paint
) -> Iterator[str]:
    """Yield the lines of a table with columns of these widths; the first of ``lines`` are the titles."""
    for at, cells in enumerate(lines):
        folded = [_folded(cells[number], width) for number, width in widths.items()]
        for pieces in zip_longest(*folded, fillvalue=""):
            yield _GAP.join(
                paint(_padded(piece, width, right=number in right), at, number)
                for piece, (number, width) in zip(pieces, widths.items(), strict=True)
            ).rstrip()
        if not at:
            yield rule * (sum(widths.values()) + len(_GAP) * (len(widths) - 1))


def _folded(text: str, width: int) -> list[str]:
    """Return the text in lines that are no wider, parted between words where that can be."""
    if cell_len(text) <= width and "\n" not in text:
        return [text]
    return [line for paragraph in text.split("\n") for line in _parted(paragraph, width)]


def _parted(paragraph: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in paragraph.split():
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        *full, last = chop_cells(word, width)
        lines += [line, *full] if line else full
        line = last
    return [*lines, line]


def _padded(text: str, width: int, *, right: bool) -> str:
    blank = " " * (width - cell_len(text))
    return f"{blank}{text}" if right else f"{text}{blank}"
