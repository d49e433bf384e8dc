"""Saying how a file of contacts is to be read, and remembering it for the next file from the same place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mailer.content.listfile.choices import Reading as Reading  # noqa: PLC0414 - commands see use cases only
from mailer.content.listfile.mapping import HeaderMap, parse_mapping
from mailer.content.listfile.reading import ContactFile, read_contacts
from mailer.domain.distribution_list import parse_slug
from mailer.errors import UsageProblem
from mailer.store.database import Store
from mailer.store.people import header_maps


def choose_reading(
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    columns: Sequence[str] = (),
    named: str | None = None,
    save_as: str | None = None,
) -> Reading:
    """Return how a file is to be read as it was typed; ``columns`` are words like ``E-mail=address``.

    UsageProblem, with the nearest, for what is no column, and for a name that a mapping cannot have.
    """
    return Reading(encoding, sheet, delimiter, parse_mapping(columns), named or "", _name(save_as) if save_as else "")


def open_contacts(store: Store, path: Path, reading: Reading) -> ContactFile:
    """Return the contacts in a file, read as was chosen, or by the mapping that was saved for just such files."""
    with store.read() as tx:
        saved = tuple(HeaderMap(name, columns) for name, columns in header_maps.all_maps(tx).items())
    return read_contacts(path, replace(reading, saved=saved))


def keep_mapping(store: Store, reading: Reading, file: ContactFile, now: datetime) -> None:
    """Save what each column of a file was read as, under the name that was chosen, if one was."""
    if reading.save_as:
        with store.begin() as tx:
            header_maps.save(tx, reading.save_as, file.columns, now)


def _name(typed: str) -> str:
    try:
        return parse_slug(typed)
    except ValueError as error:
        raise UsageProblem(f"a mapping cannot be called {typed!r}: {error}", hint="As in: agency-export") from error
