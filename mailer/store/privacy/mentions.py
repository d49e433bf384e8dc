"""Mentions: where an address still stands, whatever the table: found by reading all of them, and scrubbed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Table, Text, and_, cast, delete, or_, select, type_coerce, update

from mailer.domain.erasure import names, scrubbed
from mailer.store.database import Transaction
from mailer.store.privacy.personal_columns import HELD, IN_PASSING
from mailer.store.tables.change_schema import change_values
from mailer.store.tables.schema import metadata

#: Longer lists of words are looked for in parts.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that names one of the words: ``key`` is the primary key of its row."""

    column: Column[Any]
    key: tuple[Any, ...]

    @property
    def place(self) -> str:
        """Return how people are told where it is."""
        return f"{self.column.table.name}.{self.column.name}"

    @property
    def is_row(self) -> ColumnElement[bool]:
        """Return the condition for its row."""
        keys = zip(self.column.table.primary_key.columns, self.key, strict=True)
        return and_(*(column == value for column, value in keys))


def lasting(found: Sequence[Mention]) -> list[Mention]:
    """Return those in columns that nothing is ever taken out of, and that hold nobody's rows."""
    theirs = {held.table for held in HELD}
    return [one for one in found if one.column not in IN_PASSING and one.column.table not in theirs]


def as_written(words: Iterable[str]) -> list[str]:
    """Return these words, and how they stand in JSON."""
    return [*dict.fromkeys(one for word in words for one in (word, json.dumps(word)[1:-1], _json(word)))]


def of(tx: Transaction, words: Sequence[str]) -> list[Mention]:
    """Return every value in the ledger that holds one of ``words``: all tables are read."""
    parts = [words[at : at + _AT_ONCE] for at in range(0, len(words), _AT_ONCE)]
    return [found for part in parts for table in metadata.sorted_tables for found in _in_table(tx, table, part)]


def scrub(tx: Transaction, found: Sequence[Mention], words: Sequence[str]) -> list[Mention]:
    """Take these mentions out of what they stand in; return those that stay, as they are no passing remarks."""
    there = [(one, said) for one in found if names(said := _said(tx, one), words)]
    for one, said in there:
        if one.column in IN_PASSING:
            tx.execute(update(one.column.table).where(one.is_row).values({one.column: _without(one, said, words)}))
        elif one.column.table is change_values:  # with the name of the person beside the address, likely
            tx.execute(delete(change_values).where(one.is_row))
    return [one for one, _ in there if one.column not in IN_PASSING and one.column.table is not change_values]


def _without(one: Mention, said: str, words: Sequence[str]) -> object:
    after = scrubbed(said, words)
    return json.loads(after) if isinstance(one.column.type, JSON) else after


def _said(tx: Transaction, one: Mention) -> str:
    return tx.scalar(select(_as_text(tx, one.column)).where(one.is_row)) or ""


def _in_table(tx: Transaction, table: Table, words: Sequence[str]) -> Iterator[Mention]:
    columns = [one for one in table.columns if isinstance(one.type, Text | JSON)]
    if not columns:
        return
    keys = [*table.primary_key.columns]
    texts = [_as_text(tx, one) for one in columns]
    holds = or_(*(one.icontains(word, autoescape=True) for one in texts for word in words))
    for row in tx.execute(select(*keys, *(one.label(f"said_{n}") for n, one in enumerate(texts))).where(holds)):
        for column, said in zip(columns, row[len(keys) :], strict=True):
            if said and names(said, words):
                yield Mention(column, tuple(row[: len(keys)]))


def _as_text(tx: Transaction, column: Column[Any]) -> ColumnElement[str]:
    if not isinstance(column.type, JSON):
        return column
    return cast(column, Text) if tx.dialect.name == "postgresql" else type_coerce(column, Text)


def _json(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)[1:-1]
