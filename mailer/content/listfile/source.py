"""What every kind of file comes down to: rows of cells, the headers among the first of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from mailer.domain.contact import RowError

#: How many rows are looked at for the headers.
TOP = 20

#: The lines where some rows begin, and the cells of those rows.
Batch = tuple[Sequence[int], Sequence[Sequence[str]]]


@dataclass(slots=True)
class Source:
    """Rows of a file: ``top`` are the first that are not blank, ``below(n)`` yields all that follow the nth of those.

    ``errors`` grow with rows that the file itself cannot give, ``left_out`` names parts of the file that are not read.
    """

    top: Sequence[Sequence[str]]
    below: Callable[[int], Iterator[Batch]]
    encoding: str
    errors: list[RowError] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
