"""What several revisions do in the same way."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op


def create_partial_index(name: str, table: str, columns: Sequence[str], *, where: str, unique: bool = False) -> None:
    """Make an index of those rows that fulfil ``where``."""
    chosen = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=chosen, postgresql_where=chosen)


def create_lookup(table: str, meanings: Mapping[str, str]) -> None:
    """Make a table of names, each with the sentence that says what it means."""
    name, meaning = sa.Column("name", sa.Text, primary_key=True), sa.Column("meaning", sa.Text, nullable=False)
    lookup = op.create_table(table, name, meaning)
    op.bulk_insert(lookup, [{"name": name, "meaning": meaning} for name, meaning in meanings.items()])
