"""Files of contacts for tests, and what is read of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mailer.content.listfile.choices import Reading
from mailer.content.listfile.reading import ContactFile, read_contacts
from mailer.domain.contact import ContactRow

Read = Callable[..., tuple[list[ContactRow], ContactFile]]


def reader(folder: Path) -> Read:
    """Return a function that writes a file into ``folder`` and reads it to the end."""

    def reading(
        content: str | bytes, name: str = "press.csv", **chosen: object
    ) -> tuple[list[ContactRow], ContactFile]:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        file = read_contacts(path, Reading(**chosen))  # type: ignore[arg-type]  # each test says its own
        return list(file.rows), file

    return reading


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reader(tmp_path)


def addresses(rows: list[ContactRow]) -> list[str]:
    return [row.address.address for row in rows]


def others(row: ContactRow) -> list[str]:
    return [other.address for other in row.others]
