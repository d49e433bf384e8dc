"""Holdings: what is held of a person, as it is told to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rows of one table that are about a person; ``place`` is the table's name, ``title`` how it is headed."""

    place: str
    title: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is held of a person: ``chapters`` of the ledger, and ``files`` that name them, each with what it is.

    ``name`` is what files about it are called: it tells nobody who the person is.
    """

    address: str
    name: str
    at: datetime
    organisation: str
    chapters: Sequence[Chapter]
    files: Sequence[tuple[str, str]]

    def as_json(self) -> Mapping[str, Any]:
        """Return it as a JSON value."""
        held = {one.place: [dict(row) for row in one.rows] for one in self.chapters}
        files = [{"file": name, "what": what} for name, what in self.files]
        return {"address": self.address, "at": self.at, "held_by": self.organisation, "held": held, "files": files}
