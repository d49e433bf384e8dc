"""Long sequences in pieces that fit into one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

#: Values in one statement: below the limits of every database that we know (SQLite before 3.32: 999).
CHUNK = 900

_Value = TypeVar("_Value")


def chunked(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """Yield the values in order, in lists of at most ``CHUNK``."""
    rest = iter(values)
    while some := list(islice(rest, CHUNK)):
        yield some
