"""Holding the further columns of a file to the types that the workspace has named."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mailer.domain.contact import ContactRow, RowError
from mailer.domain.custom_field import CustomFields


def typed_rows(rows: Iterable[ContactRow], fields: CustomFields, errors: list[RowError]) -> Iterable[ContactRow]:
    """Return the rows with their fields as they are kept; one that holds what its field cannot goes to ``errors``."""
    return _typed(rows, fields, errors) if fields.named else rows


def _typed(rows: Iterable[ContactRow], fields: CustomFields, errors: list[RowError]) -> Iterator[ContactRow]:
    for row in rows:
        said: dict[str, str] = {}
        try:
            for header, text in row.fields.items():
                said[fields.name_of(header)] = _checked(header, text, fields)
        except ValueError as error:
            errors.append(RowError(row.line, row.address.address, str(error)))
            continue
        yield replace(row, fields=said) if said else row


def _checked(header: str, text: str, fields: CustomFields) -> str:
    try:
        return fields.checked(header, text)
    except ValueError as error:
        raise ValueError(f"{header}: {error}") from error
